"""The path of a submission, from a folder or zip to results."""

from __future__ import annotations

import time
import traceback
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np

import autograder
from autograder import project
from autograder.advice import MOST
from autograder.check import Check, checks_of, code_checks
from autograder.clock import Clock
from autograder.editions import DEFAULT, Edition, TooOld, asked, edition_of
from autograder.fixtures.store import FixtureError, FixtureSet
from autograder.heatmap import data_of
from autograder.intake import IntakeError, NoSubmission, Submission, take_in
from autograder.isolation.client import Zygote, harden_judge
from autograder.isolation.stamp import Stamp
from autograder.judge import Judge, Verdict
from autograder.messages import lines_of, merged
from autograder.policies.config import Policies, load
from autograder.results import CheckResult, Results, ResultsError, Status
from autograder.standins.notes import sentences
from autograder.workers import Package, WorkerRunner, compile_submission
from graders import QUESTIONS

FULL = 1e-9  # a score this close to the maximum is the maximum
_PICTURES = 2  # of one check, kept for course staff: about 1 KB each


def policies_in_force() -> Policies:
    """The course's own; raises PolicyError where its file says something that cannot be."""
    return load(project.POLICIES, [check for module in QUESTIONS.values() for check in checks_of(module)])


@dataclass(frozen=True)
class Order:
    """What to grade, a path or what was taken in from one, and how long it may take in all (seconds).

    edition: of the assignment; where there is none, the submission tells.
    policies: of the course, by default those in policies.toml.
    """

    submission: Path | Submission
    questions: tuple[str, ...] = tuple(QUESTIONS)
    seconds: float = 480.0
    edition: str | None = None
    policies: Policies = field(default_factory=policies_in_force)


def grade(order: Order, publish: Callable[[Results], None]) -> Results:
    """Grade a submission. `publish` gets the results so far: before the start, and after every check.

    A failure of the grader itself ends in results that say so. Raises NoSubmission where there is nothing at the path.
    """
    started = time.monotonic()
    checks = _checks(order)
    results = Results(tuple(_blank(check) for check in checks))
    publish(results)
    try:
        for stage in _stages(order, results):
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
    return _not_run(Results(tuple(_blank(check) for check in _checks(order))), why)


def versions() -> dict[str, str]:
    """What decides over scores besides the submission: a short name of each exact content.

    Raises FixtureError where fixtures are missing or do not fit the cases.
    """
    fixtures = {fixtures.name: fixtures.id for fixtures in _fixture_sets()}
    return {**fixtures, "graders": project.graders_id(), "engine": project.engine_id()}


def _checks(order: Order, edition: Edition = DEFAULT) -> list[Check]:
    """The checks on code, in the order of their numbers."""
    asked_for = (code_checks(checks_of(QUESTIONS[question])) for question in order.questions)
    counting = (order.policies.applied_to(checks) for checks in asked_for if checks)
    return [check for checks in counting for check in asked(checks, edition)]


def _stages(order: Order, results: Results) -> Iterator[Results]:
    """The results after each check."""
    clock = Clock(order.seconds)
    harden_judge()
    with Zygote(preload=("graders",), private=project.PRIVATE) as zygote:
        sets = _fixture_sets()  # while the zygote starts
        try:
            given = order.submission
            submission = given if isinstance(given, Submission) else take_in(given)
        except IntakeError as error:
            yield _not_run(results, str(error))
            return
        package = compile_submission(submission, zygote)
        results = _with_facts(results, submission, package, sets)
        if package.stamp is None or not package.stamp.holds:
            yield _not_run(results, _NO_BOUNDARY)
            return
        try:
            edition, why = edition_of(package.arguments, order.edition)
        except TooOld as error:
            yield _not_run(results, str(error))
            return
        checks, notes = _checks(order, edition), (*results.notes, why)
        results = replace(results, checks=tuple(_blank(check) for check in checks))
        for index, check in enumerate(checks):
            if clock.expired:
                yield _out_of_time(results)
                return
            clock.checks_left = len(checks) - index
            graded = _grade_check(check, sets, package, zygote, clock, edition.cases)
            done = (*results.checks[:index], graded, *results.checks[index + 1 :])
            results = replace(results, checks=done, notes=(*notes, *sentences(package.met)))
            yield results


def _grade_check(
    check: Check,
    sets: Sequence[FixtureSet],
    package: Package,
    zygote: Zygote,
    clock: Clock,
    waived: frozenset[str],
) -> CheckResult:
    started = time.monotonic()
    blank = _blank(check)
    try:
        with WorkerRunner(package, zygote, clock) as runner:
            judge = Judge(check, sets, runner, waived)
            check.function(judge)
    except Exception:  # ours, whatever it is: the points are held, and staff can see why
        return replace(blank, status=Status.GRADER_FAULT, extra={"fault": traceback.format_exc(limit=-5)})
    return replace(_scored(check, judge.verdict), seconds=time.monotonic() - started)


def _scored(check: Check, verdict: Verdict) -> CheckResult:
    asked_for = check.weight - verdict.waived
    full = verdict.earned >= asked_for - FULL
    return replace(
        _blank(check),
        score=check.points if full else check.points * verdict.earned / asked_for,
        status=Status.PASSED if full else Status.FAILED,
        output="\n".join(lines_of(verdict, check.points / asked_for)),
        extra=dict(_for_staff(verdict)),
    )


def _for_staff(verdict: Verdict) -> Iterator[tuple[str, Any]]:
    """What reports show besides the text: known mistakes, pictures of wrong public arrays, a ratio of CPU times."""
    if mistakes := sorted({finding.mistake for finding in verdict.findings if finding.mistake}):
        yield "mistakes", mistakes
    drawn = [(finding.sentence, data_of(finding.mismatch)) for finding in merged(verdict.findings)]
    if pictures := [{"case": told.partition(":")[0], **data} for told, data in drawn if data]:
        yield "pictures", pictures[:_PICTURES]
    if verdict.speed:
        yield "speed", round(verdict.speed, 3)


def _blank(check: Check) -> CheckResult:
    return CheckResult(
        number=check.number,
        name=check.title,
        question=check.question,
        max_score=check.points,
        tags=check.tags,
        visibility=check.visibility,
    )


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
    sets = tuple(FixtureSet(project.FIXTURES / name) for name in ("public", "hidden"))
    for fixtures in sets:
        fixtures.check_complete()
    return sets


def _with_facts(
    results: Results, submission: Submission, package: Package, sets: Sequence[FixtureSet]
) -> Results:
    extra: dict[str, object] = {
        "versions": {
            "autograder": autograder.__version__,
            "graders": project.graders_id(),
            "numpy": np.__version__,
        },
        "isolation": _told(package.stamp),
        "fixtures": {fixtures.name: fixtures.id for fixtures in sets},
    }
    if package.advice:
        extra["advice"] = list(package.advice[:MOST])
    return replace(results, notes=submission.notes, extra=extra)


def _told(stamp: Stamp | None) -> dict[str, object]:
    if stamp is None:
        return {"holds": False}
    return {
        "holds": stamp.holds,
        "uid_dropped": stamp.uid_dropped,
        "landlock_abi": stamp.landlock_abi,
        "seccomp": stamp.seccomp,
        "limits": stamp.limits,
        "exposed": len(stamp.exposed),
    }
