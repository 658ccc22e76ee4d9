"""A record of the functions of a package that are called."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType


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
