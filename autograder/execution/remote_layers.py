"""A call of a reference layer by a process with a submission, which another process answers: both ends of it.

What crosses are arguments and results, and changes of dictionaries among the arguments, so that to the caller it is a
call like any other. Objects of the reference's own classes stay where they are: in a cache, they are tokens. And what a
layer draws without a seed comes from another generator than the caller's.
"""

from __future__ import annotations

import builtins
from collections.abc import Callable
from typing import Any

from autograder.execution.packed_values import packed, unpacked
from autograder.execution.protocol import LAYER, raised_message, request_message
from autograder.isolation.frames import Message
from autograder.isolation.reply import Outcome, Raised, ok, outcome_of
from autograder.isolation.service import Ask

_MOST_KEPT = 1000
CALL_LAYER = "__reference_layer__"  # what `ask_layer` is to stubs, a built-in name


def ask_layer(ask: Ask, function: str, *arguments: Any) -> Any:
    """Return the result of a layer, "layers.forward"; an exception of it is raised here, with its name and text."""
    call, known = packed(arguments)
    reply = ask(request_message(LAYER, {"function": function, **call}))
    if outcome_of(reply) is not Outcome.OK:
        raise _exception(Raised.from_message(reply))
    (result, changes), known = unpacked(reply, known)
    for number, changed in changes:
        known[number].update(changed)
    return result


class KeptObjects:
    """The objects of one process that others have tokens for; the latest of them."""

    def __init__(self) -> None:
        self._objects: dict[int, object] = {}
        self._count = 0

    def keep(self, one: object) -> int:
        """The number by which an object is found again."""
        self._objects.pop(self._count - _MOST_KEPT, None)
        self._objects[self._count] = one
        self._count += 1
        return self._count - 1

    def find(self, number: int) -> object:
        """The object with this number. Raises LookupError."""
        return self._objects[number]


def answer_layer(function: Callable[..., Any], request: Message, package: str, kept: KeptObjects) -> Message:
    """The reply to such a call of a function; package: the name that it has in exceptions."""
    try:
        arguments, known = unpacked(request, kept=kept.find)
        before = [(number, one, dict(one)) for number, one in enumerate(known) if isinstance(one, dict)]
        result = function(*arguments)
    except Exception as error:
        return raised_message(error, package)
    changes = [(number, _changed(one, was)) for number, one, was in before]
    return ok(packed((result, changes), known, kept.keep)[0])


def _changed(now: dict[Any, Any], was: dict[Any, Any]) -> dict[Any, Any]:
    return {key: value for key, value in now.items() if key not in was or value is not was[key]}


def _exception(raised: Raised) -> Exception:
    """An exception of this name and text, of Python's own class if it is one of those."""
    kind = getattr(builtins, raised.error, Exception) if raised.builtin else Exception
    members = {
        "__module__": "builtins" if raised.builtin else "numpy",
        "__init__": lambda *_: None,
        "__str__": lambda _: raised.message,
    }
    error: Exception = type(raised.error, (kind,), members)()
    return error
