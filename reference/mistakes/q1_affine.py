"""Mistakes in affine_forward and affine_backward, and right variants of them."""

from autograder.model.mutants import Mutant

FORWARD = [
    Mutant(
        id="affine_forward.no_bias",
        target="layers.py:affine_forward",
        swaps=(("x_flat @ w + b", "x_flat @ w"),),
        hint="affine_forward never adds the bias b; it should return x_flat @ w + b",
        costs=("1.1",),
    ),
    Mutant(
        id="affine_forward.bias_subtracted",
        target="layers.py:affine_forward",
        swaps=(("x_flat @ w + b", "x_flat @ w - b"),),
        hint="affine_forward subtracts the bias b; it should add it",
        costs=("1.1",),
    ),
    Mutant(
        id="affine_forward.bias_mean",
        target="layers.py:affine_forward",
        swaps=(("x_flat @ w + b", "x_flat @ w + b.mean()"),),
        hint=(
            "affine_forward adds one number to all outputs; it should add its own entry of b to each output"
        ),
        costs=("1.1",),
    ),
    Mutant(
        id="affine_forward.averaged",
        target="layers.py:affine_forward",
        swaps=(("x_flat @ w + b", "x_flat @ w / x_flat.shape[1] + b"),),
        hint=(
            "affine_forward averages over the features; "
            "it should return the weighted sum, not divided by anything"
        ),
        costs=("1.1",),
    ),
    Mutant(
        id="affine_forward.fortran_order",
        target="layers.py:affine_forward",
        swaps=(("x.reshape(x.shape[0], -1)", 'x.reshape(x.shape[0], -1, order="F")'),),
        hint=(
            "affine_forward flattens samples in Fortran order; "
            "it should use a plain reshape, with the last axis fastest"
        ),
        costs=("1.1",),
    ),
    Mutant(
        id="affine_forward.only_2d",
        target="layers.py:affine_forward",
        swaps=(("x.reshape(x.shape[0], -1)", "x.reshape(-1, x.shape[-1])"),),
        hint=(
            "affine_forward handles x of shape (N, D) only; "
            "keep the first axis and flatten all others into one"
        ),
        costs=("1.1", "1.8"),
    ),
    Mutant(
        id="affine_forward.flat_cache",
        target="layers.py:affine_forward",
        swaps=(("cache = (x, w, b)", "cache = (x_flat, w, b)"),),
        hint=(
            "dx of affine_backward is flat; "
            "it should have the shape of the original x, so put x itself into the cache"
        ),
        costs=("1.2",),
    ),
    Mutant(
        id="affine_forward.x_reshaped_in_place",
        target="layers.py:affine_forward",
        swaps=(
            (
                "x_flat = x.reshape(x.shape[0], -1)\n",
                "cache = (x.copy(), w, b)\n    x.shape = (len(x), -1)\n",
            ),
            ("x_flat @ w + b\n    cache = (x, w, b)", "x @ w + b"),
        ),
        hint="affine_forward changes the shape of its input x; reshape into a new variable",
        costs=("1.8",),
    ),
    Mutant(
        id="affine_forward.upcast",
        target="layers.py:affine_forward",
        swaps=(("out = x_flat @ w + b", "out = np.zeros((len(x), len(b)))\n    out += x_flat @ w + b"),),
        hint="affine_forward returns float64 whatever the dtype of x; give np.zeros the dtype of x",
        costs=("1.9",),
    ),
    Mutant(
        id="affine_forward.float32",
        target="layers.py:affine_forward",
        swaps=(("x_flat @ w + b", "(x_flat @ w + b).astype(np.float32)"),),
        hint="affine_forward rounds to float32 though its inputs are float64; compute in the dtype of x",
        costs=("1.1",),
        credit=0.5,
    ),
    Mutant(
        id="affine_forward.list",
        target="layers.py:affine_forward",
        swaps=(("return out, cache", "return out.tolist(), cache"),),
        hint="affine_forward returns a list for out; return the numpy array",
        costs=("1.1", "1.8", "1.9"),
    ),
    Mutant(
        id="affine_forward.no_cache",
        target="layers.py:affine_forward",
        swaps=(("return out, cache", "return out"),),
        hint="affine_forward returns only one array; return the pair out, cache",
        costs=("1.1", "1.8", "1.9"),
    ),
    Mutant(
        id="affine_forward.cache_first",
        target="layers.py:affine_forward",
        swaps=(("return out, cache", "return cache, out"),),
        hint="affine_forward returns its results in the wrong order; it should return out, cache",
        costs=("1.1", "1.8", "1.9"),
    ),
    Mutant(
        id="affine_forward.unfinished",
        target="layers.py:affine_forward",
        swaps=(("out = x_flat @ w + b", "out = None"),),
        hint="affine_forward returns None for out; write it, or assign its result to out",
        costs=("1.1", "1.8", "1.9"),
    ),
    Mutant(
        id="affine_forward.loops",
        target="layers.py:affine_forward",
        swaps=(
            (
                "out = x_flat @ w + b",
                """out = np.zeros((x.shape[0], w.shape[1]), dtype=x.dtype)
    for n in range(x.shape[0]):
        for m in range(w.shape[1]):
            for d in range(w.shape[0]):
                out[n, m] += x_flat[n, d] * w[d, m]
            out[n, m] += b[m]""",
            ),
        ),
        hint="affine_forward in explicit loops",
    ),
    Mutant(
        id="affine_forward.einsum",
        target="layers.py:affine_forward",
        swaps=(
            ("x_flat @ w + b", 'np.einsum("md,nd->mn", w.T, x_flat).T + b[None]'),
            ("(x, w, b)", "[x, w, b]"),
        ),
        hint="affine_forward by einsum, with a result that is not contiguous and a list for a cache",
    ),
    Mutant(
        id="affine_forward.bias_first",
        target="layers.py:affine_forward",
        swaps=(("x_flat @ w + b", "np.tile(b, (len(x), 1)) + x_flat[:, ::-1] @ w[::-1]"),),
        hint="affine_forward that starts from the bias and sums in the opposite order",
    ),
    Mutant(
        id="affine_forward.squeezed",
        target="layers.py:affine_forward",
        swaps=(("out = x_flat @ w + b", "out = np.squeeze(x_flat @ w + b)"),),
        hint=(
            "affine_forward drops the first axis if there is only one sample; "
            "out should have shape (N, M) for N = 1 too"
        ),
        costs=("1.1",),
    ),
    Mutant(
        id="affine_forward.rows_or_images",
        target="layers.py:affine_forward",
        swaps=(
            (
                "x_flat = x.reshape(x.shape[0], -1)",
                "x_flat = x.reshape(len(x), np.prod(x.shape[1:])) if x.ndim == 4 else x",
            ),
        ),
        hint="affine_forward flattens images only; it should flatten samples with any number of dimensions",
        costs=("1.1",),
    ),
]

