"""Comparison of one answer with what was expected: a pure rule, and a mismatch as a value.

The rule is normwise: an array is right when its largest error is at most `tolerance` times the largest
expected magnitude. Elementwise relative errors would let one element near zero decide.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

import numpy as np

from autograder.isolation.frames import Opaque, Value


class Absent(Enum):
    """An answer that a probe never came to give."""

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
    """What is wrong with an answer, in the order in which it is looked for."""

    MISSING = "missing"
    NONE = "none"
    NOT_ARRAY = "not an array"
    KIND = "kind"
    SHAPE = "shape"
    NOT_FINITE = "not finite"
    VALUE = "value"


@dataclass(frozen=True)
class Mismatch:
    """A wrong answer: the first fault found, with what a sentence about it needs."""

    name: str
    fault: Fault
    expected: Expected
    got: np.ndarray | None = None
    found: str = ""

    @property
    def errors(self) -> np.ndarray:
        """Absolute errors, elementwise; only for a VALUE fault."""
        assert self.got is not None
        with np.errstate(over="ignore"):
            return np.abs(self.got - self.expected.value)

    @property
    def off(self) -> np.ndarray:
        """Which elements exceed the limit; only for a VALUE fault."""
        return ~(self.errors <= self.expected.limit)


def compare(name: str, got: Value | Absent, expected: Expected) -> Mismatch | None:
    """None where `got` is right, else the first fault.

    A 0-dimensional expectation also takes Python and numpy scalars.
    """
    if got is ABSENT:
        return Mismatch(name, Fault.MISSING, expected)
    if got is None:
        return Mismatch(name, Fault.NONE, expected)
    if isinstance(got, Opaque):
        return Mismatch(name, Fault.NOT_ARRAY, expected, found=got.type_name)
    if not isinstance(got, (np.ndarray, float, int)) or isinstance(got, bool):
        return Mismatch(name, Fault.NOT_ARRAY, expected, found=type(got).__name__)
    if not isinstance(got, np.ndarray) and expected.value.ndim:
        return Mismatch(name, Fault.NOT_ARRAY, expected, found=f"{type(got).__name__}, a single number")
    return _compare_array(name, np.asarray(got), expected)


def _compare_array(name: str, array: np.ndarray, expected: Expected) -> Mismatch | None:
    if array.dtype.kind not in "fiu":
        return Mismatch(name, Fault.KIND, expected, array, found=str(array.dtype))
    if array.shape != expected.value.shape:
        return Mismatch(name, Fault.SHAPE, expected, array)
    array = array.astype(np.float64)
    if not np.isfinite(array).all():
        return Mismatch(name, Fault.NOT_FINITE, expected, array)
    mismatch = Mismatch(name, Fault.VALUE, expected, array)
    return mismatch if mismatch.off.any() else None


def normwise_error(got: np.ndarray, want: np.ndarray, scale: float) -> float:
    """max |got - want| / scale; infinite where shapes differ or something is not finite."""
    got = np.asarray(got)
    if got.shape != want.shape or got.dtype.kind not in "fiu" or not np.isfinite(got).all():
        return float("inf")
    if not want.size:
        return 0.0
    return float(np.max(np.abs(got - want)) / scale)
