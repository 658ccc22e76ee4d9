"""Right dropout, written in other ways."""

from autograder.model.mutants import Mutant

DRAW = "np.random.rand(*x.shape) < p"
SCALE = "mask = is_kept / p"
APPLY = "out = x * mask"
TEST = "out = x\n"
CACHE = "cache = (dropout_param, mask)"
BACK = "dx = dout * mask"


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


def variant(name, hint, *swaps):
    """A right dropout_forward, written in another way."""
    return forward(f"as_{name}", hint, (), *swaps)


def both(name, hint, *swaps, costs=()):
    """An edit of the two functions together."""
    return Mutant(id=f"dropout_forward.{name}", target="layers.py", hint=hint, costs=costs, swaps=swaps)


# ---- right, and written in other ways ------------------------------------------------------------------------

VARIANTS = [
    variant(
        "binomial",
        "The mask is drawn with np.random.binomial.",
        (DRAW, "np.random.binomial(1, p, size=x.shape)"),
    ),
    variant(
        "uniform",
        "The mask is drawn with np.random.uniform.",
        (DRAW, "np.random.uniform(0, 1, size=x.shape) < p"),
    ),
    variant(
        "random_sample",
        "The mask is drawn with random_sample.",
        (DRAW, "np.random.random_sample(x.shape) <= p"),
    ),
    variant("upper_part", "What is above 1 - p is kept.", (DRAW, "np.random.rand(*x.shape) > 1 - p")),
    variant(
        "floor", "The mask is the floor of p plus a draw.", (DRAW, "np.floor(p + np.random.rand(*x.shape))")
    ),
    variant(
        "flat_draws",
        "The draws are made flat and reshaped.",
        (DRAW, "np.random.rand(x.size).reshape(x.shape) < p"),
    ),
    variant(
        "transposed_draws",
        "The draws are made for the transpose.",
        (DRAW, "np.random.rand(*x.shape[::-1]).T < p"),
    ),
    variant(
        "choice",
        "The mask is drawn by choice from 0 and 1/p.",
        (
            f"is_kept = {DRAW}\n        mask = is_kept / p",
            "mask = np.random.choice([0, 1 / p], size=x.shape, p=[1 - p, p])",
        ),
    ),
    variant(
        "loops",
        "The mask is drawn entry by entry in a loop.",
        (DRAW, "np.array([np.random.rand() < p for _ in range(x.size)]).reshape(x.shape)"),
    ),
    variant(
        "normal_quantile",
        "Normal draws are compared with their own distribution's quantile of p.",
        (
            f"is_kept = {DRAW}",
            "from statistics import NormalDist\n"
            "        is_kept = np.random.randn(*x.shape) < NormalDist().inv_cdf(p)",
        ),
    ),
    variant(
        "own_generator",
        "A generator of its own is seeded with the seed in dropout_param, or else with entropy.",
        (DRAW, 'np.random.default_rng(dropout_param.get("seed")).random(x.shape) < p'),
    ),
    variant(
        "python_random",
        "The draws come from Python's random module, seeded if asked for.",
        (
            f"is_kept = {DRAW}",
            "import random\n\n"
            '        source = random.Random(dropout_param.get("seed"))\n'
            "        is_kept = np.reshape([source.random() < p for _ in range(x.size)], x.shape)",
        ),
    ),
    variant(
        "where",
        "The mask is applied by np.where.",
        (APPLY, "out = np.where(is_kept, x / p, 0)"),
    ),
    variant(
        "negative_zeros",
        "The dropped entries are minus 0, as x times 0 may be.",
        (APPLY, "out = x * mask * -1.0 * -1.0"),
    ),
    variant(
        "indexing",
        "The kept entries are copied into zeros.",
        (APPLY, "out = np.zeros_like(x)\n        out[is_kept] = x[is_kept] / p"),
    ),
    variant("float32_mask", "The mask is float32.", (SCALE, "mask = (is_kept / p).astype(np.float32)")),
    variant(
        "column_major",
        "The output lies in memory column by column.",
        (APPLY, "out = np.asfortranarray(x * mask)"),
    ),
    variant("copy_in_testing", "Test mode returns a copy.", (TEST, "out = x.copy()\n")),
    variant(
        "float_ones_in_testing", "Test mode has a mask of ones.", ("mask = None", "mask = np.ones(x.shape)")
    ),
    both(
        "as_boolean_mask",
        "The mask is boolean, and the division by p is done in both functions.",
        ("dropout_forward", SCALE, "mask = is_kept"),
        ("dropout_forward", APPLY, "out = x * mask / p"),
        ("dropout_backward", f"{BACK}\n    else", 'dx = dout * mask / dropout_param["p"]\n    else'),
    ),
    both(
        "as_mask_for_cache",
        "The cache is the mask alone.",
        ("dropout_forward", CACHE, "cache = mask"),
        ("dropout_backward", "dropout_param, mask = cache", "mask = cache"),
        (
            "dropout_backward",
            'if dropout_param["mode"] == "train":\n        dx',
            "if mask is not None:\n        dx",
        ),
    ),
    Mutant(
        id="dropout_backward.as_where",
        target="layers.py:dropout_backward",
        hint="The gradient is masked by np.where.",
        swaps=((BACK, 'dx = np.where(mask > 0, dout / dropout_param["p"], 0)'),),
    ),
    Mutant(
        id="dropout_backward.as_float64_copy",
        target="layers.py:dropout_backward",
        hint="The gradient is a new float64 array, in test mode too.",
        swaps=(("return dx.astype(dout.dtype, copy=False)", "return np.array(dx, dtype=np.float64)"),),
    ),
]

MISTAKES = [*VARIANTS]
