"""Solutions taken out of texts: pure functions from solved texts to those that students receive.

The text between two marker lines is a solution. In code the markers are comments,

    # BEGIN SOLUTION            or, where a function has several parts,   # BEGIN SOLUTION (forward)
    # END SOLUTION

and in the text of notebooks they are <!-- BEGIN SOLUTION --> and <!-- END SOLUTION -->.
"""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from autograder.model.failure import UNWRITTEN
from autograder.selfcheck.notebook_facts import ANSWER_PLACE

PLACE = "# Your code here."

_IN_CODE = re.compile(r"(?P<indent> *)# (?P<edge>BEGIN|END) SOLUTION(?P<part> \([^()]+\))?")
_IN_TEXT = re.compile(r"(?P<indent> *)<!-- (?P<edge>BEGIN|END) SOLUTION(?P<part>) -->")
_BLANKS = re.compile(r"\n{4,}")


class MarkerError(ValueError):
    """Markers that do not pair up, or text without solutions that is not Python."""


@dataclass(frozen=True)
class _Solution:
    """A marked part of a text: the numbers of its marker lines, from 0, and the text of the first."""

    begin: int
    end: int
    indent: str
    part: str


def without_solutions(text: str, name: str) -> str:
    """Return a module as students receive it: a NotImplementedError replaces a function's solution. Solutions outside
    of functions, that is, helpers, are removed. `name` is for messages.
    """
    functions = _functions(text)

    def place(solution: _Solution) -> list[str]:
        function = _innermost(functions, solution.begin + 1)
        if not function:
            return []
        told = f'raise NotImplementedError("{function}{solution.part}{UNWRITTEN}")'
        return [solution.indent + PLACE, solution.indent + told]

    # Remove the blank lines of helpers that are gone.
    stripped = _BLANKS.sub("\n\n\n", _replaced(text, _IN_CODE, place, name)).rstrip("\n") + "\n"
    return _python(stripped, name)


def notebook_without_solutions(text: str, name: str) -> str:
    """A notebook as students receive it, as JSON: places for code and answers, no outputs."""
    notebook = json.loads(text)
    for number, cell in enumerate(notebook["cells"], start=1):
        _strip_cell(cell, f"{name}, cell {number}")
    return json.dumps(notebook, indent=1, ensure_ascii=False) + "\n"


def _strip_cell(cell: dict[str, Any], name: str) -> None:
    source = "".join(cell["source"])
    if cell["cell_type"] == "code":
        cell.update(outputs=[], execution_count=None)
        cell["metadata"].pop("execution", None)
        stripped = _replaced(source, _IN_CODE, lambda solution: [solution.indent + PLACE], name)
        if stripped != source:
            _python(_without_magics(stripped), name)
    else:
        stripped = _replaced(source, _IN_TEXT, lambda _: [ANSWER_PLACE], name)
    cell["source"] = stripped.splitlines(keepends=True)


def _replaced(text: str, marker: re.Pattern[str], place: Callable[[_Solution], list[str]], name: str) -> str:
    lines = text.split("\n")
    for solution in reversed(_solutions(lines, marker, name)):
        lines[solution.begin : solution.end + 1] = place(solution)
    return "\n".join(lines)


def _solutions(lines: list[str], marker: re.Pattern[str], name: str) -> list[_Solution]:
    found: list[_Solution] = []
    begun: tuple[int, re.Match[str]] | None = None
    for number, line in enumerate(lines):
        match = marker.fullmatch(line)
        if match is None:
            if "END SOLUTION" in line or "BEGIN SOLUTION" in line:
                raise MarkerError(f"{name}, line {number + 1}: a marker needs a line of its own")
        elif (match["edge"] == "BEGIN") is not (begun is None):
            raise MarkerError(f"{name}, line {number + 1}: {match['edge']} SOLUTION without its counterpart")
        elif begun is None:
            begun = number, match
        else:
            found.append(_Solution(begun[0], number, begun[1]["indent"], begun[1]["part"] or ""))
            begun = None
    if begun is not None:
        raise MarkerError(f"{name}, line {begun[0] + 1}: BEGIN SOLUTION without its counterpart")
    return found


def _functions(text: str) -> list[tuple[range, str]]:
    """The lines of each function, from 1, and its qualified name; inner ones come later."""
    found: list[tuple[range, str]] = []

    def visit(scope: ast.AST, prefix: str) -> None:
        for node in ast.iter_child_nodes(scope):
            name = prefix
            if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
                name = f"{prefix}{node.name}."
            if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
                found.append((range(node.lineno, (node.end_lineno or node.lineno) + 1), name[:-1]))
            visit(node, name)

    visit(ast.parse(text), "")
    return found


def _innermost(functions: list[tuple[range, str]], line: int) -> str:
    names = [name for lines, name in functions if line in lines]
    return names[-1] if names else ""


def _python(text: str, name: str) -> str:
    try:
        ast.parse(text)
    except SyntaxError as error:
        raise MarkerError(f"{name}: without its solutions it is not Python ({error})") from error
    return text


def _without_magics(cell: str) -> str:
    return re.sub(r"(?m)^( *)[%!].*$", r"\1pass", cell)
