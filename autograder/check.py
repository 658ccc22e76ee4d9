"""Checks: plain test functions in `graders/` with gradescope-utils' decorators (number, weight, ...)."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from types import ModuleType
from typing import Any

from autograder.case import question_of


@dataclass(frozen=True)
class Check:
    """What is asked of a submission, for how many points.

    number: "1.3", unique; title: the docstring's first line, which students read.
    weight: the points that its function gives away; scale: what one of them counts, where an edition of the
        assignment asks less than all.
    """

    number: str
    title: str
    question: str
    weight: float
    function: Callable[[Any], None]
    visibility: str = "visible"
    tags: tuple[str, ...] = ()
    scale: float = 1.0

    @property
    def points(self) -> float:
        """What the check counts."""
        return round(self.scale * self.weight, 6)


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
    if not (title and number and weight):
        raise ValueError(f"check {function.__name__} needs @number, @weight and a docstring")
    return Check(
        number=number,
        title=title,
        question=question_of(function.__module__),
        weight=float(weight),
        function=function,
        visibility=getattr(function, "__visibility__", "visible"),
        tags=tuple(getattr(function, "__tags__", ())),
    )
