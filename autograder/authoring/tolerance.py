"""Tolerances are derived: they lie between the errors of right implementations and those of mistakes."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

from autograder.model.case import TOLERANCE

MARGIN = (
    10.0  # a tolerance is this many times the largest honest error, and this part of the smallest wrong one
)
ROUNDING = 1e-15  # smaller honest errors are luck: two roundings of the last bit
VISIBLE = 1e-8  # a mistake that changes less, such as another place of a tiny epsilon, is not charged here


class ToleranceError(ValueError):
    """No tolerance separates right from wrong: the case's inputs have to show the mistake more clearly."""


@dataclass(frozen=True)
class Window:
    """Normwise errors of one answer: the largest honest and the smallest wrong one, and who made them.

    wrong: None if no mistake gives an array of the right shape, so that none limits the tolerance.
    default: the tolerance unless a mistake requires a smaller one.
    """

    honest: float
    honest_by: str
    wrong: float | None
    wrong_by: str
    default: float = TOLERANCE

    @property
    def tolerance(self) -> float:
        """The tolerance in this window, relative to the answer's scale."""
        return self.default if self.wrong is None else min(self.default, self.wrong / (10 * MARGIN))


def window(
    answer: str, honest: Mapping[str, float], mistaken: Mapping[str, float], tolerance: float = TOLERANCE
) -> Window:
    """Return the window that errors leave; raise ToleranceError if it is closed.

    honest: errors of implementations known to be right, by name.
    tolerance: the largest one allowed.
    mistaken: errors of mistakes. Those below VISIBLE count as honest: the answer has to be accepted with them.
    """
    honest = {**honest, **{name: error for name, error in mistaken.items() if error < VISIBLE}}
    honest_by, largest = max(honest.items(), key=lambda item: item[1], default=("", 0.0))
    largest = max(largest, ROUNDING)
    touching = {name: error for name, error in mistaken.items() if error >= VISIBLE}
    wrong_by = min(touching, key=lambda name: touching[name], default="")
    smallest = touching.get(wrong_by, math.inf)
    found = Window(largest, honest_by, smallest if math.isfinite(smallest) else None, wrong_by, tolerance)
    if found.tolerance < MARGIN * largest:
        nearest = wrong_by or "no mistake"
        raise ToleranceError(
            f"{answer}: {honest_by} (right) is off by {largest:.1e}, {nearest} (wrong) by {smallest:.1e}"
        )
    return found
