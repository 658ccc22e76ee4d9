"""Arguments and results of functions as flat messages: tuples, lists and dictionaries of what frames can carry.

Arrays and dictionaries keep their identity: one that was given to a function, and comes back among its results, is the
same object again to whoever called it. To that end both sides number them alike, in the order in which they cross. What
frames cannot carry can be kept by the side that has it; the other one gets a token, with which it is found again.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from autograder.execution.protocol import gathered, spread
from autograder.isolation.frames import FrameError, Message, Opaque, Value, to_value

_MOST_DEPTH = 8
_SEQUENCES: dict[str, type[tuple[Any, ...]] | type[list[Any]]] = {"tuple": tuple, "list": list}


@dataclass(frozen=True)
class Token:
    """Stands for an object that the other side keeps."""

    number: int


def packed(
    value: object, known: Sequence[object] = (), keep: Callable[[object], int] | None = None
) -> tuple[Message, list[object]]:
    """A value as part of a message; known, and the arrays and dictionaries that cross for the first time.

    keep: keeps what cannot cross, and numbers it; without it, that arrives as `Opaque`.
    """
    packing = _Packing(known, keep)
    tree = json.dumps(packing.tree(value, 0), separators=(",", ":"))
    return {"tree": tree, **spread("value", packing.values)}, packing.known


def unpacked(
    message: Message, known: Sequence[object] = (), kept: Callable[[int], object] = Token
) -> tuple[Any, list[object]]:
    """The value in a message; known, and the arrays and dictionaries that came with it.

    kept: finds what was kept, by its number. Raises FrameError if the message holds no packed value.
    """
    unpacking = _Unpacking(gathered("value", message), known, kept)
    try:
        return unpacking.value(json.loads(str(message["tree"]))), unpacking.known
    except (ValueError, LookupError, TypeError, RecursionError) as error:
        raise FrameError("not a packed value") from error


class _Packing:
    def __init__(self, known: Sequence[object], keep: Callable[[object], int] | None) -> None:
        self.values: dict[str, Value] = {}
        self.known = list(known)
        self._keep = keep
        self._numbers = {id(one): number for number, one in enumerate(known)}

    def tree(self, value: object, depth: int) -> list[Any]:
        if id(value) in self._numbers:
            return ["known", self._numbers[id(value)]]
        if isinstance(value, Token):
            return ["kept", value.number]
        if depth > _MOST_DEPTH:
            return self._leaf("value", Opaque("nested too deeply"))
        if type(value) is dict:
            self._note(value)
            return ["dict", [[self.tree(each, depth + 1) for each in item] for item in value.items()]]
        if type(value) is tuple or type(value) is list:
            return [type(value).__name__, [self.tree(each, depth + 1) for each in value]]
        crossing = to_value(value)
        if isinstance(crossing, Opaque) and self._keep is not None:
            return ["kept", self._keep(value)]
        if isinstance(value, np.ndarray):
            self._note(value)
            return self._leaf("array", crossing)
        return self._leaf("scalar" if isinstance(value, np.generic) else "value", crossing)

    def _note(self, value: object) -> None:
        self._numbers[id(value)] = len(self.known)
        self.known.append(value)

    def _leaf(self, kind: str, value: Value) -> list[Any]:
        number = len(self.values)
        self.values[str(number)] = value
        return [kind, number]


class _Unpacking:
    def __init__(
        self, values: dict[str, Value], known: Sequence[object], kept: Callable[[int], object]
    ) -> None:
        self.known = list(known)
        self._kept = kept
        self._values = values

    def value(self, tree: list[Any]) -> Any:
        kind, content = tree
        if kind == "known":
            return self.known[content]
        if kind == "kept":
            return self._kept(content)
        if kind == "dict":
            made: dict[Any, Any] = {}
            self.known.append(made)
            made.update((self.value(key), self.value(each)) for key, each in content)
            return made
        if kind in _SEQUENCES:
            return _SEQUENCES[kind](self.value(each) for each in content)
        value = self._values[str(content)]
        match kind:
            case "array":
                self.known.append(value)
                return value
            case "scalar" if isinstance(value, np.ndarray):
                return value[()]
            case "value":
                return value
        raise ValueError(f"no kind of value: {kind}")
