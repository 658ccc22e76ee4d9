"""A row after people's decisions: points of inline questions as tests beside the checks, and overridden checks."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import replace
from typing import Any

from autograder.class_run.record import Row
from autograder.model.results import Status
from autograder.policies.marks import Marks

INLINE = "Inline"  # the name of all inline questions, beside Q1, Q2, ...
Test = dict[str, Any]


def marked(row: Row, marks: Marks, answered: Collection[str]) -> Row:
    """Return the row after people's decisions. answered: the inline questions that it answers."""
    if row.document is None or not (marks.maxima or marks.overrides):
        return row
    tests = [_overridden(test, row.name, marks) for test in row.tests]
    inline = [_inline(question, row.name, marks, question in answered) for question in marks.maxima]
    return replace(row, document={**row.document, "tests": [*tests, *inline]})


def is_inline(test: Mapping[str, Any]) -> bool:
    """Return whether people, not the grader, give the points."""
    return bool(test["extra_data"]["question"] == INLINE)


def ungraded(row: Row) -> list[str]:
    """The inline questions whose answers nobody has graded yet."""
    waiting = Status.NOT_GRADED_YET.value
    return [t["number"] for t in row.tests if is_inline(t) and t["extra_data"]["status"] == waiting]


def overrides_of(row: Row) -> Iterator[str]:
    """Yield a sentence for each check whose points differ from the grader's."""
    for test in row.tests:
        if told := test["extra_data"].get("override"):
            yield told


def _overridden(test: Test, name: str, marks: Marks) -> Test:
    override = marks.overrides.get((name, test["number"]))
    if override is None:
        return test
    points = min(override.points, test["max_score"])
    told = f"{test['number']}: {points:g} instead of {test['score']:g} ({override.who}: {override.reason})"
    status = Status.PASSED if points >= test["max_score"] else Status.FAILED
    extra = {**test["extra_data"], "status": status.value, "override": told, "graded": test["score"]}
    return {**test, "score": points, "status": status.value, "extra_data": extra}


def _inline(question: str, name: str, marks: Marks, is_answered: bool) -> Test:
    mark, maximum, points = marks.mark(question, name), marks.maxima[question], marks.points(question, name)
    if is_answered and not mark.graded:
        status = Status.NOT_GRADED_YET
    else:
        status = Status.PASSED if points >= maximum else Status.FAILED
    lines = [f"{item.text} ({item.points:+g})" for item in marks.rubric(question) if item.id in mark.items]
    if status is Status.NOT_GRADED_YET:
        lines.append("Nobody has graded this answer yet.")
    elif not is_answered:
        lines.append("No answer.")
    return {
        "number": question,
        "name": "Inline question",
        "score": points,
        "max_score": maximum,
        "status": "passed" if status is Status.PASSED else "failed",
        "output": "\n".join(filter(None, (*lines, mark.comment))),
        "visibility": "visible",
        "extra_data": {"question": INLINE, "status": status.value, "seconds": 0.0},
    }
