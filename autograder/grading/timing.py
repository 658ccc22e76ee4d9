"""Measuring: submission and reference run in turn on fresh inputs, and every timed answer is checked.

A timed call returns nothing; a second one asks for projections of its results on directions that are sent only then.
The time of both counts.
"""

from __future__ import annotations

import hashlib
from contextlib import suppress
from dataclasses import dataclass, replace

import numpy as np

from autograder.feedback.failure_text import describe_failure
from autograder.isolation.reply import IsolationError
from autograder.model.case import CASES, Case
from autograder.model.compare import ABSENT, Expected, Mismatch, compare, scales_of
from autograder.model.demand import SpeedTest
from autograder.model.failure import Cause, Failure
from autograder.model.run import ProbeRunner, Run
from autograder.model.speed import HALF, MOST_BLOCKS, Band, Speed, estimate

TOLERANCE = 1e-6  # timed answers are compared with the reference's of the same run


class UnfitError(Exception):
    """The submission's answers are wrong or missing, so their time is meaningless."""

    def __init__(self, why: Mismatch | Failure) -> None:
        super().__init__(why)
        self.why = why


def measure(test: SpeedTest, submission: ProbeRunner, reference: ProbeRunner, salt: str) -> Speed:
    """Time the submission against the reference. A time that would cost points is measured again, and the better one
    counts.

    salt: makes the inputs unpredictable to the submission and the same in every run.
    """
    again = f"{salt} again"
    try:
        speeds = [_measure_once(test, submission, reference, salt)]
    except UnfitError:  # a worker may have been killed because others used up the memory
        return _measure_once(test, submission, reference, again)
    with suppress(UnfitError):
        if speeds[0].band is Band.MIDDLING:
            speeds.append(_measure_once(replace(test, work=test.many), submission, reference, salt))
        if speeds[-1].band.share < 1:
            speeds.append(_measure_once(test, submission, reference, again))
    return max(speeds, key=lambda speed: speed.band.share)


@dataclass(frozen=True)
class _Work:
    """A timed case and the one that asks for its results; each numbered call has inputs of its own."""

    case: Case
    answers: Case
    salt: str

    @property
    def samples(self) -> int:
        return len(self._inputs(self.case, 0)["x"])

    def run(self, runner: ProbeRunner, number: int) -> Run:
        """The answers, and the CPU time of both calls."""
        done = runner.run(self.case, self._inputs(self.case, number))
        if done.failure is not None:
            return done
        asked = runner.run(self.answers, self._inputs(self.answers, number))
        return replace(asked, cpu=done.cpu + asked.cpu)

    def run_reference(self, reference: ProbeRunner, number: int) -> Run:
        """The same for the reference, which must not fail."""
        run = self.run(reference, number)
        if run.failure is not None:
            told = f"the reference failed in {self.case.name}: {describe_failure(run.failure, reveal=True)}"
            # An exception is the reference's own; other ends of its worker may not recur.
            raise RuntimeError(told) if run.failure.cause is Cause.RAISED else IsolationError(told)
        return run

    def _inputs(self, case: Case, number: int) -> dict[str, np.ndarray]:
        digest = hashlib.sha256(f"{self.salt} {self.case.name} {case.name} {number}".encode()).digest()
        return case.draw_inputs(int.from_bytes(digest[:8], "big"))


def _measure_once(test: SpeedTest, submission: ProbeRunner, reference: ProbeRunner, salt: str) -> Speed:
    """Time until the band is settled."""
    work, single = (_Work(CASES[case], CASES[test.answers], salt) for case in (test.work, test.single))
    own = work.run_reference(reference, -2).cpu
    once = _paired(single, submission, reference, -1)[0]
    if once > HALF * own:
        once = min(once, _paired(single, submission, reference, -2)[0])
    if once > HALF * own:
        # One sample takes longer than HALF times the reference's time for the whole batch.
        ratio = work.samples / single.samples * once / own
        return Speed(ratio, 1.0, 1, ratio)
    _paired(work, submission, reference, -1)  # both run such sizes once before time counts
    ratios: list[float] = []
    while len(ratios) < MOST_BLOCKS:
        ratios.append(_block(work, submission, reference, len(ratios)))
        speed = estimate(ratios)
        if speed.settled:
            break
    return speed


def _block(work: _Work, submission: ProbeRunner, reference: ProbeRunner, number: int) -> float:
    """The ratio of one block: two pairs in opposite order."""
    first = _paired(work, submission, reference, 2 * number)
    second = _paired(work, submission, reference, 2 * number + 1, reference_first=True)
    return (first[0] + second[0]) / (first[1] + second[1])


def _paired(
    work: _Work, submission: ProbeRunner, reference: ProbeRunner, number: int, reference_first: bool = False
) -> tuple[float, float]:
    """CPU seconds of submission and reference on the same inputs, the answers compared."""
    if reference_first:
        ours, theirs = work.run_reference(reference, number), work.run(submission, number)
    else:
        theirs, ours = work.run(submission, number), work.run_reference(reference, number)
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
