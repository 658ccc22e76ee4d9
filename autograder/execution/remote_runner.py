"""Running probes in other processes: workers of the grader, kernels of notebooks, the self-check's process."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Protocol

import numpy as np

from autograder.execution.failure_memory import FailureMemory, Layers
from autograder.execution.protocol import (
    CallRequest,
    ImportRequest,
    answers_of,
    failure_of,
    variables_of,
)
from autograder.execution.time_budget import CallLimits
from autograder.isolation.frames import Message
from autograder.isolation.reply import Outcome, Reply
from autograder.model.case import Case
from autograder.model.failure import Cause, Failure
from autograder.model.run import Run

_IMPORT_SECONDS = 10.0


class Channel(Protocol):
    """A process that has loaded a package, and answers requests until it first fails."""

    def call(self, message: Message, seconds: float) -> Reply:
        """Send a request and wait for its reply, at most so many seconds."""
        ...

    def cpu_seconds(self) -> float:
        """CPU time of the process so far."""
        ...

    def close(self) -> None:
        """End the process, if nobody else needs it."""
        ...


class Transport(Protocol):
    """A source of processes that have loaded a package."""

    def open(self, layers: Layers) -> Channel:
        """A process in which these layers are the reference's. Raises `Unavailable`."""
        ...


class Unavailable(Exception):
    """No process can be had, now or later."""

    def __init__(self, failure: Failure) -> None:
        super().__init__(failure)
        self.failure = failure


@dataclass
class _Process:
    """A process, and the modules that it has imported."""

    channel: Channel
    fresh: bool = True
    imported: set[tuple[str, ...]] = field(default_factory=set)


class Processes:
    """Processes with a package, one for each set of reference layers, opened when they are first needed."""

    def __init__(self, transport: Transport) -> None:
        self._transport = transport
        self._opened: dict[Layers, _Process] = {}

    def __enter__(self) -> Processes:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def get(self, layers: Layers) -> _Process:
        """The process with these layers; a new one if there is none, or if it was dropped."""
        if layers not in self._opened:
            self._opened[layers] = _Process(self._transport.open(layers))
        return self._opened[layers]

    def drop(self, layers: Layers) -> None:
        """Close a process that has failed to reply."""
        self._opened.pop(layers).channel.close()

    def close(self) -> None:
        """Close all of them."""
        for process in self._opened.values():
            process.channel.close()
        self._opened.clear()


class RemoteRunner:
    """Runs the probes of a check.

    shared: other checks use the same processes, so an earlier check may be the cause of a failure; such failures are
    not remembered.
    """

    def __init__(
        self, processes: Processes, memory: FailureMemory, limits: CallLimits, *, shared: bool = False
    ) -> None:
        self._processes = processes
        self._memory = memory
        self._limits = limits
        self._shared = shared

    def run(self, case: Case, inputs: Mapping[str, np.ndarray], *, layers: Layers = ()) -> Run:
        """Like `ProbeRunner.run`."""
        if known := self._memory.recall(case, layers, inputs):
            return known
        try:
            failure = self._import(case.modules(inputs), layers, once=self._shared or case.timed)
            return Run(failure=failure) if failure else self._call(case, layers, inputs)
        except Unavailable as error:
            return Run(failure=error.failure)

    def variables(
        self, case: Case, inputs: Mapping[str, np.ndarray], function: str, *, layers: Layers = ()
    ) -> list[np.ndarray]:
        """Like `VariableRunner.variables`."""
        try:
            request = CallRequest(case.name, inputs, function).to_message()
            return variables_of(self._ask(layers, request, case.seconds))
        except Unavailable:
            return []

    def _call(self, case: Case, layers: Layers, inputs: Mapping[str, np.ndarray]) -> Run:
        channel = self._processes.get(layers).channel
        before = channel.cpu_seconds() if case.timed else 0.0
        reply = self._ask(layers, CallRequest(case.name, inputs).to_message(), case.seconds)
        cpu = channel.cpu_seconds() - before if case.timed else 0.0
        run = Run(answers_of(reply), failure_of(reply), cpu)
        if not self._shared:
            self._memory.note_run(case, layers, inputs, run, reply.seconds)
        return run

    def _import(self, modules: tuple[str, ...], layers: Layers, *, once: bool = False) -> Failure | None:
        """once: do not ask again; asking again shows whether the process is still alive."""
        process = self._processes.get(layers)
        if not modules or (once and modules in process.imported):
            return None
        fresh, process.fresh = process.fresh, False
        failure = failure_of(self._ask(layers, ImportRequest(modules).to_message(), _IMPORT_SECONDS))
        if failure is None:
            process.imported.add(modules)
            return None
        if failure.cause is Cause.RAISED:
            raised = replace(failure, cause=Cause.IMPORT)
            if fresh:
                self._memory.note_raised_import(modules, layers, raised)
            return raised
        if self._shared:
            return failure
        if not fresh:
            return self._import(modules, layers)  # an earlier call may have ruined the process
        self._memory.note_import(modules, layers, failure)
        return failure

    def _ask(self, layers: Layers, request: Message, seconds: float) -> Reply:
        reply = self._processes.get(layers).channel.call(request, self._limits.allow(seconds))
        if reply.outcome is Outcome.TIMED_OUT:
            self._limits.stopped(reply.seconds)
        if not reply.answered:
            self._processes.drop(layers)
        return reply
