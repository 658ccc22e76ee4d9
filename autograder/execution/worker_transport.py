"""Workers that have loaded a package, for runners of its probes."""

from __future__ import annotations

from dataclasses import replace

from autograder.execution.compiled_submission import COMPILE_SECONDS, MAX_LINES
from autograder.execution.failure_memory import Layers
from autograder.execution.layer_stubs import layer_stubs
from autograder.execution.package import Package
from autograder.execution.protocol import ImportRequest, LoadRequest, met_of, package_message
from autograder.execution.reference_layers import ReferenceLayers
from autograder.isolation.frames import Message
from autograder.isolation.reply import Outcome, Raised, Reply
from autograder.isolation.worker import Worker
from autograder.isolation.zygote import Zygote
from autograder.model.assignment import Assignment

_IMPORT_SECONDS = 2.0  # to import each module once, before the checks do


class WorkerTransport:
    """Opens workers of a zygote with a package of an assignment in them.

    held: the zygote holds the package, so it need not be sent.
    """

    def __init__(
        self, assignment: Assignment, zygote: Zygote, package: Package, *, held: bool = False
    ) -> None:
        self._assignment = assignment
        self._zygote = zygote
        self._package = package
        self._held = held

    @classmethod
    def holding(cls, assignment: Assignment, zygote: Zygote, package: Package) -> WorkerTransport:
        """Have the zygote hold a package, in place of the previous one, and open workers with it."""
        zygote.hold(package_message(package))
        return cls(assignment, zygote, package, held=True)

    def met_at_import(self) -> frozenset[str]:
        """Return the differences in the environment that importing the modules meets, as the worker reports them. The
        worker gets no inputs, so its report cannot reveal any.
        """
        met: set[str] = set()
        channel, layout = self.open(()), self._assignment.package
        for name, path in layout.modules.items():
            if path in self._package.sources and path not in layout.given:
                met |= met_of(channel.call(ImportRequest((name,)).to_message(), _IMPORT_SECONDS))
        channel.close()
        return frozenset(met)

    def open(self, layers: Layers) -> _PackageWorker:
        """Like `Transport.open`."""
        worker = self._zygote.worker()
        package = None if self._held else self._package
        stubs = layer_stubs(self._assignment, layers)
        worker.call(LoadRequest(package, layers, stubs.code).to_message(), COMPILE_SECONDS)
        reference = ReferenceLayers(self._assignment, self._zygote, stubs.functions)
        return _PackageWorker(worker, self._assignment.package.name, self._package, reference)


class _PackageWorker:
    """A worker that has loaded a package of this name, and its access to reference layers."""

    def __init__(self, worker: Worker, name: str, package: Package, reference: ReferenceLayers) -> None:
        self._worker = worker
        self._name = name
        self._package = package
        self._reference = reference
        self.cpu_seconds = worker.cpu_seconds

    def close(self) -> None:
        """Like `Channel.close`."""
        self._worker.close()
        self._reference.close()

    def call(self, message: Message, seconds: float) -> Reply:
        """Like `Channel.call`; places outside the package are left out, as they could hold any text."""
        reply = self._worker.call(message, seconds, self._reference.respond)
        if reply.outcome is not Outcome.RAISED:
            return reply
        told = Raised.from_message(reply.values)
        if told.file.removeprefix(f"{self._name}/") in self._package.sources and 0 < told.line <= MAX_LINES:
            return reply
        nowhere = replace(told, file="", line=0, function="")
        return replace(reply, values=reply.values | nowhere.to_message())
