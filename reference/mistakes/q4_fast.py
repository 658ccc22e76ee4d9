"""Mistakes in fast_layers.py, made in a plain im2col such as students write."""

import textwrap

from autograder.model.mutants import Mutant

IM2COL = textwrap.dedent("""
    import numpy as np


    def windows_of(x, height, width, stride, pad):
        padded = np.pad(x, ((0, 0), (0, 0), (pad, pad), (pad, pad)))
        windows = np.lib.stride_tricks.sliding_window_view(padded, (height, width), axis=(2, 3))
        return windows[:, :, ::stride, ::stride]


    def conv_forward_fast(x, w, b, conv_param):
        stride, pad = conv_param["stride"], conv_param["pad"]
        F, C, HH, WW = w.shape
        windows = windows_of(x, HH, WW, stride, pad)
        N, _, H_out, W_out = windows.shape[:4]
        columns = windows.transpose(0, 2, 3, 1, 4, 5).reshape(N * H_out * W_out, -1)
        rows = columns @ w.reshape(F, -1).T + b
        out = rows.reshape(N, H_out, W_out, F).transpose(0, 3, 1, 2)
        return out, (x.shape, columns, w, stride, pad)


    def conv_backward_fast(dout, cache):
        (N, C, H, W), columns, w, stride, pad = cache
        F, _, HH, WW = w.shape
        _, _, H_out, W_out = dout.shape
        db = dout.sum(axis=(0, 2, 3))
        drows = dout.transpose(0, 2, 3, 1).reshape(-1, F)
        dw = (drows.T @ columns).reshape(w.shape)
        dcolumns = (drows @ w.reshape(F, -1)).reshape(N, H_out, W_out, C, HH, WW)
        dx = np.zeros((N, C, H + 2 * pad, W + 2 * pad))
        for r in range(HH):
            for s in range(WW):
                part = dcolumns[:, :, :, :, r, s].transpose(0, 3, 1, 2)
                dx[:, :, r : r + stride * H_out : stride, s : s + stride * W_out : stride] += part
        dx = dx[:, :, pad : pad + H, pad : pad + W]
        return dx, dw, db


    def max_pool_forward_fast(x, pool_param):
        height, width, stride = pool_param["pool_height"], pool_param["pool_width"], pool_param["stride"]
        windows = windows_of(x, height, width, stride, 0)
        flat = windows.reshape(*windows.shape[:4], height * width)
        out = flat.max(axis=-1)
        winner = flat.argmax(axis=-1)
        return out, (x.shape, winner, height, width, stride)


    def max_pool_backward_fast(dout, cache):
        shape, winner, height, width, stride = cache
        _, _, H_out, W_out = dout.shape
        dx = np.zeros(shape)
        for r in range(height):
            for s in range(width):
                won = winner == r * width + s
                dx[:, :, r : r + stride * H_out : stride, s : s + stride * W_out : stride] += dout * won
        return dx
""")


def im2col(*swaps: tuple[str, str]) -> str:
    """The im2col with each old text, which it has once, replaced."""
    code = IM2COL
    for old, new in swaps:
        assert code.count(old) == 1, old
        code = code.replace(old, new)
    return code


