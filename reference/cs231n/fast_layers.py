"""Convolution and max pooling without a Python loop over images or pixels.

The four functions do what their naive namesakes in layers.py do. A loop over the positions of a kernel (nine for one
of 3 by 3) is fine; time goes where images, channels or output pixels are looped over.
"""

import math

import numpy as np

# BEGIN SOLUTION
# One idea carries all four functions. Write the padded images row after row into one long strip of numbers. The
# pixel that a window sees at kernel position (i, j) then lies i * columns + j places behind the window's first
# pixel, and this distance is the same for every window. So the pixels that *all* windows see at (i, j) are one
# slice of the strip, a "tap", and whatever has to be done for each window is done for whole taps:
#
#     convolution           copies the taps below each other, so that each window becomes a column of a matrix;
#                           filters times this matrix is the output
#     its backward pass     turns the product around and adds the columns' gradients onto the same slices
#     pooling               takes the maximum of the taps, and notes which tap it came from
#     its backward pass     adds each output's gradient onto the tap that was noted
#
# With stride s, neighbouring windows are s pixels apart. The images are then dealt onto s * s strips, a pixel
# going to strip (row % s, column % s), and within each strip neighbouring windows are one place apart again.
#
# Two things make this fast beyond having few calls. Taps are one-dimensional and contiguous, for which numpy has
# its quickest loops: arithmetic on blocks cut out of a larger array takes several times as long. And only so many
# images are processed at a time as fit into the processor's cache together with their columns.

COLUMN_NUMBERS = 2**17  # in the columns of the images that are processed at a time
STRIP_NUMBERS = 2**16  # in their strips, for pooling, which has no columns
# END SOLUTION


def conv_forward_fast(x, w, b, conv_param):
    """Same arguments and results as conv_forward_naive, apart from the cache."""
    # BEGIN SOLUTION
    dtype = np.result_type(x, w, b)
    # The bias is the weight of an input that is always 1: one more row of the columns.
    filters = np.column_stack([_taps_first(w).T, b])
    windows = _Windows(x.shape[2:], w.shape[2:], conv_param["stride"], conv_param["pad"])
    out = np.empty((len(x), len(w), *windows.out), dtype)
    for part, columns in _column_parts(windows, x, w, dtype):
        columns.load(x[part])
        np.matmul(filters, columns.matrix, out=columns.outputs)
        out[part] = columns.output_images
    cache = (x, w, windows)
    return out, cache
    # END SOLUTION


def conv_backward_fast(dout, cache):
    """Same arguments and results as conv_backward_naive."""
    # BEGIN SOLUTION
    x, w, windows = cache
    dtype = np.result_type(x, w, dout)
    filters = _taps_first(w)
    dx = np.empty(x.shape, dtype)
    dfilters = np.zeros((len(filters) + 1, len(w)), dtype)
    for part, columns in _column_parts(windows, x, w, dtype):
        # Filling the columns again is cheaper than keeping all of them from the forward pass.
        columns.load(x[part])
        columns.output_images[...] = dout[part]
        dfilters += columns.matrix @ columns.outputs.T
        np.matmul(filters, columns.outputs, out=columns.pixels)
        columns.add_up(dx[part])
    F, C, HH, WW = w.shape
    dw = dfilters[:-1].reshape(HH, WW, C, F).transpose(3, 2, 0, 1)
    db = dfilters[-1]
    return dx, dw, db
    # END SOLUTION


def max_pool_forward_fast(x, pool_param):
    """Same arguments and results as max_pool_forward_naive, apart from the cache."""
    # BEGIN SOLUTION
    N, C, H, W = x.shape
    windows = _Windows((H, W), (pool_param["pool_height"], pool_param["pool_width"]), pool_param["stride"], 0)
    planes = x.reshape(N * C, H, W)
    out = np.empty((N * C, *windows.out), x.dtype)
    winners = []
    for part, strip in _strip_parts(windows, len(planes), x.dtype):
        strip.load(planes[part])
        largest = strip.taps[0].copy()
        for tap in strip.taps[1:]:
            np.maximum(largest, tap, out=largest)
        out[part] = strip.outputs(largest)
        winners.append(_first_equal(strip.taps, largest))
    cache = (x.shape, windows, winners)
    return out.reshape(N, C, *windows.out), cache
    # END SOLUTION


def max_pool_backward_fast(dout, cache):
    """Same arguments and results as max_pool_backward_naive: the first of equal maxima gets the gradient."""
    # BEGIN SOLUTION
    x_shape, windows, winners = cache
    N, C, H, W = x_shape
    dout = dout.reshape(N * C, *windows.out)
    dx = np.empty((N * C, H, W), dout.dtype)
    parts = _strip_parts(windows, N * C, dout.dtype)
    for (part, strip), is_winner in zip(parts, winners, strict=True):
        gradient = np.zeros(strip.size, dout.dtype)
        strip.outputs(gradient)[...] = dout[part]
        strip.clear()
        for tap, wins in zip(strip.taps, is_winner, strict=True):
            np.add(tap, gradient * wins, out=tap)
        strip.store(dx[part])
    return dx.reshape(x_shape)
    # END SOLUTION


# BEGIN SOLUTION
def _taps_first(w):
    """Filters (F, C, HH, WW) as a matrix (HH * WW * C, F): the order in which the taps are copied."""
    return w.transpose(2, 3, 1, 0).reshape(-1, len(w))


def _first_equal(taps, largest):
    """For each tap, which windows have their first pixel that equals the largest there."""
    is_winner = np.empty((len(taps), len(largest)), bool)
    undecided = np.ones(len(largest), bool)
    for tap, wins in zip(taps[:-1], is_winner[:-1], strict=True):
        np.equal(tap, largest, out=wins)
        np.logical_and(wins, undecided, out=wins)
        np.logical_xor(undecided, wins, out=undecided)
    is_winner[-1] = undecided
    return is_winner


