"""The text that a student reads about findings."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from autograder.feedback.failure_text import describe_failure
from autograder.feedback.intermediates_text import describe_intermediates
from autograder.feedback.mismatch_text import describe_mismatch
from autograder.feedback.relation_text import describe_relation
from autograder.feedback.speed_text import TOO_SLOW, describe_speed
from autograder.model.accuracy_score import AccuracyScore
from autograder.model.case import CASES
from autograder.model.compare import Fault, Mismatch
from autograder.model.complaint import Violation
from autograder.model.depth import Depth
from autograder.model.failure import Cause, Failure
from autograder.model.finding import (
    AlsoWrong,
    BuiltOn,
    Elsewhere,
    Finding,
    Follows,
    NotMeasured,
    NotTimed,
    OwnGradient,
    RightBeyond,
    SameSlip,
    TooSlow,
)
from autograder.model.relation import Likeness
from autograder.model.statement import Statement
from autograder.model.verdict import Verdict

_NAMES = 5  # answers that one sentence names


def lines_of(verdict: Verdict, depth: Depth = Depth.HOW) -> list[str]:
    """Return the lines of a verdict: what is wrong, what it costs, what to look at, and remarks."""
    return [*lines_of_findings(merged(verdict.findings), depth), *remarks_of(verdict)]


def remarks_of(verdict: Verdict) -> Iterator[str]:
    """Yield measurements that cost nothing, and the probes' own texts."""
    if verdict.speed is not None:
        yield describe_speed(verdict.speed)
    for score in verdict.accuracies.values():
        if score.share >= 1:
            yield describe_statement(score.statement)
    yield from verdict.remarks


def merged(findings: Sequence[Finding]) -> list[Finding]:
    """Merge findings that read the same, and add up their points."""
    told: dict[tuple[str, str], Finding] = {}
    for finding in findings:
        key = (sentence_of(finding), hint_of(finding))
        before = told.get(key)
        told[key] = replace(finding, lost=finding.lost + before.lost) if before else finding
    return list(told.values())


def lines_of_findings(findings: Sequence[Finding], depth: Depth = Depth.HOW) -> Iterator[str]:
    """Yield each finding, with its hint below unless the hint has been given before."""
    given = set()
    for finding in findings:
        cost = f" (-{finding.lost:g})" if finding.lost else ""
        yield f"{sentence_of(finding, depth)}{cost}"
        hint = hint_of(finding, depth)
        if hint and hint not in given:
            yield f"    hint: {hint}"
            given.add(hint)


def sentence_of(finding: Finding, depth: Depth = Depth.HOW) -> str:
    """Return one sentence on what is wrong, without numbers of hidden fixtures."""
    reason, public = finding.reason, finding.public
    start = (
        f"{finding.case}: "
        if public or CASES[finding.case].trained  # trained cases have no public inputs
        else f"{finding.case}: right on the public inputs, wrong on the hidden ones: "
    )
    match reason:
        case Mismatch(fault=Fault.MISSING):
            return f"{start}no {_listed(finding.answers)}: the function ended without it"
        case Mismatch():
            return start + describe_mismatch(reason, public)
        case AlsoWrong():
            return f"{start}also wrong: {_listed(finding.answers)}"
        case Failure():
            return _stopped(finding, reason, start)
        case Violation():
            return start + _held_against(reason.public if public else reason.hidden, public)
        case AccuracyScore() | BuiltOn() | NotMeasured() | TooSlow() | NotTimed():
            return _measured(reason)
        case _:
            return start + _excused(reason, finding.answers, depth)


def _excused(
    cause: Follows | OwnGradient | RightBeyond | SameSlip | Elsewhere, answers: Sequence[str], depth: Depth
) -> str:
    match cause:
        case Follows(functions=functions, tested=tested):
            sentence = _FOLLOWS if tested else _WAITS
            names = [name.rpartition(":")[2] for name in functions]
            return sentence.format(_alternatives(names) if len(names) <= _NAMES else _LAYERS)
        case OwnGradient():
            return _OWN_GRADIENT.format(_listed(answers))
        case RightBeyond(numbers=numbers):
            return _BEYOND.format(_alternatives(numbers))
        case SameSlip(number=number):
            return _SAME_SLIP.format(_listed(answers), number)
        case Elsewhere(note=note):
            hint = _shown(note.hint, depth)
            return _ELSEWHERE.format(", ".join(note.costs)) + (f": {hint}" if hint else "")


