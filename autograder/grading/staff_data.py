"""A verdict as plain data for course staff, read by reports, tables and comparisons of a class."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice
from typing import Any

from autograder.feedback.finding_text import merged
from autograder.model.compare import Mismatch
from autograder.model.finding import Finding, Kind, NotTimed, kind_of
from autograder.model.verdict import Verdict

_PICTURES = 2  # of one check: about 1 KB each
_FINDINGS = 12  # of one check: about 150 bytes each


def staff_data(verdict: Verdict) -> dict[str, Any]:
    """Known mistakes, findings by their fields, pictures of wrong public arrays, and measurements."""
    return dict(_parts(verdict))


def _parts(verdict: Verdict) -> Iterator[tuple[str, Any]]:
    if mistakes := sorted({finding.mistake for finding in verdict.findings if finding.mistake}):
        yield "mistakes", mistakes
    if findings := merged(verdict.findings):
        yield "findings", [dict(_fields(finding)) for finding in findings[:_FINDINGS]]
        if pictures := list(islice(_pictures(findings), _PICTURES)):
            yield "pictures", pictures
    if verdict.held:
        yield "held", round(verdict.held, 6)
    if verdict.speed:
        yield "speed", round(verdict.speed.ratio, 3)
    accuracies = {case: score.accuracy for case, score in verdict.accuracies.items()}
    if reached := {case: round(value, 4) for case, value in accuracies.items() if value is not None}:
        yield "accuracies", reached


def _pictures(findings: Sequence[Finding]) -> Iterator[dict[str, Any]]:
    for finding in findings:
        if finding.picture is not None:
            yield {"case": finding.case, **finding.picture.to_json()}


def _fields(finding: Finding) -> Iterator[tuple[str, Any]]:
    """The fields of a finding that can be compared; numbers of the answer only from public fixtures."""
    yield "case", finding.case
    yield "set", "public" if finding.public else "hidden"
    yield "kind", finding.kind.value
    yield "answers", list(finding.answers)
    yield "lost", round(finding.lost, 6)
    if finding.mistake:
        yield "mistake", finding.mistake
    reason = finding.reason
    if finding.public and isinstance(reason, Mismatch) and finding.kind is Kind.VALUE:
        yield "at", list(reason.where)
        yield "got", float(f"{reason.got:.6g}")
    if isinstance(reason, NotTimed):
        yield "why", kind_of(reason.why).value
