"""The time of a notebook, and of the cell that is run."""

from __future__ import annotations

import time

from autograder.notebooks.prepare import Notes

LATE = 0.7  # of the notebook's time, as CPU time: from then on, trainings should be short
LAST = 0.9  # the same for the time that passed, which a busy machine makes longer
CELL_SHARE = 0.8  # of a cell's time: then a training in it should stop


class NotebookBudget:
    """The time that a notebook and each of its cells may take, in seconds; `notes` tell of what was cut short."""

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
        """True if most of the notebook's time is used up."""
        passed = time.monotonic() - self.start
        return time.process_time() - self._cpu > LATE * self.seconds or passed > LAST * self.seconds

    @property
    def cell_ends(self) -> bool:
        """True if most of the cell's time is used up."""
        end = min(self._cell_start + self.cell_seconds, self.start + self.seconds)
        return time.monotonic() > self._cell_start + CELL_SHARE * (end - self._cell_start)
