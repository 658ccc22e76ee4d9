"""How much a notebook may train: enough for the assignment, however many epochs it asks for.

The caps on epochs and batches depend on nothing but the notebook. Only where they do not suffice, time decides:
a training that is about to use up its cell's or its notebook's time stops and keeps what it has.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Iterable, Iterator
from typing import Any

from autograder.model.library import Library
from autograder.notebooks.prepare import Notes

SAMPLES = 150_000  # of one training of a Solver: 30 epochs of the stand-in
BATCHES = 250  # of one pass through the data: three epochs of the stand-in in batches of 64
LATE = 0.7  # of the notebook's time, as CPU time: from then on, trainings are short
LAST = 0.9  # the same for the time that passed, which a busy machine makes longer
LATE_BATCHES = 20  # of one pass, or of one model.fit
FIT_BATCHES = 2_400  # of one model.fit, in all its epochs: 30 epochs of the stand-in in batches of 64
CELL_SHARE = 0.8  # of a cell's time: then its training stops
PASS = "A pass through the data"
_CAPPED = "_capped_by_grader"


class _Enough(Exception):
    """Ends a training."""


class Budget:
    """The time of a notebook and of the cell that is run."""

    def __init__(self, seconds: float, cell_seconds: float, notes: Notes) -> None:
        self.start, self._cpu = time.monotonic(), time.process_time()
        self.seconds = seconds
        self.cell_seconds = cell_seconds
        self.notes = notes
        self._cell_start = self.start

    def begin_cell(self) -> float:
        """Note that a cell begins; returns its seconds."""
        self._cell_start = time.monotonic()
        return min(self.cell_seconds, max(1.0, self.start + self.seconds - self._cell_start))

    @property
    def late(self) -> bool:
        """Whether most of the notebook's time is used up."""
        passed = time.monotonic() - self.start
        return time.process_time() - self._cpu > LATE * self.seconds or passed > LAST * self.seconds

    @property
    def cell_ends(self) -> bool:
        """Whether most of the cell's time is used up."""
        end = min(self._cell_start + self.cell_seconds, self.start + self.seconds)
        return time.monotonic() > self._cell_start + CELL_SHARE * (end - self._cell_start)

    def ends(self, what: str, batches: int, most: int) -> bool:
        """Whether this ends after so many batches of at most so many, one at least; a note says so."""
        if batches >= (LATE_BATCHES if self.late else most):
            self.notes.add(f"{what} was shortened to {batches} batches.")
            return True
        if batches and self.cell_ends:
            self.notes.add(f"{what} was stopped early, as its time was up.")
            return True
        return False


def cap_trainings(library: Library, budget: Budget) -> None:
    """Cap the given Solver, and the DataLoader where torch is there."""
    try:
        solver: Any = library["solver"]
    except BaseException:  # by a module of the submission that it imports: the notebook will meet it too
        solver = None
    if solver is not None:
        _cap_solver(solver.Solver, budget)
    if "torch.utils.data" in sys.modules:
        _cap_loader(sys.modules["torch.utils.data"].DataLoader, budget)


def _cap_solver(solver: Any, budget: Budget) -> None:
    train, step = solver.train, solver._step

    def capped_train(self: Any) -> None:
        asked = self.num_epochs
        most = 1 if budget.late else max(1, SAMPLES // max(1, len(self.X_train)))
        if asked > most:
            budget.notes.add(f"Training was shortened from {asked} epochs to {most}.")
            self.num_epochs = most
        try:
            train(self)
        except _Enough:
            budget.notes.add("A training was stopped early, as its time was up.")
            if self.best_params:
                self.model.params = {name: w.copy() for name, w in self.best_params.items()}
        finally:
            self.num_epochs = asked

    def capped_step(self: Any) -> None:
        if budget.cell_ends:
            raise _Enough
        step(self)

    solver.train, solver._step = capped_train, capped_step


def cap_dataset(namespace: dict[str, Any], budget: Budget) -> None:
    """Cap passes through the class that TensorFlow's notebook gives: Dataset, whose iterator has the batches."""
    given = namespace.get("Dataset")
    if isinstance(given, type) and "__iter__" in vars(given) and not hasattr(given, _CAPPED):
        _cap_passes(given, budget)


def _cap_loader(loader: Any, budget: Budget) -> None:
    begin = loader.__iter__

    def begin_here(self: Any) -> Iterator[Any]:
        self.num_workers, self.pin_memory = 0, False  # no processes, no GPU
        return begin(self)

    loader.__iter__ = begin_here
    _cap_passes(loader, budget)


def _cap_passes(kind: Any, budget: Budget) -> None:
    begin = kind.__iter__
    kind.__iter__ = lambda self: _Pass(begin(self), budget)
    setattr(kind, _CAPPED, True)


class _Pass:
    """The batches that there is time for; in 2019 one could ask loaders for `iter(loader).next()`."""

    def __init__(self, batches: Iterable[Any], budget: Budget) -> None:
        self._batches = iter(batches)
        self._budget = budget
        self._taken = 0

    def __iter__(self) -> _Pass:
        return self

    def __next__(self) -> Any:
        batch = next(self._batches)
        if self._budget.ends(PASS, self._taken, BATCHES):
            self._batches = iter(())
            raise StopIteration
        self._taken += 1
        return batch

    next = __next__