MISTAKES = [
    Mutant(
        id="conv_forward_fast.no_bias",
        target="fast_layers.py",
        code=im2col((".T + b", ".T")),
        hint="conv_forward_fast never adds the bias; add b[f] to every value of filter f",
        costs=("4.7", "4.29"),
    ),
    Mutant(
        id="conv_forward_fast.no_transpose_of_output",
        target="fast_layers.py",
        code=im2col(
            ("rows.reshape(N, H_out, W_out, F).transpose(0, 3, 1, 2)", "rows.reshape(N, F, H_out, W_out)")
        ),
        hint=(
            "conv_forward_fast reshapes its product with the axes in the wrong order; "
            "reshape to (N, H_out, W_out, F), then transpose"
        ),
        costs=("4.7", "4.29"),
    ),
    Mutant(
        id="conv_forward_fast.batch_and_filters_mixed",
        target="fast_layers.py",
        code=im2col(
            (
                "out = rows.reshape(N, H_out, W_out, F).transpose(0, 3, 1, 2)",
                "out = rows.T.reshape(N, F, H_out, W_out)",
            )
        ),
        hint=(
            "conv_forward_fast mixes images and filters in its reshape; "
            "reshape to (F, N, H_out, W_out), then transpose"
        ),
        costs=("4.7", "4.29"),
    ),
    Mutant(
        id="conv_forward_fast.columns_in_other_order",
        target="fast_layers.py",
        code=im2col(("windows.transpose(0, 2, 3, 1, 4, 5)", "windows.transpose(0, 2, 3, 4, 5, 1)")),
        hint=(
            "conv_forward_fast flattens windows and filters in different orders; "
            "use the order (C, HH, WW) for both"
        ),
        costs=("4.7", "4.8", "4.29"),
    ),
    Mutant(
        id="conv_forward_fast.windows_of_first_channel",
        target="fast_layers.py",
        code=im2col(
            (
                "rows = columns @ w.reshape(F, -1).T + b",
                "rows = columns[:, : HH * WW] @ w[:, 0].reshape(F, -1).T + b",
            )
        ),
        hint="conv_forward_fast convolves the first channel only; sum over all channels",
        costs=("4.7", "4.29"),
    ),
    Mutant(
        id="conv_forward_fast.kernel_flipped",
        target="fast_layers.py",
        code=im2col(("columns @ w.reshape(F, -1).T", "columns @ w[:, :, ::-1, ::-1].reshape(F, -1).T")),
        hint="conv_forward_fast flips the filters; use w as it is, as this layer is a cross-correlation",
        costs=("4.7", "4.29"),
    ),
    Mutant(
        id="conv_forward_fast.float32",
        target="fast_layers.py",
        code=im2col(
            (
                "columns @ w.reshape(F, -1).T",
                "columns.astype(np.float32) @ w.reshape(F, -1).T.astype(np.float32)",
            )
        ),
        hint=(
            "conv_forward_fast computes in float32 though its input is float64; keep the dtype of the input"
        ),
        costs=("4.7",),
    ),
    Mutant(
        id="conv_backward_fast.float32",
        target="fast_layers.py",
        code=im2col(
            ("drows = dout", "drows = dout.astype(np.float32)"),
            ("drows.T @ columns)", "drows.T @ columns.astype(np.float32))"),
            ("drows @ w.reshape", "drows @ w.astype(np.float32).reshape"),
        ),
        hint=(
            "conv_backward_fast computes in float32 though its input is float64; keep the dtype of the input"
        ),
        costs=("4.8", "4.9"),  # in which digits it is wrong differs by processor, so that 4.9 can't tell why
    ),
    Mutant(
        id="conv_fast.rows_as_long_as_the_output",
        target="fast_layers.py",
        swaps=(
            (
                "_Windows.__init__",
                "for size, out in zip(image, self.out, strict=True)",
                "for size, out in zip(self.out, image, strict=True)",
            ),
        ),
        hint=(
            "the fast convolutions make rows too short if images are wider than their output; "
            "make room for an image and its padding"
        ),
        costs=("4.7",),
    ),
    Mutant(
        id="conv_backward_fast.dw_of_last_part",
        target="fast_layers.py:conv_backward_fast",
        swaps=(("dfilters += columns", "dfilters[...] = columns"),),
        hint=(
            "conv_backward_fast, which takes the images in parts, returns the dw of the last part; "
            "add them up"
        ),
        costs=("4.8",),
    ),
    Mutant(
        id="conv_backward_fast.part_not_cleared",
        target="fast_layers.py:_Columns.load",
        swaps=(("        self.strip.clear()\n", ""),),
        hint=(
            "conv_backward_fast leaves one part's gradients in the padding of the next; "
            "clear the array before each part"
        ),
        costs=("4.8",),
    ),
    Mutant(
        id="conv_backward_fast.padded_by_stride",
        target="fast_layers.py",
        code=im2col(("(N, C, H + 2 * pad, W + 2 * pad)", "(N, C, H + pad + stride, W + pad + stride)")),
        hint="conv_backward_fast assumes padding by stride below and to the right; use pad on all sides",
        costs=("4.8",),
    ),
    Mutant(
        id="conv_backward_fast.empty_without_padding",
        target="fast_layers.py",
        code=im2col(("dx = dx[:, :, pad : pad + H, pad : pad + W]", "dx = dx[:, :, pad:-pad, pad:-pad]")),
        hint=(
            "in conv_backward_fast, with pad = 0 the slice [pad:-pad] is [0:0], which is empty; "
            "slice [pad:pad + H]"
        ),
        costs=("4.9",),
    ),
    Mutant(
        id="conv_backward_fast.dx_still_padded",
        target="fast_layers.py",
        code=im2col(("    dx = dx[:, :, pad : pad + H, pad : pad + W]\n", "")),
        hint="conv_backward_fast returns dx with the padding around it; cut it off",
        costs=("4.8", "4.29"),
    ),
    Mutant(
        id="conv_backward_fast.dx_assigned",
        target="fast_layers.py",
        code=im2col(("W_out : stride] += part", "W_out : stride] = part")),
        hint=(
            "conv_backward_fast overwrites what other windows have put into dx; "
            "add with +=, as windows overlap"
        ),
        costs=("4.8", "4.29"),
    ),
    Mutant(
        id="conv_backward_fast.fancy_indices",
        target="fast_layers.py",
        code=im2col(
            (
                """    for r in range(HH):
        for s in range(WW):
            part = dcolumns[:, :, :, :, r, s].transpose(0, 3, 1, 2)
            dx[:, :, r : r + stride * H_out : stride, s : s + stride * W_out : stride] += part
""",
                """    i = (np.arange(H_out) * stride)[:, None, None, None] + np.arange(HH)[:, None]
    j = (np.arange(W_out) * stride)[:, None, None] + np.arange(WW)
    dx[:, :, i, j] += dcolumns.transpose(0, 3, 1, 2, 4, 5)
""",
            )
        ),
        hint=(
            "in conv_backward_fast, dx[:, :, i, j] += ... keeps one of the gradients that meet at a pixel; "
            "use np.add.at, or add slice by slice"
        ),
        costs=("4.8", "4.9", "4.29"),
    ),
    Mutant(
        id="conv_backward_fast.stride_ignored",
        target="fast_layers.py",
        code=im2col(
            (
                "dx[:, :, r : r + stride * H_out : stride, s : s + stride * W_out : stride] += part",
                "dx[:, :, r : r + H_out, s : s + W_out] += part",
            )
        ),
        hint=(
            "conv_backward_fast adds gradients at neighbouring pixels whatever the stride; "
            "place them stride pixels apart"
        ),
        costs=("4.8", "4.29"),
    ),
    Mutant(
        id="conv_backward_fast.dout_not_transposed",
        target="fast_layers.py",
        code=im2col(("dout.transpose(0, 2, 3, 1).reshape(-1, F)", "dout.reshape(-1, F)")),
        hint=(
            "conv_backward_fast reshapes dout to rows of F numbers while its filters are axis 1; "
            "transpose it first"
        ),
        costs=("4.8", "4.29"),
    ),
    Mutant(
        id="conv_backward_fast.db_batch_mean",
        target="fast_layers.py",
        code=im2col(("db = dout.sum(axis=(0, 2, 3))", "db = dout.sum(axis=(2, 3)).mean(axis=0)")),
        hint="conv_backward_fast averages db over the batch; sum over samples, rows and columns",
        costs=("4.8", "4.29"),
    ),
    Mutant(
        id="conv_backward_fast.dw_batch_mean",
        target="fast_layers.py",
        code=im2col(
            ("dw = (drows.T @ columns).reshape(w.shape)", "dw = (drows.T @ columns).reshape(w.shape) / N")
        ),
        hint=(
            "conv_backward_fast divides dw by the number of images; "
            "leave this out, as the loss is averaged already"
        ),
        costs=("4.8", "4.29"),
    ),
    Mutant(
        id="conv_backward_fast.dw_not_reshaped",
        target="fast_layers.py",
        code=im2col(("(drows.T @ columns).reshape(w.shape)", "drows.T @ columns")),
        hint="conv_backward_fast returns dw as a matrix; reshape it to the shape of w",
        costs=("4.8",),
    ),
    Mutant(
        id="conv_backward_fast.order_of_results",
        target="fast_layers.py",
        code=im2col(("return dx, dw, db", "return dw, db, dx")),
        hint="conv_backward_fast returns its gradients in another order; return dx, dw, db",
        costs=("4.8", "4.29"),
    ),
    Mutant(
        id="max_pool_forward_fast.reshape_only",
        target="fast_layers.py",
        code=im2col(
            (
                "windows = windows_of(x, height, width, stride, 0)",
                "N, C, H, W = x.shape\n"
                "    x = x[:, :, : H // height * height, : W // width * width]\n"
                "    windows = x.reshape(N, C, H // height, height, W // width, width).swapaxes(3, 4)",
            )
        ),
        hint=(
            "max_pool_forward_fast cuts images into tiles, so stride must be the window's size; "
            "it should handle other strides too"
        ),
        costs=("4.10", "4.11", "4.12"),
    ),
    Mutant(
        id="max_pool_forward_fast.height_and_width_swapped",
        target="fast_layers.py",
        code=im2col(("windows_of(x, height, width, stride, 0)", "windows_of(x, width, height, stride, 0)")),
        hint="max_pool_forward_fast swaps the window's height and width; use pool_height for rows",
        costs=("4.10", "4.11", "4.12"),
    ),
    Mutant(
        id="max_pool_forward_fast.mean",
        target="fast_layers.py",
        code=im2col(("flat.max(axis=-1)", "flat.mean(axis=-1)")),
        hint="max_pool_forward_fast takes the mean; it should take the largest value",
        costs=("4.10", "4.30"),
    ),
    Mutant(
        id="max_pool_backward_fast.assigned",
        target="fast_layers.py",
        code=im2col(("W_out : stride] += dout * won", "W_out : stride] = dout * won")),
        hint="max_pool_backward_fast overwrites what overlapping windows have put into dx; add with +=",
        costs=("4.12",),
    ),
    Mutant(
        id="max_pool_backward_fast.place_by_height",
        target="fast_layers.py",
        code=im2col(("winner == r * width + s", "winner == r * height + s")),
        hint=(
            "max_pool_backward_fast locates the maximum by the window's height; "
            "its row should be place // width"
        ),
        costs=("4.11",),
    ),
    Mutant(
        id="max_pool_backward_fast.transposed_place",
        target="fast_layers.py",
        code=im2col(("winner == r * width + s", "winner == s * height + r")),
        hint="max_pool_backward_fast swaps row and column of the maximum; read argmax row by row",
        costs=("4.11", "4.30"),
    ),
    Mutant(
        id="max_pool_backward_fast.whole_window",
        target="fast_layers.py",
        code=im2col(("+= dout * won", "+= dout")),
        hint=(
            "max_pool_backward_fast gives the gradient to every pixel of a window; "
            "only the maximum should get it"
        ),
        costs=("4.11", "4.30"),
    ),
    Mutant(
        id="max_pool_backward_fast.ones",
        target="fast_layers.py",
        code=im2col(("+= dout * won", "+= won")),
        hint="max_pool_backward_fast writes ones where the maxima were; write the window's entry of dout",
        costs=("4.11", "4.30"),
    ),
    Mutant(
        id="conv_forward_fast.global_cache",
        target="fast_layers.py",
        swaps=(
            (
                "conv_forward_fast",
                "    cache = (x, w, windows)\n",
                "    global conv_cache\n    conv_cache = cache = (x, w, windows)\n",
            ),
            ("conv_backward_fast", "    x, w, windows = cache\n", "    x, w, windows = conv_cache\n"),
        ),
        hint=(
            "conv_backward_fast uses the last call of conv_forward_fast, whatever the layer; "
            "use the cache argument"
        ),
        costs=("4.8",),
    ),
    Mutant(
        id="max_pool_forward_fast.global_cache",
        target="fast_layers.py",
        swaps=(
            (
                "max_pool_forward_fast",
                "    cache = (x.shape, windows, winners)\n",
                "    global pool_cache\n    pool_cache = cache = (x.shape, windows, winners)\n",
            ),
            (
                "max_pool_backward_fast",
                "    x_shape, windows, winners = cache\n",
                "    x_shape, windows, winners = pool_cache\n",
            ),
        ),
        hint=(
            "max_pool_backward_fast uses the last call of max_pool_forward_fast, whatever the layer; "
            "use the cache argument"
        ),
        costs=("4.11",),
    ),
    Mutant(
        id="fast_layers.im2col",
        target="fast_layers.py",
        code=im2col(),
        hint="im2col with sliding windows, a loop over the filter's entries.",
    ),
    Mutant(
        id="fast_layers.float64_results",
        target="fast_layers.py",
        code=im2col(
            ("rows = columns @", "rows = columns.astype(np.float64) @"),
            ("return dx, dw, db", "return np.ascontiguousarray(dx), dw, db.astype(np.float64)"),
        ),
        hint="im2col that always answers in float64, with a contiguous dx.",
    ),
    Mutant(
        id="fast_layers.tiles_where_they_fit",
        target="fast_layers.py",
        code=im2col(
            (
                "    windows = windows_of(x, height, width, stride, 0)\n",
                "    if height == width == stride:\n"
                "        N, C, H, W = x.shape\n"
                "        tiles = x.reshape(N, C, H // stride, stride, W // stride, stride)\n"
                "        out = tiles.max(axis=3).max(axis=4)\n"
                "        return out, (tiles, out)\n"
                "    windows = windows_of(x, height, width, stride, 0)\n",
            ),
            (
                "    shape, winner, height, width, stride = cache\n",
                "    if len(cache) == 2:\n"
                "        tiles, out = cache\n"
                "        mask = tiles == out[:, :, :, None, :, None]\n"
                "        dx = mask * dout[:, :, :, None, :, None]\n"
                "        dx /= mask.sum(axis=(3, 5), keepdims=True)\n"
                "        N, C, H_out, stride, W_out, _ = tiles.shape\n"
                "        return dx.reshape(N, C, H_out * stride, W_out * stride)\n"
                "    shape, winner, height, width, stride = cache\n",
            ),
        ),
        hint="Tiles where windows do not overlap, with ties sharing the gradient; im2col elsewhere.",
    ),
]
