"""Numerical gradients of a layer's output with respect to a variable of its forward function."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np

from autograder.execution.assignment_hooks import RETURNED, Hook, Site

_STEP = 1e-5  # relative to the spread of a variable's values
_CLOSE = 1e-5  # relative to the largest entry: how far a gradient may be from the numerical one
_NOISE = 1e-14  # relative to the output: rounding

Function = Callable[[Hook], tuple[Any, ...]]
Values = Mapping[tuple[str, int], np.ndarray]  # of variables, by name and number of the assignment, from 1


class Assigned(NamedTuple):
    """A value that a variable got.

    time: counts the assignments to the variable; once: whether its line ran only once.
    """

    site: Site
    time: int
    value: np.ndarray
    once: bool


@dataclass(frozen=True)
class Execution:
    """The arrays of floating-point numbers that a function assigned, as copies and in order, and what it returned.

    line: of its last return statement.
    """

    assigned: list[Assigned]
    results: tuple[Any, ...]
    line: int


@dataclass(frozen=True)
class Gradient:
    """A numerical gradient; limits: the largest error of each entry, larger where the slope has a kink."""

    value: np.ndarray
    limits: np.ndarray

    @property
    def is_zero(self) -> bool:
        """True if the output does not depend on the variable."""
        return not self.value.any()

    def fits(self, other: np.ndarray) -> bool:
        """Return whether this is the same gradient, up to axes of length 1."""
        return bool((np.abs(other.reshape(self.value.shape) - self.value) <= self.limits).all())

    def worst(self, other: np.ndarray) -> tuple[tuple[int, ...], float, float]:
        """Return the index where another gradient is farthest off, in that one's shape, with the entries of both."""
        mine = self.value.reshape(other.shape)
        place = np.unravel_index(int(np.abs(other - mine).argmax()), other.shape)
        return tuple(map(int, place)), float(other[place]), float(mine[place])

    def corrected(self, other: np.ndarray) -> np.ndarray:
        """Return another gradient, in its own shape, with its wrong entries replaced by those of this one."""
        flat = other.reshape(self.value.shape)
        kept = np.abs(flat - self.value) <= self.limits
        return np.where(kept, flat, self.value).reshape(other.shape)


def executed(function: Function, values: Values) -> Execution:
    """Run a function with these values in place of its own."""
    found: list[tuple[Site, int, np.ndarray]] = []
    times: Counter[str] = Counter()
    visits: Counter[int] = Counter()
    lines = [0]
    replace = replacing(values)

    def note(site: Site, value: Any) -> Any:
        value = replace(site, value)
        times[site.name] += 1
        visits[site.number] += 1
        if site.name == RETURNED:
            lines.append(site.line)
        elif isinstance(value, np.ndarray) and value.dtype.kind == "f":
            found.append((site, times[site.name], value.copy()))
        return value

    results = function(note)
    assigned = [Assigned(site, time, value, visits[site.number] == 1) for site, time, value in found]
    return Execution(assigned, results, lines[-1])


def replacing(values: Values) -> Hook:
    """A hook that gives variables these values."""
    times: Counter[str] = Counter()

    def replace(site: Site, value: Any) -> Any:
        times[site.name] += 1
        return values.get((site.name, times[site.name]), value)

    return replace


def numerical_gradient(forward: Callable[[Hook], np.ndarray], dout: np.ndarray, at: Assigned) -> Gradient:
    """The gradient of sum(out * dout) with respect to a variable from one of its assignments on."""
    step = _STEP * _scale(at.value)
    middle = forward(replacing({}))
    slopes, bends = np.zeros(at.value.size), np.zeros(at.value.size)
    for entry in range(at.value.size):
        high, low = (forward(_moved(at, entry, by)) for by in (step, -step))
        slopes[entry] = np.sum((high - low) * dout) / (2 * step)
        bends[entry] = abs(np.sum((high - middle) * dout) - np.sum((middle - low) * dout)) / step
    noise = _NOISE * float(np.abs(middle * dout).sum()) / step
    limits = bends + _CLOSE * np.abs(slopes).max() + noise
    return Gradient(slopes.reshape(at.value.shape), limits.reshape(at.value.shape))


def _scale(value: np.ndarray) -> float:
    largest = float(np.abs(value).max())
    return max(float(value.std()), largest / 1000) or 1.0


def _moved(at: Assigned, entry: int, by: float) -> Hook:
    value = at.value.copy()
    value.reshape(-1)[entry] += by
    return replacing({(at.site.name, at.time): value})


def alike(shape: Sequence[int], other: Sequence[int]) -> bool:
    """Return whether two shapes are the same up to axes of length 1."""
    return [n for n in shape if n != 1] == [n for n in other if n != 1]
