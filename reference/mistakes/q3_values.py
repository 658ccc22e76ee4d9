"""Mistakes in what dropout_forward returns: values, test mode, the share of entries kept."""

from autograder.model.mutants import Mutant

DRAW = "np.random.rand(*x.shape) < p"
SCALE = "mask = is_kept / p"
APPLY = "out = x * mask"
TEST = "out = x\n"
TRAINING = 'if mode == "train":'


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


# ---- the values ----------------------------------------------------------------------------------------------

BY_DROP_RATE = "the mask is divided by 1 - p, but p is the probability of keeping; divide by p"
TWICE = "kept values are divided by p more than once; multiply x by a mask of 0 and 1/p, and by nothing else"

NO_OUTPUT = (
    "dropout_forward has no output; "
    "it should return x times a random mask of 0 and 1/p in training, and x in test mode"
)

VALUES = [
    forward(
        "vanilla",
        (
            "dropout is not inverted here, but corrected in test mode; "
            "divide by p in training, and leave x unchanged in test mode"
        ),
        ("3.1", "3.5"),
        (SCALE, "mask = is_kept"),
        (TEST, "out = x * p\n"),
    ),
    forward(
        "not_scaled",
        (
            "kept values are not divided by p; "
            "the mask should hold 0 and 1/p, so that the expected output is x"
        ),
        ("3.1",),
        (SCALE, "mask = is_kept"),
    ),
    forward(
        "p_is_drop_probability",
        "p is used as the probability of dropping; keep an entry with probability p, and divide it by p",
        ("3.1",),
        (DRAW, DRAW.replace("<", ">=")),
        (SCALE, "mask = is_kept / (1 - p)"),
    ),
    forward("scaled_by_drop_rate", BY_DROP_RATE, ("3.1",), (SCALE, "mask = is_kept / (1 - p)")),
    forward(
        "multiplied_by_p",
        "kept values are multiplied by p; divide them by p, so that the expected output is x",
        ("3.1",),
        (SCALE, "mask = is_kept * p"),
    ),
    forward("scaled_twice", TWICE, ("3.1",), (APPLY, "out = x * mask / p")),
    forward("mask_and_scale_twice", TWICE, ("3.1",), (SCALE, "mask = is_kept / p / p")),
    forward(
        "scaled_by_root",
        "kept values are divided by the square root of p; divide by p, which keeps the mean",
        ("3.1",),
        (SCALE, "mask = is_kept / np.sqrt(p)"),
    ),
    forward(
        "scaled_by_actual_share",
        (
            "kept values are divided by the fraction that happens to be kept in this call; "
            "divide by p, which is fixed"
        ),
        ("3.1",),
        (SCALE, "mask = is_kept / np.mean(is_kept)"),
    ),
    forward(
        "sum_preserved",
        "the output is rescaled to the sum of x; divide kept values by p, whatever the entries are",
        ("3.1",),
        (SCALE, "mask = is_kept * (np.sum(x) / np.sum(x * is_kept))"),
    ),
    forward(
        "integer_division",
        "the mask is divided by p in integers, which rounds 1/p down; use a true division",
        ("3.1",),
        (SCALE, "mask = is_kept // p"),
    ),
    forward(
        "dropped_not_zero",
        "the dropped entries keep their value, and only the others change; set the dropped ones to 0",
        ("3.1",),
        (APPLY, "out = np.where(is_kept, x / p, x)"),
    ),
    forward(
        "mask_for_output",
        "the mask is returned as output; multiply x by it",
        ("3.1",),
        (APPLY, "out = mask"),
    ),
    forward(
        "uneven_scale",
        (
            "kept values are multiplied by numbers that differ; "
            "draw once, compare with p, and divide the result by p"
        ),
        ("3.1",),
        (SCALE, "mask = is_kept * np.random.rand(*x.shape) / p"),
    ),
    forward(
        "draws_for_mask",
        (
            "the random numbers themselves are used as the mask; "
            "compare them with p to decide which entries to keep"
        ),
        ("3.1", "3.2", "3.3", "3.4"),
        (SCALE, "is_kept = mask = np.random.rand(*x.shape)"),
    ),
    forward(
        "gaussian",
        (
            "the output is multiplied by Gaussian noise; "
            "set entries to 0 with probability 1 - p, divide the others by p"
        ),
        ("3.1", "3.2", "3.3", "3.4"),
        (SCALE, "mask = 1 + np.sqrt((1 - p) / p) * np.random.randn(*x.shape)"),
    ),
    forward(
        "two_dimensions_only",
        "the mask is drawn for two dimensions only; draw it in x.shape, as x may have any shape",
        ("3.1",),
        (DRAW, "np.random.rand(x.shape[0], x.shape[1]) < p"),
    ),
    forward(
        "flattened",
        "the output is flattened to one row for each sample; it should have the shape of x",
        ("3.1",),
        (APPLY, "out = (x * mask).reshape(x.shape[0], -1)"),
    ),
    forward(
        "not_written",
        NO_OUTPUT,
        ("3.1", "3.2", "3.3", "3.4", "3.5", "3.6", "3.7"),
        (APPLY, "out = None"),
        (TEST, "out = None\n"),
    ),
    forward(
        "not_in_training",
        "nothing is dropped in training; draw a mask there, and multiply x by it",
        ("3.1", "3.2", "3.3", "3.4", "3.7"),
        (SCALE, "mask = np.ones(x.shape)"),
    ),
    forward(
        "modes_swapped",
        "the two modes are mixed up; drop in training, and change nothing in testing",
        ("3.1", "3.2", "3.3", "3.4", "3.5", "3.6", "3.7"),
        (TRAINING, 'if mode == "test":'),
        ('elif mode == "test":', 'elif mode == "train":'),
    ),
]

