"""A record of the functions of a package that are called."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType


@contextmanager
def calls_noted(package: str) -> Iterator[set[tuple[str, str]]]:
    """A set of (module path, function name), filled while the context lasts; "<module>" is a module's own code."""
    called: set[tuple[str, str]] = set()

    def note(frame: FrameType, event: str, _: object) -> None:
        folder, _, path = frame.f_code.co_filename.partition("/")
        if event == "call" and folder == package:
            called.add((path, frame.f_code.co_name))

    sys.setprofile(note)
    try:
        yield called
    finally:
        sys.setprofile(None)
