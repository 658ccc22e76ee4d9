"""Mistakes in the ReLU and in the sandwich of affine layer and ReLU, and right variants of them."""

from autograder.model.mutants import Mutant

RELU = [
    Mutant(
        id="relu_forward.abs",
        target="layers.py:relu_forward",
        swaps=(("np.maximum(0, x)", "np.abs(x)"),),
        hint="relu_forward turns negative values positive; it should set them to 0",
        costs=("1.3",),
    ),
    Mutant(
        id="relu_forward.leaky",
        target="layers.py:relu_forward",
        swaps=(("np.maximum(0, x)", "np.maximum(0.01 * x, x)"),),
        hint="relu_forward lets part of negative values through, as a leaky ReLU; it should set them to 0",
        costs=("1.3",),
    ),
    Mutant(
        id="relu_forward.minimum",
        target="layers.py:relu_forward",
        swaps=(("np.maximum(0, x)", "np.minimum(0, x)"),),
        hint="relu_forward keeps the negative values; take the maximum of 0 and x",
        costs=("1.3",),
    ),
    Mutant(
        id="relu_forward.mask",
        target="layers.py:relu_forward",
        swaps=(("np.maximum(0, x)", "(x > 0).astype(x.dtype)"),),
        hint="relu_forward returns 1 where x is positive; it should return x itself there",
        costs=("1.3",),
    ),
    Mutant(
        id="relu_forward.upcast",
        target="layers.py:relu_forward",
        swaps=(("out = np.maximum(0, x)", "out = np.zeros(x.shape)\n    out[x > 0] = x[x > 0]"),),
        hint="relu_forward returns float64 whatever the dtype of x; use np.zeros_like(x)",
        costs=("1.9",),
    ),
    Mutant(
        id="relu_forward.in_place",
        target="layers.py:relu_forward",
        swaps=(("np.maximum(0, x)", "np.maximum(0, x, out=x)"),),
        hint="relu_forward writes the zeros into its input x; make a new array",
        costs=("1.8",),
    ),
    Mutant(
        id="relu_forward.object",
        target="layers.py:relu_forward",
        swaps=(("np.maximum(0, x)", "np.maximum(0, x).astype(object)"),),
        hint="relu_forward returns an array of Python objects; keep the dtype of x",
        costs=("1.3", "1.8", "1.9"),
    ),
    Mutant(
        id="relu_forward.unfinished",
        target="layers.py:relu_forward",
        swaps=(("out = np.maximum(0, x)", "raise NotImplementedError"),),
        hint="relu_forward still raises NotImplementedError; write it and remove this line",
        costs=("1.3", "1.8", "1.9"),
    ),
    Mutant(
        id="relu_forward.out_cached",
        target="layers.py:relu_forward",
        swaps=(("cache = x", "cache = out"),),
        hint="relu_forward that caches its output, which is positive where x is",
    ),
    Mutant(
        id="relu_forward.product",
        target="layers.py:relu_forward",
        swaps=(("np.maximum(0, x)", "x * (x > 0)"),),
        hint="relu_forward as a product with a mask, where zeros may be negative",
    ),
    Mutant(
        id="relu_backward.mask_only",
        target="layers.py:relu_backward",
        swaps=(("dout * (x > 0)", "(x > 0).astype(float)"),),
        hint="relu_backward returns the slope alone; multiply it by dout",
        costs=("1.4",),
    ),
    Mutant(
        id="relu_backward.no_mask",
        target="layers.py:relu_backward",
        swaps=(("dout * (x > 0)", "dout.copy()"),),
        hint="relu_backward passes all of dout; its result should be 0 where x was negative",
        costs=("1.4", "1.8"),
    ),
    Mutant(
        id="relu_backward.inverted",
        target="layers.py:relu_backward",
        swaps=(("dout * (x > 0)", "dout * (x < 0)"),),
        hint=(
            "relu_backward passes the gradient where x was negative; it should pass it where x was positive"
        ),
        costs=("1.4",),
    ),
    Mutant(
        id="relu_backward.mask_of_dout",
        target="layers.py:relu_backward",
        swaps=(("dout * (x > 0)", "np.maximum(0, dout)"),),
        hint="relu_backward uses the sign of dout; it should use the sign of the cached x",
        costs=("1.4",),
    ),
    Mutant(
        id="relu_backward.both_masks",
        target="layers.py:relu_backward",
        swaps=(("dout * (x > 0)", "dout * (x > 0) * (dout > 0)"),),
        hint="relu_backward also stops negative gradients; it should use only the sign of the cached x",
        costs=("1.4",),
    ),
    Mutant(
        id="relu_backward.unfinished",
        target="layers.py:relu_backward",
        swaps=(("return dout * (x > 0)", "dx = dout * (x > 0)"),),
        hint="relu_backward returns None; write it, or add the missing return",
        costs=("1.4", "1.8"),
    ),
    Mutant(
        id="relu_backward.in_place",
        target="layers.py:relu_backward",
        swaps=(("return dout * (x > 0)", "dout[x <= 0] = 0\n    return dout"),),
        hint="relu_backward writes into its input dout; make a new array",
        costs=("1.8",),
    ),
    Mutant(
        id="relu_backward.x_made_a_mask",
        target="layers.py:relu_backward",
        swaps=(("return dout * (x > 0)", "x[x <= 0] = 0\n    x[x > 0] = 1\n    return dout * x"),),
        hint="relu_backward turns the caller's x into a mask; make a new array",
        costs=("1.8",),
    ),
    Mutant(
        id="relu_forward.global_cache",
        target="layers.py",
        swaps=(
            ("relu_forward", "    cache = x\n", "    global relu_cache\n    relu_cache = cache = x\n"),
            ("relu_backward", "    x = cache\n    return dout", "    x = relu_cache\n    return dout"),
        ),
        hint="relu_backward uses the last call of relu_forward, whatever the layer; use the cache argument",
        costs=("1.4",),
    ),
    Mutant(
        id="relu_forward.at_most_six",
        target="layers.py:relu_forward",
        swaps=(("np.maximum(0, x)", "np.clip(x, 0, 6)"),),
        hint="relu_forward cuts off values above 6; it should pass all positive values unchanged",
        costs=("1.3",),
    ),
    Mutant(
        id="relu_backward.one_at_zero",
        target="layers.py:relu_backward",
        swaps=(("x > 0", "x >= 0"),),
        hint="relu_backward with slope 1 at exactly 0, which is a matter of choice",
    ),
]