# ---- test mode -----------------------------------------------------------------------------------------------

TEST_MODE = [
    forward(
        "scaled_in_testing",
        "in test mode, the output is multiplied by p; return x unchanged, as training already divides by p",
        ("3.5",),
        (TEST, "out = x * p\n"),
    ),
    forward(
        "divided_in_testing",
        "in test mode, the output is divided by p; return x unchanged, as only training scales",
        ("3.5",),
        (TEST, "out = x / p\n"),
    ),
    forward(
        "drops_in_testing",
        "entries are dropped in test mode too; return x unchanged there",
        ("3.5",),
        (TEST, "out = x * (np.random.rand(*x.shape) < p) / p\n"),
    ),
    forward(
        "unscaled_drops_in_testing",
        "entries are dropped in test mode too; return x unchanged there",
        ("3.5",),
        (TEST, "out = x * (np.random.rand(*x.shape) < p)\n"),
    ),
    forward(
        "nothing_in_testing",
        NO_OUTPUT,
        ("3.5",),
        (TEST, "out = None\n"),
    ),
    forward(
        "zero_in_testing",
        "the output of test mode is 0; it should be x",
        ("3.5",),
        (TEST, "out = np.zeros_like(x)\n"),
    ),
]

# ---- the probability -----------------------------------------------------------------------------------------

FLIPPED = (
    "entries are kept with probability 1 - p; keep them where the draw is below p, the probability of keeping"
)
IGNORED = "half of the entries are kept whatever p is; compare the draws with p"

NOTHING_DROPPED = "everything is kept; set an entry to 0 if its draw is p or more"

PROBABILITY = [
    forward("keeps_with_drop_rate", FLIPPED, ("3.2",), (DRAW, DRAW.replace("<", ">"))),
    forward(
        "binomial_with_drop_rate", FLIPPED, ("3.2",), (DRAW, "np.random.binomial(1, 1 - p, size=x.shape)")
    ),
    forward(
        "choice_with_drop_rate",
        FLIPPED,
        ("3.2",),
        (DRAW, "np.random.choice([0, 1], size=x.shape, p=[p, 1 - p])"),
    ),
    forward(
        "normal_draws",
        (
            "the draws come from a normal distribution (randn); "
            "use uniform ones (rand), which are below p with probability p"
        ),
        ("3.2",),
        (DRAW, "np.random.randn(*x.shape) < p"),
    ),
    forward("p_ignored", IGNORED, ("3.2",), (DRAW, "np.random.rand(*x.shape) < 0.5")),
    forward("coin", IGNORED, ("3.2",), (DRAW, "np.random.randint(0, 2, size=x.shape)")),
    forward("rounded_draws", IGNORED, ("3.2",), (DRAW, "np.round(np.random.rand(*x.shape))")),
    forward("choice_without_p", IGNORED, ("3.2",), (DRAW, "np.random.choice([0, 1], size=x.shape)")),
    forward(
        "uniform_from_minus_one",
        "the draws are uniform from -1 to 1; draw from 0 to 1, where a draw is below p with probability p",
        ("3.2",),
        (DRAW, "np.random.uniform(-1, 1, size=x.shape) < p"),
    ),
    forward(
        "dropped_twice",
        "two masks are applied, so entries are kept with probability p squared; draw one mask",
        ("3.2",),
        (DRAW, "(np.random.rand(*x.shape) < p) & (np.random.rand(*x.shape) < p)"),
    ),
    forward(
        "nothing_dropped",
        NOTHING_DROPPED,
        ("3.2", "3.3", "3.4"),
        (DRAW, "np.random.rand(*x.shape) >= 0"),
    ),
    forward(
        "compared_with_inverse",
        NOTHING_DROPPED,
        ("3.2", "3.3", "3.4"),
        (DRAW, "np.random.rand(*x.shape) < 1 / p"),
    ),
    forward(
        "all_dropped",
        "everything is dropped; compare the draws with p, and keep an entry if its draw is below p",
        ("3.1", "3.2", "3.3", "3.4", "3.6", "3.7"),
        (DRAW, "np.random.rand(*x.shape) > 1"),
    ),
]

MISTAKES = [*VALUES, *TEST_MODE, *PROBABILITY]
