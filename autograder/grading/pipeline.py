"""The path of a submission, from a folder or zip to results."""

from __future__ import annotations

import time
import traceback
from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path

import numpy as np

import autograder
from autograder.base.versions import engine_id
from autograder.execution.compiled_submission import CompiledSubmission, compile_submission
from autograder.execution.failure_memory import SLOW_SECONDS, FailureMemory
from autograder.execution.package import Package
from autograder.execution.probe_launch import launch_probes
from autograder.execution.review_flags import MOST
from autograder.execution.shared_worker import SharedWorker
from autograder.execution.time_budget import TimeBudget
from autograder.execution.worker_transport import WorkerTransport
from autograder.feedback.compat_notes import sentences
from autograder.grading.check_grading import Gathered, GradingContext, blank, scored
from autograder.grading.court import Court
from autograder.grading.evidence_file import KeptEvidence, save
from autograder.grading.results_file import ResultsError
from autograder.grading.settlement import settle
from autograder.isolation.isolation_report import IsolationReport
from autograder.isolation.launch import Launch
from autograder.isolation.worker_policy import WorkerPolicy
from autograder.isolation.zygote import Zygote, harden_judge
from autograder.model.assignment import Assignment
from autograder.model.check import Check, code_checks, load_checks
from autograder.model.evidence import Evidence
from autograder.model.offering import Offering, TooOld, asked
from autograder.model.results import CheckResult, Leader, Results, Status
from autograder.notebooks.keep import keep
from autograder.notebooks.notebook_executor import NotebookExecutor
from autograder.policies.config import Policies, load
from autograder.store.fixture_set import FixtureError, FixtureSet, set_folders
from autograder.submission import IntakeError, NoSubmission, Submission, take_in


def policies_in_force(assignment: Assignment, path: Path | None = None) -> Policies:
    """Return the course's policies, by default the assignment's file; raise PolicyError if one makes no sense."""
    checks = [check for checks in load_checks(assignment).values() for check in checks]
    return load(path or assignment.policies, checks)


@dataclass(frozen=True)
class Order:
    """The order of a grading: a path or a submission that was taken in, and how long it may take in all (seconds).

    questions: their names; all of them if there are none.
    offering: its name; without one, the submission decides.
    policies: of the course.
    code_only: leave the notebooks out; artefacts: the folder for executed notebooks.
    evidence: the file to keep the evidence in.
    """

    submission: Path | Submission
    questions: tuple[str, ...] = ()
    seconds: float = 480.0
    offering: str | None = None
    policies: Policies = field(default_factory=Policies)
    code_only: bool = False
    artefacts: Path | None = None
    evidence: Path | None = None


def start_zygote(assignment: Assignment, launched: Launch | None = None) -> Zygote:
    """Start the process that workers of submissions are forked from; it holds one submission at a time.

    launched: its process, if it has been started already.
    """
    harden_judge()
    return Zygote(launched or launch_probes(assignment), WorkerPolicy(private=assignment.private))


def grade(
    assignment: Assignment,
    order: Order,
    publish: Callable[[Results], None],
    zygote: Zygote | Launch | None = None,
) -> Results:
    """Grade a submission. `publish` gets the results so far: before the start, and after every check.

    zygote: to fork workers from; by default one for this submission that ends with it, from a process of its own or one
    that has been started already.

    A failure of the grader itself ends in results that say so. Raises NoSubmission if there is nothing at the path.
    """
    started = time.monotonic()
    checks = _checks(assignment, order)
    results = Results(tuple(blank(check) for check in checks))
    publish(results)
    records: list[KeptEvidence] = []
    try:
        with _forking(assignment, zygote) as forking:
            for stage in _stages(assignment, order, results, forking, records.append):
                results = replace(stage, execution_time=time.monotonic() - started)
                publish(results)
            if records and order.evidence is not None:
                timed = replace(records[0].results, execution_time=results.execution_time)
                save(replace(records[0], results=timed), fixture_sets(assignment), order.evidence)
    except (NoSubmission, ResultsError):
        raise
    except Exception as error:  # any error: graded checks stand, and the rest is held for a rerun
        results = _faulted(results, error)
        publish(results)
    return results


def _forking(assignment: Assignment, zygote: Zygote | Launch | None) -> AbstractContextManager[Zygote]:
    return nullcontext(zygote) if isinstance(zygote, Zygote) else start_zygote(assignment, zygote)


def refused(assignment: Assignment, order: Order, why: str) -> Results:
    """Return the results of a submission that cannot be graded; none of its code has run."""
    return _not_run(Results(tuple(blank(check) for check in _checks(assignment, order))), why)


def versions(assignment: Assignment) -> dict[str, str]:
    """Return short names of all exact contents that decide scores, besides the submission.

    Raises FixtureError if fixtures are missing or do not fit the cases.
    """
    return {
        **{fixtures.name: fixtures.label for fixtures in fixture_sets(assignment)},
        "graders": assignment.graders_id,
        "engine": engine_id(),
    }


