"""Notebooks that nobody has worked on, recognised by their lines of code; nothing is parsed or run."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:  # the judge needs no nbformat, which takes as long to import as numpy
    from nbformat import NotebookNode

_SOLUTION = re.compile(r"^ *# BEGIN SOLUTION.*?^ *# END SOLUTION[^\n]*", re.MULTILINE | re.DOTALL)
# Comments around a place for code, in older notebooks of courses.
_STARTS, _END = ("START OF YOUR CODE", "TODO"), "END OF YOUR CODE"


def given_lines(solved: Path) -> str:
    """The lines of code that a notebook is handed out with, by the solved one, which marks its solutions."""
    cells = json.loads(solved.read_bytes())["cells"]
    code = "\n".join("".join(cell["source"]) for cell in cells if cell["cell_type"] == "code")
    return "\n".join(_lines(_SOLUTION.sub("", code)))


def is_untouched(notebook: NotebookNode, given: str) -> bool:
    """Return whether a notebook has these lines of code and no others, except empty places for code."""
    code = "\n".join(cell.source for cell in notebook.cells if cell.cell_type == "code")
    places = list(_places(code))
    return "\n".join(_lines(code)) == given or (bool(places) and all(place <= {"pass"} for place in places))


def _places(code: str) -> Iterator[set[str]]:
    """The lines of code in each place: from a comment that starts it, the last if there are several, to its end."""
    place: list[str] | None = None
    for line in code.splitlines():
        if any(start in line for start in _STARTS):
            place = []
        elif place is not None and _END in line:
            yield set(_lines("\n".join(place)))
            place = None
        elif place is not None:
            place.append(line)


def _lines(text: str) -> Iterator[str]:
    """The lines with code on them, without their indentation."""
    for line in text.splitlines():
        code = line.strip()
        if code and not code.startswith("#"):
            yield code
