"""In numpy, what the course gives as im2col.py: windows of images as columns, and back.

Workers find it as cs231n.im2col where a submission has none.
"""

import numpy as np


def get_im2col_indices(x_shape, field_height, field_width, padding=1, stride=1):
    """Channel, row and column of every entry of the columns, as three index arrays that broadcast together."""
    _, channels, height, width = x_shape
    out_height = (height + 2 * padding - field_height) // stride + 1
    out_width = (width + 2 * padding - field_width) // stride + 1
    k, i, j = (axis.reshape(-1, 1) for axis in np.indices((channels, field_height, field_width)))
    rows, columns = (stride * axis.reshape(1, -1) for axis in np.indices((out_height, out_width)))
    return k, i + rows, j + columns


def im2col_indices(x, field_height, field_width, padding=1, stride=1):
    """Windows of x (N, C, H, W) as columns (C * HH * WW, H_out * W_out * N), images varying fastest."""
    padded = np.pad(x, ((0, 0), (0, 0), (padding, padding), (padding, padding)))
    k, i, j = get_im2col_indices(x.shape, field_height, field_width, padding, stride)
    return padded[:, k, i, j].transpose(1, 2, 0).reshape(field_height * field_width * x.shape[1], -1)


def col2im_indices(cols, x_shape, field_height=3, field_width=3, padding=1, stride=1):
    """Sum of columns, as im2col_indices lays them out, back into images of x_shape."""
    n, c, h, w = x_shape
    padded = np.zeros((n, c, h + 2 * padding, w + 2 * padding), dtype=cols.dtype)
    k, i, j = get_im2col_indices(x_shape, field_height, field_width, padding, stride)
    cols = cols.reshape(c * field_height * field_width, -1, n).transpose(2, 0, 1)
    np.add.at(padded, (slice(None), k, i, j), cols)
    return padded[:, :, padding : padding + h, padding : padding + w]


im2col = im2col_indices  # the course's own fast_layers.py calls it so, but its im2col.py has no such name