def _checks(assignment: Assignment, order: Order, offering: Offering | None = None) -> list[Check]:
    """Return the checks of an offering, by default the assignment's default one, in the order of their numbers."""
    questions = load_checks(assignment)
    by_question = (questions[name] for name in order.questions or questions)
    offering = offering or assignment.offerings[assignment.offerings.default]
    asked_for = (code_checks(checks) if order.code_only else checks for checks in by_question)
    counting = (order.policies.applied_to(checks) for checks in asked_for if checks)
    return [check for checks in counting for check in asked(checks, offering)]


def _stages(
    assignment: Assignment,
    order: Order,
    results: Results,
    zygote: Zygote,
    keep_record: Callable[[KeptEvidence], None],
) -> Iterator[Results]:
    """The results after each check, and settled; `keep_record` gets the record that they were settled by."""
    budget = TimeBudget(order.seconds)
    sets = fixture_sets(assignment)  # while the zygote starts
    try:
        given = order.submission
        submission = given if isinstance(given, Submission) else take_in(assignment.package, given)
    except IntakeError as error:
        yield _not_run(results, str(error))
        return
    compiled = compile_submission(assignment, submission, zygote)
    results = _with_facts(results, assignment, submission, compiled, sets)
    if not compiled.isolation.holds:
        yield _not_run(results, _NO_BOUNDARY)
        return
    try:
        offering, why = assignment.offerings.of(compiled.signatures, order.offering)
    except TooOld as error:
        yield _not_run(results, str(error))
        return
    checks = _checks(assignment, order, offering)
    notes = (*results.notes, *filter(None, [why]))
    results = replace(results, checks=tuple(map(blank, checks)), notes=notes)
    transport = WorkerTransport.holding(assignment, zygote, compiled.package)
    results = replace(results, notes=(*results.notes, *sentences(transport.met_at_import())))
    memory = FailureMemory(SLOW_SECONDS)
    with (
        _notebooks(assignment, checks, submission, compiled.package, budget) as notebooks,
        SharedWorker(transport, memory) as shared,
    ):
        context = GradingContext(
            assignment,
            Court(sets, assignment.package, offering.cases),
            *(zygote, transport, memory, shared, budget),
            checkpoint=submission.checkpoint,
            notebooks=notebooks,
        )
        graded, evidence, results = yield from _graded(checks, context, results)
        yield settled(results, graded, evidence, context.court)
        tracks = {check.number: check.notebooks[0] for check in graded if check.notebooks}
        several = {check.number for check in checks if len(check.notebooks) > 1}
        keep_record(
            KeptEvidence(
                evidence,
                results,
                offering.name,
                order.questions,
                order.code_only,
                {number: name for number, name in tracks.items() if number in several},
            )
        )
        if notebooks is not None and order.artefacts is not None:
            if not budget.expired:
                notebooks.finish({name for check in checks for name in check.notebooks})
            keep(notebooks.executed(), order.artefacts)


def _notebooks(
    assignment: Assignment,
    checks: Sequence[Check],
    submission: Submission,
    package: Package,
    budget: TimeBudget,
) -> AbstractContextManager[NotebookExecutor | None]:
    """Return the executor of notebooks, if any are to be run."""
    if not any(check.notebooks for check in checks):
        return nullcontext()
    return NotebookExecutor(assignment, submission.notebooks, package, budget)


def _graded(
    checks: Sequence[Check], context: GradingContext, results: Results
) -> Generator[Results, None, tuple[list[Check], Evidence, Results]]:
    """Yield the results after each check of code, then after each check of a notebook; return the graded checks and the
    evidence. Each check is judged by itself: nothing is excused yet, so points only rise.
    """
    notes, gathered = results.notes, Gathered()
    wanted = {check.notebooks[0] for check in checks if check.notebooks}
    graded: list[Check] = []
    steps = _steps(checks)
    for number, step in enumerate(steps, 1):
        if context.budget.expired:
            results = _out_of_time(results)
            break
        left = sum(map(_ungraded, results.checks))
        if context.notebooks is not None and step[0].notebooks:
            context.notebooks.run_all(wanted, left)
        if len(step) == 1:
            result, gathered = context.grade(step[0], left, gathered)
            asked, found = step, [result]
        else:
            asked, found, gathered = context.grade_best(step, left, gathered)
        graded += asked
        told: Sequence[str] = ()
        if context.notebooks is not None:
            told = context.notebooks.notes()
            context.notebooks.keep_only({n for later in steps[number:] for c in later for n in c.notebooks})
        notes_now = (*notes, *told)
        results = replace(_with(results, step, found), notes=notes_now)
        yield results
    return graded, gathered.evidence, results


def settled(results: Results, checks: Sequence[Check], evidence: Evidence, court: Court) -> Results:
    """The results with the verdicts on all the evidence, for the checks that were graded."""
    before = {result.number: result for result in results.checks if result.status in _GRADED}
    whole = [check for check in checks if check.number in before]
    verdicts = settle(evidence, whole, court)
    new = {
        check.number: replace(
            scored(check, verdicts[check.number]),
            seconds=before[check.number].seconds,
            extra=before[check.number].extra,
        )
        for check in whole
    }
    results = replace(results, checks=tuple(new.get(result.number, result) for result in results.checks))
    return _flagged(results)


