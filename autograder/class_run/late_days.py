"""Late days from a budget over several assignments: each gradebook writes who used how many, and the next reads it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from autograder.base.csv_file import TableError, read_table, write_rows
from autograder.class_run.export import Person
from autograder.class_run.record import Row
from autograder.policies.config import LateDays, Policies, plain_name

FILE = "late_days.csv"
_COLUMNS = ("Name", "SID", "Email", "Days Late", "Late Days Used")


def spent_days(policies: Policies) -> Mapping[str, int]:
    """Late days that people used on earlier assignments, by email or, if there is none, by SID."""
    spent: Counter[str] = Counter()
    for path in policies.late_days.spent if policies.late_days else ():
        table = read_table(path)
        if missing := [name for name in _COLUMNS if name not in table.columns]:
            raise TableError(f"{path.name} has no column {missing[0]}: gradebook writes such files.")
        for number, cells in table.lines:
            if not cells["Late Days Used"].isascii() or not cells["Late Days Used"].isdigit():
                raise TableError(
                    f"{path.name}, line {number}: {cells['Late Days Used']!a} is not a number of days."
                )
            spent[_key(Person(cells["Name"], cells["SID"], cells["Email"]))] += int(cells["Late Days Used"])
    return spent


def free_days(people: Iterable[Person], budget: LateDays, spent: Mapping[str, int]) -> int:
    """Return how many days a submission may be late: as many as every member of the group has left."""
    left = [max(budget.budget - spent.get(_key(person), 0), 0) for person in people]
    free = min(left, default=0)
    return free if budget.at_most is None else min(free, budget.at_most)


def write_late_days(rows: Sequence[Row], folder: Path) -> None:
    """Write who used how many days."""
    lines = [
        (person.name, person.sid, person.email, row.days_late, row.late_days)
        for row in rows
        for person in row.people
    ]
    write_rows(folder / FILE, [_COLUMNS, *lines])


def _key(person: Person) -> str:
    return plain_name(person.email or person.sid or person.name)
