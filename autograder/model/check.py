"""Checks: plain test functions in `graders/` with gradescope-utils' decorators (number, weight, ...)."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from functools import partial
from importlib import import_module
from types import ModuleType
from typing import Any

from autograder.model.assignment import Assignment
from autograder.model.case import question_of

# Tags: of an executed notebook's namespace; of what it has trained; of what takes CPU time into account.
NOTEBOOK, TRAINED, SPEED = "notebook", "trained", "speed"


@dataclass(frozen=True)
class Check:
    """What is asked of a submission, for how many points.

    number: "1.3", unique; title: the docstring's first line, which students read.
    weight: the points that its function gives away; scale: what one of them counts, if an offering asks less than
        all.
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

    @property
    def points(self) -> float:
        """What the check counts."""
        return round(self.scale * self.weight, 6)

    @property
    def timed(self) -> bool:
        """Whether it measures speed."""
        return SPEED in self.tags

    def on(self, notebook: str) -> Check:
        """This check where it can be earned in several notebooks, asked of one of them."""
        return replace(self, function=partial(self.function, notebook=notebook), notebooks=(notebook,))


def code_checks(checks: Iterable[Check]) -> list[Check]:
    """Those that ask nothing of a notebook."""
    return [check for check in checks if not check.notebooks]


def tracks_of(checks: Iterable[Check]) -> dict[str, list[Check]]:
    """Checks that can be earned in several notebooks, asked of each: the notebook's name and its checks."""
    several = [check for check in checks if len(check.notebooks) > 1]
    names = dict.fromkeys(name for check in several for name in check.notebooks)
    return {name: [check.on(name) for check in several if name in check.notebooks] for name in names}


def tracks_handed_in(checks: Iterable[Check], there: Callable[[str], bool]) -> list[list[Check]]:
    """The tracks whose notebooks are there; all of them where none is, so that it is said what is missing."""
    tracks = tracks_of(checks)
    return [track for name, track in tracks.items() if there(name)] or list(tracks.values())


def load_checks(assignment: Assignment) -> dict[str, list[Check]]:
    """The checks of every question by its name, "Q1"; importing them also defines the cases."""
    modules = map(import_module, assignment.question_modules)
    return {question_of(module.__name__): checks_of(module) for module in modules}


def load_code_checks(assignment: Assignment) -> list[Check]:
    """The checks that ask nothing of a notebook, which students can run themselves, in the order of their numbers."""
    return [check for checks in load_checks(assignment).values() for check in code_checks(checks)]


def checks_of(module: ModuleType) -> list[Check]:
    """The checks of a question's module in the order of their numbers."""
    functions = [f for name, f in vars(module).items() if name.startswith("test_") and callable(f)]
    return sorted((_check(function) for function in functions), key=lambda check: number_key(check.number))


def number_key(number: str) -> tuple[int, ...]:
    """Sorting key: "1.10" comes after "1.9"."""
    return tuple(int(part) for part in number.split("."))


def total(checks: Iterable[Check]) -> float:
    """The points that checks carry together."""
    return sum(check.weight for check in checks)


def _check(function: Callable[[Any], None]) -> Check:
    title = (inspect.getdoc(function) or "").partition("\n")[0]
    number, weight = getattr(function, "__number__", None), getattr(function, "__weight__", None)
    notebooks: tuple[str, ...] = getattr(function, "__notebooks__", ())
    if not (title and number and weight):
        raise ValueError(f"check {function.__name__} needs @number, @weight and a docstring")
    return Check(
        number=number,
        title=title,
        question=question_of(function.__module__),
        weight=float(weight),
        function=function,
        visibility=getattr(function, "__visibility__", "visible"),
        tags=(*getattr(function, "__tags__", ()), *([NOTEBOOK] if notebooks else [])),
        leaderboard=getattr(function, "__leaderboard_column__", ""),
        notebooks=notebooks,
    )
