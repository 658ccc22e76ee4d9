"""Mistakes in max_pool_backward_naive."""

from autograder.model.mutants import Mutant

TARGET = "layers.py:max_pool_backward_naive"
WINNERS = """            winner = window.reshape(N, C, -1).argmax(axis=2)
            row, column = np.unravel_index(winner, (pool_height, pool_width))
            dx[n, c, top + row, left + column] += dout[:, :, i, j]
"""
ALL_MAXIMA = """            mask = window == window.max(axis=(2, 3), keepdims=True)
            gradient = mask * dout[:, :, i, j][:, :, None, None]
            dx[:, :, top : top + pool_height, left : left + pool_width] += gradient
"""
PLACE = "dx[n, c, top + row, left + column] += dout[:, :, i, j]"
WINDOW = "window = x[:, :, top : top + pool_height, left : left + pool_width]"

MISTAKES = [
    Mutant(
        id="max_pool_backward_naive.assigned",
        target=TARGET,
        swaps=((PLACE, PLACE.replace("+=", "=")),),
        hint=(
            "a pixel that is the maximum of several overlapping windows keeps the last gradient only; "
            "add with +="
        ),
        costs=("4.6",),
    ),
    Mutant(
        id="max_pool_backward_naive.window_assigned",
        target=TARGET,
        swaps=((WINNERS, ALL_MAXIMA.replace("+=", "=")),),
        hint="each window overwrites what overlapping windows have put into dx; add with +=",
        costs=("4.6",),
    ),
    Mutant(
        id="max_pool_backward_naive.stride_is_pool_size",
        target=TARGET,
        swaps=(("top = i * stride", "top = i * pool_height"), ("left = j * stride", "left = j * pool_width")),
        hint="the backward pass moves windows by their own size; start them at i * stride",
        costs=("4.5", "4.6"),
    ),
    Mutant(
        id="max_pool_backward_naive.moves_by_one",
        target=TARGET,
        swaps=(("top = i * stride", "top = i"), ("left = j * stride", "left = j")),
        hint="the backward pass moves windows by one pixel; start them at i * stride",
        costs=("4.5",),
    ),
    Mutant(
        id="max_pool_backward_naive.unravel_swapped",
        target=TARGET,
        swaps=(
            (
                "np.unravel_index(winner, (pool_height, pool_width))",
                "np.unravel_index(winner, (pool_width, pool_height))",
            ),
        ),
        hint=(
            "the maximum is located with height and width swapped; "
            "use the window's shape (pool_height, pool_width)"
        ),
        costs=("4.5", "4.6"),
    ),
    Mutant(
        id="max_pool_backward_naive.row_and_column_swapped",
        target=TARGET,
        swaps=(("row, column = np.unravel_index", "column, row = np.unravel_index"),),
        hint="row and column of the maximum are swapped; unpack np.unravel_index as row, column",
        costs=("4.5", "4.6"),
    ),
    Mutant(
        id="max_pool_backward_naive.place_in_window",
        target=TARGET,
        swaps=(("dx[n, c, top + row, left + column]", "dx[n, c, row, column]"),),
        hint=(
            "gradients go to places counted from the window's corner; "
            "add the window's own row and column to them"
        ),
        costs=("4.5",),
    ),
    Mutant(
        id="max_pool_backward_naive.ones",
        target=TARGET,
        swaps=((PLACE, PLACE.replace("dout[:, :, i, j]", "1")),),
        hint="dx is 1 at the maximum; it should be that window's entry of dout",
        costs=("4.5",),
    ),
    Mutant(
        id="max_pool_backward_naive.values_of_x",
        target=TARGET,
        swaps=((PLACE, PLACE.replace("dout[:, :, i, j]", "window.max(axis=(2, 3))")),),
        hint="dx holds the maxima themselves; it should hold that window's entry of dout",
        costs=("4.5",),
    ),
    Mutant(
        id="max_pool_backward_naive.minimum",
        target=TARGET,
        swaps=((".argmax(axis=2)", ".argmin(axis=2)"),),
        hint="the gradient goes to the smallest value; it should go to the largest, which made the output",
        costs=("4.5",),
    ),
    Mutant(
        id="max_pool_backward_naive.whole_window",
        target=TARGET,
        swaps=(
            (
                WINNERS,
                """            gradient = dout[:, :, i, j][:, :, None, None]
            dx[:, :, top : top + pool_height, left : left + pool_width] += gradient
""",
            ),
        ),
        hint="every pixel of a window gets its gradient; only the maximum should get it",
        costs=("4.5",),
    ),
    Mutant(
        id="max_pool_backward_naive.mean",
        target=TARGET,
        swaps=(
            (
                WINNERS,
                """            gradient = dout[:, :, i, j][:, :, None, None] / (pool_height * pool_width)
            dx[:, :, top : top + pool_height, left : left + pool_width] += gradient
""",
            ),
        ),
        hint=(
            "the gradient is spread over the window, as for a mean; the maximum alone should get all of it"
        ),
        costs=("4.5",),
    ),
    Mutant(
        id="max_pool_backward_naive.same_place_in_all_channels",
        target=TARGET,
        swaps=((".argmax(axis=2)", ".argmax(axis=2)[:, :1]"),),
        hint=(
            "all channels use the place of the first one's maximum; look for the maximum channel by channel"
        ),
        costs=("4.5",),
    ),
    Mutant(
        id="max_pool_backward_naive.maximum_of_batch",
        target=TARGET,
        swaps=(
            (
                WINNERS,
                """            mask = window == window.max()
            dx[:, :, top : top + pool_height, left : left + pool_width] += mask * dout[:, :, i, j][:, :, None, None]
""",
            ),
        ),
        hint=(
            "the mask marks a single maximum for all images and channels; "
            "each image and channel should have its own"
        ),
        costs=("4.5",),
    ),
    Mutant(
        id="max_pool_backward_naive.first_sample_only",
        target=TARGET,
        swaps=((PLACE, "dx[0, c[0], top + row[0], left + column[0]] += dout[0, :, i, j]"),),
        hint="dx is 0 but for the first image; fill it for every image",
        costs=("4.5",),
    ),
    Mutant(
        id="max_pool_backward_naive.square_window",
        target=TARGET,
        swaps=(
            (WINDOW, WINDOW.replace("left + pool_width", "left + pool_height")),
            (WINNERS, ALL_MAXIMA.replace("left + pool_width", "left + pool_height")),
        ),
        hint="the backward pass assumes square windows; use pool_width columns",
        costs=("4.5",),
    ),
    Mutant(
        id="max_pool_backward_naive.loop_bounds_swapped",
        target=TARGET,
        swaps=(("_, _, H_out, W_out = dout.shape", "_, _, W_out, H_out = dout.shape"),),
        hint=(
            "the loops over rows and columns swap their bounds; "
            "take them from dout, of shape (N, C, H_out, W_out)"
        ),
        costs=("4.5", "4.6"),
    ),
    Mutant(
        id="max_pool_backward_naive.shape_of_dout",
        target=TARGET,
        swaps=(("    return dx", "    return dx[:, :, :H_out, :W_out]"),),
        hint="dx has the shape of dout; it should have the shape of x",
        costs=("4.5",),
    ),
    Mutant(
        id="max_pool_backward_naive.changes_dout",
        target=TARGET,
        swaps=(("    return dx", "    dout *= 0\n    return dx"),),
        hint="max_pool_backward_naive changes its input dout; compute on a copy",
        costs=("4.28",),
    ),
    Mutant(
        id="max_pool_backward_naive.not_written",
        target=TARGET,
        code="def max_pool_backward_naive(dout, cache):\n    return None",
        hint="max_pool_backward_naive returns None; write it, or add the missing return",
        costs=("4.5", "4.6", "4.28"),
    ),
    Mutant(
        id="max_pool_backward_naive.all_maxima",
        target=TARGET,
        swaps=((WINNERS, ALL_MAXIMA),),
        hint="Equal maxima get the gradient each.",
    ),
    Mutant(
        id="max_pool_backward_naive.shared_maxima",
        target=TARGET,
        swaps=(
            (
                WINNERS,
                """            mask = (window == window.max(axis=(2, 3), keepdims=True)).astype(float)
            mask /= mask.sum(axis=(2, 3), keepdims=True)
            dx[:, :, top : top + pool_height, left : left + pool_width] += mask * dout[:, :, i, j][:, :, None, None]
""",
            ),
        ),
        hint="Equal maxima share the gradient.",
    ),
    Mutant(
        id="max_pool_backward_naive.loops",
        target=TARGET,
        code="""
        def max_pool_backward_naive(dout, cache):
            x, pool_param = cache
            ph, pw, s = pool_param["pool_height"], pool_param["pool_width"], pool_param["stride"]
            dx = np.zeros(x.shape)
            for n, c, i, j in np.ndindex(*dout.shape):
                window = x[n, c, i * s:i * s + ph, j * s:j * s + pw]
                a, b = np.unravel_index(np.argmax(window), window.shape)
                dx[n, c, i * s + a, j * s + b] += dout[n, c, i, j]
            return dx
        """,
        hint="One loop over all of dout.",
    ),
    Mutant(
        id="max_pool_backward_naive.places_in_cache",
        target=TARGET,
        code="""
        def max_pool_forward_naive(x, pool_param):
            size, s = (pool_param["pool_height"], pool_param["pool_width"]), pool_param["stride"]
            windows = np.lib.stride_tricks.sliding_window_view(x, size, axis=(2, 3))[:, :, ::s, ::s]
            flat = windows.reshape(*windows.shape[:4], -1)
            place = flat.argmax(axis=-1)
            n, c, i, j = np.indices(place.shape)
            return flat.max(axis=-1), (x.shape, n, c, i * s + place // size[1], j * s + place % size[1])


        def max_pool_backward_naive(dout, cache):
            shape, *places = cache
            dx = np.zeros(shape)
            np.add.at(dx, tuple(places), dout)
            return dx
        """,
        hint="The forward pass keeps the places of the maxima.",
    ),
    Mutant(
        id="max_pool_backward_naive.maximum_anywhere",
        target=TARGET,
        swaps=(
            (
                "dx[n, c, top + row, left + column] += dout[:, :, i, j]",
                "dx += (x == window.max(axis=(2, 3), keepdims=True)) * dout[:, :, i : i + 1, j : j + 1]",
            ),
        ),
        hint="gradients go to equal pixels of the whole image; compare with the maximum within the window only",
        costs=("4.5",),
    ),
]
