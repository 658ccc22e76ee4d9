"""A session: one package and the requests put to it, in whatever process it may be.

Requests name their operation under "op"; mappings are flat, by prefix:

    compile  source:<path>                          -> what survey.py tells; nothing is executed
    load     source:<path>, reference:<path>, layers -> (the package, the reference, what comes of that)
             held: the package is the one that the worker was born with
             guarded                                -> (packages that its modules can do without)
    import   modules                                -> ok, or raised with the module
    call     case, input:<name>                     -> answer:<name>

The reply's status is "ok" or "raised"; then error, message, where and builtin tell the exception. Where the package
is given an environment, "met" tells what it met of that, by lines. Modules that a zygote preloads may add operations.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable, Collection
from typing import Any, Protocol

import numpy as np

from autograder.execution.static_analysis import survey
from autograder.isolation.frames import Message, to_value
from autograder.model.case import run_probe
from autograder.model.library import Library
from autograder.model.run import failure_from

_MAX_MESSAGE = 2000


class Surroundings(Protocol):
    """What the modules of a package find around them: see `autograder.compat.environment`."""

    guarded: Collection[str]

    @property
    def met(self) -> Collection[str]:
        """What the code met that is no more as it was, by words."""
        ...

    def builtins(self) -> dict[str, Any]: ...


class Session:
    """The package that was loaded last, in its environment; without one, in this process's own.

    held: a package as a request has it (source:<path>, guarded), for `load` to name.
    """

    def __init__(self, held: Message | None = None, environment: Surroundings | None = None) -> None:
        self.held = held or {}
        self.library = Library({})
        self.environment = environment

    def answer(self, request: Message) -> Message:
        """The reply to a request."""
        reply = self._answer(request)
        if self.environment is None or not self.environment.met:
            return reply
        return reply | {"met": "\n".join(sorted(self.environment.met))[:_MAX_MESSAGE]}

    def _answer(self, request: Message) -> Message:
        operations: dict[str, Callable[[Message], Message]] = {
            "compile": self._compile,
            "load": self._load,
            "import": self._import,
            "call": self._call,
        }
        name = str(request["op"])
        return operations[name](request) if name in operations else OPERATIONS[name](self, request)

    def _compile(self, request: Message) -> Message:
        warnings.simplefilter("ignore")
        reply: Message = {"status": "ok"}
        for path, text in _below("source", request).items():
            reply |= survey(path, text)
        return reply

    def _load(self, request: Message) -> Message:
        reference = Library(_below("reference", request), "reference_layers")
        self.library.close()
        given = self.held if request.get("held") else request
        builtins = None
        if self.environment is not None:
            self.environment.guarded = str(given.get("guarded", "")).split()
            builtins = self.environment.builtins()
        layers = str(request["layers"]).split()
        self.library = Library(
            _below("source", given), reference=reference, reference_layers=layers, builtins=builtins
        )
        return {"status": "ok"}

    def _import(self, request: Message) -> Message:
        for name in str(request["modules"]).split():
            try:
                self.library[name]
            except BaseException as error:
                return raised(error) | {"module": name}
        return {"status": "ok"}

    def _call(self, request: Message) -> Message:
        inputs: dict[str, np.ndarray] = _below("input", request)
        reply: Message = {}
        try:
            for part in run_probe(str(request["case"]), self.library, inputs):
                # Converted at once: what the code does to its arrays later does not count.
                reply |= {f"answer:{name}": to_value(answer) for name, answer in part.items()}
        except BaseException as error:
            return reply | raised(error)
        return reply | {"status": "ok"}


OPERATIONS: dict[str, Callable[[Session, Message], Message]] = {}


def _below(prefix: str, request: Message) -> dict[str, Any]:
    start = f"{prefix}:"
    return {name.removeprefix(start): value for name, value in request.items() if name.startswith(start)}


def raised(error: BaseException) -> Message:
    """What an exception tells; its own methods are the submission's, so even asking for it may fail."""
    try:
        failure = failure_from(error)
        told: Message = {"error": failure.error[:100], "message": failure.message[:_MAX_MESSAGE]}
        told |= {"where": failure.where[:300], "builtin": failure.builtin}
    except BaseException:
        told = {"error": "Exception", "message": "", "where": "", "builtin": False}
    return {"status": "raised"} | told
