"""Mistakes in conv_backward_naive."""

from autograder.model.mutants import Mutant

TARGET = "layers.py:conv_backward_naive"
CROP = "dx = dx_padded[:, :, pad : pad + H, pad : pad + W]"
DB = "db = dout.sum(axis=(0, 2, 3))"
ADD_DX = "dx_padded[:, :, top : top + HH, left : left + WW] += dwindow"
ADD_DW = "dw += np.tensordot(dout[:, :, i, j], window, axes=(0, 0))"
RETURN = "return dx, dw, db"

MISTAKES = [
    Mutant(
        id="conv_backward_naive.empty_without_padding",
        target=TARGET,
        swaps=((CROP, "dx = dx_padded[:, :, pad:-pad, pad:-pad]"),),
        hint="with pad = 0 the slice [pad:-pad] is [0:0], which is empty; slice [pad:pad + H] instead",
        costs=("4.3",),
    ),
    Mutant(
        id="conv_backward_naive.fails_without_padding",
        target=TARGET,
        swaps=((CROP, "dx = np.zeros(x.shape)\n    dx[:] = dx_padded[:, :, pad:-pad, pad:-pad]"),),
        hint=(
            "with pad = 0 the slice [pad:-pad] is [0:0], which is empty and fits nothing; slice [pad:pad + H]"
        ),
        costs=("4.3",),
    ),
    Mutant(
        id="conv_backward_naive.dx_still_padded",
        target=TARGET,
        swaps=((CROP, "dx = dx_padded"),),
        hint="dx still has the padding around it; cut it off, so that dx has the shape of x",
        costs=("4.2",),
    ),
    Mutant(
        id="conv_backward_naive.crop_from_corner",
        target=TARGET,
        swaps=((CROP, "dx = dx_padded[:, :, :H, :W]"),),
        hint="dx is cut from the top left corner of its padded form; start at row and column pad",
        costs=("4.2",),
    ),
    Mutant(
        id="conv_backward_naive.crop_of_one",
        target=TARGET,
        swaps=((CROP, "dx = dx_padded[:, :, 1:-1, 1:-1]"),),
        hint="dx always loses a border of one pixel; cut off a border as wide as pad",
        costs=("4.2", "4.3"),
    ),
    Mutant(
        id="conv_backward_naive.dx_assigned",
        target=TARGET,
        swaps=((ADD_DX, ADD_DX.replace("+=", "=")),),
        hint="dx keeps the gradient of the last window only; add with +=, as windows overlap",
        costs=("4.2",),
    ),
    Mutant(
        id="conv_backward_naive.dw_assigned",
        target=TARGET,
        swaps=((ADD_DW, ADD_DW.replace("+=", "=")),),
        hint=(
            "dw keeps the gradient of the last position only; add with +=, as filters work at every position"
        ),
        costs=("4.2",),
    ),
    Mutant(
        id="conv_backward_naive.dx_flipped_kernel",
        target=TARGET,
        swaps=(("dout[:, :, i, j], w, axes=(1, 0)", "dout[:, :, i, j], w[:, :, ::-1, ::-1], axes=(1, 0)"),),
        hint="dx uses flipped filters; use w as it is if you add up windows one by one",
        costs=("4.2",),
    ),
    Mutant(
        id="conv_backward_naive.dw_flipped",
        target=TARGET,
        swaps=((RETURN, "return dx, dw[:, :, ::-1, ::-1], db"),),
        hint="dw is upside down; leave its gradient unflipped, as the forward pass does not flip filters",
        costs=("4.2",),
    ),
    Mutant(
        id="conv_backward_naive.dw_from_unpadded",
        target=TARGET,
        swaps=(("window = x_padded[", "window = np.pad(x, ((0, 0), (0, 0), (0, 2 * pad), (0, 2 * pad)))["),),
        hint="dw uses windows of x without its padding; use the same padded images as in the forward pass",
        costs=("4.2",),
    ),
    Mutant(
        id="conv_backward_naive.unpadded_windows",
        target=TARGET,
        swaps=(("window = x_padded[", "window = x["),),
        hint="the windows for dw are cut from x without its padding; cut them from the padded images",
        costs=("4.2", "4.28"),
    ),
    Mutant(
        id="conv_backward_naive.dw_pads_with_edge",
        target=TARGET,
        swaps=(("(pad, pad), (pad, pad)))", '(pad, pad), (pad, pad)), mode="edge")'),),
        hint=(
            "dw comes from images padded with copies of their border; pad with zeros, as in the forward pass"
        ),
        costs=("4.2",),
    ),
    Mutant(
        id="conv_backward_naive.db_spatial_mean",
        target=TARGET,
        swaps=((DB, "db = dout.sum(axis=0).mean(axis=(1, 2))"),),
        hint=(
            "db is averaged over the positions; "
            "sum over axes 0, 2 and 3, as the bias is added at every position"
        ),
        costs=("4.2",),
    ),
    Mutant(
        id="conv_backward_naive.db_batch_mean",
        target=TARGET,
        swaps=((DB, "db = dout.sum(axis=(2, 3)).mean(axis=0)"),),
        hint="db is averaged over the batch; sum over axes 0, 2 and 3, as the loss is averaged already",
        costs=("4.2",),
    ),
    Mutant(
        id="conv_backward_naive.db_keeps_axes",
        target=TARGET,
        swaps=((DB, "db = dout.sum(axis=(0, 2, 3), keepdims=True)"),),
        hint="db has four axes; it should have the shape of b, (F,)",
        costs=("4.2",),
    ),
    Mutant(
        id="conv_backward_naive.db_other_axes",
        target=TARGET,
        swaps=((DB, "db = dout.sum(axis=(0, 1, 2))"),),
        hint="db is summed over the filters; sum over samples, rows and columns, axes 0, 2 and 3",
        costs=("4.2",),
    ),
    Mutant(
        id="conv_backward_naive.db_not_over_batch",
        target=TARGET,
        swaps=((DB, "db = dout.sum(axis=(2, 3))"),),
        hint="db has a row per sample; sum over the samples as well",
        costs=("4.2",),
    ),
    Mutant(
        id="conv_backward_naive.db_last_sample",
        target=TARGET,
        swaps=((DB, "db = dout[-1].sum(axis=(1, 2))"),),
        hint="db holds the last image's gradient alone; add up those of all images",
        costs=("4.2",),
    ),
    Mutant(
        id="conv_backward_naive.dw_batch_mean",
        target=TARGET,
        swaps=((RETURN, "return dx, dw / x.shape[0], db"),),
        hint="dw is divided by the number of images; leave this out, as the loss is averaged already",
        costs=("4.2",),
    ),
    Mutant(
        id="conv_backward_naive.dw_first_sample",
        target=TARGET,
        swaps=((ADD_DW, "dw += np.tensordot(dout[:1, :, i, j], window[:1], axes=(0, 0))"),),
        hint="dw is the gradient of the first image alone; add up those of all images",
        costs=("4.2",),
    ),
    Mutant(
        id="conv_backward_naive.dx_first_sample",
        target=TARGET,
        swaps=((ADD_DX, "dx_padded[:1, :, top : top + HH, left : left + WW] += dwindow[:1]"),),
        hint="dx is 0 but for the first image; fill it for every image",
        costs=("4.2",),
    ),
    Mutant(
        id="conv_backward_naive.dx_one_filter",
        target=TARGET,
        swaps=(
            (
                "np.tensordot(dout[:, :, i, j], w, axes=(1, 0))",
                "np.tensordot(dout[:, -1:, i, j], w[-1:], axes=(1, 0))",
            ),
        ),
        hint="dx holds the gradient through the last filter alone; add up those through all filters",
        costs=("4.2",),
    ),
    Mutant(
        id="conv_backward_naive.loop_bounds_swapped",
        target=TARGET,
        swaps=(("_, _, H_out, W_out = dout.shape", "_, _, W_out, H_out = dout.shape"),),
        hint=(
            "the loops over rows and columns swap their bounds; "
            "take them from dout, of shape (N, F, H_out, W_out)"
        ),
        costs=("4.2", "4.3"),
    ),
    Mutant(
        id="conv_backward_naive.last_row_skipped",
        target=TARGET,
        swaps=(("for i in range(H_out)", "for i in range(H_out - 1)"),),
        hint="the last row of dout is left out; let the loop run over all of its rows",
        costs=("4.2",),
    ),
    Mutant(
        id="conv_backward_naive.last_column_skipped",
        target=TARGET,
        swaps=(("for j in range(W_out)", "for j in range(W_out - 1)"),),
        hint="the last column of dout is left out; let the loop run over all of its columns",
        costs=("4.2",),
    ),
    Mutant(
        id="conv_backward_naive.stride_ignored",
        target=TARGET,
        swaps=(("top = i * stride", "top = i"), ("left = j * stride", "left = j")),
        hint="the backward pass moves windows by one pixel whatever the stride; start them at i * stride",
        costs=("4.2",),
    ),
    Mutant(
        id="conv_backward_naive.padded_by_stride",
        target=TARGET,
        swaps=(("(pad, pad), (pad, pad)))", "(pad, stride), (pad, stride)))"),),
        hint=(
            "the backward pass pads by stride below and to the right; put pad zeros on each of the four sides"
        ),
        costs=("4.2",),
    ),
    Mutant(
        id="conv_backward_naive.square_kernel",
        target=TARGET,
        swaps=(("_, _, HH, WW = w.shape", "_, _, HH, _ = w.shape\n    WW = HH"),),
        hint="the backward pass assumes square filters; use their width WW, w.shape[3]",
        costs=("4.2", "4.3"),
    ),
    Mutant(
        id="conv_backward_naive.sizes_of_dx_swapped",
        target=TARGET,
        swaps=((CROP, "dx = dx_padded[:, :, pad : pad + W, pad : pad + H]"),),
        hint="dx swaps height and width; it should have the shape of x, (N, C, H, W)",
        costs=("4.2", "4.3"),
    ),
    Mutant(
        id="conv_backward_naive.float32_sums",
        target=TARGET,
        swaps=(
            (
                "dx_padded = np.zeros(x_padded.shape, dtype=dout.dtype)",
                "dx_padded = np.zeros(x_padded.shape, dtype=np.float32)",
            ),
            ("dw = np.zeros(w.shape, dtype=dout.dtype)", "dw = np.zeros(w.shape, dtype=np.float32)"),
        ),
        hint="the gradients are added up in float32 and lose half of their digits; use the dtype of dout",
        costs=("4.2",),
    ),
    Mutant(
        id="conv_backward_naive.order_of_results",
        target=TARGET,
        swaps=((RETURN, "return dw, dx, db"),),
        hint="the results come in another order; return dx, dw, db",
        costs=("4.2",),
    ),
    Mutant(
        id="conv_backward_naive.dx_and_dw_missing",
        target=TARGET,
        swaps=((RETURN, "return None, None, db"),),
        hint="dx and dw are None; compute and return all three gradients",
        costs=("4.2", "4.3", "4.28"),
    ),
    Mutant(
        id="conv_backward_naive.changes_dout",
        target=TARGET,
        swaps=((RETURN, "dout *= 0\n    return dx, dw, db"),),
        hint="conv_backward_naive changes its input dout; compute on a copy",
        costs=("4.28",),
    ),
    Mutant(
        id="conv_backward_naive.case_for_no_padding",
        target=TARGET,
        swaps=((CROP, "dx = dx_padded[:, :, pad:-pad, pad:-pad] if pad > 0 else dx_padded"),),
        hint="No padding is a case of its own.",
    ),
    Mutant(
        id="conv_backward_naive.loops",
        target=TARGET,
        code="""
        def conv_backward_naive(dout, cache):
            x, w, _, conv_param = cache
            s, p = conv_param["stride"], conv_param["pad"]
            H, W = x.shape[2:]
            F, C, HH, WW = w.shape
            padded = np.pad(x, ((0,), (0,), (p,), (p,)), "constant")
            dx, dw, db = np.zeros(padded.shape), np.zeros(w.shape), np.zeros(F)
            for n in range(x.shape[0]):
                for f in range(F):
                    for i in range(dout.shape[2]):
                        for j in range(dout.shape[3]):
                            db[f] += dout[n, f, i, j]
                            dw[f] += dout[n, f, i, j] * padded[n, :, i*s:i*s+HH, j*s:j*s+WW]
                            dx[n, :, i*s:i*s+HH, j*s:j*s+WW] += dout[n, f, i, j] * w[f]
            return dx[:, :, p:p+H, p:p+W], dw, db
        """,
        hint="Loops over images, filters and positions.",
    ),
    Mutant(
        id="conv_backward_naive.correlations",
        target=TARGET,
        code="""
        def conv_backward_naive(dout, cache):
            x, w, _, conv_param = cache
            s, p = conv_param["stride"], conv_param["pad"]
            (N, C, H, W), (F, _, HH, WW), (_, _, H_out, W_out) = x.shape, w.shape, dout.shape
            padded = np.pad(x, ((0, 0), (0, 0), (p, p), (p, p)))
            windows = np.lib.stride_tricks.sliding_window_view(padded, (HH, WW), axis=(2, 3))[:, :, ::s, ::s]
            dw = np.einsum("nfij,ncijrs->fcrs", dout, windows)
            db = np.einsum("nfij->f", dout)
            dilated = np.zeros((N, F, H + 2 * p + HH - 1, W + 2 * p + WW - 1))
            dilated[:, :, HH - 1:HH - 1 + s * H_out:s, WW - 1:WW - 1 + s * W_out:s] = dout
            around = np.lib.stride_tricks.sliding_window_view(dilated, (HH, WW), axis=(2, 3))
            dx = np.einsum("nfijrs,fcrs->ncij", around, w[:, :, ::-1, ::-1])
            return dx[:, :, p:p + H, p:p + W], dw, db
        """,
        hint="dx as a convolution of the dilated dout with flipped filters.",
    ),
    Mutant(
        id="conv_backward_naive.other_cache",
        target=TARGET,
        code="""
        def conv_forward_naive(x, w, b, conv_param):
            s, p = conv_param["stride"], conv_param["pad"]
            padded = np.pad(x, ((0, 0), (0, 0), (p, p), (p, p)))
            windows = np.lib.stride_tricks.sliding_window_view(padded, w.shape[2:], axis=(2, 3))[:, :, ::s, ::s]
            out = np.einsum("ncijrs,fcrs->nfij", windows, w) + b.reshape(1, -1, 1, 1)
            return out, {"padded": padded, "windows": windows, "w": w, "stride": s, "pad": p}


        def conv_backward_naive(dout, cache):
            w, s, p, padded = cache["w"], cache["stride"], cache["pad"], cache["padded"]
            dx = np.zeros_like(padded)
            for r in range(w.shape[2]):
                for t in range(w.shape[3]):
                    part = np.einsum("nfij,fc->ncij", dout, w[:, :, r, t])
                    dx[:, :, r : r + s * dout.shape[2] : s, t : t + s * dout.shape[3] : s] += part
            dw = np.einsum("nfij,ncijrs->fcrs", dout, cache["windows"])
            H, W = padded.shape[2] - 2 * p, padded.shape[3] - 2 * p
            return dx[:, :, p : p + H, p : p + W], dw, dout.sum(axis=3).sum(axis=2).sum(axis=0)
        """,
        hint="Another cache, a loop over the filter's entries.",
    ),
    Mutant(
        id="conv_backward_naive.db_mean",
        target=TARGET,
        swaps=(("db = dout.sum(axis=(0, 2, 3))", "db = dout.mean(axis=(0, 2, 3))"),),
        hint="db is a mean over samples and pixels; sum over axes 0, 2 and 3",
        costs=("4.2",),
    ),
    Mutant(
        id="conv_backward_naive.db_of_first_sample",
        target=TARGET,
        swaps=(("db = dout.sum(axis=(0, 2, 3))", "db = dout[0].sum(axis=(1, 2))"),),
        hint="db holds the first image's gradient alone; add up those of all images",
        costs=("4.2",),
    ),
    Mutant(
        id="conv_backward_naive.db_over_filters",
        target=TARGET,
        swaps=(("db = dout.sum(axis=(0, 2, 3))", "db = dout.sum(axis=(1, 2, 3))"),),
        hint="db is summed over the filters; sum over samples, rows and columns, axes 0, 2 and 3",
        costs=("4.2",),
    ),
]
