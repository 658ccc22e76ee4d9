"""Drift: whether the reference still gives the frozen arrays, and which arrays a changed reference would change."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum

import numpy as np

from autograder.authoring.certify import answers_of
from autograder.model.case import Case, fixed_cases, seed_for
from autograder.model.compare import normwise_error
from autograder.model.library import Library
from autograder.store.fixture_set import FixtureSet, array_sha256


class DriftState(Enum):
    """The result of comparing a regenerated array with the frozen one."""

    SAME = "same"
    WITHIN = "within tolerance"
    DRIFTED = "drifted"


@dataclass(frozen=True)
class Drift:
    """One array regenerated. `error` is relative to the array's scale; `tolerance` is the largest error allowed."""

    fixtures: str
    case: str
    array: str
    state: DriftState
    error: float
    tolerance: float


def regenerate(fixtures: FixtureSet, reference: Library, secret: str | None) -> Iterator[Drift]:
    """Compare every frozen array with a fresh one; `secret` is None for the public set."""
    fixtures.check_complete()
    for case in fixed_cases():
        draw = fixtures.manifest["cases"][case.name]["draw"]
        inputs = case.draw_inputs(seed_for(case.name, secret, draw))
        yield from _inputs(fixtures, case, inputs)
        if case.frozen:
            yield from _answers(fixtures, case, answers_of(case, reference, inputs))


INPUT_TOLERANCE = 1e-12  # another processor may round draws differently, but not more than that


def _inputs(fixtures: FixtureSet, case: Case, fresh: dict[str, np.ndarray]) -> Iterator[Drift]:
    frozen = fixtures.inputs(case)
    for name in sorted(set(frozen) | set(fresh)):
        if name in frozen and name in fresh:
            scale = float(np.max(np.abs(frozen[name]), initial=0.0)) or 1.0
            yield _drift(fixtures, case, f"in/{name}", fresh[name], frozen[name], INPUT_TOLERANCE, scale)
        else:
            yield Drift(
                fixtures.name, case.name, f"in/{name}", DriftState.DRIFTED, float("inf"), INPUT_TOLERANCE
            )


def _answers(fixtures: FixtureSet, case: Case, fresh: dict[str, np.ndarray]) -> Iterator[Drift]:
    frozen = fixtures.expected(case)
    for name in sorted(set(frozen) | set(fresh)):
        if name in frozen and name in fresh:
            want = frozen[name]
            yield _drift(fixtures, case, f"out/{name}", fresh[name], want.value, want.tolerance, want.scale)
        else:
            yield Drift(fixtures.name, case.name, f"out/{name}", DriftState.DRIFTED, float("inf"), 0.0)


def _drift(
    fixtures: FixtureSet,
    case: Case,
    array: str,
    fresh: np.ndarray,
    frozen: np.ndarray,
    tolerance: float,
    scale: float,
) -> Drift:
    error = normwise_error(fresh, frozen, scale)
    if array_sha256(fresh) == array_sha256(frozen):
        state = DriftState.SAME
    else:
        state = DriftState.WITHIN if error <= tolerance else DriftState.DRIFTED
    return Drift(fixtures.name, case.name, array, state, error, tolerance)
