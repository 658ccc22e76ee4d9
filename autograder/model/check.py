"""Checks: plain test functions in `graders/` with gradescope-utils' decorators (number, visibility, tags)."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cache, cached_property, partial
from importlib import import_module
from types import ModuleType
from typing import Any

from autograder.model.assignment import Assignment
from autograder.model.case import question_of
from autograder.model.demand import Demand, demands_of, points_of

# Tags of checks of an executed notebook's namespace, of trained nets, and of CPU time.
NOTEBOOK, TRAINED, SPEED = "notebook", "trained", "speed"


class PointsError(ValueError):
    """Points do not add up; the text says which."""


@dataclass(frozen=True)
class Check:
    """A check: its demands on a submission, and the points for them.

    number: "1.3", unique; title: the docstring's first line, which students read.
    weight: the sum of the points in its function. scale: the value of one of them, if an offering does not have all
    checks.
    leaderboard: the column of the leaderboard that shows what it measures; "" if none does.
    notebooks: short names of the notebooks that it can be earned in: none for code, several where students choose.
    """

    number: str
    title: str
    question: str
    weight: float
    function: Callable[..., None]
    visibility: str = "visible"
    tags: tuple[str, ...] = ()
    scale: float = 1.0
    leaderboard: str = ""
    notebooks: tuple[str, ...] = ()

    @cached_property
    def demands(self) -> tuple[Demand, ...]:
        """The demands of the check."""
        return demands_of(self.function)

    @property
    def points(self) -> float:
        """The points of the check."""
        return round(self.scale * self.weight, 6)

    @property
    def timed(self) -> bool:
        """True if the check measures speed."""
        return SPEED in self.tags

    def on(self, notebook: str) -> Check:
        """Return this check, which several notebooks can earn, for one of them."""
        return replace(self, function=partial(self.function, notebook=notebook), notebooks=(notebook,))


def code_checks(checks: Iterable[Check]) -> list[Check]:
    """Return the checks that need no notebook."""
    return [check for check in checks if not check.notebooks]


def tracks_of(checks: Iterable[Check]) -> dict[str, list[Check]]:
    """Checks that can be earned in several notebooks, asked of each: the notebook's name and its checks."""
    several = [check for check in checks if len(check.notebooks) > 1]
    names = dict.fromkeys(name for check in several for name in check.notebooks)
    return {name: [check.on(name) for check in several if name in check.notebooks] for name in names}


def tracks_submitted(checks: Iterable[Check], there: Callable[[str], bool]) -> list[list[Check]]:
    """Return the tracks whose notebooks exist; all tracks if none does, so that messages say what is missing."""
    tracks = tracks_of(checks)
    return [track for name, track in tracks.items() if there(name)] or list(tracks.values())


def load_checks(assignment: Assignment) -> dict[str, list[Check]]:
    """The checks of every question by its name, "Q1"; importing them also defines the cases."""
    questions: dict[str, list[Check]] = {}
    for module in map(import_module, assignment.question_modules):
        questions.setdefault(question_of(module.__name__), []).extend(checks_of(module))
    return {name: in_order(checks) for name, checks in questions.items()}


def load_code_checks(assignment: Assignment) -> list[Check]:
    """Return the checks that need no notebook, which students can run themselves, in the order of their numbers."""
    return [check for checks in load_checks(assignment).values() for check in code_checks(checks)]


@cache
def checks_of(module: ModuleType) -> Sequence[Check]:
    """The checks of a question's module in the order of their numbers."""
    functions = [f for name, f in vars(module).items() if name.startswith("test_") and callable(f)]
    return tuple(in_order(map(_check, functions)))


def in_order(checks: Iterable[Check]) -> list[Check]:
    """The checks in the order of their numbers."""
    return sorted(checks, key=lambda check: number_key(check.number))


def number_key(number: str) -> tuple[int, ...]:
    """Sorting key: "1.10" comes after "1.9"."""
    return tuple(int(part) for part in number.split("."))


def total(checks: Iterable[Check]) -> float:
    """The points that checks carry together."""
    return round(sum(check.weight for check in checks), 6)


def points_problem(assignment: Assignment) -> str:
    """A sentence if the points of all checks are not those that the assignment states; else nothing."""
    found = total(check for checks in load_checks(assignment).values() for check in checks)
    if found == assignment.points:
        return ""
    return (
        f"all checks together carry {found:g} points, but {assignment.root / 'assignment.py'} states "
        f"{assignment.points:g}; state {found:g} there, or change the points of a check"
    )


def require_points(assignment: Assignment) -> None:
    """Raise PointsError unless the points of all checks add up to what the assignment states."""
    if problem := points_problem(assignment):
        raise PointsError(problem)


def _check(function: Callable[[Any], None]) -> Check:
    title = (inspect.getdoc(function) or "").partition("\n")[0]
    number = getattr(function, "__number__", None)
    notebooks: tuple[str, ...] = getattr(function, "__notebooks__", ())
    if not (title and number):
        raise ValueError(f"check {function.__name__} needs @number and a docstring")
    if not (weight := _points_of(function, notebooks)):
        raise ValueError(f"check {function.__name__} asks for nothing")
    return Check(
        number=number,
        title=title,
        question=question_of(function.__module__),
        weight=weight,
        function=function,
        visibility=getattr(function, "__visibility__", "visible"),
        tags=(*getattr(function, "__tags__", ()), *([NOTEBOOK] if notebooks else [])),
        leaderboard=getattr(function, "__leaderboard_column__", ""),
        notebooks=notebooks,
    )


def _points_of(function: Callable[..., None], notebooks: Sequence[str]) -> float:
    """Return the sum of the points in a check's function; it is the same for each of several notebooks."""
    asked = partial(function, notebook=notebooks[0]) if len(notebooks) > 1 else function
    return round(sum(map(points_of, demands_of(asked))), 6)
