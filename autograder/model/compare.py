"""Comparison of an answer with the expected one: a pure rule, and a mismatch as a value.

The rule is normwise: an array is right when its largest error is at most `tolerance` times the largest
expected magnitude. Elementwise relative errors would let one element near zero decide.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from functools import cached_property

import numpy as np

from autograder.isolation.frames import Opaque, Value


class Absent(Enum):
    """An output that a probe never reached."""

    ABSENT = "absent"


ABSENT = Absent.ABSENT


@dataclass(frozen=True)
class Expected:
    """A frozen answer; `scale` is the magnitude that `tolerance` is relative to."""

    value: np.ndarray
    tolerance: float
    scale: float

    @property
    def limit(self) -> float:
        """The largest absolute error that is still right."""
        return self.tolerance * self.scale


class Fault(Enum):
    """The fault of an output, in the order in which faults are looked for."""

    MISSING = "missing"
    NONE = "none"
    NOT_ARRAY = "not an array"
    DTYPE = "dtype"
    SHAPE = "shape"
    NOT_FINITE = "not finite"
    VALUE = "value"


@dataclass(frozen=True)
class Difference:
    """A finite array and the expected one, of the same shape."""

    got: np.ndarray
    want: np.ndarray
    limit: float

    @cached_property
    def errors(self) -> np.ndarray:
        """Absolute errors, elementwise."""
        with np.errstate(over="ignore"):
            return np.abs(self.got - self.want)

    @cached_property
    def off(self) -> np.ndarray:
        """The elements whose error exceeds the limit."""
        return ~(self.errors <= self.limit)


@dataclass(frozen=True)
class Mismatch:
    """A wrong answer: the first fault found, with the few numbers that a sentence about it needs.

    wanted, shape: the shapes that were expected and found.
    found: the type or dtype of an answer that is not an array of real numbers; else "NaN" or "infinity", if it holds
    any.
    where: the index of the largest error, or of the first value that is not finite.
    got, want, error: the values there; limit: the largest error that is still right.
    off: how many values are wrong.
    """

    name: str
    fault: Fault
    wanted: tuple[int, ...]
    shape: tuple[int, ...] = ()
    found: str = ""
    where: tuple[int, ...] = ()
    got: float = 0.0
    want: float = 0.0
    error: float = 0.0
    limit: float = 0.0
    off: int = 0

    @property
    def size(self) -> int:
        """The number of values that the output should have."""
        return math.prod(self.wanted)


def compare(name: str, got: Value | Absent, expected: Expected) -> Mismatch | None:
    """Return None if `got` is right, else the first fault.

    A 0-dimensional expectation also takes Python and numpy scalars.
    """
    wanted = expected.value.shape
    if got is ABSENT:
        return Mismatch(name, Fault.MISSING, wanted)
    if got is None:
        return Mismatch(name, Fault.NONE, wanted)
    if isinstance(got, Opaque):
        return Mismatch(name, Fault.NOT_ARRAY, wanted, found=got.type_name)
    if not isinstance(got, (np.ndarray, float, int)) or isinstance(got, bool):
        return Mismatch(name, Fault.NOT_ARRAY, wanted, found=type(got).__name__)
    if not isinstance(got, np.ndarray) and wanted:
        return Mismatch(name, Fault.NOT_ARRAY, wanted, found=f"{type(got).__name__}, a single number")
    array = np.asarray(got)
    if array.dtype.kind not in "fiu":
        return Mismatch(name, Fault.DTYPE, wanted, array.shape, found=str(array.dtype))
    if array.shape != wanted:
        return Mismatch(name, Fault.SHAPE, wanted, array.shape)
    array = array.astype(np.float64)
    if not np.isfinite(array).all():
        return _not_finite(name, array)
    return _wrong_values(name, Difference(array, expected.value, expected.limit))


def difference(got: Value | Absent, expected: Expected) -> Difference | None:
    """Pair an answer with the expected one; None if they cannot be compared value by value."""
    if not isinstance(got, (np.ndarray, float, int)) or isinstance(got, bool):
        return None
    array = np.asarray(got)
    if array.dtype.kind not in "fiu" or array.shape != expected.value.shape or not np.isfinite(array).all():
        return None
    return Difference(array.astype(np.float64), expected.value.astype(np.float64), expected.limit)


def _not_finite(name: str, array: np.ndarray) -> Mismatch:
    bad = ~np.isfinite(array)
    found = "NaN" if np.isnan(array).any() else "infinity"
    where = tuple(int(i) for i in np.argwhere(bad)[0])
    shape = array.shape
    return Mismatch(name, Fault.NOT_FINITE, shape, shape, found, where, off=int(bad.sum()))


def _wrong_values(name: str, found: Difference) -> Mismatch | None:
    if not found.off.any():
        return None
    where = tuple(int(i) for i in np.unravel_index(int(np.argmax(found.errors)), found.errors.shape))
    return Mismatch(
        name,
        Fault.VALUE,
        found.want.shape,
        found.got.shape,
        where=where,
        got=float(found.got[where]),
        want=float(found.want[where]),
        error=float(found.errors[where]),
        limit=found.limit,
        off=int(found.off.sum()),
    )


def normwise_error(got: np.ndarray, want: np.ndarray, scale: float) -> float:
    """max |got - want| / scale; infinite if shapes differ or a value is not finite."""
    got = np.asarray(got)
    if got.shape != want.shape or got.dtype.kind not in "fiu" or not np.isfinite(got).all():
        return float("inf")
    if not want.size:
        return 0.0
    return float(np.max(np.abs(got - want)) / scale)


def scales_of(answers: Mapping[str, np.ndarray]) -> dict[str, float]:
    """Return the scale of each output's error: its own magnitude, or its family's if it is 0 up to rounding."""
    own = {name: float(np.max(np.abs(a), initial=0.0)) for name, a in answers.items()}
    family = max(own.values(), default=0.0) or 1.0
    return {name: scale if scale > 1e-9 * family else family for name, scale in own.items()}
