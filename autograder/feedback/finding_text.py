"""What a student reads about a check."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from autograder.grading.judge import Finding, Verdict


def lines_of(verdict: Verdict, scale: float = 1.0) -> list[str]:
    """What is wrong, what it costs, what to look at, and whatever else there is to tell.

    scale: what one of the verdict's points counts.
    """
    findings = [replace(finding, lost=round(scale * finding.lost, 6)) for finding in verdict.findings]
    return [*lines_of_findings(merged(findings)), *verdict.notes]


def merged(findings: Sequence[Finding]) -> list[Finding]:
    """Findings that read the same as one, with their points together."""
    told: dict[tuple[str, str], Finding] = {}
    for finding in findings:
        key = (finding.sentence, finding.hint)
        before = told.get(key)
        told[key] = replace(finding, lost=finding.lost + before.lost) if before else finding
    return list(told.values())


def lines_of_findings(findings: Sequence[Finding]) -> Iterator[str]:
    """Each finding, with its hint below unless that has been given before."""
    given = set()
    for finding in findings:
        cost = f" (-{finding.lost:g})" if finding.lost else ""
        yield f"{finding.sentence}{cost}"
        if finding.hint and finding.hint not in given:
            yield f"    hint: {finding.hint}"
            given.add(finding.hint)
