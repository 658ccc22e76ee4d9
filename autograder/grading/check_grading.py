"""One check, graded: run on a submission, judged, and made a result."""

from __future__ import annotations

import time
import traceback
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from autograder.execution.shared_worker import SharedWorker
from autograder.execution.time_budget import TimeBudget
from autograder.execution.worker_runner import Package, WorkerRunner
from autograder.feedback.finding_text import lines_of, merged
from autograder.feedback.heatmap import data_of
from autograder.grading.judge import Judge, NotRight, Verdict
from autograder.isolation.zygote import Zygote
from autograder.model.check import Check, tracks_handed_in
from autograder.model.results import CheckResult, Status
from autograder.model.run import Runner
from autograder.notebooks.notebook_executor import NotebookExecutor
from autograder.store.fixture_set import FixtureSet

FULL = 1e-9  # a score this close to the maximum is the maximum
_PICTURES = 2  # of one check, kept for course staff: about 1 KB each


@dataclass(frozen=True)
class GradingContext:
    """What checks are graded with.

    shared: where checks on code begin.
    waived: cases that the edition of the assignment does not ask.
    checkpoint: trained weights that were handed in, empty where there are none.
    studio: where notebooks are run, None where they are left out.
    """

    sets: Sequence[FixtureSet]
    package: Package
    zygote: Zygote
    shared: SharedWorker
    clock: TimeBudget
    waived: frozenset[str]
    checkpoint: bytes = b""
    studio: NotebookExecutor | None = None

    def grade(self, check: Check) -> CheckResult:
        """The result of one check, which asks at most one notebook."""
        started = time.monotonic()
        fault = ""
        for _ in range(2):  # what the machine did, as when memory was short, it may not do again
            try:
                verdict = self._verdict(check)
            except Exception:  # ours, whatever it is: the points are held, and staff can see why
                fault = traceback.format_exc(limit=-5)
            else:
                return replace(_scored(check, verdict), seconds=time.monotonic() - started)
        return replace(blank(check), status=Status.GRADER_FAULT, extra={"fault": fault})

    def grade_best(self, checks: Sequence[Check]) -> list[CheckResult]:
        """The results of checks that can be earned in several notebooks: all in the one where they come to most."""
        assert self.studio is not None
        best: list[CheckResult] = []
        for track in tracks_handed_in(checks, self.studio.has):
            graded = [self.grade(check) for check in track]
            if not best or _sum(graded) > _sum(best):
                best = graded
            if all(result.status is Status.PASSED for result in best):
                break
        return best

    def _verdict(self, check: Check) -> Verdict:
        if check.notebooks:
            assert self.studio is not None
            return self._judged(check, self.studio.runner(check.notebooks[0]))
        if check.timed:
            self.shared.end()  # threads that a check left behind would take time
        elif shared := self.shared.runner(check.question):
            try:
                return self._judged(check, shared, only_right=True)
            except NotRight:
                self.shared.doubt()
        with WorkerRunner(self.package, self.zygote, self.clock) as runner:
            return self._judged(check, runner)

    def _judged(self, check: Check, runner: Runner, only_right: bool = False) -> Verdict:
        judge = Judge(check, self.sets, runner, self.waived, self.checkpoint, only_right)
        check.function(judge)
        return judge.verdict


def blank(check: Check) -> CheckResult:
    """The result of a check that was not graded yet."""
    return CheckResult(
        number=check.number,
        name=check.title,
        question=check.question,
        max_score=check.points,
        tags=check.tags,
        visibility=check.visibility,
    )


def _sum(results: Sequence[CheckResult]) -> float:
    return sum(result.score for result in results)


def _scored(check: Check, verdict: Verdict) -> CheckResult:
    asked_for = check.weight - verdict.waived
    full = verdict.earned >= asked_for - FULL
    return replace(
        blank(check),
        score=check.points if full else check.points * verdict.earned / asked_for,
        status=Status.PASSED if full else Status.FAILED,
        output="\n".join(lines_of(verdict, check.points / asked_for)),
        extra=dict(_for_staff(verdict)),
    )


def _for_staff(verdict: Verdict) -> Iterator[tuple[str, Any]]:
    """What reports show besides the text: known mistakes, pictures of wrong public arrays, what was measured."""
    if mistakes := sorted({finding.mistake for finding in verdict.findings if finding.mistake}):
        yield "mistakes", mistakes
    drawn = [(finding.sentence, data_of(finding.mismatch)) for finding in merged(verdict.findings)]
    if pictures := [{"case": told.partition(":")[0], **data} for told, data in drawn if data]:
        yield "pictures", pictures[:_PICTURES]
    if verdict.speed:
        yield "speed", round(verdict.speed, 3)
    if verdict.accuracies:
        yield "accuracies", {case: round(value, 4) for case, value in verdict.accuracies.items()}
