"""The start screen in words: a line for each function to write, a bar for each question, and what comes next."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from autograder.model.check import Check
from autograder.selfcheck.rows import FunctionRow, Points
from autograder.selfcheck.shares import State
from autograder.selfcheck.worklist import Worklist, name_of

_WORDS = {
    State.PASSED: "passed",
    State.FAILED: "wrong",
    State.UNWRITTEN: "to do",
    State.WAITS: "waits for",
    State.FAULT: "self-check failed",
}
_REST = "given functions, using yours"
_BAR = 24  # characters


class Screen:
    """Lines of the start screen; the columns are as wide as the worklist's longest names."""

    def __init__(self, work: Worklist, package: str) -> None:
        self._package = package
        self._name = max(map(len, [_REST, *work.names]))
        self._place = max(len(_place(function, 9999)) for function in work.functions)
        self._question = ""

    def row(self, row: FunctionRow) -> str:
        """One function: name, place, points, state; the question before its first."""
        question = row.question if row.question != self._question else ""
        self._question = row.question
        name = name_of(row.function) or _REST
        place = _place(row.function, row.line) if row.function else ""
        return f"{question:<4}{name:<{self._name}}  {place:<{self._place}}  {_points(row):>9}  {_state(row)}"

    def speed(self, numbers: Sequence[str], points: float) -> str:
        """The row of the checks of speed, which only the grader measures."""
        return f"{'':<4}{'speed: ' + ', '.join(numbers):<{self._name + self._place + 2}}  {points:>9g}  grader only"

    def next(self, row: FunctionRow | None) -> str:
        """The function to work on next."""
        if row is None:
            return "next: all functions pass; run python handin.py when the notebooks are done"
        path, _, name = row.function.partition(":")
        place = f"{self._package}/{path}" + (f":{row.line}" if row.line else "")
        return f"next: {name}, {place} (python selfcheck {name})"


def bars(points: Sequence[Points]) -> list[str]:
    """A bar for each question, and the total."""
    total = Points("all", sum(p.points for p in points), sum(p.earned for p in points))
    return [_bar(p) for p in (*points, total)]


def listed(checks: Sequence[Check], work: Worklist) -> Iterator[str]:
    """The checks with their points, the functions that they are about, and their titles."""
    about: dict[str, list[str]] = {}
    for function, asked in work.functions.items():
        for check in asked:
            about.setdefault(check.number, []).append(name_of(function))
    for check in checks:
        functions = ", ".join(about.get(check.number, ["given"]))
        yield f"{check.number:<5} {check.weight:>5g}  {functions}\n{'':13}{check.title}"


def _bar(points: Points) -> str:
    full = int(_BAR * points.earned / points.points + 1e-9)
    return (
        f"{points.question:<4}[{'#' * full:.<{_BAR}}] {_number(points.earned):>6} of {points.points:g} points"
    )


def _state(row: FunctionRow) -> str:
    word = _WORDS[row.state]
    if row.state is State.WAITS:
        return f"{word} {row.awaits[0] if row.awaits else ', '.join(row.checks[:1])}"
    return f"{word} ({', '.join(row.checks[:4])})" if row.state is State.FAILED else word


def _points(row: FunctionRow) -> str:
    """Return the earned share of the points; the points alone before anything is earned."""
    if row.earned in {0.0, row.points}:
        return f"{row.points:g}"
    return f"{_number(row.earned)}/{row.points:g}"


def _number(points: float) -> str:
    return f"{round(points, 2):g}"


def _place(function: str, line: int) -> str:
    """The file's own name, and the line if it is known."""
    file = function.partition(":")[0].rpartition("/")[2]
    return f"{file}:{line}" if line else file
