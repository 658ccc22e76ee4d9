"""points.csv: points of all inline questions and checks, to be edited in a spreadsheet and read back.

Points that differ from the present ones become entries of the journal: points of inline answers, and overrides of
checks. A file is accepted as a whole or not at all.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from autograder.base.csv_file import Table, TableError, number_of, read_table, write_rows
from autograder.class_run.export import Person
from autograder.class_run.marked import is_inline
from autograder.class_run.record import Row, by_number
from autograder.policies.config import plain_name

FILE = "points.csv"
_KEYS = ("Submission ID", "SID", "Email")
_PERSON = ("Name", *_KEYS)
_POINTS = re.compile(r"\s*\([\d.]+ pts\)$")
_ROUNDING = 1e-6
Change = tuple[str, Mapping[str, Any]]


def write_points(rows: Sequence[Row], folder: Path) -> Path:
    """Write the file, a line for each person and a column for each inline question and check; return its path."""
    path = folder / FILE
    write_rows(path, _lines(rows))
    return path


def _lines(rows: Sequence[Row]) -> Iterator[Sequence[object]]:
    columns = by_number(rows)
    yield *_PERSON, *(f"{number} ({_most(column):g} pts)" for number, column in columns.items())
    for row in rows:
        points = {test["number"]: test["score"] for test in row.tests}
        for person in row.people or (Person(row.name),):
            about = (person.name, row.name, person.sid, person.email)
            yield *about, *(points.get(number, "") for number in columns)


def _most(column: Mapping[int, Mapping[str, Any]]) -> float:
    return max(float(test["max_score"]) for test in column.values())


def changes_of(path: Path, rows: Sequence[Row]) -> list[Change]:
    """Return the changes that an edited file makes, as kinds and data of entries; raise TableError for a wrong line."""
    table = read_table(path)
    items = _items(table, rows, path.name)
    found: dict[tuple[str, str], tuple[float, int]] = {}
    for number, cells in table.lines:
        row = _row(cells, table.columns, rows, f"{path.name}, line {number}")
        tests = {test["number"]: test for test in row.tests}
        for column, item in items.items():
            where = f"{path.name}, line {number}, {column}"
            if not cells[column]:
                continue  # an empty cell leaves points as they are
            points = _points(cells[column], tests.get(item), where)
            before, line = found.setdefault((row.name, item), (points, number))
            if abs(before - points) > _ROUNDING:
                raise TableError(
                    f"{where}: {points:g} here, {before:g} for the same submission in line {line}."
                )
    return [
        change for (name, item), (points, _) in found.items() for change in _change(rows, name, item, points)
    ]


def _items(table: Table, rows: Sequence[Row], name: str) -> dict[str, str]:
    """Inline questions and checks by the columns that hold their points."""
    if not set(_KEYS) & set(table.columns):
        raise TableError(
            f"{name} has none of the columns {', '.join(_KEYS)}, which say whose points these are."
        )
    known = by_number(rows)
    items = {column: _POINTS.sub("", column) for column in table.columns if column not in (*_PERSON, "")}
    for item in items.values():
        if item not in known:
            raise TableError(
                f"{name}: there is no check and no inline question {item!a}, the name of a column."
            )
    return items


def _row(cells: Mapping[str, str], columns: Sequence[str], rows: Sequence[Row], where: str) -> Row:
    """Return the submission of a line, by the first key that the line has."""
    for key in _KEYS:
        if key in columns and (asked := plain_name(cells[key])):
            found = [row for row in rows if asked in map(plain_name, _names(row, key))]
            if len(found) != 1:
                which = "nobody" if not found else "several submissions"
                raise TableError(f"{where}: {key} {cells[key]!a} is that of {which} of this run.")
            return found[0]
    raise TableError(f"{where}: there is neither {' nor '.join(_KEYS)}.")


def _names(row: Row, key: str) -> list[str]:
    if key == "Submission ID":
        return [row.name]
    return [person.sid if key == "SID" else person.email for person in row.people]


def _points(cell: str, test: Mapping[str, Any] | None, where: str) -> float:
    try:
        points = number_of(cell)
    except ValueError:
        raise TableError(f"{where}: {cell!a} is not a number of points.") from None
    if test is None:
        raise TableError(f"{where}: this submission was not asked that.")
    if not math.isfinite(points) or not 0 <= points <= test["max_score"] + _ROUNDING:
        raise TableError(f"{where}: {cell} is not between 0 and {test['max_score']:g}.")
    return points


def _change(rows: Sequence[Row], name: str, item: str, points: float) -> Iterator[Change]:
    (test,) = (test for row in rows if row.name == name for test in row.tests if test["number"] == item)
    if abs(points - test["score"]) <= _ROUNDING:
        return
    if is_inline(test):
        yield "points", {"question": item, "submission": name, "points": points}
    else:
        about = {"submission": name, "check": item, "points": points}
        yield "override", {**about, "reason": f"edited in {FILE}"}
