"""Rules for answers that depend on random draws or on conventions: each returns, or raises a Complaint."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import numpy as np

from autograder.isolation.frames import Opaque, Value
from autograder.model import statistics
from autograder.model.compare import ABSENT, Expected, compare
from autograder.model.complaint import Complaint


def array(answers: Mapping[str, Value], name: str, shape: tuple[int, ...]) -> np.ndarray:
    """Return the answer `name` as a float64 array; complain unless it is real, finite and of `shape`."""
    anything = Expected(np.zeros(shape), tolerance=np.inf, scale=1.0)
    mismatch = compare(name, answers.get(name, ABSENT), anything)
    if mismatch is not None:
        raise Complaint(mismatch)
    return np.asarray(answers[name], dtype=np.float64)


def constant(answers: Mapping[str, Value], name: str, shape: tuple[int, ...], value: float) -> None:
    """Complain unless the answer has `shape` and is `value` everywhere."""
    if np.any(array(answers, name, shape) != value):
        raise Complaint("{name} should be {value:g} everywhere at the start", name=name, value=value)


def normal(answers: Mapping[str, Value], name: str, shape: tuple[int, ...], std: float) -> np.ndarray:
    """Complain unless the answer looks like draws from N(0, std^2); std > 0. Return it."""
    values = array(answers, name, shape)
    if abs(statistics.mean_z(values, std)) > statistics.Z:
        raise Complaint("the values of {name} should have mean 0", name=name)
    if abs(statistics.spread_z(values, std)) > statistics.Z:
        raise Complaint(
            "the values of {name} do not have the standard deviation asked for",
            "the values of {name} have standard deviation {found:.4g}, but it should be {std:.4g}",
            name=name,
            found=float(values.std()),
            std=std,
        )
    if not statistics.looks_normal(values, std):
        raise Complaint("the values of {name} should be drawn from a normal distribution", name=name)
    return values


def independent(first: str, a: np.ndarray, second: str, b: np.ndarray) -> None:
    """Complain when two arrays repeat each other's draws."""
    if abs(statistics.correlation_z(a, b)) > statistics.Z:
        raise Complaint("{first} and {second} repeat the same random numbers", first=first, second=second)


def dtype(answers: Mapping[str, Value], names: Iterable[str], want: str, mistake: str = "") -> None:
    """Complain unless each answer is an array of dtype `want`; `mistake` leads to another floating type."""
    for name in names:
        answer = answers.get(name)
        if not isinstance(answer, np.ndarray):
            what = answer.type_name if isinstance(answer, Opaque) else type(answer).__name__
            raise Complaint(
                "{name} should be an array of dtype {want}",
                "{name} should be an array of dtype {want}, but is of type {what}",
                name=name,
                want=want,
                what=what,
            )
        if str(answer.dtype) != want:
            known = mistake if answer.dtype.kind == "f" else ""
            sentence = "{name} should have dtype {want}, but has {found}"
            raise Complaint(sentence, mistake=known, name=name, want=want, found=str(answer.dtype))


def untouched(function: str, name: str, after: Value, before: np.ndarray) -> None:
    """Complain if a function has changed an array that it was given."""
    if not (isinstance(after, np.ndarray) and np.array_equal(after, before)):
        sentence = "{function} changes the {name} that it is given: change a copy of it instead"
        raise Complaint(sentence, function=function, name=name)


def named(answers: Mapping[str, Value], name: str, what: str, want: Iterable[str]) -> None:
    """Complain unless the answer is exactly these names, in any order, with blanks between them."""
    wanted, answer = list(want), answers.get(name)
    found = answer.split() if isinstance(answer, str) else []
    if sorted(found) != sorted(wanted):
        raise Complaint(
            "{what} should hold {wanted} and nothing else",
            "{what} should hold {wanted} and nothing else, but holds {found}",
            what=what,
            wanted=", ".join(wanted),
            found=", ".join(found) or "nothing",
        )
