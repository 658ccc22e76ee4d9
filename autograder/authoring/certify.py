"""Certification: before an answer is frozen, an independent oracle and central differences agree with it."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from autograder.feedback.failure_text import describe_failure
from autograder.isolation.frames import Value
from autograder.model.case import Case
from autograder.model.compare import normwise_error, scales_of
from autograder.model.library import Library
from autograder.model.run import run_locally

AGREEMENT = 1e-9  # normwise, between the reference and an oracle that computes in float64
DIRECTIONS = 5
STEP = 1e-5
DIFFERENCE = 1e-6  # of |gradient| |direction|: what central differences with this step resolve


class CertificationError(ValueError):
    """The reference disagrees with an oracle; nothing was frozen."""


def answers_of(case: Case, library: Library, inputs: Mapping[str, np.ndarray]) -> dict[str, np.ndarray]:
    """Return all answers of a run, which must succeed, as arrays."""
    run = run_locally(case, library, inputs)
    if run.failure is not None:
        raise CertificationError(
            f"{case.name} on {library.alias}: {describe_failure(run.failure, reveal=True)}"
        )
    return {name: _array(case, name, answer) for name, answer in run.answers.items()}


def certify(
    case: Case,
    inputs: Mapping[str, np.ndarray],
    frozen: Mapping[str, np.ndarray],
    reference: Library,
    oracle: Library,
) -> dict[str, float]:
    """Return the errors of the oracle's answers; raise CertificationError if one is not within AGREEMENT."""
    scales = scales_of(frozen)
    theirs = answers_of(case, oracle, inputs)
    errors = {name: normwise_error(theirs[name], want, scales[name]) for name, want in frozen.items()}
    for name, error in errors.items():
        if not error <= AGREEMENT:
            raise CertificationError(f"{case.name}: the oracle's {name} differs by {error:.1e} of its scale")
    for answer, of in case.gradients.items():
        _certify_gradient(case, inputs, frozen[answer], answer, of, reference)
    return errors


def _certify_gradient(
    case: Case,
    inputs: Mapping[str, np.ndarray],
    gradient: np.ndarray,
    answer: str,
    of: str,
    reference: Library,
) -> None:
    rng = np.random.default_rng(len(answer))
    for _ in range(DIRECTIONS):
        direction = rng.standard_normal(inputs[of].shape)
        direction /= np.linalg.norm(direction)
        up, down = (
            answers_of(case, reference, {**inputs, of: inputs[of] + step * direction})[str(case.scalar)]
            for step in (STEP, -STEP)
        )
        slope = float(up - down) / (2 * STEP)
        if abs(slope - float(np.vdot(gradient, direction))) > DIFFERENCE * np.linalg.norm(gradient):
            raise CertificationError(f"{case.name}: central differences contradict {answer}")


def _array(case: Case, name: str, answer: Value) -> np.ndarray:
    array = np.asarray(answer)
    if array.dtype.kind not in "fiu" or not np.isfinite(array).all():
        raise CertificationError(f"{case.name}: {name} is not a finite numeric array")
    return array.astype(np.float64)
