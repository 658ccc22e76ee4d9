"""The progress of a run: done, failed, rate and time left, on a terminal or in a log."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, TextColumn
from rich.progress import Progress as Bar


class Progress:
    """The progress of a run on `console`: a bar on a terminal, else a line for each tenth of the submissions."""

    def __init__(self, console: Console) -> None:
        self.console = console
        self._total, self._graded, self._tenths, self._started = 0, 0, 0, 0.0
        columns = (BarColumn(), MofNCompleteColumn(), TextColumn("{task.description}"))
        self._bar = Bar(*columns, console=console, disable=not console.is_terminal)

    def tell(self, sentence: str) -> None:
        """Print a sentence, as it is."""
        self.console.print(sentence, markup=False, highlight=False, soft_wrap=True)

    @contextmanager
    def of(self, total: int) -> Iterator[None]:
        """Show the progress of so many submissions."""
        self._total, self._graded = total, 0
        self._tenths, self._started = 0, time.monotonic()
        with self._bar:
            self._task = self._bar.add_task("starting", total=total)
            yield

    def graded(self, done: int, failed: int) -> None:
        """Show that one more is graded: so many are done, earlier runs included, and so many of them failed."""
        self._graded += 1
        told = f"{failed} failed{self._speed(done)}"
        self._bar.update(self._task, completed=done, description=told)
        tenths = 10 * done // self._total
        if not self.console.is_terminal and tenths > self._tenths:
            self._tenths = tenths
            self.tell(f"{done} of {self._total} done, {told}")

    def _speed(self, done: int) -> str:
        rate = self._graded / (time.monotonic() - self._started)
        left = (self._total - done) / rate
        return f", {60 * rate:.0f} a minute, {left // 60:.0f}:{left % 60:02.0f} left"
