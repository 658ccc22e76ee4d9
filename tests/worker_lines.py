"""Which lines of the engine run in zygotes and workers: noted in memory that all of them share with the tests.

A worker can open no file, and most are killed. So a zygote maps a file, a byte for each line of the engine, and its
forks inherit the map and the tracing.
"""

from __future__ import annotations

import mmap
import sys
from itertools import accumulate
from pathlib import Path
from types import FrameType
from typing import Any

_ENGINE = Path(__file__).resolve().parent.parent / "autograder"


def size() -> int:
    """Bytes of the file."""
    return max(place.stop for place in _places().values())


def lines(noted: bytes) -> dict[str, list[int]]:
    """Numbers of the lines that ran, by module."""
    return {path: [n - place.start for n in place if noted[n]] for path, place in _places().items()}


def trace(path: str) -> None:
    """Note lines in the file at `path` from here on, in this process and its forks."""
    starts = {module: place.start for module, place in _places().items()}
    with open(path, "r+b") as file:
        noted = mmap.mmap(file.fileno(), 0)

    def note(frame: FrameType, event: str, _: Any) -> Any:
        start = starts.get(frame.f_code.co_filename)
        if start is None:
            return None
        if event == "line":
            noted[start + frame.f_lineno] = 1
        return note

    sys.settrace(note)


def _places() -> dict[str, range]:
    """Where the lines of each module are in the file."""
    sizes = {str(path): path.read_bytes().count(b"\n") + 2 for path in sorted(_ENGINE.rglob("*.py"))}
    ends = accumulate(sizes.values())
    return {path: range(end - size, end) for (path, size), end in zip(sizes.items(), ends, strict=True)}