def _measured(reason: AccuracyScore | BuiltOn | NotMeasured | TooSlow | NotTimed) -> str:
    match reason:
        case AccuracyScore(statement=statement):
            return describe_statement(statement)
        case BuiltOn(lost=lost):
            return _BUILT_ON.format(lost)
        case NotMeasured(points=points):
            return _NOT_MEASURED.format(points)
        case TooSlow():
            return TOO_SLOW
        case NotTimed(why=why):
            return f"not timed, because {_why_not_timed(why)}"


def hint_of(finding: Finding, depth: Depth = Depth.HOW) -> str:
    """Return the hint: the known mistake, else the relation to the right output, else how far it is right; or "".

    A place where an output is wrong says less than the values in between.
    """
    if depth is Depth.WHERE:
        return ""
    if finding.note is not None:
        hint = _shown(finding.note.hint, depth)
        # Other code may raise the same exception; the numbers of a mistake are its own.
        return f"perhaps {hint}" if isinstance(finding.reason, Failure) else hint
    likeness = finding.relation.likeness if finding.relation else None
    is_place = likeness in {Likeness.AT_INDEX, Likeness.AT_BORDER}
    if finding.intermediates and finding.intermediates.right and (is_place or likeness is None):
        return _shown(describe_intermediates(finding.intermediates, finding.answers), depth)
    if finding.relation is None or (likeness is Likeness.AT_INDEX and not finding.public):
        return ""  # a submission can choose the wrong index, which could reveal inputs
    return describe_relation(finding.relation)


def _shown(hint: str, depth: Depth) -> str:
    """Return the part of a hint for this depth: what the code does, or also what it should do, after the semicolon."""
    what = hint.partition(";")[0]
    return {Depth.WHERE: "", Depth.WHAT: what, Depth.HOW: hint}[depth]


def describe_statement(statement: Statement) -> str:
    """The sentence of a template and its fields."""
    return statement.template.format(**statement.fields)


def _stopped(finding: Finding, failure: Failure, start: str) -> str:
    # If the code is missing, it is missing for every case, and a student need not know for which.
    if failure.unwritten or failure.cause is Cause.IMPORT:
        return ("" if finding.public else start) + describe_failure(failure, finding.public)
    missing = f"no {_listed(finding.answers)}: " if finding.answers else ""
    return f"{start}{missing}{describe_failure(failure, finding.public)}"


def _held_against(what: Statement | Mismatch, public: bool) -> str:
    return describe_mismatch(what, public) if isinstance(what, Mismatch) else describe_statement(what)


def _why_not_timed(why: Mismatch | Failure) -> str:
    # Timed calls have inputs of their own, which nobody may know.
    return describe_mismatch(why, False) if isinstance(why, Mismatch) else describe_failure(why, False)


def _listed(names: Sequence[str]) -> str:
    more = len(names) - _NAMES
    return ", ".join(names) if more <= 1 else f"{', '.join(names[:_NAMES])} and {more} more"


def _alternatives(names: Sequence[str]) -> str:
    *others, last = names
    return f"{', '.join(others)} or {last}" if others else last


_FOLLOWS = "follows from {}, which another check charges; with the reference's version it is right"
_LAYERS = "the functions that it uses"
_WAITS = "uses {}, which is wrong; fix that first"
_BEYOND = "follows from a mistake that check {} charges; what this check asks besides is right"
_OWN_GRADIENT = "{} is the gradient of your own forward pass, whose mistake is charged already"
_NOT_MEASURED = (
    "not measured: a limit of the grader on time or memory ended a training in this notebook; "
    "{:.3g} of the missing points are held for the course staff, who can measure it"
)
_BUILT_ON = "the code that trained it has lost {:.0%} of its points, so this loses the same share"
_SAME_SLIP = "{} has an extra axis of length 1, as in check {}; this is charged once"
_ELSEWHERE = "follows from a mistake that check {} charges; it costs nothing here"
