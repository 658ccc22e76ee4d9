"""The worker that the checks of a question share.

With a fork for each check, forking would be most of the cost of grading correct work, so the checks of a question begin
in one worker. A shared worker can only confirm that a check passes; a failure might be left over from an earlier check.
Then failure and worker are discarded, and the check is graded in a fresh worker.
"""

from __future__ import annotations

from autograder.execution.failure_memory import FailureMemory
from autograder.execution.remote_runner import Processes, RemoteRunner, Transport
from autograder.execution.time_budget import CallLimits, SharedLimits

MOST_DOUBTS = 3  # checks of a question; with more failures, starting twice costs more than sharing saves


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
        """The runner to begin a check of this question with; None if too many of them failed."""
        if question != self._question:
            self.end()
            self._question, self._doubts = question, 0
        if self._doubts >= MOST_DOUBTS:
            return None
        return RemoteRunner(self._processes, self._memory, SharedLimits(limits), shared=True)

    def doubt(self) -> None:
        """Discard the worker after a failure; the next check begins in another."""
        self._doubts += 1
        self.end()

    def end(self) -> None:
        """End the worker and everything that checks left running in it; the next check begins in another."""
        self._processes.close()
