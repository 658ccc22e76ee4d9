"""Simple relations between a wrong answer and the right one, said in words and without numbers of either."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import numpy as np

from autograder.model.compare import Fault, Mismatch

CLOSE = 1e-6  # of the larger magnitude


def hint(mismatch: Mismatch, inputs: Mapping[str, np.ndarray]) -> str:
    """How a wrong array relates to the right one, else where it is wrong; "" if nothing can be said.

    inputs: the case's, whose lengths a factor may be.
    """
    if mismatch.fault is not Fault.VALUE or mismatch.got is None:
        return ""
    got, want = mismatch.got, mismatch.expected.value.astype(np.float64)
    return relation(got, want, _lengths(mismatch.name, want, inputs)) or place(mismatch.off)


def relation(got: np.ndarray, want: np.ndarray, lengths: Mapping[str, int]) -> str:
    """'it is the right answer with the opposite sign', and the like; "" where none fits.

    lengths: numbers that may have been multiplied or divided by, under the words for them.
    """
    if not np.any(got):
        return "it is 0 everywhere"
    for words, transformed in _transforms(want, lengths):
        if _close(got, transformed):
            return f"it is the right answer {words}"
    return _ratio(got, want)


def place(off: np.ndarray) -> str:
    """Where wrong elements lie: at one index of an axis, at the border; "" where they are all over."""
    if off.ndim == 0 or off.all():
        return ""
    for axis, length in enumerate(off.shape):
        others = tuple(a for a in range(off.ndim) if a != axis)
        hit = np.flatnonzero(off.any(axis=others))
        if len(hit) == 1 and length > 2:
            return f"only index {hit[0]} along axis {axis} is wrong"
    inner = (..., *(slice(1, -1) if n > 2 else slice(None) for n in off.shape[-2:]))
    if off.ndim >= 2 and not off[inner].any():
        return "only the border of the last two axes is wrong"
    return ""


def _transforms(want: np.ndarray, lengths: Mapping[str, int]) -> Iterator[tuple[str, np.ndarray]]:
    yield "with the opposite sign", -want
    yield "times 2", 2 * want
    yield "divided by 2", want / 2
    for words, length in lengths.items():
        yield f"times {words}", want * length
        yield f"divided by {words}", want / length
    for axis in range(want.ndim):
        yield f"reversed along axis {axis}", np.flip(want, axis)
    if want.ndim >= 2 and want.shape[-1] == want.shape[-2]:
        yield "with its last two axes swapped", np.swapaxes(want, -1, -2)
    yield "squared", want**2
    yield "under a square root", np.sqrt(np.abs(want))


def _lengths(name: str, want: np.ndarray, inputs: Mapping[str, np.ndarray]) -> dict[str, int]:
    """Lengths of inputs and of the answer itself; of equal ones the first that is named."""
    arrays = {**inputs, name: want}
    found: dict[int, str] = {}
    for label, array in arrays.items():
        for axis, length in enumerate(array.shape):
            found.setdefault(length, f"{label}.shape[{axis}]")
    return {words: length for length, words in found.items() if length > 1}


def _ratio(got: np.ndarray, want: np.ndarray) -> str:
    if got.size < 2:
        return ""
    scale = np.vdot(got, want) / max(float(np.vdot(want, want)), np.finfo(float).tiny)
    if _close(got, scale * want):
        return "it is the right answer times a constant"
    if _close(got - got.mean(), want - want.mean()):
        return "it is the right answer plus a constant"
    return ""


def _close(a: np.ndarray, b: np.ndarray) -> bool:
    magnitude = max(float(np.max(np.abs(a), initial=0.0)), float(np.max(np.abs(b), initial=0.0)))
    return bool(np.max(np.abs(a - b), initial=0.0) <= CLOSE * magnitude)