def _parts(count, most, make):
    """Slices of about equal length, at most `most`, of `count` images, and a workspace to use for each.

    make(n) makes a workspace for n images; a new one is made only where the length of the slices changes.
    """
    number = max(1, math.ceil(count / most))
    step = max(1, math.ceil(count / number))
    length = 0
    for start in range(0, count, step):
        part = slice(start, min(start + step, count))
        if part.stop - part.start != length:
            length = part.stop - part.start
            workspace = make(length)
        yield part, workspace


def _column_parts(windows, x, w, dtype):
    """The batch x in parts whose columns fit into the cache, each with a workspace for them."""
    most = max(1, COLUMN_NUMBERS // (w[0].size * math.prod(windows.grid)))
    return _parts(len(x), most, lambda images: _Columns(windows, images, x.shape[1], len(w), dtype))


def _strip_parts(windows, count, dtype):
    """`count` planes in parts whose strips fit into the cache, each with a strip for them."""
    most = max(1, STRIP_NUMBERS // (windows.stride**2 * math.prod(windows.grid)))
    return _parts(count, most, lambda planes: _Strip(windows, (planes,), dtype))


class _Windows:
    """Where the windows of a kernel lie.

    image, kernel  (rows, columns) of either
    out            (rows, columns) of windows
    grid           (rows, columns) that an image takes in each of its strips
    """

    def __init__(self, image, kernel, stride, pad):
        self.image = image
        self.kernel = kernel
        self.stride = stride
        self.pad = pad
        self.out = tuple(1 + (size + 2 * pad - k) // stride for size, k in zip(image, kernel, strict=True))
        # Zeros are written in front of each row and above each image only: the ones behind and below are
        # those of the next row and of the next image.
        self.grid = tuple(
            max(out, -(-(size + pad) // stride)) for size, out in zip(image, self.out, strict=True)
        )


class _Strip:
    """Images written into strips of numbers.

    images  the number of images, as a tuple: (n,) for images of shape (n, H, W), (c, n) for (c, n, H, W)
    size    length of a tap: one place for each window, and some in between that are no window's
    taps    one view for each kernel position, in reading order
    """

    def __init__(self, windows, images, dtype):
        stride = windows.stride
        HH, WW = windows.kernel
        _, columns = windows.grid
        self.windows = windows
        self.shape = (*images, *windows.grid)
        self.size = math.prod(self.shape)
        # Behind the last image there is no next one to lend its zeros.
        longest_shift = (HH - 1) // stride * columns + (WW - 1) // stride
        self.strips = np.zeros((stride, stride, self.size + longest_shift), dtype)
        self.taps = []
        for i in range(HH):
            for j in range(WW):
                shift = i // stride * columns + j // stride
                self.taps.append(self.strips[i % stride, j % stride, shift : shift + self.size])
        self.places = [self._place(i, j) for i in range(stride) for j in range(stride)]

    def _place(self, i, j):
        """Which pixels of the images go to strip (i, j), as an index, and their places in it, as a view."""
        (H, W), stride, pad = self.windows.image, self.windows.stride, self.windows.pad
        top = (i - pad) % stride
        left = (j - pad) % stride
        row = (top + pad) // stride
        column = (left + pad) // stride
        rows = len(range(top, H, stride))
        columns = len(range(left, W, stride))
        grid = self.strips[i, j, : self.size].reshape(self.shape)
        pixels = (..., slice(top, None, stride), slice(left, None, stride))
        return pixels, grid[..., row : row + rows, column : column + columns]

    def clear(self):
        self.strips.fill(0)

    def load(self, images):
        """Write the images into the strips."""
        for pixels, place in self.places:
            place[...] = images[pixels]

    def store(self, images):
        """Write the strips' numbers back to where `load` takes them from."""
        for pixels, place in self.places:
            images[pixels] = place

    def outputs(self, values):
        """View of (..., size) values, one for each place of a tap, that has the windows' only."""
        rows, columns = self.windows.out
        return values.reshape(-1, *self.shape[-3:])[..., :rows, :columns]


class _Columns:
    """The windows of some images as columns of a matrix.

    matrix         a row for each number that a window sees, and a row of ones
    pixels         the matrix without its row of ones
    outputs        (filters, columns): what filters make of the columns, or its gradient
    output_images  the same, without the columns that are no windows, as images (n, filters, rows, columns)
    """

    def __init__(self, windows, images, channels, filters, dtype):
        self.strip = _Strip(windows, (channels, images), dtype)
        taps = len(self.strip.taps)
        columns = self.strip.size // channels
        self.matrix = np.ones((taps * channels + 1, columns), dtype)
        self.pixels = self.matrix[:-1]
        self.rows = self.pixels.reshape(taps, channels * columns)
        self.outputs = np.zeros((filters, columns), dtype)
        self.output_images = self.strip.outputs(self.outputs).swapaxes(0, 1)

    def load(self, x):
        """Fill the pixels with what the windows of x see."""
        self.strip.clear()
        self.strip.load(x.swapaxes(0, 1))
        for row, tap in zip(self.rows, self.strip.taps, strict=True):
            row[...] = tap

    def add_up(self, dx):
        """Give each pixel of dx the sum of all that the pixels of the matrix hold for it."""
        self.strip.clear()
        for row, tap in zip(self.rows, self.strip.taps, strict=True):
            np.add(tap, row, out=tap)
        self.strip.store(dx.swapaxes(0, 1))


# END SOLUTION
