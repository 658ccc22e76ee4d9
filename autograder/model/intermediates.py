"""Intermediate values: those of the reference that a submission's function has among its variables."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

import numpy as np

from autograder.model.fingerprints import Fingerprint


@dataclass(frozen=True)
class Intermediates:
    """The values on the way to a function's results.

    names: the reference's, in the order in which it computes them; right: those that the submission has, too.
    """

    names: tuple[str, ...]
    right: frozenset[str]

    @property
    def reached(self) -> tuple[str, ...]:
        """The right ones, if any."""
        return tuple(name for name in self.names if name in self.right)

    @property
    def next(self) -> str:
        """The first one after all right ones; "" if the last one is right."""
        after = max((self.names.index(name) + 1 for name in self.right), default=0)
        return self.names[after] if after < len(self.names) else ""


def in_short(variables: Mapping[str, np.ndarray], known: Iterable[np.ndarray]) -> dict[str, Fingerprint]:
    """The reference's variables that are worth looking for, by name.

    known: inputs and outputs, which do not count as intermediate values in any shape.
    """
    seen = {_fingerprint(array.reshape(-1)) for array in known}
    found: dict[str, Fingerprint] = {}
    for name, array in variables.items():
        flat = _fingerprint(array.reshape(-1))
        if array.size > 1 and np.ptp(array) > 0 and not any(flat.matches(other) for other in seen):
            seen.add(flat)
            found[name] = _fingerprint(array)
    return found


def found_among(arrays: Iterable[np.ndarray], wanted: Mapping[str, Fingerprint]) -> Intermediates:
    """Look for the reference's values among a function's own, each in all equivalent forms."""
    shapes = {_shape(one.shape) for one in wanted.values()}
    forms = [
        _fingerprint(form)
        for array in arrays
        if _shape(array.shape) in shapes or _shape(array.shape[::-1]) in shapes
        for form in _forms(array)
    ]
    right = {name for name, one in wanted.items() if any(one.matches(form) for form in forms)}
    return Intermediates(tuple(wanted), frozenset(right))


def _forms(array: np.ndarray) -> Iterator[np.ndarray]:
    """An array and equivalent forms: transposed, negated, squared, its root, its inverse, and the root of that."""
    with np.errstate(all="ignore"):
        for turned in (array, array.T) if array.ndim == 2 else (array,):
            root = np.sqrt(np.abs(turned))
            yield from (turned, -turned, turned**2, root, 1 / turned, 1 / turned**2, 1 / root)


def _fingerprint(array: np.ndarray) -> Fingerprint:
    """Return the fingerprint, which ignores axes of length 1."""
    return Fingerprint.of(array.astype(np.float64).reshape(_shape(array.shape)))


def _shape(shape: tuple[int, ...]) -> tuple[int, ...]:
    return tuple(length for length in shape if length != 1)
