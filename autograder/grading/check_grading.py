"""One check, graded: run on a submission, judged, and turned into a result."""

from __future__ import annotations

import time
import traceback
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from autograder.execution.failure_memory import FailureMemory
from autograder.execution.reference_layers import reference_package
from autograder.execution.remote_runner import Processes, RemoteRunner
from autograder.execution.shared_worker import SharedWorker
from autograder.execution.time_budget import CheckLimits, TimeBudget
from autograder.execution.worker_transport import WorkerTransport
from autograder.grading.court import Court
from autograder.grading.gather import NotRight, Source, gather
from autograder.grading.layer_trust import LayerTrust
from autograder.grading.settlement import settle
from autograder.isolation.reply import IsolationError
from autograder.isolation.zygote import Zygote
from autograder.model.assignment import Assignment
from autograder.model.case import CASES
from autograder.model.check import Check, tracks_submitted
from autograder.model.demand import case_of
from autograder.model.evidence import Evidence
from autograder.model.results import CheckResult, Status
from autograder.model.run import ProbeRunner, VariableRunner
from autograder.model.verdict import Verdict
from autograder.notebooks.notebook_executor import NotebookExecutor

FULL = 1e-9  # a score this close to the maximum is the maximum
_OF_THE_MACHINE = (MemoryError, OSError, IsolationError)  # it may not recur


@dataclass(frozen=True)
class Gathered:
    """Evidence on checks: confirmed by shared workers, and shown by fresh ones, which takes precedence.

    trust: what the checks have shown of layers.
    """

    confirmed: Evidence = field(default_factory=Evidence)
    shown: Evidence = field(default_factory=Evidence)
    trust: LayerTrust = field(default_factory=LayerTrust)

    @property
    def evidence(self) -> Evidence:
        """All of it."""
        return self.confirmed.and_(self.shown)


