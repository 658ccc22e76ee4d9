"""A Canvas gradebook, filled with the points of a class: its export is read, and a file for its import written.

Only the columns that identify a student and the assignment's are written, as Canvas recommends for large classes. A row
is matched to a student by SIS User ID, else by SIS Login ID. The cell of a student without a submission stays empty;
Canvas then leaves the score as it is.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from autograder.base.csv_file import TableError, read_table, write_rows
from autograder.class_run.record import GRADED, Row
from autograder.policies.config import plain_name

FILE = "canvas.csv"
_WANTED = ("Student", "ID", "SIS User ID", "SIS Login ID", "Section")
_POSSIBLE = "    Points Possible"


@dataclass(frozen=True)
class Filled:
    """path: the file for Canvas; unmatched: people with points but no row; empty: the number of rows without points."""

    path: Path
    unmatched: tuple[str, ...]
    empty: int


def fill(export: Path, title: str, rows: Sequence[Row], folder: Path) -> Filled:
    """Write the file for Canvas into a folder.

    title: the assignment's; Canvas gets a new assignment if it has none with this title.
    """
    table = read_table(export)
    if missing := [name for name in ("Student", "ID") if name not in table.columns]:
        raise TableError(f"{export.name} has no column {missing[0]}: export the gradebook from Canvas.")
    column = _column(title, table.columns, export.name)
    columns = [name for name in _WANTED if name in table.columns]
    scores = _scores(rows)
    maximum = max((row.maximum for row in rows), default=0.0)
    lines, found, empty = [], set[str](), 0
    for _, cells in table.lines:
        if not cells["ID"] or cells["Student"] == "Points Possible":
            continue
        name = next((n for n in _names(cells) if n in scores), "")
        found.add(scores[name][0] if name else "")
        empty += not name
        lines.append([*(cells[c] for c in columns), scores[name][1] if name else ""])
    possible = [_POSSIBLE if name == "Student" else "" for name in columns]
    write_rows(folder / FILE, [[*columns, column], [*possible, maximum], *lines])
    graded = {who for who, _ in scores.values()}
    return Filled(folder / FILE, tuple(sorted(graded - found)), empty)


def _column(title: str, columns: Sequence[str], name: str) -> str:
    """The assignment's column, with its number if Canvas has it."""
    found = [c for c in columns if plain_name(re.sub(r"\s*\(\d+\)$", "", c)) == plain_name(title)]
    if len(found) > 1:
        raise TableError(
            f"{name} has {len(found)} columns {title!a}: name the number as well, as in {found[0]!a}."
        )
    exact = [c for c in columns if c == title]
    return next(iter(exact or found), title)


def _names(cells: Mapping[str, str]) -> list[str]:
    return [plain_name(cells.get(column, "")) for column in ("SIS User ID", "SIS Login ID")]


def _scores(rows: Sequence[Row]) -> dict[str, tuple[str, float]]:
    """Yield each person with the points that count, by SID, email and the email's part before the @."""
    scores: dict[str, tuple[str, float]] = {}
    for row in rows:
        for person in row.people if row.state == GRADED and row.score is not None else ():
            known = (person.name or person.email or person.sid, row.score or 0.0)
            for name in (person.email.partition("@")[0], person.email, person.sid):
                if name:
                    scores[plain_name(name)] = known
    return scores
