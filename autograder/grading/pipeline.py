"""The path of a submission, from a folder or zip to results."""

from __future__ import annotations

import time
import traceback
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path

import numpy as np

import autograder
from autograder.base import paths
from autograder.execution import SERVICE
from autograder.execution.compiled_submission import CompiledSubmission, compile_submission
from autograder.execution.failure_memory import SLOW_SECONDS, FailureMemory
from autograder.execution.package import Package
from autograder.execution.review_flags import MOST
from autograder.execution.shared_worker import SharedWorker
from autograder.execution.time_budget import TimeBudget
from autograder.execution.worker_transport import WorkerTransport
from autograder.feedback.compat_notes import sentences
from autograder.grading.check_grading import GradingContext, blank
from autograder.isolation.isolation_report import IsolationReport
from autograder.isolation.launch import Launch
from autograder.isolation.worker_policy import WorkerPolicy
from autograder.isolation.zygote import Zygote, harden_judge
from autograder.model.check import Check, checks_of, code_checks
from autograder.model.offering import DEFAULT, Offering, TooOld, asked, offering_of
from autograder.model.results import CheckResult, Leader, Results, ResultsError, Status
from autograder.notebooks.keep import keep
from autograder.notebooks.notebook_executor import NotebookExecutor
from autograder.policies.config import Policies, load
from autograder.store.fixture_set import FixtureError, FixtureSet
from autograder.submission import IntakeError, NoSubmission, Submission, take_in
from graders import QUESTIONS


def policies_in_force(path: Path = paths.POLICIES) -> Policies:
    """The course's own; raises PolicyError where its file says something that cannot be."""
    return load(path, [check for module in QUESTIONS.values() for check in checks_of(module)])


@dataclass(frozen=True)
class Order:
    """What to grade, a path or what was taken in from one, and how long it may take in all (seconds).

    edition: of the assignment; where there is none, the submission tells.
    policies: of the course, by default those in policies.toml.
    code_only: leave the notebooks out; artefacts: where to keep them as they were executed.
    """

    submission: Path | Submission
    questions: tuple[str, ...] = tuple(QUESTIONS)
    seconds: float = 480.0
    edition: str | None = None
    policies: Policies = field(default_factory=policies_in_force)
    code_only: bool = False
    artefacts: Path | None = None


def start_zygote(launch: Launch | None = None) -> Zygote:
    """What workers of submissions are forked from, one submission after another; no other has more than its bytes.

    launch: its process, where that was started before, with paths.PROBES.
    """
    harden_judge()
    return Zygote(launch or Launch(SERVICE, paths.PROBES), WorkerPolicy(private=paths.PRIVATE))


def grade(order: Order, publish: Callable[[Results], None], zygote: Zygote | Launch | None = None) -> Results:
    """Grade a submission. `publish` gets the results so far: before the start, and after every check.

    zygote: to fork workers from; by default one for this submission that ends with it, from a process of its own or
        from one that was started before.

    A failure of the grader itself ends in results that say so. Raises NoSubmission where there is nothing at the path.
    """
    started = time.monotonic()
    checks = _checks(order)
    results = Results(tuple(blank(check) for check in checks))
    publish(results)
    try:
        with nullcontext(zygote) if isinstance(zygote, Zygote) else start_zygote(zygote) as forking:
            for stage in _stages(order, results, forking):
                results = replace(stage, execution_time=time.monotonic() - started)
                publish(results)
    except (NoSubmission, ResultsError):
        raise
    except Exception as error:  # whatever it is, what was graded stands and the rest is held for a rerun
        results = _faulted(results, error)
        publish(results)
    return results


def refused(order: Order, why: str) -> Results:
    """The results of a hand-in that cannot be graded, and of which nothing was run."""
    return _not_run(Results(tuple(blank(check) for check in _checks(order))), why)


def versions() -> dict[str, str]:
    """What decides over scores besides the submission: a short name of each exact content.

    Raises FixtureError where fixtures are missing or do not fit the cases.
    """
    fixtures = {fixtures.name: fixtures.id for fixtures in _fixture_sets()}
    return {**fixtures, "graders": paths.graders_id(), "engine": paths.engine_id()}


def _checks(order: Order, edition: Offering = DEFAULT) -> list[Check]:
    """The checks in the order of their numbers."""
    by_question = (checks_of(QUESTIONS[question]) for question in order.questions)
    asked_for = (code_checks(checks) if order.code_only else checks for checks in by_question)
    counting = (order.policies.applied_to(checks) for checks in asked_for if checks)
    return [check for checks in counting for check in asked(checks, edition)]


