"""Sentences about mismatches: with numbers for public fixtures, without any for hidden ones."""

from __future__ import annotations

import numpy as np

from autograder.compare import Fault, Mismatch


def describe(mismatch: Mismatch, reveal: bool) -> str:
    """One sentence on what is wrong; numbers only where `reveal`."""
    name, want = mismatch.name, mismatch.expected.value
    match mismatch.fault:
        case Fault.MISSING:
            return f"{name}: no answer"
        case Fault.NONE:
            return f"{name} is None, but should be {_kind(want)}: was a return or an assignment forgotten?"
        case Fault.NOT_ARRAY:
            return f"{name} is a {mismatch.found}, but should be {_kind(want)}"
        case Fault.KIND:
            return f"{name} has dtype {mismatch.found}, but should hold real numbers"
        case Fault.SHAPE:
            return _shape(mismatch, reveal)
        case Fault.NOT_FINITE:
            return _not_finite(mismatch, reveal)
        case Fault.VALUE:
            return _value(mismatch) if reveal else f"{name} is wrong: {_how_many(mismatch.off, reveal)}"


def _kind(want: np.ndarray) -> str:
    return f"an array with {want.ndim} dimensions" if want.ndim else "a number"


def _shape(mismatch: Mismatch, reveal: bool) -> str:
    assert mismatch.got is not None
    got, want = mismatch.got.shape, mismatch.expected.value.shape
    if reveal:
        return f"{mismatch.name} has shape {got}, but should have {want}"
    if len(got) != len(want):
        return f"{mismatch.name} has {len(got)} dimensions, but should have {len(want)}"
    axes = [str(i) for i, (g, w) in enumerate(zip(got, want, strict=True)) if g != w]
    return f"{mismatch.name} has the wrong length along axis {', '.join(axes)}"


def _not_finite(mismatch: Mismatch, reveal: bool) -> str:
    assert mismatch.got is not None
    bad = ~np.isfinite(mismatch.got)
    what = "NaN" if np.isnan(mismatch.got).any() else "infinity"
    where = f" at {_index(bad)}" if reveal and bad.ndim else ""
    return f"{mismatch.name} holds {what}{where}: {_how_many(bad, reveal)}"


def _value(mismatch: Mismatch) -> str:
    assert mismatch.got is not None
    worst = np.unravel_index(int(np.argmax(mismatch.errors)), mismatch.errors.shape)
    place = f"[{', '.join(map(str, worst))}]" if worst else ""
    got, want = mismatch.got[worst], mismatch.expected.value[worst]
    sentence = (
        f"{mismatch.name}{place} is {got:.6g}, but should be {want:.6g}"
        f" (off by {mismatch.errors[worst]:.2g}, limit {mismatch.expected.limit:.2g})"
    )
    return f"{sentence}; {_how_many(mismatch.off, reveal=True)}" if worst else sentence


def _how_many(off: np.ndarray, reveal: bool) -> str:
    if not off.ndim:
        return "the number is off"
    if reveal:
        return f"{int(off.sum())} of {off.size} values are off"
    if off.all():
        return "all values are off"
    return "most values are off" if off.mean() > 1 / 2 else "some values are off"


def _index(where: np.ndarray) -> str:
    return f"[{', '.join(str(i) for i in np.argwhere(where)[0])}]"
