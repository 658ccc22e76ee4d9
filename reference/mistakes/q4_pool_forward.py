"""Mistakes in max_pool_forward_naive."""

from autograder.model.mutants import Mutant

TARGET = "layers.py:max_pool_forward_naive"
MAXIMUM = "window.max(axis=(2, 3))"

MISTAKES = [
    Mutant(
        id="max_pool_forward_naive.stride_is_pool_size",
        target=TARGET,
        swaps=(("top = i * stride", "top = i * pool_height"), ("left = j * stride", "left = j * pool_width")),
        hint=(
            "windows move by their own size; start them at i * stride, as the stride may differ from the size"
        ),
        costs=("4.4",),
    ),
    Mutant(
        id="max_pool_forward_naive.stride_unused",
        target=TARGET,
        swaps=(('stride = pool_param["stride"]', "stride = pool_height"),),
        hint="pool_param['stride'] is not used; use it, as the stride may differ from the window's size",
        costs=("4.4",),
    ),
    Mutant(
        id="max_pool_forward_naive.moves_by_one",
        target=TARGET,
        swaps=(("top = i * stride", "top = i"), ("left = j * stride", "left = j")),
        hint="windows move by one pixel; the window of output i should start at row i * stride",
        costs=("4.4",),
    ),
    Mutant(
        id="max_pool_forward_naive.stride_in_rows_only",
        target=TARGET,
        swaps=(("left = j * stride", "left = j"),),
        hint="the stride is used for rows only; the window of output j should start at column j * stride",
        costs=("4.4",),
    ),
    Mutant(
        id="max_pool_forward_naive.height_and_width_swapped",
        target=TARGET,
        swaps=(
            ('pool_height = pool_param["pool_height"]', 'pool_height = pool_param["pool_width"]'),
            ('pool_width = pool_param["pool_width"]', 'pool_width = pool_param["pool_height"]'),
        ),
        hint=(
            "the window's height and width are swapped; use pool_height for rows and pool_width for columns"
        ),
        costs=("4.4",),
    ),
    Mutant(
        id="max_pool_forward_naive.square_window",
        target=TARGET,
        swaps=(("left : left + pool_width]", "left : left + pool_height]"),),
        hint="windows are assumed to be square; use pool_width columns",
        costs=("4.4",),
    ),
    Mutant(
        id="max_pool_forward_naive.over_channels",
        target=TARGET,
        swaps=((MAXIMUM, "window.max(axis=(1, 2, 3))[:, None]"),),
        hint="the maximum is taken over the channels too; pool every channel by itself",
        costs=("4.4",),
    ),
    Mutant(
        id="max_pool_forward_naive.over_batch",
        target=TARGET,
        swaps=((MAXIMUM, "window.max()"),),
        hint="the maximum is taken over all images and channels; pool each image and channel by itself",
        costs=("4.4",),
    ),
    Mutant(
        id="max_pool_forward_naive.first_sample_only",
        target=TARGET,
        swaps=(
            ("out[:, :, i, j] = window.max(axis=(2, 3))", "out[0, :, i, j] = window[0].max(axis=(1, 2))"),
        ),
        hint="only the first image is pooled; loop over all N of them (is there a return inside the loop?)",
        costs=("4.4",),
    ),
    Mutant(
        id="max_pool_forward_naive.width_from_height",
        target=TARGET,
        swaps=(("W_out = 1 + (W - pool_width) // stride", "W_out = 1 + (H - pool_width) // stride"),),
        hint="the output's width is computed from the height; compute it from W and pool_width",
        costs=("4.4",),
    ),
    Mutant(
        id="max_pool_forward_naive.output_one_short",
        target=TARGET,
        swaps=(("H_out = 1 + (H", "H_out = (H"), ("W_out = 1 + (W", "W_out = (W")),
        hint=(
            "the output lacks its last row and column; its height should be 1 + (H - pool_height) / stride"
        ),
        costs=("4.4",),
    ),
    Mutant(
        id="max_pool_forward_naive.size_by_division",
        target=TARGET,
        swaps=(
            ("1 + (H - pool_height) // stride", "H // pool_height"),
            ("1 + (W - pool_width) // stride", "W // pool_width"),
        ),
        hint=(
            "the output's size is H / pool_height; "
            "use 1 + (H - pool_height) / stride, which holds for any stride"
        ),
        costs=("4.4",),
    ),
    Mutant(
        id="max_pool_forward_naive.minimum",
        target=TARGET,
        swaps=((MAXIMUM, "window.min(axis=(2, 3))"),),
        hint="a window's smallest value is taken; take the largest",
        costs=("4.4",),
    ),
    Mutant(
        id="max_pool_forward_naive.mean",
        target=TARGET,
        swaps=((MAXIMUM, "window.mean(axis=(2, 3))"),),
        hint="a window's mean is taken; take the largest value",
        costs=("4.4",),
    ),
    Mutant(
        id="max_pool_forward_naive.of_absolute_values",
        target=TARGET,
        swaps=((MAXIMUM, "np.abs(window).max(axis=(2, 3))"),),
        hint="the largest absolute value is taken; take the largest value, with its sign",
        costs=("4.4",),
    ),
    Mutant(
        id="max_pool_forward_naive.not_below_zero",
        target=TARGET,
        swaps=((MAXIMUM, "np.maximum(0, window.max(axis=(2, 3)))"),),
        hint="the search for the maximum starts at 0; start it at -inf, as all values may be negative",
        costs=("4.4",),
    ),
    Mutant(
        id="max_pool_forward_naive.integer_output",
        target=TARGET,
        swaps=(("dtype=x.dtype", "dtype=int"),),
        hint="the output is cut to whole numbers; its array should have the dtype of x",
        costs=("4.4",),
    ),
    Mutant(
        id="max_pool_forward_naive.global_cache",
        target="layers.py",
        swaps=(
            (
                "max_pool_forward_naive",
                "    cache = (x, pool_param)\n",
                "    global pool_cache\n    pool_cache = cache = (x, pool_param)\n",
            ),
            ("max_pool_backward_naive", "    x, pool_param = cache\n", "    x, pool_param = pool_cache\n"),
        ),
        hint=(
            "max_pool_backward_naive uses the last call of max_pool_forward_naive, whatever the layer; "
            "use the cache argument"
        ),
        costs=("4.5",),
    ),
    Mutant(
        id="max_pool_forward_naive.loops",
        target=TARGET,
        code="""
        def max_pool_forward_naive(x, pool_param):
            ph, pw, s = pool_param["pool_height"], pool_param["pool_width"], pool_param["stride"]
            N, C, H, W = x.shape
            out = np.zeros((N, C, int((H - ph) / s + 1), int((W - pw) / s + 1)))
            for n in range(N):
                for c in range(C):
                    for i in range(out.shape[2]):
                        for j in range(out.shape[3]):
                            out[n, c, i, j] = np.max(x[n, c, i * s:i * s + ph, j * s:j * s + pw])
            return out, (x, pool_param)
        """,
        hint="Loops over images, channels and positions.",
    ),
    Mutant(
        id="max_pool_forward_naive.windows",
        target=TARGET,
        code="""
        def max_pool_forward_naive(x, pool_param):
            size, s = (pool_param["pool_height"], pool_param["pool_width"]), pool_param["stride"]
            windows = np.lib.stride_tricks.sliding_window_view(x, size, axis=(2, 3))[:, :, ::s, ::s]
            flat = windows.reshape(*windows.shape[:4], -1)
            return np.take_along_axis(flat, flat.argmax(-1)[..., None], -1)[..., 0], (x, pool_param)
        """,
        hint="Sliding windows and argmax.",
    ),
]
