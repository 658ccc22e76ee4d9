"""A notebook that was run, and the kernel that answers probes about it."""

from __future__ import annotations

from dataclasses import dataclass

from autograder.execution.failure_memory import FailureMemory, Layers
from autograder.execution.protocol import failure_of
from autograder.execution.remote_runner import Processes, RemoteRunner, Unavailable
from autograder.execution.time_budget import TimeBudget
from autograder.isolation.frames import Message
from autograder.isolation.reply import Reply
from autograder.isolation.worker import Worker
from autograder.model.executed_notebook import ExecutedNotebook
from autograder.model.failure import Cause, Failure
from autograder.notebooks.disk_quota import DiskQuota

BUSY = 8.0  # times that a probe may take longer on a busy machine than on an idle one


class NotebookRun:
    """The outcome of running a notebook; without a notebook there is no kernel and no quota."""

    def __init__(
        self, executed: ExecutedNotebook, kernel: Worker | None = None, quota: DiskQuota | None = None
    ) -> None:
        self.executed = executed
        self._quota = quota
        ended = Failure(Cause.NOTEBOOK, message=executed.ended) if executed.ended else None
        self._transport = _KernelTransport(kernel, ended)
        self._processes = Processes(self._transport)
        self._memory = FailureMemory(slow_seconds=-1.0)  # no run is made twice

    def runner(self, budget: TimeBudget, checks_left: int) -> RemoteRunner:
        """A runner of probes that ask for the notebook's namespace."""
        return RemoteRunner(self._processes, self._memory, _KernelLimits(budget, checks_left))

    def close(self) -> None:
        """End the kernel, if it has not been ended."""
        if self._quota is not None:
            self._quota.close()
            self._quota = None
        self._transport.close()


class _KernelTransport:
    """The one process that has a notebook's namespace: no other can take its place.

    failure: why the notebook has no such process; later, why the kernel ended.
    """

    def __init__(self, kernel: Worker | None, failure: Failure | None) -> None:
        self._kernel = kernel
        self._failure = failure

    def open(self, _: Layers) -> _KernelTransport:
        """Like `Transport.open`; the reference has no layers for what is in a notebook."""
        if self._failure is not None:
            raise Unavailable(self._failure)
        return self

    def call(self, message: Message, seconds: float) -> Reply:
        """Like `Channel.call`."""
        assert self._kernel is not None
        reply = self._kernel.call(message, seconds)
        if not reply.answered:
            self._failure = failure_of(reply)
        return reply

    def cpu_seconds(self) -> float:
        """Like `Channel.cpu_seconds`."""
        return self._kernel.cpu_seconds() if self._kernel else 0.0

    def close(self) -> None:
        """End the kernel."""
        if self._kernel is not None:
            self._kernel.close()


@dataclass(frozen=True)
class _KernelLimits:
    """The limits of probes in a kernel: as it ends with the first that is stopped, that wears out no patience."""

    budget: TimeBudget
    checks_left: int

    def allow(self, seconds: float) -> float:
        """Like `CallLimits.allow`."""
        return self.budget.allow(BUSY * seconds, self.checks_left)

    def stopped(self, seconds: float) -> None:
        """Like `CallLimits.stopped`."""