def _flagged(results: Results) -> Results:
    """Return the results with a review flag for each check with held points."""
    flags = [
        f"check {result.number}, {result.verdict.held:.3g} points held: not measured (a limit ended a training)"
        for result in results.checks
        if result.verdict is not None and result.verdict.held
    ]
    known = results.extra.get("review_flags", [])
    return replace(results, extra={**results.extra, "review_flags": [*known, *flags]}) if flags else results


def judged_again(assignment: Assignment, record: KeptEvidence, policies: Policies) -> Results:
    """Return the results that today's rules give for a record's evidence."""
    order = Order(Path(), record.questions, policies=policies, code_only=record.code_only)
    offering = assignment.offerings[record.offering]
    asked = _checks(assignment, order, offering)
    tracks = record.tracks or {}
    checks = [check.on(tracks[check.number]) if check.number in tracks else check for check in asked]
    court = Court(fixture_sets(assignment), assignment.package, offering.cases)
    return settled(record.results, checks, record.evidence, court)


def _steps(checks: Sequence[Check]) -> list[list[Check]]:
    """Yield checks that are graded together: code, then notebooks, then those that several notebooks can earn."""
    alone = sorted((check for check in checks if len(check.notebooks) < 2), key=lambda c: len(c.notebooks))
    together = [check for check in checks if len(check.notebooks) > 1]
    return [*([check] for check in alone), *([together] if together else [])]


def _with(results: Results, checks: Sequence[Check], graded: Sequence[CheckResult]) -> Results:
    """Return the results with those of these checks put in, and with an up-to-date leaderboard."""
    new = {result.number: result for result in graded}
    columns = {check.number: check.leaderboard for check in checks if check.leaderboard}
    leaders = [
        Leader(columns[result.number], round(score.accuracy, 4))
        for result in graded
        if result.number in columns and result.verdict is not None
        for score in result.verdict.accuracies.values()
        if score.accuracy is not None
    ]
    updated = tuple(new.get(result.number, result) for result in results.checks)
    return replace(results, checks=updated, leaderboard=(*results.leaderboard, *leaders))


def _not_run(results: Results, why: str) -> Results:
    checks = tuple(replace(check, status=Status.NOT_RUN) for check in results.checks)
    return replace(results, checks=checks, notes=(*results.notes, why))


def _faulted(results: Results, error: Exception) -> Results:
    checks = tuple(
        replace(check, status=Status.GRADER_FAULT) if _ungraded(check) else check for check in results.checks
    )
    note = f"The grader failed: {error}" if isinstance(error, FixtureError) else "The grader failed."
    extra = {**results.extra, "fault": traceback.format_exc(limit=-5)}
    return replace(results, checks=checks, notes=(*results.notes, note), extra=extra)


def _out_of_time(results: Results) -> Results:
    checks = tuple(
        replace(check, status=Status.NOT_RUN, output=_OUT_OF_TIME) if _ungraded(check) else check
        for check in results.checks
    )
    return replace(results, checks=checks)


def _ungraded(check: CheckResult) -> bool:
    return check.status is Status.NOT_GRADED_YET


_NO_BOUNDARY = (
    "Not graded: neither a user id of its own nor Landlock with seccomp could be put between the submission and "
    "the grader on this machine. The points are held; course staff: see docs/architecture.md, isolation."
)
_GRADED = frozenset({Status.PASSED, Status.FAILED, Status.NOT_MEASURED})
_OUT_OF_TIME = "Not run: the time for the whole submission was used up by earlier checks."


@cache
def fixture_sets(assignment: Assignment) -> tuple[FixtureSet, ...]:
    """Return the public and hidden fixtures; a process that grades a whole class reads them once."""
    load_checks(assignment)  # defines the cases
    sets = tuple(map(FixtureSet, set_folders(assignment.fixtures)))
    for fixtures in sets:
        fixtures.check_complete()
    return sets


def _with_facts(
    results: Results,
    assignment: Assignment,
    submission: Submission,
    compiled: CompiledSubmission,
    sets: Sequence[FixtureSet],
) -> Results:
    extra: dict[str, object] = {
        "versions": {
            "autograder": autograder.__version__,
            "graders": assignment.graders_id,
            "numpy": np.__version__,
        },
        "isolation": _told(compiled.isolation),
        "fixtures": {fixtures.name: fixtures.label for fixtures in sets},
    }
    if compiled.review_flags:
        extra["review_flags"] = list(compiled.review_flags[:MOST])
    return replace(results, notes=submission.notes, extra=extra)


def _told(report: IsolationReport) -> dict[str, object]:
    return {
        "holds": report.holds,
        "uid_dropped": report.uid_dropped,
        "landlock_abi": report.landlock_abi,
        "seccomp": report.seccomp,
        "limits": report.limits,
        "own_pids": report.own_pids,
        "exposed": len(report.exposed),
    }
