"""The results of one submission: those of each check, and the total."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum
from typing import Any

from autograder.model.depth import Depth
from autograder.model.verdict import Verdict

VISIBILITIES = ("visible", "hidden", "after_due_date", "after_published")


class Status(Enum):
    """The end of a check."""

    PASSED = "passed"
    FAILED = "failed"
    NOT_MEASURED = "not measured"
    NOT_RUN = "not run"
    GRADER_FAULT = "grader fault"
    NOT_GRADED_YET = "not graded yet"


@dataclass(frozen=True)
class CheckResult:
    """The result of one check. The score is kept between 0 and the maximum, and NaN counts as 0.

    verdict: the judge's, in points of this result; None if there is none.
    output: a text in place of the verdict's.
    depth: how much of the verdict students read.
    extra: for course staff: plain data that JSON can hold.
    """

    number: str
    name: str
    question: str
    max_score: float
    score: float = 0.0
    status: Status = Status.NOT_GRADED_YET
    output: str = ""
    tags: tuple[str, ...] = ()
    visibility: str = "visible"
    seconds: float = 0.0
    verdict: Verdict | None = None
    depth: Depth = Depth.HOW
    extra: Mapping[str, Any] = field(default_factory=dict, hash=False)

    def __post_init__(self) -> None:
        if not (math.isfinite(self.max_score) and self.max_score >= 0):
            raise ValueError(f"check {self.number}: a maximum of {self.max_score} points")
        if self.visibility not in VISIBILITIES:
            raise ValueError(f"check {self.number}: visibility {self.visibility!r} is none of {VISIBILITIES}")
        earned = self.score if math.isfinite(self.score) else 0.0
        object.__setattr__(self, "score", round(min(max(earned, 0.0), self.max_score), 6))


@dataclass(frozen=True)
class Leader:
    """A row of the leaderboard."""

    name: str
    value: float | str
    order: str = "desc"


@dataclass(frozen=True)
class Results:
    """The results of one submission. notes: sentences on the whole of it; extra: for course staff.

    final: the score that counts, if policies change the sum over the checks.
    """

    checks: tuple[CheckResult, ...]
    notes: tuple[str, ...] = ()
    execution_time: float = 0.0
    extra: Mapping[str, Any] = field(default_factory=dict)
    leaderboard: tuple[Leader, ...] = ()
    final: float | None = None

    @property
    def score(self) -> float:
        """Points earned together."""
        return round(sum(check.score for check in self.checks), 6)

    @property
    def max_score(self) -> float:
        """The possible points of all checks."""
        return round(sum(check.max_score for check in self.checks), 6)
