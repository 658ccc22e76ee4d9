"""The worker that the checks of a question share.

A fork for each check is most of what grading correct work would cost. So the checks of a question begin in one worker.
A shared worker can only confirm that a check passes; a failure might be left over from an earlier check, so it is
thrown away, the worker with it, and the check is graded in a fresh one.
"""

from __future__ import annotations

from autograder.execution.failure_memory import FailureMemory
from autograder.execution.remote_runner import Processes, RemoteRunner, Transport
from autograder.execution.time_budget import CallLimits, SharedLimits

MOST_DOUBTS = 3  # of a question; if more is wrong, beginning twice costs more than it saves


class SharedWorker:
    """The shared worker of the question that is graded, ended when the next question begins."""

    def __init__(self, transport: Transport, memory: FailureMemory) -> None:
        self._processes = Processes(transport)
        self._memory = memory
        self._question = ""
        self._doubts = 0

    def __enter__(self) -> SharedWorker:
        return self

    def __exit__(self, *_: object) -> None:
        self.end()

    def runner(self, question: str, limits: CallLimits) -> RemoteRunner | None:
        """The runner to begin a check of this question with; None if too much of it was doubted."""
        if question != self._question:
            self.end()
            self._question, self._doubts = question, 0
        if self._doubts >= MOST_DOUBTS:
            return None
        return RemoteRunner(self._processes, self._memory, SharedLimits(limits), shared=True)

    def doubt(self) -> None:
        """Something was not right in it: the next check begins in another."""
        self._doubts += 1
        self.end()

    def end(self) -> None:
        """End the worker, and with it what checks left running; the next check begins in another."""
        self._processes.close()
