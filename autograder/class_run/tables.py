"""A run as CSV files: as Gradescope exports grades, every check, and what changed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import timedelta
from pathlib import Path

from autograder.base.csv_file import write_rows
from autograder.class_run.changes import Change
from autograder.class_run.export import Person
from autograder.class_run.marked import overrides_of, ungraded
from autograder.class_run.record import GRADED, Row, by_number

GRADES, CHECKS, CHANGES = "gradescope.csv", "checks.csv", "changes.csv"
_PERSON = (
    *("Name", "SID", "Email", "Total Score", "Max Points", "Status", "Submission ID", "Submission Time"),
    *("Lateness (H:M:S)", "Points Earned", "Policies", "Overrides"),
)
_CHECK = (
    "submission",
    "who",
    "question",
    "check",
    "title",
    "points",
    "maximum",
    "status",
    "mistakes",
    "seconds",
    "override",
)
_CHANGE = ("submission", "who", "check", "before", "after", "difference", "why")
Cells = Sequence[object]


def write_tables(rows: Sequence[Row], folder: Path) -> None:
    """Write the grades and the checks of all submissions."""
    write_rows(folder / GRADES, _grades(rows))
    write_rows(folder / CHECKS, [_CHECK, *(cells for row in rows for cells in _checks(row))])


def write_changes(changes: Iterable[Change], folder: Path) -> None:
    """Write what changed since an earlier run, a row for each check."""
    write_rows(folder / CHANGES, [_CHANGE, *(cells for change in changes for cells in _changes(change))])


def _grades(rows: Sequence[Row]) -> Iterator[Cells]:
    """A row for each person; the checks' columns are named as Gradescope names questions."""
    columns = by_number(rows)
    firsts = [next(iter(column.values())) for column in columns.values()]
    yield *_PERSON, *(f"{test['number']}: {test['name']} ({test['max_score']:g} pts)" for test in firsts)
    for row in rows:
        points = {test["number"]: test["score"] for test in row.tests}
        graded = "Graded" if row.state == GRADED and not ungraded(row) else "Ungraded"
        scores = ["" if score is None else score for score in (row.score, row.earned)]
        about = (scores[0], row.maximum, graded, row.name, row.created_at)
        counted = (_clock(row.lateness), scores[1], " ".join(row.notes), "; ".join(overrides_of(row)))
        for person in row.people or (Person(row.name),):
            yield (
                *(person.name, person.sid, person.email),
                *about,
                *counted,
                *(points.get(number, "") for number in columns),
            )


def _clock(lateness: timedelta | None) -> str:
    """The lateness as Gradescope writes it: hours, minutes and seconds; none before the due date."""
    if lateness is None:
        return ""
    minutes, seconds = divmod(max(int(lateness.total_seconds()), 0), 60)
    return f"{minutes // 60:02d}:{minutes % 60:02d}:{seconds:02d}"


def _checks(row: Row) -> Iterator[Cells]:
    for test in row.tests:
        extra = test["extra_data"]
        yield (
            *(
                row.name,
                row.who,
                extra["question"],
                test["number"],
                test["name"],
                test["score"],
                test["max_score"],
            ),
            *(extra["status"], " ".join(extra.get("mistakes", ())), extra["seconds"]),
            extra.get("override", ""),
        )


def _changes(change: Change) -> Iterator[Cells]:
    total = (change.name, change.who, "", change.before, change.after, change.difference, change.why)
    yield ["" if cell is None else cell for cell in total]
    for check in change.checks:
        points = (check.before or 0.0, check.after or 0.0)
        yield change.name, change.who, check.number, *points, round(points[1] - points[0], 6), check.why
