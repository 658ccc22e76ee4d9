"""Sentences about mismatches: with numbers for public fixtures, without any for hidden ones."""

from __future__ import annotations

import numpy as np

from autograder.model.compare import Fault, Mismatch


def describe(mismatch: Mismatch, reveal: bool) -> str:
    """One sentence on what is wrong; numbers only where `reveal`."""
    name, want = mismatch.name, mismatch.expected.value
    match mismatch.fault:
        case Fault.MISSING:
            return f"{name}: no answer"
        case Fault.NONE:
            return f"{name} is None, but should be {_kind(want, reveal)}: was a return or an assignment forgotten?"
        case Fault.NOT_ARRAY:
            # A submission may name its types at will, so that a name could tell hidden things.
            found = f"of type {mismatch.found}" if reveal else "of another type"
            return f"{name} is {found}, but should be {_kind(want, reveal)}"
        case Fault.KIND:
            return f"{name} has dtype {mismatch.found}, but should hold real numbers"
        case Fault.SHAPE:
            return _shape(mismatch, reveal)
        case Fault.NOT_FINITE:
            return _not_finite(mismatch, reveal)
        case Fault.VALUE:
            return _value(mismatch) if reveal else f"{name} is wrong{_how_many(mismatch.off)}"


def _kind(want: np.ndarray, reveal: bool) -> str:
    if not want.ndim:
        return "a single number"
    return f"an array of shape {want.shape}" if reveal else f"an array with {_axes(want.ndim)}"


def _axes(count: int) -> str:
    return "one axis" if count == 1 else f"{count} axes"


def _shape(mismatch: Mismatch, reveal: bool) -> str:
    assert mismatch.got is not None
    got, want = mismatch.got.shape, mismatch.expected.value.shape
    if not got or not want:
        found = "a single number" if not got else f"an array of shape {got}" if reveal else "an array"
        return f"{mismatch.name} is {found}, but should be {_kind(mismatch.expected.value, reveal)}"
    if reveal:
        return f"{mismatch.name} has shape {got}, but should have {want}"
    if len(got) != len(want):
        return f"{mismatch.name} has {_axes(len(got))}, but should have {_axes(len(want))}"
    axes = [str(i) for i, (g, w) in enumerate(zip(got, want, strict=True)) if g != w]
    return f"{mismatch.name} has the wrong length along axis {', '.join(axes)}"


def _not_finite(mismatch: Mismatch, reveal: bool) -> str:
    assert mismatch.got is not None
    bad = ~np.isfinite(mismatch.got)
    what = "NaN" if np.isnan(mismatch.got).any() else "infinity"
    if not bad.ndim:
        return f"{mismatch.name} is {what}"
    if reveal:
        return f"{mismatch.name} holds {what}, first at {_index(bad)}: {bad.sum()} of {bad.size} values are not finite"
    return f"{mismatch.name} holds {what}"


def _value(mismatch: Mismatch) -> str:
    assert mismatch.got is not None
    worst = np.unravel_index(int(np.argmax(mismatch.errors)), mismatch.errors.shape)
    place = f"[{', '.join(map(str, worst))}]" if worst else ""
    got, want = mismatch.got[worst] + 0.0, mismatch.expected.value[worst] + 0.0  # no negative zeros
    digits = 6 if f"{got:.6g}" != f"{want:.6g}" else 12
    sentence = (
        f"{mismatch.name}{place} is {got:.{digits}g}, but should be {want:.{digits}g}"
        f" (off by {mismatch.errors[worst]:.2g}, limit {mismatch.expected.limit:.2g})"
    )
    return f"{sentence}; {mismatch.off.sum()} of {mismatch.off.size} values are off" if worst else sentence


def _how_many(off: np.ndarray) -> str:
    if not off.ndim:
        return ""
    if off.all():
        return ": all values are off"
    return ": most values are off" if off.mean() > 1 / 2 else ": some values are off"


def _index(where: np.ndarray) -> str:
    return f"[{', '.join(str(i) for i in np.argwhere(where)[0])}]"
