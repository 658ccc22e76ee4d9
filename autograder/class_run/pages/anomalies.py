"""Findings that a person should look at: equal work, review flags, time, and submissions that could not be graded. None
of it proves anything or changes a score.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Any

from autograder.base.counts import number_of
from autograder.class_run.record import GRADED, Row
from autograder.model.finding import Kind

Test = Mapping[str, Any]
RARE = 0.02  # of a class: a wrong answer that more students give is easy to arrive at
_LEAST = 2  # such answers that two submissions must share before they are named
_LATE = 0.5  # of the time allowed


@dataclass(frozen=True)
class Anomaly:
    """Something to look at: the submissions, and a sentence about them."""

    kind: str
    rows: tuple[Row, ...]
    about: str


def find_anomalies(rows: Sequence[Row], seconds: float) -> list[Anomaly]:
    """Yield submissions that could not be graded first, then the rest, rare coincidences before common ones.

    seconds: the time that a submission was allowed.
    """
    rest = [*_flags(rows), *_slow(rows, seconds), *_same_answers(rows), *_same_files(rows)]
    return [*_ungraded(rows), *sorted(rest, key=lambda anomaly: len(anomaly.rows))]


def _same_files(rows: Sequence[Row]) -> Iterator[Anomaly]:
    by_digest = defaultdict(list)
    for row in rows:
        if row.document and any(test["score"] for test in row.tests):  # else they have nothing in common
            by_digest[row.digest].append(row)
    for same in by_digest.values():
        if len(same) > 1:
            yield Anomaly("same files", tuple(same), f"{len(same)} submissions hold the same graded files.")


def _same_answers(rows: Sequence[Row]) -> Iterator[Anomaly]:
    """Yield pairs that share several wrong answers, to the last digit shown, which few others give."""
    givers: dict[tuple[str, str], list[int]] = defaultdict(list)
    for index, row in enumerate(rows):
        for test in row.tests:
            if (answers := _own_numbers(test)) and not test["extra_data"].get("mistakes"):
                givers[test["number"], answers].append(index)
    most = max(2, int(RARE * len(rows)))
    shared: dict[tuple[int, int], list[str]] = defaultdict(list)
    for (number, _), indices in givers.items():
        if 2 <= len(indices) <= most:
            for pair in combinations(indices, 2):
                shared[pair].append(number)
    for (one, other), numbers in sorted(shared.items(), key=lambda item: -len(item[1])):
        if len(numbers) >= _LEAST and rows[one].digest != rows[other].digest:
            about = (
                f"{len(numbers)} wrong answers in common that are not known mistakes: {', '.join(numbers)}."
            )
            yield Anomaly("same wrong answers", (rows[one], rows[other]), about)


def _own_numbers(test: Test) -> str:
    """The findings of a check, if they hold numbers that the code computed; else ""."""
    findings = _findings(test)
    return json.dumps(findings, sort_keys=True) if any("got" in finding for finding in findings) else ""


def _findings(test: Test) -> list[dict[str, Any]]:
    return list(test["extra_data"].get("findings", ()))


def _flags(rows: Sequence[Row]) -> Iterator[Anomaly]:
    """Yield, for each flagged word, the submissions that contain it."""
    having: dict[str, list[Row]] = defaultdict(list)
    places: dict[str, list[str]] = defaultdict(list)
    for row in rows:
        for line in (row.document or {}).get("extra_data", {}).get("review_flags", ()):
            place, _, word = line.partition(": ")
            places[word].append(place)
            if row not in having[word][-1:]:
                having[word].append(row)
    for word, found in having.items():
        about = f"{word}: {number_of(len(places[word]), 'place')}, such as {places[word][0]}."
        yield Anomaly("review flag", tuple(found), about)


def _slow(rows: Sequence[Row], seconds: float) -> Iterator[Anomaly]:
    late = [(row, (row.document or {}).get("execution_time", 0.0)) for row in rows]
    late = [(row, took) for row, took in late if took > _LATE * seconds]
    if late:
        longest = max(took for _, took in late)
        about = f"More than half of the {number_of(round(seconds), 'second')} allowed; the longest took {longest:.0f}."
        yield Anomaly("time", tuple(row for row, _ in late), about)
    stopped = [(row, [test["number"] for test in row.tests if _ran_out_of_time(test)]) for row in rows]
    stopped = [(row, numbers) for row, numbers in stopped if numbers]
    if stopped:
        listed = sorted({number for _, numbers in stopped for number in numbers})
        more = f" and {len(listed) - 5} more" if len(listed) > 5 else ""
        about = f"Stopped when its time was over: {', '.join(listed[:5])}{more}."
        yield Anomaly("time", tuple(row for row, _ in stopped), about)


def _ran_out_of_time(test: Test) -> bool:
    kinds = {finding.get(field) for finding in _findings(test) for field in ("kind", "why")}
    return Kind.TIMED_OUT.value in kinds


def _ungraded(rows: Sequence[Row]) -> Iterator[Anomaly]:
    causes: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        if row.state != GRADED:
            about = row.fault or ("The grader failed in some checks." if row.state else "No result yet.")
            causes[about].append(row)
    for about, those in causes.items():
        yield Anomaly("not graded", tuple(those), about)
