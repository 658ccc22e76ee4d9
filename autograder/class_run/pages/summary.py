"""The results of a class, summed up by pure functions over rows."""

from __future__ import annotations

import math
import statistics
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from autograder.class_run.record import Row, by_number
from autograder.feedback.terminal_report import describe_isolation

Test = Mapping[str, Any]


@dataclass(frozen=True)
class CheckSummary:
    """The results in one check of the submissions whose offering has it.

    maximum: its points, the highest if offerings differ. passed: the share of submissions with all of them.
    difficulty: the mean share of the points; 1 is easy.
    discrimination: the correlation of points here with points in all other checks, from -1 to 1; None if everybody
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
    """Mean points of a question, over the submissions that were asked it."""

    name: str
    mean: float
    maximum: float


@dataclass(frozen=True)
class MistakeSummary:
    """A known mistake, in how many submissions it was found, and the checks that found it."""

    id: str
    count: int
    checks: tuple[str, ...]


@dataclass(frozen=True)
class ClassSummary:
    """A whole class.

    totals: scores that count, in the order of the rows that have any. isolation: the number of submissions for each
    sentence.
    """

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
    """Sum up the graded submissions."""
    graded = [row for row in rows if row.document is not None]
    totals, earned = [row.score or 0.0 for row in graded], [row.earned or 0.0 for row in graded]
    said = Counter(describe_isolation((row.document or {})["extra_data"].get("isolation")) for row in graded)
    return ClassSummary(
        totals=tuple(totals),
        maximum=max((row.maximum for row in graded), default=0.0),
        mean=statistics.fmean(totals) if totals else 0.0,
        median=statistics.median(totals) if totals else 0.0,
        deviation=statistics.pstdev(totals) if totals else 0.0,
        questions=tuple(_questions(graded)),
        checks=tuple(_check(tests, earned) for tests in by_number(graded).values()),
        mistakes=tuple(_mistakes(graded)),
        isolation=tuple(said.most_common()),
    )


def correlation(xs: Sequence[float], ys: Sequence[float]) -> float | None:
    """Pearson's; None if either does not vary."""
    mean_x, mean_y = statistics.fmean(xs), statistics.fmean(ys)
    covariance = math.fsum((x - mean_x) * (y - mean_y) for x, y in zip(xs, ys, strict=True))
    spread_x = math.fsum((x - mean_x) ** 2 for x in xs)
    spread_y = math.fsum((y - mean_y) ** 2 for y in ys)
    if min(spread_x, spread_y) < 1e-12:
        return None
    return covariance / math.sqrt(spread_x * spread_y)


def _check(column: Mapping[int, Test], earned: Sequence[float]) -> CheckSummary:
    """column: tests of one check, by the index of their submission; earned: all points of each submission."""
    tests = list(column.values())
    shares = [test["score"] / test["max_score"] if test["max_score"] else 1.0 for test in tests]
    others = [earned[index] - test["score"] for index, test in column.items()]
    made = Counter(mistake for test in tests for mistake in test["extra_data"].get("mistakes", ()))
    return CheckSummary(
        number=tests[0]["number"],
        title=tests[0]["name"],
        question=tests[0]["extra_data"]["question"],
        maximum=max(test["max_score"] for test in tests),
        passed=sum(share >= 1 for share in shares) / len(shares),
        difficulty=statistics.fmean(shares),
        discrimination=correlation(shares, others),
        mistake=next(iter(made.most_common(1)), None),
        speeds=tuple(speed for test in tests if (speed := test["extra_data"].get("speed"))),
    )


def _questions(graded: Sequence[Row]) -> Iterator[QuestionSummary]:
    names = sorted({test["extra_data"]["question"] for row in graded for test in row.tests})
    for name in names:
        of = [[t for t in row.tests if t["extra_data"]["question"] == name] for row in graded]
        asked = [tests for tests in of if tests]
        points, maxima = (
            [sum(test[key] for test in tests) for tests in asked] for key in ("score", "max_score")
        )
        yield QuestionSummary(name, statistics.fmean(points), max(maxima))


def _mistakes(graded: Sequence[Row]) -> list[MistakeSummary]:
    """The most frequent first; a submission counts once, however many checks found the mistake in it."""
    makers: dict[str, set[int]] = {}
    finders: dict[str, dict[str, None]] = {}
    for number, column in by_number(graded).items():
        for index, test in column.items():
            for mistake in test["extra_data"].get("mistakes", ()):
                makers.setdefault(mistake, set()).add(index)
                finders.setdefault(mistake, {})[number] = None
    found = [MistakeSummary(name, len(by), tuple(finders[name])) for name, by in makers.items()]
    return sorted(found, key=lambda mistake: (-mistake.count, mistake.id))