@dataclass(frozen=True)
class GradingContext:
    """The context of grading: everything that checks are graded with.

    court: the standards for verdicts. transport, memory: for the submission's code; shared: the worker in which checks
    of code begin.
    checkpoint: trained weights that were submitted, empty if there are none.
    notebooks: their executor; None if notebooks are left out.
    """

    assignment: Assignment
    court: Court
    zygote: Zygote
    transport: WorkerTransport
    memory: FailureMemory
    shared: SharedWorker
    budget: TimeBudget
    checkpoint: bytes = b""
    notebooks: NotebookExecutor | None = None

    def grade(self, check: Check, checks_left: int, known: Gathered) -> tuple[CheckResult, Gathered]:
        """Return the result of one check by itself, and the extended evidence.

        check: asks at most one notebook; checks_left: so many are to be graded.
        """
        started = time.monotonic()
        faults: list[str] = []
        while True:
            try:
                gathered = self._gather(check, checks_left, known)
                verdict = settle(gathered.evidence, [check], self.court, alone=True)[check.number]
            except Exception as error:  # an error of the grader: the points are held, and staff can see why
                faults.append(traceback.format_exc(limit=-5))
                if not isinstance(error, _OF_THE_MACHINE) or len(faults) > 1:
                    fault = {"fault": faults[-1]}
                    return replace(blank(check), status=Status.GRADER_FAULT, extra=fault), known
            else:
                retried = {"retried": faults[0]} if faults else {}
                result = replace(scored(check, verdict), seconds=time.monotonic() - started, extra=retried)
                trust = known.trust.after(check, gathered.evidence, self.court)
                return result, replace(gathered, trust=trust)

    def grade_best(
        self, checks: Sequence[Check], checks_left: int, known: Gathered
    ) -> tuple[list[Check], list[CheckResult], Gathered]:
        """Grade checks that several notebooks can earn; the notebook that earns most counts for all of them."""
        assert self.notebooks is not None
        best: tuple[list[Check], list[CheckResult], Gathered] | None = None
        for track in tracks_submitted(checks, self.notebooks.has):
            results, gathered = [], known
            for check in track:
                result, gathered = self.grade(check, checks_left, gathered)
                results.append(result)
            if best is None or _sum(results) > _sum(best[1]):
                best = track, results, gathered
            if all(result.status is Status.PASSED for result in results):
                break
        assert best is not None
        return best

    def _gather(self, check: Check, checks_left: int, known: Gathered) -> Gathered:
        limits = CheckLimits(self.budget, checks_left)
        if check.notebooks:
            return self._from(check, self._notebook(check.notebooks[0], checks_left), known)
        if check.timed:
            return self._timed(check, limits, known)
        if not self._asks_what_is_shown(check, known) and (
            runner := self.shared.runner(check.question, limits)
        ):
            try:
                confirmed = gather(
                    check.demands,
                    Source(self.court, runner, confirming=True, trust=known.trust),
                    known.confirmed,
                )
            except NotRight:
                self.shared.doubt()
            else:
                return replace(known, confirmed=known.confirmed.and_(confirmed))
        with Processes(self.transport) as processes, Processes(self.transport) as others:
            runner, hidden = (RemoteRunner(each, self.memory, limits) for each in (processes, others))
            return self._from(check, runner, known, hidden=hidden, variables=runner)

    def _notebook(self, name: str, checks_left: int) -> ProbeRunner:
        """A runner of a notebook's probes.

        All of them run on public inputs first, and the runner remembers the results: once the process with the
        notebook's namespace has seen hidden inputs, its replies could reveal them.
        """
        assert self.notebooks is not None
        runner, public = self.notebooks.runner(name, checks_left), self.court.sets[0]
        for case in CASES.values():
            if name in case.arguments and case.has_fixture and case.name not in self.court.waived:
                runner.run(case, public.inputs(case))
        return runner

    def _timed(self, check: Check, limits: CheckLimits, known: Gathered) -> Gathered:
        """The evidence on a check that measures: nothing runs beside the submission and the reference."""
        self.shared.end()
        reference = WorkerTransport(self.assignment, self.zygote, reference_package(self.assignment))
        with Processes(self.transport) as processes, Processes(reference) as references:
            runner = RemoteRunner(processes, self.memory, limits)
            return self._from(check, runner, known, RemoteRunner(references, FailureMemory(), limits))

    def _from(
        self,
        check: Check,
        runner: ProbeRunner,
        known: Gathered,
        reference: ProbeRunner | None = None,
        hidden: ProbeRunner | None = None,
        variables: VariableRunner | None = None,
    ) -> Gathered:
        limited = self.notebooks is not None and any(map(self.notebooks.is_limited, check.notebooks))
        source = Source(
            *(self.court, runner, self.checkpoint, reference, hidden, limited),
            variables=variables,
            trust=known.trust,
        )
        return replace(known, shown=known.shown.and_(gather(check.demands, source, known.shown)))

    def _asks_what_is_shown(self, check: Check, known: Gathered) -> bool:
        shown = {key.case for key in known.shown.runs}
        return any(case_of(demand) in shown for demand in check.demands)


def blank(check: Check) -> CheckResult:
    """Return the result of a check that has not been graded yet."""
    return CheckResult(
        number=check.number,
        name=check.title,
        question=check.question,
        max_score=check.points,
        tags=check.tags,
        visibility=check.visibility,
    )


def scored(check: Check, verdict: Verdict) -> CheckResult:
    """Return the result of a check with this verdict."""
    asked_for = check.weight - verdict.waived
    full = verdict.earned >= asked_for - FULL
    missed = Status.NOT_MEASURED if verdict.held else Status.FAILED
    return replace(
        blank(check),
        score=check.points if full else check.points * verdict.earned / asked_for,
        status=Status.PASSED if full else missed,
        verdict=verdict.scaled(check.points / asked_for),
    )


def _sum(results: Sequence[CheckResult]) -> float:
    return sum(result.score for result in results)
