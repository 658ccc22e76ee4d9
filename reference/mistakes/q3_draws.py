"""Mistakes in how dropout_forward draws: entries that share draws, fixed counts, seeds."""

from autograder.model.mutants import Mutant

DRAW = "np.random.rand(*x.shape) < p"
SCALE = "mask = is_kept / p"
SEED = 'if "seed" in dropout_param:\n        np.random.seed(dropout_param["seed"])'


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


# ---- independence --------------------------------------------------------------------------------------------

ONE_FOR_ALL_SAMPLES = (
    "all samples share one mask; draw one of the full shape of x, so that each entry has a draw"
)
NEIGHBOURS = "several entries share one draw; draw one number for each entry of x"
FIXED = "a fixed number of entries is kept; decide for each entry on its own, by comparing its draw with p"

INDEPENDENCE = [
    forward(
        "one_mask_for_all_samples", ONE_FOR_ALL_SAMPLES, ("3.3",), (DRAW, "np.random.rand(*x.shape[1:]) < p")
    ),
    forward(
        "one_mask_kept_dims", ONE_FOR_ALL_SAMPLES, ("3.3",), (DRAW, "np.random.rand(1, *x.shape[1:]) < p")
    ),
    forward(
        "mask_of_features",
        ONE_FOR_ALL_SAMPLES,
        ("3.3",),
        (DRAW, "np.broadcast_to(np.random.binomial(1, p, size=x.shape[-1]), x.shape)"),
    ),
    forward(
        "one_draw_per_sample",
        "whole samples are kept or dropped; draw one number for each entry of x, not for each sample",
        ("3.3",),
        (DRAW, "np.random.rand(x.shape[0], *[1] * (x.ndim - 1)) < p"),
    ),
    forward(
        "one_draw_for_all",
        "one number decides for all of x; draw one for each entry, with np.random.rand(*x.shape)",
        ("3.1", "3.2", "3.3", "3.4", "3.6"),
        (DRAW, "(np.random.rand() < p) * np.ones(x.shape)"),
    ),
    forward(
        "shared_draws",
        NEIGHBOURS,
        ("3.3",),
        (DRAW, "np.repeat(np.random.rand(x.size // 2 + 1), 2)[: x.size].reshape(x.shape) < p"),
    ),
    forward(
        "halves_share_draws",
        NEIGHBOURS,
        ("3.3",),
        (DRAW, "np.resize(np.random.rand(x.size // 2 + 1), x.shape) < p"),
    ),
    forward(
        "pairs_of_rows",
        NEIGHBOURS,
        ("3.3",),
        (DRAW, "np.repeat(np.random.rand(x.shape[0] // 2 + 1, *x.shape[1:]), 2, axis=0)[: x.shape[0]] < p"),
    ),
    forward(
        "fixed_count",
        FIXED,
        ("3.3",),
        (DRAW, "np.random.permutation(x.size).reshape(x.shape) < round(p * x.size)"),
    ),
    forward(
        "fixed_count_by_choice",
        FIXED,
        ("3.3",),
        (
            f"is_kept = {DRAW}",
            "is_kept = np.zeros(x.size)\n"
            "        is_kept[np.random.choice(x.size, int(p * x.size), replace=False)] = 1\n"
            "        is_kept = is_kept.reshape(x.shape)",
        ),
    ),
    forward(
        "quantile_of_draws",
        FIXED,
        ("3.3",),
        (
            f"is_kept = {DRAW}",
            "draws = np.random.rand(*x.shape)\n        is_kept = draws <= np.quantile(draws, p)",
        ),
    ),
    forward(
        "fixed_count_per_row",
        FIXED,
        ("3.3",),
        (DRAW, "np.argsort(np.random.rand(*x.shape), axis=-1) < round(p * x.shape[-1])"),
    ),
    forward(
        "fixed_count_per_column",
        FIXED,
        ("3.3",),
        (DRAW, "np.argsort(np.random.rand(*x.shape), axis=0) < round(p * x.shape[0])"),
    ),
]

# ---- seeds ---------------------------------------------------------------------------------------------------

SEED_IGNORED = (
    "the seed in dropout_param is not used; call np.random.seed with it, if there is one, before drawing"
)
ALWAYS_SEEDED = (
    "every call seeds the generator with one number or the time, so masks repeat; "
    "seed it only with dropout_param's seed"
)
STATE_KEPT = (
    "dropout_param is changed by the call, so the next one has no seed; read from it, and leave it as it is"
)

SEEDS = [
    forward(
        "seed_ignored",
        SEED_IGNORED,
        ("3.4",),
        (DRAW, "np.random.default_rng().random(x.shape) < p"),
    ),
    forward("seed_never_set", SEED_IGNORED, ("3.4",), (SEED, "pass")),
    forward(
        "seed_after_drawing",
        SEED_IGNORED,
        ("3.4",),
        (SEED, "pass"),
        (SCALE, f"{SCALE}\n        np.random.seed()"),
    ),
    forward(
        "seeded_by_clock_ticks",
        SEED_IGNORED,
        ("3.4",),
        (SEED, "import time\n    np.random.seed(time.perf_counter_ns() % 2**32)"),
    ),
    forward("always_reseeded", ALWAYS_SEEDED, ("3.4",), (SEED, "np.random.seed(231)")),
    forward(
        "seeded_by_time", ALWAYS_SEEDED, ("3.4",), (SEED, "import time\n    np.random.seed(int(time.time()))")
    ),
    forward(
        "own_generator_reseeded",
        ALWAYS_SEEDED,
        ("3.4",),
        (DRAW, "np.random.default_rng(0).random(x.shape) < p"),
    ),
    forward(
        "repeats_without_seed",
        ALWAYS_SEEDED,
        ("3.4",),
        (SEED, 'np.random.seed(dropout_param.get("seed", 0))'),
    ),
    forward(
        "seed_zero_ignored",
        'the seed 0 is treated as no seed; check for "seed" in dropout_param instead of its truth value',
        ("3.4",),
        ('if "seed" in dropout_param:', 'if dropout_param.get("seed"):'),
    ),
    forward(
        "seed_forgotten",
        STATE_KEPT,
        ("3.4",),
        ('np.random.seed(dropout_param["seed"])', 'np.random.seed(dropout_param.pop("seed"))'),
    ),
    forward(
        "mask_kept_for_ever",
        ALWAYS_SEEDED,
        ("3.4",),
        (SCALE, 'mask = dropout_param.setdefault("mask", is_kept / p)'),
    ),
]

MISTAKES = [*INDEPENDENCE, *SEEDS]
