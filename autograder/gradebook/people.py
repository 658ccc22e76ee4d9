"""People of rosters and gradebooks, found among those who have submitted."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from autograder.base.csv_file import TableError, read_table
from autograder.class_run.export import Person
from autograder.class_run.record import Row
from autograder.policies.config import plain_name

_NAMES = {
    "name": ("Name", "Full Name", "Student"),
    "first": ("First Name",),
    "last": ("Last Name",),
    "sid": ("SID", "Student ID", "SIS User ID"),
    "email": ("Email", "Email Address", "SIS Login ID"),
}


@dataclass(frozen=True)
class Attendance:
    """absent: people on the roster without a submission; strangers: people of the class who are not on it."""

    absent: tuple[Person, ...]
    strangers: tuple[Person, ...]


def attendance(path: Path, rows: Sequence[Row]) -> Attendance:
    """Compare a roster with a class; people are matched by SID or email. Raises TableError."""
    listed = read_roster(path)
    present = [person for row in rows for person in row.people]
    here, there = (set(_keys(people)) for people in (present, listed))
    return Attendance(
        tuple(person for person in listed if not here & set(_keys([person]))),
        tuple(person for person in present if not there & set(_keys([person]))),
    )


def read_roster(path: Path) -> list[Person]:
    """Return the people of a roster, exported by Gradescope or Canvas or with columns Name, SID and Email."""
    table = read_table(path)
    columns = {what: next((c for c in names if c in table.columns), "") for what, names in _NAMES.items()}
    if not columns["sid"] and not columns["email"]:
        raise TableError(
            f"{path.name} has no column SID or Email, so nobody can say who handed something in."
        )
    return [_person(cells, columns) for _, cells in table.lines if any(_ids(cells, columns))]


def _person(cells: Mapping[str, str], columns: Mapping[str, str]) -> Person:
    both = " ".join(filter(None, (cells.get(columns["first"], ""), cells.get(columns["last"], ""))))
    return Person(cells.get(columns["name"], "") or both, *_ids(cells, columns))


def _ids(cells: Mapping[str, str], columns: Mapping[str, str]) -> tuple[str, str]:
    return cells.get(columns["sid"], ""), cells.get(columns["email"], "")


def _keys(people: Sequence[Person]) -> Iterator[str]:
    """Return the names by which people are matched."""
    for person in people:
        yield from filter(None, (plain_name(person.sid), plain_name(person.email)))
