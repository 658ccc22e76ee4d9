"""The state of a net at its best on a few images that it was to overfit.

A Solver leaves its net in the state that was best on other images, and its history of accuracies is only a list of
numbers. So a copy is kept for the grader.
"""

from __future__ import annotations

from contextlib import suppress
from copy import deepcopy
from typing import Any

FEW = 100  # images to overfit, at most
_KEPT = "_net_at_its_best"


def keep_nets(solver: Any) -> None:
    """Make the given class of solvers keep such copies."""
    measure = solver._measure

    def measure_and_keep(self: Any) -> None:
        measure(self)
        if len(self.X_train) <= FEW and self.train_acc_history[-1] >= max(self.train_acc_history):
            with suppress(Exception):  # a class of the submission's, which may refuse to be copied
                setattr(self, _KEPT, deepcopy(self.model))

    solver._measure = measure_and_keep


def nets_of(solver: Any) -> list[Any]:
    """The net as it is now, and as it was at its best."""
    return [net for net in (solver.model, getattr(solver, _KEPT, None)) if net is not None]
