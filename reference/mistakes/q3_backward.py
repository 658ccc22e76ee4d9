"""Mistakes that dropout_backward shows, and those of style."""

from autograder.model.mutants import Mutant

DRAW = "np.random.rand(*x.shape) < p"
SCALE = "mask = is_kept / p"
APPLY = "out = x * mask"
CACHE = "cache = (dropout_param, mask)"


def forward(name, hint, costs, *swaps, **more):
    """An edit of dropout_forward."""
    return Mutant(
        id=f"dropout_forward.{name}",
        target="layers.py:dropout_forward",
        hint=hint,
        costs=costs,
        swaps=swaps,
        **more,
    )


def backward(name, hint, costs, *swaps):
    """An edit of dropout_backward."""
    return Mutant(
        id=f"dropout_backward.{name}",
        target="layers.py:dropout_backward",
        hint=hint,
        costs=costs,
        swaps=swaps,
    )


def both(name, hint, *swaps, costs=()):
    """An edit of the two functions together."""
    return Mutant(id=f"dropout_forward.{name}", target="layers.py", hint=hint, costs=costs, swaps=swaps)


# ---- what backward gets --------------------------------------------------------------------------------------

NOT_THE_MASK = (
    "the gradient uses another mask than the output; "
    "draw one mask in forward, keep it in the cache, and use it in backward"
)
NO_SCALE = "the gradient is masked but not divided by p; multiply dout by the mask that x was multiplied by"

CACHES = [
    forward(
        "second_mask_in_cache",
        NOT_THE_MASK,
        ("3.6",),
        (CACHE, "cache = (dropout_param, None if mask is None else (np.random.rand(*x.shape) < p) / p)"),
    ),
    forward(
        "unscaled_mask_in_cache",
        NO_SCALE,
        ("3.6",),
        (SCALE, "mask = is_kept"),
        (APPLY, "out = x * mask / p"),
    ),
    forward(
        "mask_of_positive_x",
        NOT_THE_MASK,
        ("3.6",),
        (CACHE, "cache = (dropout_param, None if mask is None else (out > 0) / p)"),
    ),
    both(
        "mask_in_param",
        (
            "the mask is kept in dropout_param, which layers share, so a later call overwrites it; "
            "keep it in the cache"
        ),
        ("dropout_forward", CACHE, 'dropout_param["mask"] = mask\n    cache = dropout_param'),
        ("dropout_backward", "dropout_param, mask = cache", 'dropout_param, mask = cache, cache["mask"]'),
        costs=("3.6",),
    ),
]

# ---- style ---------------------------------------------------------------------------------------------------

STYLE = [
    forward(
        "float64",
        "the output is float64 though x is float32; cast it to the dtype of x",
        ("3.7",),
        ("out = out.astype(x.dtype, copy=False)", "out = out.astype(np.float64)"),
    ),
    forward(
        "no_cast",
        "the output is float64 though x is float32; cast it to the dtype of x",
        ("3.7",),
        ("    out = out.astype(x.dtype, copy=False)\n", ""),
    ),
    forward(
        "changes_x",
        "x itself is multiplied by the mask, so the caller's array changes; make a new array",
        ("3.7",),
        (APPLY, "x *= mask\n        out = x"),
    ),
    forward(
        "zeros_x",
        "the dropped entries are set to 0 in x itself, so the caller's array changes; make a new array",
        ("3.7",),
        (APPLY, "x[~is_kept] = 0\n        out = x / p"),
    ),
    backward(
        "changes_dout",
        "dout itself is multiplied by the mask, so the caller's array changes; make a new array",
        ("3.7",),
        ("dx = dout * mask", "dout *= mask\n        dx = dout"),
    ),
]

# ---- dropout_backward ----------------------------------------------------------------------------------------

BACK = "dx = dout * mask"
SAME = "dx = dout\n"

NO_RESULT = (
    "dropout_backward has no result; "
    "it should return dout times the mask in training, and dout itself in test mode"
)

BACKWARD = [
    backward(
        "scaled_twice",
        "the gradient is divided by p once more; leave this out, as the mask already has 1/p",
        ("3.6",),
        (BACK, 'dx = dout * mask / dropout_param["p"]'),
    ),
    backward("no_scale", NO_SCALE, ("3.6",), (BACK, "dx = dout * (mask > 0)")),
    backward("multiplied_by_p", NO_SCALE, ("3.6",), (BACK, 'dx = dout * mask * dropout_param["p"]')),
    backward(
        "other_scale",
        "the gradient is multiplied by a different number than x was; multiply dout by the mask of forward",
        ("3.6",),
        (BACK, 'dx = dout * (mask > 0) / (1 - dropout_param["p"])'),
    ),
    backward(
        "multiplied_by_p_again",
        "the gradient is multiplied by a different number than x was; multiply dout by the mask of forward",
        ("3.6",),
        (BACK, 'dx = dout * (mask > 0) * dropout_param["p"]'),
    ),
    backward(
        "no_mask",
        "the gradient passes unmasked; multiply dout by the mask of forward",
        ("3.6", "3.7"),
        (BACK, SAME.strip()),
    ),
    backward(
        "dout_forgotten",
        "the mask is returned as gradient; multiply dout by it",
        ("3.6",),
        (BACK, "dx = mask"),
    ),
    backward(
        "inverted",
        "the gradient passes where x was dropped; it should pass where x was kept",
        ("3.6",),
        (BACK, 'dx = dout * (mask == 0) / dropout_param["p"]'),
    ),
    backward(
        "other_mask",
        NOT_THE_MASK,
        ("3.6",),
        (BACK, 'dx = dout * (np.random.rand(*dout.shape) < dropout_param["p"]) / dropout_param["p"]'),
    ),
    backward(
        "forward_again",
        NOT_THE_MASK,
        ("3.6",),
        (BACK, "dx = dropout_forward(dout, dropout_param)[0]"),
    ),
    backward(
        "not_written",
        NO_RESULT,
        ("3.5", "3.6", "3.7"),
        (BACK, "dx = None"),
        (SAME, "dx = None\n"),
    ),
    backward(
        "with_mask_gradient",
        "dropout_backward returns several values; it should return dx alone",
        ("3.5", "3.6", "3.7"),
        ("return dx.astype(dout.dtype, copy=False)", "return dx, None"),
    ),
    backward(
        "scaled_in_testing",
        "in test mode, the gradient is multiplied by p; return dout unchanged",
        ("3.5",),
        (SAME, 'dx = dout * dropout_param["p"]\n'),
    ),
    backward(
        "divided_in_testing",
        "in test mode, the gradient is divided by p; return dout unchanged",
        ("3.5",),
        (SAME, 'dx = dout / dropout_param["p"]\n'),
    ),
    backward(
        "zero_in_testing",
        "in test mode, the gradient is 0; return dout unchanged",
        ("3.5",),
        (SAME, "dx = np.zeros_like(dout)\n"),
    ),
    backward(
        "masked_in_testing",
        "in test mode, the gradient is multiplied by a mask; return dout unchanged",
        ("3.5",),
        ('if dropout_param["mode"] == "train":', "if True:"),
    ),
    backward(
        "nothing_in_testing",
        NO_RESULT,
        ("3.5",),
        (SAME, "dx = None\n"),
    ),
]

MISTAKES = [*CACHES, *STYLE, *BACKWARD]
