"""Notebooks that nobody has worked on, recognised by their lines of code; nothing is parsed or run."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path

from nbformat import NotebookNode

_SOLUTION = re.compile(r"^ *# BEGIN SOLUTION.*?^ *# END SOLUTION[^\n]*", re.MULTILINE | re.DOTALL)
# A place for code in the notebooks that the course gave up to 2021.
_PLACE = re.compile(r"(?:START OF YOUR CODE|TODO)[^\n]*((?:(?!TODO|START OF).)*?)END OF YOUR CODE", re.DOTALL)


def given_lines(solved: Path) -> str:
    """The lines of code that a notebook is handed out with, by the solved one, which marks its solutions."""
    cells = json.loads(solved.read_bytes())["cells"]
    code = "\n".join("".join(cell["source"]) for cell in cells if cell["cell_type"] == "code")
    return "\n".join(_lines(_SOLUTION.sub("", code)))


def is_untouched(notebook: NotebookNode, given: str) -> bool:
    """Return whether a notebook has these lines of code and no others, or only empty places for code besides."""
    code = "\n".join(cell.source for cell in notebook.cells if cell.cell_type == "code")
    places = [set(_lines(place)) for place in _PLACE.findall(code)]
    return "\n".join(_lines(code)) == given or (bool(places) and all(place <= {"pass"} for place in places))


def _lines(text: str) -> Iterator[str]:
    """The lines with code on them, without their indentation."""
    for line in text.splitlines():
        code = line.strip()
        if code and not code.startswith("#"):
            yield code
