"""Simple relations between the numbers of a wrong answer and of the right one."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import numpy as np

from autograder.model.compare import Difference
from autograder.model.relation import Likeness, Relation

CLOSE = 1e-6  # of the larger magnitude


def relation(name: str, found: Difference, inputs: Mapping[str, np.ndarray]) -> Relation | None:
    """Return how a wrong array relates to the right one, else where it is wrong; None if neither is known.

    inputs: the case's; a factor may be one of their lengths.
    """
    return _likeness(found.got, found.want, _lengths(name, found.want, inputs)) or _place(found.off)


def _likeness(got: np.ndarray, want: np.ndarray, lengths: Mapping[str, int]) -> Relation | None:
    """The first transformation of the right answer that gives the wrong one.

    lengths: possible factors, by the words for them.
    """
    if not np.any(got):
        return Relation(Likeness.ZERO)
    if _close(got, want):  # too little to tell the relations below apart
        return Relation(Likeness.NEARLY)
    for found, transformed in _transforms(want, lengths):
        if _close(got, transformed):
            return found
    return _affine(got, want)


def _place(off: np.ndarray) -> Relation | None:
    """Return where the wrong elements lie: at one index of an axis, or at the border; None if they lie elsewhere."""
    if off.ndim == 0 or off.all():
        return None
    for axis, length in enumerate(off.shape):
        others = tuple(a for a in range(off.ndim) if a != axis)
        hit = np.flatnonzero(off.any(axis=others))
        if len(hit) == 1 and length > 2:
            return Relation(Likeness.AT_INDEX, axis=axis, index=int(hit[0]))
    inner = (..., *(slice(1, -1) if n > 2 else slice(None) for n in off.shape[-2:]))
    if off.ndim >= 2 and not off[inner].any():
        return Relation(Likeness.AT_BORDER)
    return None


def _transforms(want: np.ndarray, lengths: Mapping[str, int]) -> Iterator[tuple[Relation, np.ndarray]]:
    yield Relation(Likeness.NEGATED), -want
    for words, length in {"2": 2, **lengths}.items():
        yield Relation(Likeness.TIMES, words), want * length
        yield Relation(Likeness.DIVIDED, words), want / length
    for axis in range(want.ndim):
        yield Relation(Likeness.REVERSED, axis=axis), np.flip(want, axis)
    if want.ndim >= 2 and want.shape[-1] == want.shape[-2]:
        yield Relation(Likeness.SWAPPED), np.swapaxes(want, -1, -2)
    yield Relation(Likeness.SQUARED), want**2
    yield Relation(Likeness.ROOTED), np.sqrt(np.abs(want))


def _lengths(name: str, want: np.ndarray, inputs: Mapping[str, np.ndarray]) -> dict[str, int]:
    """Return lengths of inputs and of the answer itself; equal ones are named together, as they look alike."""
    arrays = {**inputs, name: want}
    found: dict[int, list[str]] = {}
    for label, array in arrays.items():
        for axis, length in enumerate(array.shape):
            found.setdefault(length, []).append(f"{label}.shape[{axis}]")
    return {" or ".join(labels): length for length, labels in found.items() if length > 1}


def _affine(got: np.ndarray, want: np.ndarray) -> Relation | None:
    if got.size < 2:
        return None
    scale = np.vdot(got, want) / max(float(np.vdot(want, want)), np.finfo(float).tiny)
    if _close(got, scale * want):
        return Relation(Likeness.SCALED)
    if _close(got - got.mean(), want - want.mean()):
        return Relation(Likeness.SHIFTED)
    return None


def _close(a: np.ndarray, b: np.ndarray) -> bool:
    magnitude = max(float(np.max(np.abs(a), initial=0.0)), float(np.max(np.abs(b), initial=0.0)))
    return bool(np.max(np.abs(a - b), initial=0.0) <= CLOSE * magnitude)
