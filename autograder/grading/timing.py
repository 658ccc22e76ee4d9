"""Measuring: the submission and the reference in turn, on fresh inputs, every timed answer checked."""

from __future__ import annotations

import hashlib
from contextlib import suppress

import numpy as np

from autograder.feedback.failure_text import describe_failure
from autograder.isolation.reply import IsolationError
from autograder.model.case import CASES, Case, seed_for
from autograder.model.compare import ABSENT, Expected, Mismatch, compare, scales_of
from autograder.model.demand import SpeedTest
from autograder.model.failure import Cause, Failure
from autograder.model.run import ProbeRunner, Run
from autograder.model.speed import HALF, MOST_BLOCKS, Speed, estimate

TOLERANCE = 1e-6  # what is timed is checked against the reference's answers in the same run


class UnfitError(Exception):
    """The submission's answers are wrong or absent, so that their time means nothing."""

    def __init__(self, why: Mismatch | Failure) -> None:
        super().__init__(why)
        self.why = why


def measure(test: SpeedTest, submission: ProbeRunner, reference: ProbeRunner, salt: str) -> Speed:
    """Time the submission against the reference. What would cost points is timed twice, and the better counts.

    salt: makes the inputs unpredictable to the submission and the same in every run.
    """
    try:
        first = _measure_once(test, submission, reference, salt)
    except UnfitError:  # a worker may have been killed for want of memory that others took
        return _measure_once(test, submission, reference, f"{salt} again")
    if first.band.share == 1:
        return first
    speeds = [first]
    with suppress(UnfitError):
        speeds.append(_measure_once(test, submission, reference, f"{salt} again"))
    return max(speeds, key=lambda speed: speed.band.share)


def loops(test: SpeedTest, submission: ProbeRunner) -> bool:
    """Whether a batch twice as large makes the submission execute more lines: it loops over samples."""
    case = CASES[test.lines]
    run = submission.run(case, case.draw_inputs(seed_for(case.name, None)))
    small, large = (run.answers.get(name) for name in ("lines", "lines of twice the batch"))
    return not (isinstance(small, int) and isinstance(large, int) and large <= 1.2 * small)


def _measure_once(test: SpeedTest, submission: ProbeRunner, reference: ProbeRunner, salt: str) -> Speed:
    """Time until the band is settled."""
    work, single = CASES[test.work], CASES[test.single]
    once = min(_paired(single, submission, reference, salt, n)[0] for n in range(2))
    own = max(_run(work, reference, _inputs(work, salt, n)).cpu for n in range(2))
    if once > HALF * own:
        # One image takes it longer than HALF times what the whole batch takes the reference.
        samples = _batch(work, salt) / _batch(single, salt)
        ratio = samples * once / own
        return Speed(ratio, 1.0, 1, ratio)
    _paired(work, submission, reference, salt, -1)  # both have met these sizes before time counts
    ratios: list[float] = []
    while len(ratios) < MOST_BLOCKS:
        ratios.append(_block(work, submission, reference, salt, len(ratios)))
        speed = estimate(ratios)
        if speed.settled:
            break
    return speed


def _block(work: Case, submission: ProbeRunner, reference: ProbeRunner, salt: str, number: int) -> float:
    """The ratio of one block: two pairs in opposite order."""
    first = _paired(work, submission, reference, salt, 2 * number)
    second = _paired(work, submission, reference, salt, 2 * number + 1, reference_first=True)
    return (first[0] + second[0]) / (first[1] + second[1])


def _paired(
    case: Case,
    submission: ProbeRunner,
    reference: ProbeRunner,
    salt: str,
    number: int,
    reference_first: bool = False,
) -> tuple[float, float]:
    """CPU seconds of submission and reference on the same inputs, the answers compared."""
    inputs = _inputs(case, salt, number)
    if reference_first:
        ours, theirs = _run(case, reference, inputs), submission.run(case, inputs)
    else:
        theirs, ours = submission.run(case, inputs), _run(case, reference, inputs)
    _check(theirs, {name: np.asarray(answer) for name, answer in ours.answers.items()})
    return theirs.cpu, ours.cpu


def _check(run: Run, wanted: dict[str, np.ndarray]) -> None:
    if run.failure is not None:
        raise UnfitError(run.failure)
    scales = scales_of(wanted)
    for name, want in wanted.items():
        mismatch = compare(name, run.answers.get(name, ABSENT), Expected(want, TOLERANCE, scales[name]))
        if mismatch is not None:
            raise UnfitError(mismatch)


def _run(case: Case, reference: ProbeRunner, inputs: dict[str, np.ndarray]) -> Run:
    run = reference.run(case, inputs)
    if run.failure is not None:
        told = f"the reference failed in {case.name}: {describe_failure(run.failure, reveal=True)}"
        # An exception is the reference's own; whatever else ended its worker may not happen again.
        raise RuntimeError(told) if run.failure.cause is Cause.RAISED else IsolationError(told)
    return run


def _inputs(case: Case, salt: str, number: int) -> dict[str, np.ndarray]:
    digest = hashlib.sha256(f"{salt} {case.name} {number}".encode()).digest()
    return case.draw_inputs(int.from_bytes(digest[:8], "big"))


def _batch(case: Case, salt: str) -> int:
    return len(_inputs(case, salt, 0)["x"])
