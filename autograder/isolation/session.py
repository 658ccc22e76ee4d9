"""A session: one package and the requests put to it, in whatever process it may be.

Requests name their operation under "op"; mappings are flat, by prefix:

    compile  source:<path>                          -> code:<path> or error:<path>; nothing is executed
    load     source:<path>, sound:<path>, mended    -> (the package, the sound one, short names to be mended)
             held: the package is the one that the worker was born with
    import   modules                                -> ok, or raised with the module
    call     case, input:<name>                     -> answer:<name>

The reply's status is "ok" or "raised"; then error, message, where and builtin tell the exception.
"""

from __future__ import annotations

import marshal
import warnings
from collections.abc import Callable
from typing import Any

import numpy as np

from autograder.case import run_probe
from autograder.isolation.frames import Message, to_value
from autograder.library import Library, compile_source
from autograder.run import failure_from

_MAX_MESSAGE = 2000


class Session:
    """The package that was loaded last.

    held: a package as a request has it (source:<path>), for `load` to name.
    """

    def __init__(self, held: Message | None = None) -> None:
        self.held = held or {}
        self.library = Library({})

    def answer(self, request: Message) -> Message:
        """The reply to a request."""
        operation: Callable[[Message], Message] = {
            "compile": self._compile,
            "load": self._load,
            "import": self._import,
            "call": self._call,
        }[str(request["op"])]
        return operation(request)

    def _compile(self, request: Message) -> Message:
        warnings.simplefilter("ignore")
        reply: Message = {"status": "ok"}
        for path, text in _below("source", request).items():
            try:
                reply[f"code:{path}"] = marshal.dumps(compile_source(path, text))
            except (SyntaxError, ValueError, RecursionError, MemoryError, OverflowError) as error:
                reply[f"error:{path}"] = f"{type(error).__name__}: {error}"[:_MAX_MESSAGE]
        return reply

    def _load(self, request: Message) -> Message:
        sound = Library(_below("sound", request), "sound")
        self.library.close()
        sources = _below("source", self.held if request.get("held") else request)
        self.library = Library(sources, sound=sound, mended=str(request["mended"]).split())
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
