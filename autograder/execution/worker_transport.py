"""Workers that have loaded a package, for runners of its probes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import cache

from autograder.execution.compiled_submission import COMPILE_SECONDS, MAX_LINES, stripped
from autograder.execution.failure_memory import Layers
from autograder.execution.package import Package
from autograder.execution.protocol import ImportRequest, LoadRequest, met_of, package_message
from autograder.isolation.frames import Message
from autograder.isolation.reply import Outcome, Raised, Reply
from autograder.isolation.worker import Worker
from autograder.isolation.zygote import Zygote
from autograder.model.assignment import Assignment
from autograder.model.library import layer_sources, read_package

_IMPORT_SECONDS = 2.0  # to import a module once more than checks do


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
        """Have the zygote hold a package, in place of the one before, and open workers with it."""
        zygote.hold(package_message(package))
        return cls(assignment, zygote, package, held=True)

    def met_at_import(self) -> frozenset[str]:
        """Return the differences in the environment that importing the modules meets, as the worker reports them.

        It is given no inputs, so that nothing which it says can tell of any.
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
        code = _layer_code(self._assignment, layers)
        worker.call(LoadRequest(package, layers, code).to_message(), COMPILE_SECONDS)
        return _PackageWorker(worker, self._assignment.package.name, self._package)


class _PackageWorker:
    """A worker that has loaded a package of this name."""

    def __init__(self, worker: Worker, name: str, package: Package) -> None:
        self._worker = worker
        self._name = name
        self._package = package
        self.cpu_seconds = worker.cpu_seconds
        self.close = worker.close

    def call(self, message: Message, seconds: float) -> Reply:
        """Like `Channel.call`; a place that is none in the package is left out, as it may tell anything."""
        reply = self._worker.call(message, seconds)
        if reply.outcome is not Outcome.RAISED:
            return reply
        told = Raised.from_message(reply.values)
        if told.file.removeprefix(f"{self._name}/") in self._package.sources and 0 < told.line <= MAX_LINES:
            return reply
        nowhere = replace(told, file="", line=0, function="")
        return replace(reply, values=reply.values | nowhere.to_message())


@cache
def reference_package(assignment: Assignment) -> Package:
    """The reference as code, for a worker that runs nothing else."""
    texts = read_package(assignment.reference)
    return Package({path: stripped(path, text) for path, text in texts.items()})


def _layer_code(assignment: Assignment, layers: Layers) -> Mapping[str, bytes]:
    """The code of these layers, and no more of the reference: a submission can find whatever its worker holds."""
    if not layers:
        return {}
    sources = layer_sources(assignment.package, read_package(assignment.reference), layers)
    return {path: stripped(path, text) for path, text in sources.items()}
