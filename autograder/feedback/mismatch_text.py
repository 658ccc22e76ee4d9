"""Sentences about mismatches: with numbers for public fixtures, without any for hidden ones."""

from __future__ import annotations

from autograder.model.compare import Fault, Mismatch


def describe_mismatch(mismatch: Mismatch, reveal: bool) -> str:
    """One sentence on what is wrong; numbers only if `reveal`."""
    name, wanted = mismatch.name, _kind(mismatch.wanted, reveal)
    match mismatch.fault:
        case Fault.MISSING:
            return f"{name}: no result"
        case Fault.NONE:
            return f"{name} is None, but should be {wanted}; is a return or an assignment missing?"
        case Fault.NOT_ARRAY:
            # A submission can name its types freely, so a name could reveal hidden inputs.
            found = f"of type {mismatch.found}" if reveal else "of another type"
            return f"{name} is {found}, but should be {wanted}"
        case Fault.DTYPE:
            found = f"dtype {mismatch.found}" if reveal else "another dtype"
            return f"{name} has {found}, but should hold real numbers"
        case Fault.SHAPE:
            return _shape(mismatch, reveal)
        case Fault.NOT_FINITE:
            return _not_finite(mismatch, reveal)
        case Fault.VALUE:
            return _value(mismatch) if reveal else f"{name} is wrong{_how_many(mismatch)}"


def _kind(shape: tuple[int, ...], reveal: bool) -> str:
    if not shape:
        return "a single number"
    return f"an array of shape {shape}" if reveal else f"an array with {_axes(len(shape))}"


def _axes(count: int) -> str:
    return "one axis" if count == 1 else f"{count} axes"


def _shape(mismatch: Mismatch, reveal: bool) -> str:
    name, got, want = mismatch.name, mismatch.shape, mismatch.wanted
    if not got or not want:
        found = "a single number" if not got else f"an array of shape {got}" if reveal else "an array"
        return f"{name} is {found}, but should be {_kind(want, reveal)}"
    if reveal:
        return f"{name} has shape {got}, but should have {want}"
    if len(got) != len(want):
        return f"{name} has {_axes(len(got))}, but should have {_axes(len(want))}"
    axes = [str(i) for i, (g, w) in enumerate(zip(got, want, strict=True)) if g != w]
    return f"{name} has the wrong length along axis {', '.join(axes)}"


def _not_finite(mismatch: Mismatch, reveal: bool) -> str:
    name, found = mismatch.name, mismatch.found
    if not mismatch.shape:
        return f"{name} is {found}"
    if not reveal:
        return f"{name} holds {found}"
    place = _index(mismatch.where)
    return f"{name} holds {found}, first at {place}: {mismatch.off} of {mismatch.size} values are not finite"


def _value(mismatch: Mismatch) -> str:
    got, want = mismatch.got + 0.0, mismatch.want + 0.0  # no negative zeros
    digits = 6 if f"{got:.6g}" != f"{want:.6g}" else 12
    place = _index(mismatch.where) if mismatch.where else ""
    sentence = (
        f"{mismatch.name}{place} is {got:.{digits}g}, but should be {want:.{digits}g}"
        f" (off by {mismatch.error:.2g}, limit {mismatch.limit:.2g})"
    )
    return f"{sentence}; {mismatch.off} of {mismatch.size} values are off" if place else sentence


def _how_many(mismatch: Mismatch) -> str:
    if not mismatch.shape:
        return ""
    if mismatch.off == mismatch.size:
        return ": all values are off"
    return ": most values are off" if 2 * mismatch.off > mismatch.size else ": some values are off"


def _index(where: tuple[int, ...]) -> str:
    return f"[{', '.join(map(str, where))}]"
