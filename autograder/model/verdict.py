"""The verdict on one check of one submission."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from autograder.model.accuracy_score import AccuracyScore
from autograder.model.finding import Finding
from autograder.model.speed import Speed


@dataclass(frozen=True)
class Verdict:
    """The points that a check earned of those at stake, the findings, and what was measured.

    waived: points that the check would give away for what is not asked.
    held: of the points that are missing, those of what was not measured: course staff decide.
    speed: the CPU times in proportion to the reference's, if they were measured.
    accuracies: by case, what trained nets were measured to reach.
    remarks: texts that the probes themselves gave.
    """

    earned: float = 0.0
    at_stake: float = 0.0
    waived: float = 0.0
    held: float = 0.0
    findings: tuple[Finding, ...] = ()
    speed: Speed | None = None
    accuracies: Mapping[str, AccuracyScore] = field(default_factory=dict, hash=False)
    remarks: tuple[str, ...] = ()

    def and_(self, other: Verdict) -> Verdict:
        """Both, as the verdict on two demands together."""
        return Verdict(
            self.earned + other.earned,
            self.at_stake + other.at_stake,
            self.waived + other.waived,
            self.held + other.held,
            self.findings + other.findings,
            self.speed or other.speed,
            {**self.accuracies, **other.accuracies},
            self.remarks + other.remarks,
        )

    def scaled(self, factor: float) -> Verdict:
        """The verdict with each point counting `factor`."""
        findings = tuple(replace(finding, lost=round(factor * finding.lost, 6)) for finding in self.findings)
        return replace(
            self,
            earned=factor * self.earned,
            at_stake=factor * self.at_stake,
            waived=factor * self.waived,
            held=factor * self.held,
            findings=findings,
        )