BACKWARD = [
    Mutant(
        id="affine_backward.dw_transposed",
        target="layers.py:affine_backward",
        swaps=(("x_flat.T @ dout", "dout.T @ x_flat"),),
        hint="dw of affine_backward is transposed; it should be x_flat.T @ dout, with the shape of w",
        costs=("1.2",),
    ),
    Mutant(
        id="affine_backward.dw_averaged",
        target="layers.py:affine_backward",
        swaps=(("x_flat.T @ dout", "x_flat.T @ dout / len(x)"),),
        hint="affine_backward averages dw over the samples; it should sum, as only the loss divides by N",
        costs=("1.2",),
    ),
    Mutant(
        id="affine_backward.db_averaged",
        target="layers.py:affine_backward",
        swaps=(("dout.sum(axis=0)", "dout.mean(axis=0)"),),
        hint="affine_backward averages db over the samples; it should sum, as only the loss divides by N",
        costs=("1.2",),
    ),
    Mutant(
        id="affine_backward.db_keeps_axis",
        target="layers.py:affine_backward",
        swaps=(("dout.sum(axis=0)", "dout.sum(axis=0, keepdims=True)"),),
        hint=(
            "db of affine_backward has one axis too many; it should have shape (M,), so leave out keepdims"
        ),
        costs=("1.2",),
    ),
    Mutant(
        id="affine_backward.db_wrong_axis",
        target="layers.py:affine_backward",
        swaps=(("dout.sum(axis=0)", "np.full(dout.shape[1], dout.sum(axis=1).mean())"),),
        hint="affine_backward sums db over the outputs; sum dout over the samples, axis 0",
        costs=("1.2",),
    ),
    Mutant(
        id="affine_backward.db_one_number",
        target="layers.py:affine_backward",
        swaps=(("dout.sum(axis=0)", "dout.sum()"),),
        hint="affine_backward sums all of dout into one number for db; sum over axis 0 only",
        costs=("1.2",),
    ),
    Mutant(
        id="affine_backward.db_ignores_dout",
        target="layers.py:affine_backward",
        swaps=(("dout.sum(axis=0)", "np.full(dout.shape[1], float(len(dout)))"),),
        hint=(
            "affine_backward counts the samples for db and ignores dout; "
            "db should be the sum of dout over the samples"
        ),
        costs=("1.2",),
    ),
    Mutant(
        id="affine_backward.dx_averaged",
        target="layers.py:affine_backward",
        swaps=(("dout @ w.T", "dout @ w.T / len(x)"),),
        hint="affine_backward divides dx by N; it should not divide, as only the loss divides by N",
        costs=("1.2",),
    ),
    Mutant(
        id="affine_backward.dx_flat",
        target="layers.py:affine_backward",
        swaps=(("dx_flat.reshape(x.shape)", "dx_flat"),),
        hint=(
            "dx of affine_backward is flat; "
            "it should have the shape of the original x, so put x itself into the cache"
        ),
        costs=("1.2",),
    ),
    Mutant(
        id="affine_backward.dx_needs_transpose",
        target="layers.py:affine_backward",
        swaps=(("dout @ w.T", "dout @ w"),),
        hint="affine_backward multiplies dout by w for dx; it should use the transpose, dout @ w.T",
        costs=("1.2", "1.8"),
    ),
    Mutant(
        id="affine_backward.order",
        target="layers.py:affine_backward",
        swaps=(("return dx, dw, db", "return dw, dx, db"),),
        hint="affine_backward returns dw before dx; it should return dx, dw, db in this order",
        costs=("1.2",),
    ),
    Mutant(
        id="affine_backward.unfinished",
        target="layers.py:affine_backward",
        swaps=(("return dx, dw, db", "return None, None, None"),),
        hint="affine_backward returns None; write it, or assign its results to dx, dw, db",
        costs=("1.2", "1.8"),
    ),
    Mutant(
        id="affine_backward.list",
        target="layers.py:affine_backward",
        swaps=(("return dx, dw, db", "return dx, dw, list(db)"),),
        hint="affine_backward returns a list for db; return the numpy array",
        costs=("1.2",),
    ),
    Mutant(
        id="affine_backward.by_sample",
        target="layers.py:affine_backward",
        swaps=(
            ("x_flat.T @ dout", "sum(np.outer(row, d) for row, d in zip(x_flat[::-1], dout[::-1]))"),
            ("dout.sum(axis=0)", "np.ones(len(dout)) @ dout"),
        ),
        hint="affine_backward that adds up the samples' gradients one by one, from the last",
    ),
    Mutant(
        id="affine_backward.einsum",
        target="layers.py:affine_backward",
        swaps=(
            ("dout @ w.T", 'np.einsum("nm,dm->dn", dout, w).T'),
            ("x_flat.T @ dout", "np.asfortranarray((dout.T @ x_flat).T)"),
        ),
        hint="affine_backward by einsum, with results that are not contiguous",
    ),
    Mutant(
        id="affine_forward.global_cache",
        target="layers.py",
        swaps=(
            (
                "affine_forward",
                "    cache = (x, w, b)\n",
                "    global affine_cache\n    affine_cache = cache = (x, w, b)\n",
            ),
            ("affine_backward", "    x, w, _ = cache\n", "    x, w, _ = affine_cache\n"),
        ),
        hint=(
            "affine_backward uses the last call of affine_forward, whatever the layer; use the cache argument"
        ),
        costs=("1.2",),
    ),
    Mutant(
        id="affine_backward.dout_changed",
        target="layers.py:affine_backward",
        swaps=(("db = dout.sum(axis=0)", "db = dout[0]\n    db += dout[1:].sum(axis=0)"),),
        hint="affine_backward adds up db in the first row of dout; make a new array",
        costs=("1.8",),
    ),
    Mutant(
        id="affine_backward.x_reshaped_in_place",
        target="layers.py:affine_backward",
        swaps=(
            (
                "x_flat = x.reshape(x.shape[0], -1)",
                "shape = x.shape\n    x.shape = (len(x), -1)\n    x_flat = x",
            ),
            ("reshape(x.shape)", "reshape(shape)"),
        ),
        hint=(
            "affine_backward changes the shape of the original x; "
            "it should use x.reshape, which returns a new array"
        ),
        costs=("1.8",),
    ),
]

MISTAKES = [*FORWARD, *BACKWARD]