AFFINE_RELU = [
    Mutant(
        id="affine_relu_forward.relu_first",
        target="layer_utils.py:affine_relu_forward",
        swaps=(
            ("scores, affine_cache = affine_forward(x, w, b)", "x, relu_cache = relu_forward(x)"),
            ("out, relu_cache = relu_forward(scores)", "out, affine_cache = affine_forward(x, w, b)"),
            ("cache = (affine_cache, relu_cache)", "cache = (affine_cache, out)"),
        ),
        hint="affine_relu_forward applies ReLU to x; it should apply it to the output of the affine layer",
        costs=("1.7",),
    ),
    Mutant(
        id="affine_relu_forward.no_relu",
        target="layer_utils.py:affine_relu_forward",
        swaps=(("return out, cache", "return scores, cache"),),
        hint="affine_relu_forward returns the affine layer's output; return the ReLU's output",
        costs=("1.7",),
    ),
    Mutant(
        id="affine_relu_backward.no_relu",
        target="layer_utils.py:affine_relu_backward",
        swaps=(("relu_backward(dout, relu_cache)", "dout"),),
        hint="affine_relu_backward skips the ReLU; pass dout through relu_backward first",
        costs=("1.7",),
    ),
    Mutant(
        id="affine_relu_backward.order",
        target="layer_utils.py:affine_relu_backward",
        swaps=(("return dx, dw, db", "return dx, db, dw"),),
        hint="affine_relu_backward returns db before dw; it should return dx, dw, db in this order",
        costs=("1.7",),
    ),
    Mutant(
        id="affine_relu_forward.inline",
        target="layer_utils.py:affine_relu_forward",
        swaps=(
            ("relu_forward(scores)", "np.maximum(scores, 0), scores"),
            ("scores, a", "import numpy as np\n\n    scores, a"),
        ),
        hint="affine_relu_forward with a ReLU of its own",
    ),
]

MISTAKES = [*RELU, *AFFINE_RELU]
