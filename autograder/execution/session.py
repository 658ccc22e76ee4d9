"""A session: one package and the requests to it, in any kind of process. The requests are in protocol.py."""

from __future__ import annotations

import builtins
import warnings
from collections.abc import Callable, Collection, Mapping
from contextlib import suppress
from functools import partial
from types import ModuleType
from typing import Any, Protocol

from autograder.execution import protocol
from autograder.execution.call_recorder import variables_noted
from autograder.execution.package import Package
from autograder.execution.protocol import CallRequest, CompileRequest, ImportRequest, LoadRequest
from autograder.execution.remote_layers import CALL_LAYER, KeptObjects, answer_layer, ask_layer
from autograder.execution.static_analysis import analyse
from autograder.isolation.frames import Message
from autograder.isolation.reply import ok
from autograder.isolation.service import Ask
from autograder.model.assignment import Assignment
from autograder.model.case import run_probe
from autograder.model.library import Library


class Surroundings(Protocol):
    """The surroundings of a package's modules: see `autograder.compat.environment`."""

    @property
    def met(self) -> Collection[str]:
        """The differences in the environment that the code met, as words."""
        ...

    def builtins(self, optional: Collection[str]) -> dict[str, Any]:
        """Return built-in names for modules; some of them handle packages that are not installed."""
        ...

    def run(self, module: ModuleType, execute: Callable[[], None]) -> None:
        """Execute the code of a module."""
        ...


class Session:
    """The package that was loaded last, in its environment; without one, in this process's own.

    assignment: what the package is of.
    held: the package to load if a request names none. operations: additional operations, by name.
    ask: has another process compute reference layers; None where there are none.
    """

    def __init__(
        self,
        assignment: Assignment,
        held: Package | None = None,
        environment: Surroundings | None = None,
        operations: Mapping[str, Operation] | None = None,
        ask: Ask | None = None,
    ) -> None:
        self.assignment = assignment
        self.layout = assignment.package
        self.library = Library(self.layout, {})
        self._held = held or Package({})
        self._environment = environment
        self._ask = ask
        self._kept = KeptObjects()
        self._operations: dict[str, Operation] = {**_OPERATIONS, **(operations or {})}

    def answer(self, request: Message) -> Message:
        """The reply to a request."""
        reply = self._operations[protocol.operation_of(request)](self, request)
        return reply | protocol.compat_message(self._environment.met) if self._environment else reply

    def close(self) -> None:
        """Forget the package, in a process that goes on to other work."""
        if self.library.reference is not None:
            self.library.reference.close()
        self.library.close()

    def _compile(self, request: Message) -> Message:
        warnings.simplefilter("ignore")
        reply: Message = {}
        for path, text in CompileRequest.from_message(request).texts.items():
            reply |= protocol.analysis_message(path, analyse(self.assignment, path, text))
        return ok(reply)

    def _load(self, request: Message) -> Message:
        load = LoadRequest.from_message(request)
        package = load.package or self._held
        self.close()
        self.library = Library(
            self.layout,
            package.sources,
            reference=self._stubs(load.stubs) if load.layers else None,
            reference_layers=load.layers,
            **self._surroundings(package),
        )
        return ok({})

    def _stubs(self, code: Mapping[str, bytes]) -> Library:
        assert self._ask is not None
        names = {**vars(builtins), CALL_LAYER: partial(ask_layer, self._ask)}
        return Library(self.layout, code, "reference_layers", builtins=names)

    def _surroundings(self, package: Package) -> dict[str, Any]:
        if self._environment is None:
            return {}
        builtins = self._environment.builtins(package.optional_imports)
        return {"builtins": builtins, "run": self._environment.run}

    def _import(self, request: Message) -> Message:
        for name in ImportRequest.from_message(request).modules:
            try:
                self.library[name]
            except BaseException as error:
                return protocol.raised_message(error, self.layout.name)
        return ok({})

    def _call(self, request: Message) -> Message:
        call = CallRequest.from_message(request)
        if call.noting:
            return self._note(call)
        reply: Message = {}
        try:
            for part in run_probe(call.case, self.library, call.inputs):
                reply |= protocol.answers_message(part)
        except BaseException as error:
            return reply | protocol.raised_message(error, self.layout.name)
        return ok(reply)

    def _layer(self, request: Message) -> Message:
        module, _, name = str(request["function"]).partition(".")
        return answer_layer(getattr(self.library[module], name), request, self.layout.name, self._kept)

    def _note(self, call: CallRequest) -> Message:
        with variables_noted(self.layout.name, call.noting) as noted, suppress(Exception):
            for _ in run_probe(call.case, self.library, call.inputs):
                pass
        return ok(protocol.variables_message(variable.value for variable in noted))


Operation = Callable[[Session, Message], Message]
_OPERATIONS: dict[str, Operation] = {
    protocol.COMPILE: Session._compile,
    protocol.LOAD: Session._load,
    protocol.IMPORT: Session._import,
    protocol.CALL: Session._call,
    protocol.LAYER: Session._layer,
}
