"""More mistakes of real students in dropout: forgotten parentheses, other draws."""

from autograder.model.mutants import Mutant

KEPT = "is_kept = np.random.rand(*x.shape) < p"
MASK = "mask = is_kept / p"
DEPENDS_ON_X = (
    "dropout_forward decides by the values of x what it drops; it should compare plain uniform draws with p"
)


def dropout(name, hint, costs, *swaps, function="dropout_forward"):
    return Mutant(f"{function}.{name}", f"layers.py:{function}", hint, costs, swaps)


MISTAKES = [
    dropout(
        "forgotten_parenthesis",
        "dropout_forward compares its draws with p / p, which keeps everything; it should compute (rand < p) / p",
        ("3.2", "3.3", "3.4"),
        (KEPT, "is_kept = np.random.rand(*x.shape) < p / p"),
    ),
    dropout(
        "forgotten_parenthesis_and_scale",
        "dropout_forward has the mask rand < p / p, which keeps everything; it should be (rand < p) / p",
        ("3.1", "3.2", "3.3", "3.4", "3.7"),
        (MASK, "mask = np.random.rand(*x.shape) < p / p"),
    ),
    dropout(
        "normal_draws_below_drop_rate",
        "dropout_forward compares normal draws with 1 - p; it should compare uniform ones, rand, with p",
        ("3.2",),
        (KEPT, "is_kept = np.random.randn(*x.shape) < 1 - p"),
    ),
    dropout(
        "normal_draws_above_drop_rate",
        "dropout_forward compares normal draws with 1 - p; it should compare uniform draws, np.random.rand, with p",
        ("3.2",),
        (KEPT, "is_kept = np.random.randn(*x.shape) > 1 - p"),
    ),
    dropout(
        "squared_p",
        "dropout_forward keeps entries with probability p^2; it should compare its draws with p",
        ("3.2",),
        (KEPT, "is_kept = np.random.rand(*x.shape) < p * p"),
    ),
    dropout(
        "keeps_positive_entries",
        DEPENDS_ON_X,
        ("3.2",),
        (KEPT, "is_kept = np.random.rand(*x.shape) < p * (x > 0)"),
    ),
    dropout(
        "draws_times_x",
        DEPENDS_ON_X,
        ("3.2",),
        (KEPT, "is_kept = np.random.rand(*x.shape) * np.abs(x) < p"),
    ),
    dropout(
        "depends_on_x",
        DEPENDS_ON_X,
        ("3.2",),
        (KEPT, "is_kept = np.random.rand(*x.shape) < p + 0.1 * np.sign(x)"),
    ),
]
