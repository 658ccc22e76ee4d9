"""A session: one package and the requests put to it, in whatever process it may be.

Requests name their operation under "op"; mappings are flat, by prefix:

    compile  source:<path>                          -> what survey.py tells; nothing is executed
    load     source:<path>, reference:<path>, layers -> (the package, the reference, what comes of that)
             held: the package is the one that the worker was born with
             guarded                                -> (packages that its modules can do without)
    import   modules                                -> ok, or raised with the module
    call     case, input:<name>                     -> answer:<name>

The reply's status is "ok" or "raised"; then error, message, where and builtin tell the exception. Where the package
is given an environment, "met" tells what it met of that, by lines. A service may add operations of its own.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable, Collection, Mapping
from typing import Any, Protocol

import numpy as np

from autograder.execution.static_analysis import survey
from autograder.isolation.frames import Message, to_value
from autograder.isolation.reply import Raised, ok
from autograder.model.case import run_probe
from autograder.model.library import Library
from autograder.model.run import failure_from

_MAX_MESSAGE = 2000


class Surroundings(Protocol):
    """What the modules of a package find around them: see `autograder.compat.environment`."""

    @property
    def met(self) -> Collection[str]:
        """What the code met that is no more as it was, by words."""
        ...

    def builtins(self, optional: Collection[str]) -> dict[str, Any]: ...


class Session:
    """The package that was loaded last, in its environment; without one, in this process's own.

    held: a package as a request has it (source:<path>, guarded), for `load` to name.
    operations: what it can be asked besides its own, by name.
    """

    def __init__(
        self,
        held: Message | None = None,
        environment: Surroundings | None = None,
        operations: Mapping[str, Operation] | None = None,
    ) -> None:
        self.library = Library({})
        self._held = held or {}
        self._environment = environment
        self._operations: dict[str, Operation] = {**_OPERATIONS, **(operations or {})}

    def close(self) -> None:
        """Forget the package, for a process that goes on to something else."""
        self.library.close()

    def answer(self, request: Message) -> Message:
        """The reply to a request."""
        reply = self._answer(request)
        if self._environment is None or not self._environment.met:
            return reply
        return reply | {"met": "\n".join(sorted(self._environment.met))[:_MAX_MESSAGE]}

    def _answer(self, request: Message) -> Message:
        return self._operations[str(request["op"])](self, request)

    def _compile(self, request: Message) -> Message:
        warnings.simplefilter("ignore")
        reply: Message = {}
        for path, text in _below("source", request).items():
            reply |= survey(path, text)
        return ok(reply)

    def _load(self, request: Message) -> Message:
        reference = Library(_below("reference", request), "reference_layers")
        self.library.close()
        given = self._held if request.get("held") else request
        builtins = None
        if self._environment is not None:
            builtins = self._environment.builtins(str(given.get("guarded", "")).split())
        layers = str(request["layers"]).split()
        self.library = Library(
            _below("source", given), reference=reference, reference_layers=layers, builtins=builtins
        )
        return ok({})

    def _import(self, request: Message) -> Message:
        for name in str(request["modules"]).split():
            try:
                self.library[name]
            except BaseException as error:
                return raised(error) | {"module": name}
        return ok({})

    def _call(self, request: Message) -> Message:
        inputs: dict[str, np.ndarray] = _below("input", request)
        reply: Message = {}
        try:
            for part in run_probe(str(request["case"]), self.library, inputs):
                # Converted at once: what the code does to its arrays later does not count.
                reply |= {f"answer:{name}": to_value(answer) for name, answer in part.items()}
        except BaseException as error:
            return reply | raised(error)
        return ok(reply)


Operation = Callable[[Session, Message], Message]
_OPERATIONS: dict[str, Operation] = {
    "compile": Session._compile,
    "load": Session._load,
    "import": Session._import,
    "call": Session._call,
}


def _below(prefix: str, request: Message) -> dict[str, Any]:
    start = f"{prefix}:"
    return {name.removeprefix(start): value for name, value in request.items() if name.startswith(start)}


def raised(error: BaseException) -> Message:
    """What an exception tells; its own methods are the submission's, so even asking for it may fail."""
    try:
        failure = failure_from(error)
        told = Raised(
            failure.error[:100], failure.message[:_MAX_MESSAGE], failure.where[:300], failure.builtin
        )
    except BaseException:
        told = Raised("Exception")
    return told.to_message()
