"""Mistakes in conv_forward_naive."""

from autograder.model.mutants import Mutant

TARGET = "layers.py:conv_forward_naive"
PADDED = "x_padded = np.pad(x, ((0, 0), (0, 0), (pad, pad), (pad, pad)))"
WINDOW = "window = x_padded[:, :, top : top + HH, left : left + WW]"
WRONG_AXES = (
    "conv_forward_naive pads the wrong axes; "
    "it should put pad zeros around rows and columns, and none around samples or channels"
)
PRODUCTS = "products = np.tensordot(window, w, axes=((1, 2, 3), (1, 2, 3)))"

MISTAKES = [
    Mutant(
        id="conv_forward_naive.no_bias",
        target=TARGET,
        swaps=(("products + b", "products"),),
        hint="the bias is never added; add b[f] to every value of filter f",
        costs=("4.1",),
    ),
    Mutant(
        id="conv_forward_naive.bias_per_channel",
        target=TARGET,
        swaps=(("products + b", "products + x.shape[1] * b"),),
        hint="the bias is added once per input channel; add b[f] once, after the sum over the channels",
        costs=("4.1",),
    ),
    Mutant(
        id="conv_forward_naive.first_bias",
        target=TARGET,
        swaps=(("products + b", "products + b[0]"),),
        hint="every filter gets the bias of the first one; filter f should get its own, b[f]",
        costs=("4.1",),
    ),
    Mutant(
        id="conv_forward_naive.stride_ignored",
        target=TARGET,
        swaps=(("top = i * stride", "top = i"), ("left = j * stride", "left = j")),
        hint=(
            "windows move by one pixel whatever the stride; "
            "the window of output i should start at row i * stride"
        ),
        costs=("4.1",),
    ),
    Mutant(
        id="conv_forward_naive.stride_in_rows_only",
        target=TARGET,
        swaps=(("left = j * stride", "left = j"),),
        hint="the stride is used for rows only; the window of output j should start at column j * stride",
        costs=("4.1",),
    ),
    Mutant(
        id="conv_forward_naive.output_ignores_stride",
        target=TARGET,
        swaps=(
            ("(H + 2 * pad - HH) // stride", "(H + 2 * pad - HH)"),
            ("(W + 2 * pad - WW) // stride", "(W + 2 * pad - WW)"),
            ("top = i * stride", "top = i"),
            ("left = j * stride", "left = j"),
        ),
        hint=(
            "the stride is not used; "
            "it should divide the size of the output and multiply the start of each window"
        ),
        costs=("4.1",),
    ),
    Mutant(
        id="conv_forward_naive.edge_padding",
        target=TARGET,
        swaps=((PADDED, PADDED[:-1] + ', mode="edge")'),),
        hint="the images are padded with copies of their border; pad with zeros",
        costs=("4.1",),
    ),
    Mutant(
        id="conv_forward_naive.reflected_padding",
        target=TARGET,
        swaps=((PADDED, PADDED[:-1] + ', mode="reflect")'),),
        hint="the images are padded with their mirror image; pad with zeros",
        costs=("4.1",),
    ),
    Mutant(
        id="conv_forward_naive.padding_with_ones",
        target=TARGET,
        swaps=((PADDED, PADDED[:-1] + ", constant_values=1)"),),
        hint="the images are padded with ones; pad with zeros",
        costs=("4.1",),
    ),
    Mutant(
        id="conv_forward_naive.pads_all_axes",
        target=TARGET,
        swaps=((PADDED, "x_padded = np.pad(x, pad)"),),
        hint=WRONG_AXES,
        costs=("4.1", "4.28"),
    ),
    Mutant(
        id="conv_forward_naive.pads_one_side",
        target=TARGET,
        swaps=((PADDED, "x_padded = np.pad(x, ((0, 0), (0, 0), (0, 2 * pad), (0, 2 * pad)))"),),
        hint="all padding is below and to the right; put pad zeros on each of the four sides",
        costs=("4.1",),
    ),
    Mutant(
        id="conv_forward_naive.pads_columns_only",
        target=TARGET,
        swaps=((PADDED, "x_padded = np.pad(x, ((0, 0), (0, 0), (0, 0), (pad, pad)))"),),
        hint=WRONG_AXES,
        costs=("4.1", "4.28"),
    ),
    Mutant(
        id="conv_forward_naive.pad_always_one",
        target=TARGET,
        swaps=(('pad = conv_param["pad"]', "pad = 1"),),
        hint="the padding is always 1; take it from conv_param['pad']",
        costs=("4.1",),
    ),
    Mutant(
        id="conv_forward_naive.pad_counted_once",
        target=TARGET,
        swaps=(("H + 2 * pad - HH", "H + pad - HH"), ("W + 2 * pad - WW", "W + pad - WW")),
        hint="the output is too small; its size should count the padding on both sides, H + 2 * pad",
        costs=("4.1",),
    ),
    Mutant(
        id="conv_forward_naive.output_one_short",
        target=TARGET,
        swaps=(("H_out = 1 + (H", "H_out = (H"), ("W_out = 1 + (W", "W_out = (W")),
        hint=(
            "the output lacks its last row and column; its height should be 1 + (H + 2 * pad - HH) / stride"
        ),
        costs=("4.1",),
    ),
    Mutant(
        id="conv_forward_naive.width_from_height",
        target=TARGET,
        swaps=(("W_out = 1 + (W + 2 * pad - WW) // stride", "W_out = H_out"),),
        hint="the output's width is computed from the height; compute it from W and WW",
        costs=("4.1",),
    ),
    Mutant(
        id="conv_forward_naive.square_kernel",
        target=TARGET,
        swaps=(("F, _, HH, WW = w.shape", "F, _, HH, _ = w.shape\n    WW = HH"),),
        hint="filters are assumed to be square; use their width WW, w.shape[3], which may differ from HH",
        costs=("4.1",),
    ),
    Mutant(
        id="conv_forward_naive.sizes_swapped",
        target=TARGET,
        swaps=(
            ("N, _, H, W = x.shape", "N, _, W, H = x.shape"),
            ("F, _, HH, WW = w.shape", "F, _, WW, HH = w.shape"),
        ),
        hint="height and width are swapped; read (N, C, H, W) from x and (F, C, HH, WW) from w",
        costs=("4.1",),
    ),
    Mutant(
        id="conv_forward_naive.first_channel_only",
        target=TARGET,
        swaps=((PRODUCTS, "products = np.tensordot(window[:, 0], w[:, 0], axes=((1, 2), (1, 2)))"),),
        hint="only the first channel is convolved; sum the products over all channels",
        costs=("4.1",),
    ),
    Mutant(
        id="conv_forward_naive.mean_over_channels",
        target=TARGET,
        swaps=((PRODUCTS, PRODUCTS + " / x.shape[1]"),),
        hint="the channels are averaged; sum the products over the channels",
        costs=("4.1",),
    ),
    Mutant(
        id="conv_forward_naive.kernel_transposed",
        target=TARGET,
        swaps=((PRODUCTS, PRODUCTS.replace("window,", "window.transpose(0, 1, 3, 2),")),),
        hint=(
            "rows of the window meet columns of the filter; multiply them entry by entry, without a transpose"
        ),
        costs=("4.1",),
    ),
    Mutant(
        id="conv_forward_naive.kernel_flipped",
        target=TARGET,
        swaps=((PRODUCTS, PRODUCTS.replace("window, w,", "window, w[:, :, ::-1, ::-1],")),),
        hint="the filters are flipped; use w as it is, as this layer is a cross-correlation",
        costs=("4.1",),
    ),
    Mutant(
        id="conv_forward_naive.kernel_flipped_in_rows",
        target=TARGET,
        swaps=((PRODUCTS, PRODUCTS.replace("window, w,", "window, w[:, :, ::-1],")),),
        hint="the rows of the filters are flipped, as in scipy.signal.convolve; use w as it is",
        costs=("4.1",),
    ),
    Mutant(
        id="conv_forward_naive.first_sample_only",
        target=TARGET,
        swaps=(("out[:, :, i, j] = products + b", "out[0, :, i, j] = (products + b)[0]"),),
        hint=(
            "only the first image is convolved; loop over all N of them (is there a return inside the loop?)"
        ),
        costs=("4.1",),
    ),
    Mutant(
        id="conv_forward_naive.last_row_skipped",
        target=TARGET,
        swaps=(("for i in range(H_out)", "for i in range(H_out - 1)"),),
        hint="the last row of the output stays 0; let the loop run over all H_out rows",
        costs=("4.1",),
    ),
    Mutant(
        id="conv_forward_naive.integer_output",
        target=TARGET,
        swaps=(("dtype=np.result_type(x, w)", "dtype=np.int64"),),
        hint="the output is cut to whole numbers; its array should have a floating-point dtype",
        costs=("4.1",),
    ),
    Mutant(
        id="conv_forward_naive.filters_last",
        target=TARGET,
        swaps=(
            (
                "cache = (x, w, b, conv_param)",
                "out = out.transpose(0, 2, 3, 1)\n    cache = (x, w, b, conv_param)",
            ),
        ),
        hint="the filters are the last axis of the output; its shape should be (N, F, H_out, W_out)",
        costs=("4.1",),
    ),
    Mutant(
        id="conv_forward_naive.changes_x",
        target=TARGET,
        swaps=(("cache = (x, w, b, conv_param)", "cache = (x.copy(), w, b, conv_param)\n    x *= 0"),),
        hint="conv_forward_naive changes its input x; compute on a copy",
        costs=("4.28",),
    ),
    Mutant(
        id="conv_forward_naive.no_cache",
        target=TARGET,
        swaps=(("return out, cache", "return out"),),
        hint="conv_forward_naive returns the output alone; return out, cache",
        costs=("4.1", "4.28"),
    ),
    Mutant(
        id="conv_forward_naive.list",
        target=TARGET,
        swaps=(("return out, cache", "return out.tolist(), cache"),),
        hint="conv_forward_naive returns a list for the output; return the array",
        costs=("4.1",),
    ),
    Mutant(
        id="conv_forward_naive.global_cache",
        target="layers.py",
        swaps=(
            (
                "conv_forward_naive",
                "    cache = (x, w, b, conv_param)\n",
                "    global conv_cache\n    conv_cache = cache = (x, w, b, conv_param)\n",
            ),
            (
                "conv_backward_naive",
                "    x, w, _, conv_param = cache\n",
                "    x, w, _, conv_param = conv_cache\n",
            ),
        ),
        hint=(
            "conv_backward_naive uses the last call of conv_forward_naive, whatever the layer; "
            "use the cache argument"
        ),
        costs=("4.2",),
    ),
    Mutant(
        id="conv_forward_naive.float32_output",
        target="layers.py:conv_forward_naive",
        swaps=(("dtype=np.result_type(x, w)", "dtype=np.float32"),),
        hint="the output is kept in float32 and loses half of its digits; use the dtype of x",
        costs=("4.1",),
    ),
    Mutant(
        id="conv_forward_naive.float64_output",
        target=TARGET,
        swaps=((", dtype=np.result_type(x, w)", ""),),
        hint="The output is float64 whatever the input.",
    ),
    Mutant(
        id="conv_forward_naive.output_size_rounded_up",
        target=TARGET,
        swaps=(
            (
                "H_out = 1 + (H + 2 * pad - HH) // stride",
                "H_out = int(np.ceil(1 + (H + 2 * pad - HH) / stride))",
            ),
        ),
        hint="The output's size is rounded up, which is the same where the stride divides.",
    ),
    Mutant(
        id="conv_forward_naive.loops",
        target=TARGET,
        code="""
        def conv_forward_naive(x, w, b, conv_param):
            s, p = conv_param["stride"], conv_param["pad"]
            (N, C, H, W), (F, _, HH, WW) = x.shape, w.shape
            padded = np.zeros((N, C, H + 2 * p, W + 2 * p))
            padded[:, :, p:H + p, p:W + p] = x
            out = np.zeros((N, F, int(1 + (H + 2 * p - HH) / s), int(1 + (W + 2 * p - WW) / s)))
            for n in range(N):
                for f in range(F):
                    for i in range(out.shape[2]):
                        for j in range(out.shape[3]):
                            for c in range(C):
                                out[n, f, i, j] += np.sum(padded[n, c, i*s:i*s+HH, j*s:j*s+WW] * w[f, c])
                            out[n, f, i, j] += b[f]
            return out, (x, w, b, conv_param)
        """,
        hint="Loops over images, filters, positions and channels.",
    ),
    Mutant(
        id="conv_forward_naive.im2col",
        target=TARGET,
        code="""
        def conv_forward_naive(x, w, b, conv_param):
            s, p = conv_param["stride"], conv_param["pad"]
            F, C, HH, WW = w.shape
            padded = np.pad(x, ((0, 0), (0, 0), (p, p), (p, p)))
            windows = np.lib.stride_tricks.sliding_window_view(padded, (HH, WW), axis=(2, 3))[:, :, ::s, ::s]
            N, _, H_out, W_out = windows.shape[:4]
            columns = windows.transpose(1, 4, 5, 2, 3, 0).reshape(C * HH * WW, -1)
            out = w.reshape(F, -1).dot(columns) + b.reshape(-1, 1)
            return out.reshape(F, H_out, W_out, N).transpose(3, 0, 1, 2), (x, w, b, conv_param)
        """,
        hint="One matrix product, and an output that is not contiguous.",
    ),
    Mutant(
        id="conv_forward_naive.padded_by_hand",
        target=TARGET,
        swaps=(
            (
                PADDED,
                "x_padded = np.zeros((N, x.shape[1], H + 2 * pad, W + 2 * pad))\n"
                "    x_padded[:, :, pad : H + pad, pad : W + pad] = x",
            ),
            (PRODUCTS, 'products = np.einsum("ncrs,fcrs->nf", window, w)'),
        ),
        hint="Padding by hand, and einsum instead of tensordot.",
    ),
    Mutant(
        id="conv_forward_naive.bias_at_every_tap",
        target=TARGET,
        swaps=(("products + b", "products + HH * WW * b"),),
        hint="the bias is added once for each pixel of the filter; add it once to each output",
        costs=("4.1",),
    ),
    Mutant(
        id="conv_forward_naive.mean_for_sum",
        target=TARGET,
        swaps=(("products + b", "products / w[0].size + b"),),
        hint="the products are averaged over the window; sum them",
        costs=("4.1",),
    ),
]
