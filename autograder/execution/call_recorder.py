"""A record of a package's called functions, and of the variables of one of them."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType
from typing import NamedTuple

import numpy as np

_MOST_VARIABLES = 60  # of a call
_LARGEST = 100_000  # elements of one that is noted


class Variable(NamedTuple):
    """An array of floating-point numbers in a variable; name: "" if it is a helper's."""

    name: str
    value: np.ndarray


@contextmanager
def calls_noted(package: str) -> Iterator[set[tuple[str, str]]]:
    """A set of (module path, function), filled while the context lasts.

    A method is named after the class of its object, "Net.loss"; "<module>" is a module's own code.
    """
    called: set[tuple[str, str]] = set()

    def note(frame: FrameType, event: str, _: object) -> None:
        if event == "call" and in_package(frame, package):
            called.add(function_of(frame))

    sys.setprofile(note)
    try:
        yield called
    finally:
        sys.setprofile(None)


@contextmanager
def variables_noted(package: str, function: str) -> Iterator[list[Variable]]:
    """The variables of a function, "layers.py:forward", when it first returns, without those that it returns.

    Those of helpers in its module count as well.

    The list is filled while the context lasts.
    """
    noted: list[Variable] = []
    within: list[FrameType] = []

    def note(frame: FrameType, event: str, returned: object) -> None:
        if not in_package(frame, package):
            return
        if event == "call" and not within and ":".join(function_of(frame)) == function:
            within.append(frame)
        elif event == "return" and within and frame.f_globals is within[0].f_globals:
            if frame is not within[0]:
                noted.extend(Variable("", value.copy()) for _, value in _arrays_in(frame))
                return
            results = {id(value) for value in _parts(returned)}
            noted.extend(Variable(n, v.copy()) for n, v in _arrays_in(frame) if id(v) not in results)
            sys.setprofile(None)

    sys.setprofile(note)
    try:
        yield noted
    finally:
        sys.setprofile(None)
        del noted[_MOST_VARIABLES:]


def _arrays_in(frame: FrameType) -> Iterator[tuple[str, np.ndarray]]:
    for name, value in frame.f_locals.items():
        if isinstance(value, np.ndarray) and value.dtype.kind == "f" and value.size <= _LARGEST:
            yield name, value


def _parts(returned: object) -> Iterator[object]:
    """The returned values, and those in a returned mapping; a tuple among them is a cache, not a result."""
    for one in returned if isinstance(returned, tuple) else (returned,):
        yield from one.values() if isinstance(one, dict) else (one,)


def in_package(frame: FrameType, package: str) -> bool:
    """Return whether a frame runs code of a package."""
    return frame.f_code.co_filename.partition("/")[0] == package


def function_of(frame: FrameType) -> tuple[str, str]:
    """(module path, function) of a frame that runs code of a package."""
    return frame.f_code.co_filename.partition("/")[2], _qualified(frame)


def _qualified(frame: FrameType) -> str:
    code = frame.f_code
    if not code.co_argcount or code.co_varnames[0] != "self" or "self" not in frame.f_locals:
        return code.co_name
    return f"{type(frame.f_locals['self']).__name__}.{code.co_name}"
