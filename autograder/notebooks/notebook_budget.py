"""The time of a notebook, and of the cell that is run.

It is CPU time, so that a busy machine makes no difference. Wall time has generous limits, too: they end code that
sleeps, or a notebook on a machine that is too busy to grade it.
"""

from __future__ import annotations

import time
from collections.abc import Callable

from autograder.notebooks.prepare import Notes

CELL_SHARE = 0.6  # of its notebook's time that a cell may take
LATE = 0.7  # of the notebook's time: from then on, trainings should be short
ENDING = 0.8  # of a cell's time: then a training in it should stop
_LEAST_SECONDS = 1.0  # of a cell, however late it is


class NotebookBudget:
    """The time that a notebook and each of its cells may take, in seconds.

    notes: sentences on trainings and cells that were cut short.
    limited: a limit on time or memory has ended a training or a cell.
    """

    def __init__(self, cpu_seconds: float, wall_seconds: float, notes: Notes) -> None:
        self.notes = notes
        self.limited = False
        self._cpu = _Clock(time.process_time, cpu_seconds)
        self._wall = _Clock(time.monotonic, wall_seconds)

    def begin_cell(self) -> tuple[float, float]:
        """Note that a cell begins; return its seconds of CPU time and of wall time."""
        return self._cpu.begin_cell(), self._wall.begin_cell()

    def cut_short(self, sentence: str) -> None:
        """Note that something was ended before its time, and say so."""
        self.limited = True
        self.notes.add(sentence)

    @property
    def late(self) -> bool:
        """Tell if most of the notebook's time is used up."""
        return self._cpu.late or self._wall.late

    @property
    def cell_ends(self) -> bool:
        """Tell if most of the cell's time is used up."""
        return self._cpu.cell_ends or self._wall.cell_ends


class _Clock:
    """One kind of time: a notebook's limit, and the seconds used up."""

    def __init__(self, now: Callable[[], float], seconds: float) -> None:
        self._now = now
        self._start = self._cell_start = now()
        self._seconds = seconds

    def begin_cell(self) -> float:
        """Note that a cell begins; return its seconds."""
        self._cell_start = self._now()
        return self._cell_seconds

    @property
    def late(self) -> bool:
        """Tell if most of the notebook's time is used up."""
        return self._now() - self._start > LATE * self._seconds

    @property
    def cell_ends(self) -> bool:
        """Tell if most of the cell's time is used up."""
        return self._now() - self._cell_start > ENDING * self._cell_seconds

    @property
    def _cell_seconds(self) -> float:
        left = self._start + self._seconds - self._cell_start
        return min(CELL_SHARE * self._seconds, max(_LEAST_SECONDS, left))
