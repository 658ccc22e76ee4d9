"""Verdicts on checks whose probes can simply be run: on packages that we wrote, or in the process of a self-check."""

from __future__ import annotations

from collections.abc import Sequence

from autograder.grading.gather import Source, gather
from autograder.grading.settlement import settle
from autograder.model.check import Check
from autograder.model.evidence import Evidence
from autograder.model.verdict import Verdict


def verdicts_of(checks: Sequence[Check], source: Source) -> dict[str, Verdict]:
    """Gather the evidence on the checks, and settle it; return the verdicts by the checks' numbers."""
    evidence = Evidence()
    for check in checks:
        evidence = evidence.and_(gather(check.demands, source, evidence))
    return settle(evidence, checks, source.court)
