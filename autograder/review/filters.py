"""Filters for lists of submissions: by a lost check, a mistake, a flag, or a text in their names."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from autograder.class_run.record import Row, by_number

Test = Mapping[str, Any]


@dataclass(frozen=True)
class Filter:
    """The conditions on rows; "" asks for nothing."""

    check: str = ""
    mistake: str = ""
    flag: str = ""
    text: str = ""

    @property
    def query(self) -> str:
        """The filter in an address: "?check=1.2"; "" if all rows pass."""
        given = {name: value for name, value in vars(self).items() if value}
        return f"?{urlencode(given)}" if given else ""

    def of(self, rows: Iterable[Row]) -> list[Row]:
        """The rows that pass, in their order."""
        return [row for row in rows if self._passes(row)]

    def shows(self, test: Test) -> bool:
        """Return whether this is about a test."""
        return test["number"] == self.check or self.mistake in mistakes_of(test)

    def _passes(self, row: Row) -> bool:
        return (
            (not self.check or any(is_lost(t) and t["number"] == self.check for t in row.tests))
            and (not self.mistake or any(self.mistake in mistakes_of(t) for t in row.tests))
            and (not self.flag or self.flag in flags_of(row))
            and self.text.casefold() in f"{row.name} {row.who}".casefold()
        )


def filter_of(query: Mapping[str, str]) -> Filter:
    """The filter that an address asks for."""
    return Filter(**{name: query.get(name, "") for name in ("check", "mistake", "flag", "text")})


@dataclass(frozen=True)
class Group:
    """Submissions that have something in common. about: a check's title, or a mistake's hint."""

    value: str
    about: str
    rows: tuple[Row, ...]


def by_check(rows: Sequence[Row]) -> list[Group]:
    """For each check those who lost points in it."""
    groups = []
    for number, column in by_number(rows).items():
        lost = tuple(rows[index] for index, test in column.items() if is_lost(test))
        groups.append(Group(number, next(iter(column.values()))["name"], lost))
    return groups


def by_mistake(rows: Sequence[Row], hints: Mapping[str, str]) -> list[Group]:
    """For each known mistake those who made it; the most frequent first."""
    made = Counter(mistake for row in rows for mistake in {m for t in row.tests for m in mistakes_of(t)})
    listed = sorted(made, key=lambda mistake: (-made[mistake], mistake))
    return [Group(m, hints.get(m, ""), tuple(Filter(mistake=m).of(rows))) for m in listed]


def by_flag(rows: Sequence[Row]) -> list[Group]:
    """For each review flag those who have it."""
    flags = Counter(flag for row in rows for flag in set(flags_of(row)))
    return [Group(flag, "", tuple(Filter(flag=flag).of(rows))) for flag, _ in flags.most_common()]


def is_lost(test: Test) -> bool:
    """Return whether points of a check were lost."""
    return bool(test["score"] < test["max_score"])


def mistakes_of(test: Test) -> Sequence[str]:
    """The known mistakes that a check found."""
    found: Sequence[str] = test["extra_data"].get("mistakes", ())
    return found


def flags_of(row: Row) -> Sequence[str]:
    """The review flags of a submission."""
    found: Sequence[str] = (row.document or {}).get("extra_data", {}).get("review_flags", ())
    return found