def _stages(order: Order, results: Results, zygote: Zygote) -> Iterator[Results]:
    """The results after each check."""
    budget = TimeBudget(order.seconds)
    sets = _fixture_sets()  # while the zygote starts
    try:
        given = order.submission
        submission = given if isinstance(given, Submission) else take_in(given)
    except IntakeError as error:
        yield _not_run(results, str(error))
        return
    compiled = compile_submission(submission, zygote)
    results = _with_facts(results, submission, compiled, sets)
    if not compiled.isolation.holds:
        yield _not_run(results, _NO_BOUNDARY)
        return
    try:
        edition, why = offering_of(compiled.signatures, order.edition)
    except TooOld as error:
        yield _not_run(results, str(error))
        return
    checks = _checks(order, edition)
    results = replace(results, checks=tuple(map(blank, checks)), notes=(*results.notes, why))
    transport, memory = WorkerTransport.holding(zygote, compiled.package), FailureMemory(SLOW_SECONDS)
    with (
        _studio(order, submission, compiled.package, budget) as studio,
        SharedWorker(transport, memory) as shared,
    ):
        bench = GradingContext(
            *(sets, zygote, transport, memory, shared, budget, edition.cases),
            checkpoint=submission.checkpoint,
            studio=studio,
        )
        yield from _graded(checks, bench, results)
        if studio is not None and order.artefacts is not None:
            if not budget.expired:
                studio.finish({name for check in checks for name in check.notebooks})
            keep(studio.executed(), order.artefacts)


def _studio(
    order: Order, submission: Submission, package: Package, budget: TimeBudget
) -> AbstractContextManager[NotebookExecutor | None]:
    """Where notebooks are run, if any are to be."""
    if not any(check.notebooks for check in _checks(order)):
        return nullcontext()
    return NotebookExecutor(submission.notebooks, package, budget)


def _graded(checks: Sequence[Check], bench: GradingContext, results: Results) -> Iterator[Results]:
    """The results after each check on code, then after each on a notebook."""
    notes = results.notes
    wanted = {check.notebooks[0] for check in checks if check.notebooks}
    for step in _steps(checks):
        if bench.budget.expired:
            yield _out_of_time(results)
            return
        left = sum(map(_ungraded, results.checks))
        if bench.studio is not None and step[0].notebooks:
            bench.studio.run_all(wanted, left)
        graded = [bench.grade(step[0], left)] if len(step) == 1 else bench.grade_best(step, left)
        told = bench.studio.notes() if bench.studio is not None else ()
        results = replace(_with(results, graded), notes=(*notes, *sentences(bench.transport.met), *told))
        yield results


def _steps(checks: Sequence[Check]) -> list[list[Check]]:
    """What is graded together, in order: code, then notebooks, at last what can be earned in several of them."""
    alone = sorted((check for check in checks if len(check.notebooks) < 2), key=lambda c: len(c.notebooks))
    together = [check for check in checks if len(check.notebooks) > 1]
    return [*([check] for check in alone), *([together] if together else [])]


def _with(results: Results, graded: Sequence[CheckResult]) -> Results:
    """The results with these in their places, and on the leaderboard what the student's own net has reached."""
    new = {result.number: result for result in graded}
    leaders = [
        Leader("accuracy of your own net", value)
        for result in graded
        for case, value in result.extra.get("accuracies", {}).items()
        if case.endswith("_own")
    ]
    checks = tuple(new.get(check.number, check) for check in results.checks)
    return replace(results, checks=checks, leaderboard=(*results.leaderboard, *leaders))


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
_OUT_OF_TIME = "Not run: the time for the whole submission was used up by earlier checks."


@cache
def _fixture_sets() -> tuple[FixtureSet, ...]:
    """Public and hidden ones; a process that grades a whole class reads them once."""
    sets = tuple(FixtureSet(paths.FIXTURES / name) for name in ("public", "hidden"))
    for fixtures in sets:
        fixtures.check_complete()
    return sets


def _with_facts(
    results: Results, submission: Submission, compiled: CompiledSubmission, sets: Sequence[FixtureSet]
) -> Results:
    extra: dict[str, object] = {
        "versions": {
            "autograder": autograder.__version__,
            "graders": paths.graders_id(),
            "numpy": np.__version__,
        },
        "isolation": _told(compiled.isolation),
        "fixtures": {fixtures.name: fixtures.id for fixtures in sets},
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
        "exposed": len(report.exposed),
    }
