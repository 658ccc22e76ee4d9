"""Caps on a notebook's training: enough for the assignment, however many epochs it asks for.

The caps on epochs and batches depend on the notebook alone. Time decides only if they do not suffice:
a training that is about to use up its cell's or its notebook's time stops and keeps what it has.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from typing import Any

from autograder.model.library import Library
from autograder.notebooks.notebook_budget import NotebookBudget
from graders.hooks.at_its_best import keep_nets

SAMPLES = 150_000  # of one training of a Solver: 30 epochs of the synthetic set
BATCHES = 250  # of one pass through the data: three epochs of the synthetic set in batches of 64
LATE_BATCHES = 20  # of one pass, or of one model.fit, when the notebook's time is nearly used up
FIT_BATCHES = 2_400  # of one model.fit, in all its epochs: 30 epochs of the synthetic set in batches of 64
PASS = "A pass through the data"
_CAPPED = "_capped_by_grader"


class _Enough(Exception):
    """Ends a training."""


def ends(budget: NotebookBudget, what: str, batches: int, most: int) -> bool:
    """Return whether this ends after so many batches of at most so many, one at least; a note reports it."""
    if batches >= (LATE_BATCHES if budget.late else most):
        budget.cut_short(f"{what} was shortened to {batches} batches.")
        return True
    if batches and budget.cell_ends:
        budget.cut_short(f"{what} was stopped early, as its time was up.")
        return True
    return False


def cap_trainings(library: Library, budget: NotebookBudget) -> None:
    """Cap the given Solver, and the DataLoader if torch is installed; keep overfitted nets at their best."""
    try:
        solver: Any = library["solver"]
    except (
        BaseException
    ):  # by a module of the submission that it imports: the notebook will fail in the same way
        solver = None
    if solver is not None:
        _cap_solver(solver.Solver, budget)
        keep_nets(solver.Solver)
    if "torch.utils.data" in sys.modules:
        _cap_loader(sys.modules["torch.utils.data"].DataLoader, budget)


def _cap_solver(solver: Any, budget: NotebookBudget) -> None:
    train, step = solver.train, solver._step

    def capped_train(self: Any) -> None:
        asked = self.num_epochs
        most = 1 if budget.late else max(1, SAMPLES // max(1, len(self.X_train)))
        if asked > most:
            budget.cut_short(f"Training was shortened from {asked} epochs to {most}.")
            self.num_epochs = most
        try:
            train(self)
        except _Enough:
            budget.cut_short("A training was stopped early, as its time was up.")
            if self.best_params:
                self.model.params = {name: w.copy() for name, w in self.best_params.items()}
        finally:
            self.num_epochs = asked

    def capped_step(self: Any) -> None:
        if budget.cell_ends:
            raise _Enough
        step(self)

    solver.train, solver._step = capped_train, capped_step


def cap_dataset(namespace: dict[str, Any], budget: NotebookBudget) -> None:
    """Cap passes through the class that TensorFlow's notebook gives: Dataset, whose iterator has the batches."""
    given = namespace.get("Dataset")
    if isinstance(given, type) and "__iter__" in vars(given) and not hasattr(given, _CAPPED):
        _cap_passes(given, budget)


def _cap_loader(loader: Any, budget: NotebookBudget) -> None:
    begin = loader.__iter__

    def begin_here(self: Any) -> Iterator[Any]:
        self.num_workers, self.pin_memory = 0, False  # no processes, no GPU
        return begin(self)

    loader.__iter__ = begin_here
    _cap_passes(loader, budget)


def _cap_passes(kind: Any, budget: NotebookBudget) -> None:
    begin = kind.__iter__
    kind.__iter__ = lambda self: _Pass(begin(self), budget)
    setattr(kind, _CAPPED, True)


class _Pass:
    """The batches for which there is time; in 2019, loaders had `iter(loader).next()`."""

    def __init__(self, batches: Iterable[Any], budget: NotebookBudget) -> None:
        self._batches = iter(batches)
        self._budget = budget
        self._taken = 0

    def __iter__(self) -> _Pass:
        return self

    def __next__(self) -> Any:
        batch = next(self._batches)
        if ends(self._budget, PASS, self._taken, BATCHES):
            self._batches = iter(())
            raise StopIteration
        self._taken += 1
        return batch

    next = __next__
