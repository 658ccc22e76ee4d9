"""Mistake lookup: which known mistake gives exactly this wrong output?

At fixture time every catalogued mistake runs every case that it touches. Only a fingerprint of each changed answer is
kept: the shape and three random projections, or, for a missing answer, the reason why the run stopped. A submission
whose answers have the fingerprints of a mistake in all that is wrong, and are right in all the rest, has made that
mistake, or its twin.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from autograder.isolation.frames import Opaque, Value
from autograder.model.compare import ABSENT, Absent
from autograder.model.run import Run

PROJECTIONS = 3
NOISE = 1e-12  # a 0 of exact arithmetic becomes noise far below this, different on each processor
MATCH = 1e-7  # of the answer's magnitude; different mistakes differ by far more on generic inputs


@dataclass(frozen=True)
class Note:
    """A known mistake for students: its hint, the checks that it costs, the share of the points that it keeps.

    function: the wrong one, "layers.py:forward", or a module or class if all of it may be wrong.
    """

    id: str
    hint: str
    costs: tuple[str, ...]
    credit: float = 0.0
    function: str = ""


@dataclass(frozen=True)
class Fingerprint:
    """The fingerprint of an answer. Numbers have a shape and projections, anything else only a label."""

    label: str = ""
    shape: tuple[int, ...] = ()
    projections: tuple[float, ...] = ()
    scale: float = 0.0

    @classmethod
    def of(cls, answer: Value | Absent, stopped: str = "") -> Fingerprint:
        """Return the fingerprint of any answer; for a missing one, it is the reason why the run stopped."""
        if answer is ABSENT:
            return cls(label=f"absent {stopped}")
        if answer is None:
            return cls(label="none")
        if isinstance(answer, Opaque):
            return cls(label=f"a {answer.type_name}")
        if isinstance(answer, bool) or not isinstance(answer, (np.ndarray, int, float)):
            return cls(label=type(answer).__name__)
        array = np.asarray(answer)
        if array.dtype.kind not in "fiu":
            return cls(label=str(array.dtype))
        if not np.isfinite(array).all():
            kinds = np.isnan(array) + 2.0 * np.isposinf(array) + 3.0 * np.isneginf(array)
            return cls("not finite", array.shape, _projections(kinds), 3.0)
        array = array.astype(np.float64)
        scale = float(np.max(np.abs(array), initial=0.0))
        return cls("", array.shape, _projections(array), scale)

    @property
    def telling(self) -> bool:
        """True if it stands for numbers, which only code that computes them can have."""
        return not self.label

    def matches(self, other: Fingerprint) -> bool:
        """Return whether both stand for the same output."""
        if (self.label, self.shape) != (other.label, other.shape):
            return False
        limit = max(MATCH * max(self.scale, other.scale), NOISE)
        pairs = zip(self.projections, other.projections, strict=True)
        return all(one == another or abs(one - another) <= limit for one, another in pairs)

    def to_json(self) -> list[Any]:
        """As plain JSON types."""
        return [self.label, self.shape, self.projections, self.scale]

    @classmethod
    def from_json(cls, data: Sequence[Any]) -> Fingerprint:
        """The reverse of `to_json`."""
        label, shape, projections, scale = data
        return cls(label, tuple(shape), tuple(projections), scale)


def fingerprints(run: Run, names: Iterable[str]) -> dict[str, Fingerprint]:
    """Fingerprints of a run's answers, absent ones included."""
    stopped = run.failure.signature if run.failure else ""
    return {name: Fingerprint.of(run.answers.get(name, ABSENT), stopped) for name in names}


def _projections(array: np.ndarray) -> tuple[float, ...]:
    """Products with fixed random unit-scale directions; the seed depends on the shape alone."""
    seed = zlib.crc32(str(array.shape).encode())
    directions = np.random.default_rng(seed).uniform(0.5, 1.5, (PROJECTIONS, array.size))
    directions *= np.random.default_rng(seed + 1).choice([-1.0, 1.0], directions.shape)
    return tuple(float(p) for p in directions @ array.ravel() / max(1.0, np.sqrt(array.size)))


# Per case and mistake, the answers that the mistake changes.
Changes = Mapping[str, Fingerprint]


@dataclass(frozen=True)
class Catalogue:
    """The mistakes' notes, and their fingerprints by case."""

    notes: dict[str, Note] = field(default_factory=dict)
    cases: dict[str, dict[str, Changes]] = field(default_factory=dict)

    def opened(self, _: Iterable[tuple[str, str, Fingerprint]]) -> Catalogue:
        """Like `SealedCatalogue.opened`: nothing is hidden."""
        return self

    def note(self, mistake: str) -> Note:
        """Return the note on a mistake; an empty note if it is unknown."""
        return self.notes.get(mistake, Note(mistake, "", ()))

    def to_json(self) -> dict[str, Any]:
        """As plain JSON types."""
        return {
            "notes": {
                i: {"hint": n.hint, "costs": n.costs, "credit": n.credit, "function": n.function}
                for i, n in self.notes.items()
            },
            "cases": {
                case: {
                    mistake: {name: fingerprint.to_json() for name, fingerprint in changes.items()}
                    for mistake, changes in mistakes.items()
                }
                for case, mistakes in self.cases.items()
            },
        }

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Catalogue:
        """The reverse of `to_json`."""
        notes = {
            i: Note(i, note["hint"], tuple(note["costs"]), note["credit"], note["function"])
            for i, note in data["notes"].items()
        }
        cases: dict[str, dict[str, Changes]] = {
            case: {
                mistake: {name: Fingerprint.from_json(one) for name, one in changes.items()}
                for mistake, changes in mistakes.items()
            }
            for case, mistakes in data["cases"].items()
        }
        return cls(notes, cases)
