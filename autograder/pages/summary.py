"""What the results of a class come to: pure functions over rows."""

from __future__ import annotations

import math
import statistics
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from autograder.regrade.record import Row
from autograder.report import describe_isolation

Test = Mapping[str, Any]


@dataclass(frozen=True)
class CheckSummary:
    """How a class did in one check.

    passed: the share of hand-ins with all of its points. difficulty: the mean share of its points, so that 1 is easy.
    discrimination: the correlation of points here with points in all other checks, from -1 to 1; None where everybody
        has the same. mistake: the known one that was made most often, with its count.
    speeds: ratios of CPU times to the reference's, where the check measures them.
    """

    number: str
    title: str
    question: str
    maximum: float
    passed: float
    difficulty: float
    discrimination: float | None
    mistake: tuple[str, int] | None
    speeds: tuple[float, ...]


@dataclass(frozen=True)
class QuestionSummary:
    """Mean points of a question."""

    name: str
    mean: float
    maximum: float


@dataclass(frozen=True)
class MistakeSummary:
    """A known mistake, in how many hand-ins it was found, and the checks that found it."""

    id: str
    count: int
    checks: tuple[str, ...]


@dataclass(frozen=True)
class ClassSummary:
    """A whole class. totals: points, in the order of the rows that have any; isolation: how often each was said."""

    totals: tuple[float, ...]
    maximum: float
    mean: float
    median: float
    deviation: float
    questions: tuple[QuestionSummary, ...]
    checks: tuple[CheckSummary, ...]
    mistakes: tuple[MistakeSummary, ...]
    isolation: tuple[tuple[str, int], ...]


def summarise(rows: Sequence[Row]) -> ClassSummary:
    """What the graded hand-ins come to."""
    graded = [row for row in rows if row.document is not None]
    totals = [row.score or 0.0 for row in graded]
    columns = _columns(graded)
    checks = tuple(_check(tests, totals) for tests in columns)
    said = Counter(describe_isolation((row.document or {})["extra_data"].get("isolation")) for row in graded)
    return ClassSummary(
        totals=tuple(totals),
        maximum=max((row.maximum for row in graded), default=0.0),
        mean=statistics.fmean(totals) if totals else 0.0,
        median=statistics.median(totals) if totals else 0.0,
        deviation=statistics.pstdev(totals) if totals else 0.0,
        questions=tuple(_questions(checks)),
        checks=checks,
        mistakes=tuple(_mistakes(columns)),
        isolation=tuple(said.most_common()),
    )


def correlation(xs: Sequence[float], ys: Sequence[float]) -> float | None:
    """Pearson's; None where either does not vary."""
    mean_x, mean_y = statistics.fmean(xs), statistics.fmean(ys)
    covariance = math.fsum((x - mean_x) * (y - mean_y) for x, y in zip(xs, ys, strict=True))
    spread_x = math.fsum((x - mean_x) ** 2 for x in xs)
    spread_y = math.fsum((y - mean_y) ** 2 for y in ys)
    if min(spread_x, spread_y) < 1e-12:
        return None
    return covariance / math.sqrt(spread_x * spread_y)


def _columns(graded: Sequence[Row]) -> list[list[Test]]:
    """The tests of each check, one for each hand-in: all were graded with the same checks."""
    return [list(column) for column in zip(*(row.tests for row in graded), strict=True)]


def _check(tests: Sequence[Test], totals: Sequence[float]) -> CheckSummary:
    first, maximum = tests[0], tests[0]["max_score"]
    points = [test["score"] for test in tests]
    others = [total - own for total, own in zip(totals, points, strict=True)]
    made = Counter(mistake for test in tests for mistake in test["extra_data"].get("mistakes", ()))
    return CheckSummary(
        number=first["number"],
        title=first["name"],
        question=first["extra_data"]["question"],
        maximum=maximum,
        passed=sum(score >= maximum for score in points) / len(points),
        difficulty=statistics.fmean(points) / maximum if maximum else 1.0,
        discrimination=correlation(points, others),
        mistake=next(iter(made.most_common(1)), None),
        speeds=tuple(speed for test in tests if (speed := test["extra_data"].get("speed"))),
    )


def _questions(checks: Sequence[CheckSummary]) -> list[QuestionSummary]:
    names = dict.fromkeys(check.question for check in checks)
    of = {name: [check for check in checks if check.question == name] for name in names}
    return [
        QuestionSummary(
            name, sum(c.difficulty * c.maximum for c in of[name]), sum(c.maximum for c in of[name])
        )
        for name in names
    ]


def _mistakes(columns: Sequence[Sequence[Test]]) -> list[MistakeSummary]:
    """The most frequent first; a hand-in counts once, however many checks found the mistake in it."""
    makers: dict[str, set[int]] = {}
    finders: dict[str, dict[str, None]] = {}
    for tests in columns:
        for index, test in enumerate(tests):
            for mistake in test["extra_data"].get("mistakes", ()):
                makers.setdefault(mistake, set()).add(index)
                finders.setdefault(mistake, {})[test["number"]] = None
    found = [MistakeSummary(name, len(by), tuple(finders[name])) for name, by in makers.items()]
    return sorted(found, key=lambda mistake: (-mistake.count, mistake.id))
