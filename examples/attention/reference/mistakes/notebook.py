"""Mistakes in the notebook's previous_position, and right variants of it."""

from autograder.model.mutants import Mutant

WQ = "wq = 10 * length * np.eye(length, k=-1)"
WK = "wk = np.eye(length)"


def mistake(name, hint, *swaps, costs=("4.1",)):
    return Mutant(
        id=f"previous_position.{name}",
        target="Attention.ipynb:previous_position",
        hint=hint,
        costs=costs,
        swaps=swaps,
    )


MISTAKES = [
    mistake(
        "next",
        "previous_position looks at the position after; the query of position i should be the key of position i - 1",
        (WQ, "wq = 10 * length * np.eye(length, k=1)"),
    ),
    mistake(
        "itself",
        "previous_position looks at the position itself; the query of position i should be the key of position i - 1",
        (WQ, "wq = 10 * length * np.eye(length)"),
    ),
    mistake(
        "too_weak",
        "previous_position spreads its attention over several positions; use larger weights, so that softmax decides",
        (WQ, "wq = np.eye(length, k=-1)"),
    ),
    mistake(
        "exchanged",
        "previous_position returns wk before wq; it should return (wq, wk)",
        ("return wq, wk", "return wk, wq"),
    ),
    mistake(
        "of_keys",
        "previous_position that moves the keys instead of the queries",
        (WQ, "wq = np.eye(length)"),
        (WK, "wk = 10 * length * np.eye(length, k=1)"),
        costs=(),
    ),
    mistake(
        "larger",
        "previous_position with larger weights",
        (WQ, "wq = 1e4 * np.eye(length, k=-1)"),
        costs=(),
    ),
]
