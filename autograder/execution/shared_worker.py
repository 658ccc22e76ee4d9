"""The worker that the checks of a question share.

A fork for each check is most of what grading correct work would cost. So the checks of a question begin in one worker,
where only one thing can come out: that all is right. Whatever is not right there may be the work of an earlier check,
so it is thrown away, the worker with it, and the check is graded in a fresh one.
"""

from __future__ import annotations

from autograder.execution.time_budget import TimeBudget
from autograder.execution.worker_runner import Package, WorkerRunner
from autograder.isolation.zygote import Zygote

MOST_DOUBTS = 3  # of a question; where more is wrong, beginning twice costs more than it saves


class SharedWorker:
    """The shared worker of the question that is graded, ended when the next question begins."""

    def __init__(self, package: Package, zygote: Zygote, clock: TimeBudget) -> None:
        self._package = package
        self._zygote = zygote
        self._clock = clock
        self._question = ""
        self._runner: WorkerRunner | None = None
        self._doubts = 0

    def __enter__(self) -> SharedWorker:
        return self

    def __exit__(self, *_: object) -> None:
        self.end()

    def runner(self, question: str) -> WorkerRunner | None:
        """Where to begin a check of this question; None where too much of it was doubted."""
        if question != self._question:
            self.end()
            self._question, self._doubts = question, 0
        if self._runner is None and self._doubts < MOST_DOUBTS:
            self._runner = WorkerRunner(self._package, self._zygote, self._clock, shared=True)
        return self._runner

    def doubt(self) -> None:
        """Something was not right in it: the next check begins in another."""
        self._doubts += 1
        self.end()

    def end(self) -> None:
        """End the worker, and with it what checks left running; the next check begins in another."""
        if self._runner is not None:
            self._runner.__exit__()
            self._runner = None
