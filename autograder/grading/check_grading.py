"""One check, graded: run on a submission, judged, and made a result."""

from __future__ import annotations

import time
import traceback
from collections.abc import Sequence
from dataclasses import dataclass, replace

from autograder.execution.failure_memory import FailureMemory
from autograder.execution.remote_runner import Processes, RemoteRunner
from autograder.execution.shared_worker import SharedWorker
from autograder.execution.time_budget import CheckLimits, TimeBudget
from autograder.execution.worker_transport import WorkerTransport, reference_package
from autograder.grading.judge import Judge, NotRight
from autograder.isolation.reply import IsolationError
from autograder.isolation.zygote import Zygote
from autograder.model.assignment import Assignment
from autograder.model.case import CASES
from autograder.model.check import Check, tracks_handed_in
from autograder.model.results import CheckResult, Status
from autograder.model.run import ProbeRunner
from autograder.model.verdict import Verdict
from autograder.notebooks.notebook_executor import NotebookExecutor
from autograder.store.fixture_set import FixtureSet

FULL = 1e-9  # a score this close to the maximum is the maximum
_OF_THE_MACHINE = (MemoryError, OSError, IsolationError)  # it may not happen again


@dataclass(frozen=True)
class GradingContext:
    """What checks are graded with.

    transport, memory: of the submission's code; shared: where checks on code begin.
    waived: cases that the offering does not ask.
    checkpoint: trained weights that were handed in, empty where there are none.
    studio: where notebooks are run, None where they are left out.
    """

    assignment: Assignment
    sets: Sequence[FixtureSet]
    zygote: Zygote
    transport: WorkerTransport
    memory: FailureMemory
    shared: SharedWorker
    budget: TimeBudget
    waived: frozenset[str]
    checkpoint: bytes = b""
    studio: NotebookExecutor | None = None

    def grade(self, check: Check, checks_left: int) -> CheckResult:
        """The result of one check, which asks at most one notebook, while so many are to be graded."""
        started = time.monotonic()
        faults: list[str] = []
        while True:
            try:
                result = _scored(check, self._verdict(check, checks_left))
            except Exception as error:  # ours, whatever it is: the points are held, and staff can see why
                faults.append(traceback.format_exc(limit=-5))
                if not isinstance(error, _OF_THE_MACHINE) or len(faults) > 1:
                    return replace(blank(check), status=Status.GRADER_FAULT, extra={"fault": faults[-1]})
            else:
                retried = {"retried": faults[0]} if faults else {}
                return replace(result, seconds=time.monotonic() - started, extra=retried)

    def grade_best(self, checks: Sequence[Check], checks_left: int) -> list[CheckResult]:
        """The results of checks that can be earned in several notebooks: all in the one where they come to most."""
        assert self.studio is not None
        best: list[CheckResult] = []
        for track in tracks_handed_in(checks, self.studio.has):
            graded = [self.grade(check, checks_left) for check in track]
            if not best or _sum(graded) > _sum(best):
                best = graded
            if all(result.status is Status.PASSED for result in best):
                break
        return best

    def _verdict(self, check: Check, checks_left: int) -> Verdict:
        limits = CheckLimits(self.budget, checks_left)
        if check.notebooks:
            return self._judged(check, self._notebook(check.notebooks[0], checks_left))
        if check.timed:
            return self._timed(check, limits)
        if shared := self.shared.runner(check.question, limits):
            try:
                return self._judged(check, shared, only_right=True)
            except NotRight:
                self.shared.doubt()
        with Processes(self.transport) as processes, Processes(self.transport) as others:
            runner, apart = (RemoteRunner(each, self.memory, limits) for each in (processes, others))
            return self._judged(check, runner, apart=apart)

    def _notebook(self, name: str, checks_left: int) -> ProbeRunner:
        """A runner of a notebook's probes.

        All of them are run on public inputs first, which the runner remembers: what the one process that has the
        notebook's namespace says later may tell of hidden inputs.
        """
        assert self.studio is not None
        runner, public = self.studio.runner(name, checks_left), self.sets[0]
        for case in CASES.values():
            if name in case.arguments and case.has_fixture and case.name not in self.waived:
                runner.run(case, public.inputs(case))
        return runner

    def _timed(self, check: Check, limits: CheckLimits) -> Verdict:
        """The verdict of a check that measures: nothing runs beside the submission and the reference."""
        self.shared.end()
        reference = WorkerTransport(self.assignment, self.zygote, reference_package(self.assignment))
        with Processes(self.transport) as processes, Processes(reference) as references:
            runner = RemoteRunner(processes, self.memory, limits)
            return self._judged(check, runner, reference=RemoteRunner(references, FailureMemory(), limits))

    def _judged(
        self,
        check: Check,
        runner: ProbeRunner,
        only_right: bool = False,
        reference: ProbeRunner | None = None,
        apart: ProbeRunner | None = None,
    ) -> Verdict:
        judge = Judge(check, self.sets, runner, self.waived, self.checkpoint, only_right, reference, apart)
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
        verdict=verdict.scaled(check.points / asked_for),
    )
