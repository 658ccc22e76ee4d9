"""Scores that changed since an earlier run, by how much, and why."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from autograder.class_run.record import Row

_ROUNDING = 1e-9
_WHY = 200  # characters of a check's message
Test = Mapping[str, Any]


@dataclass(frozen=True)
class CheckChange:
    """A check whose points changed; None for a check that did not exist."""

    number: str
    before: float | None
    after: float | None
    why: str


@dataclass(frozen=True)
class Change:
    """A submission whose score or checks' points changed; None for no score."""

    name: str
    who: str
    before: float | None
    after: float | None
    why: str
    checks: tuple[CheckChange, ...] = ()

    @property
    def difference(self) -> float | None:
        """The points gained; negative if points were lost."""
        if self.before is None or self.after is None:
            return None
        return round(self.after - self.before, 6)


def changed(earlier: Iterable[Row], now: Iterable[Row]) -> list[Change]:
    """Return the changed submissions in the order of their names; those with the same points are left out."""
    before, after = ({row.name: row for row in rows} for rows in (earlier, now))
    found = (_change(before.get(name), after.get(name)) for name in sorted(before | after))
    return [change for change in found if change is not None]


def _change(before: Row | None, after: Row | None) -> Change | None:
    row = after or before
    assert row is not None
    scores = (before.score if before else None, after.score if after else None)
    if before is None or after is None:
        return Change(row.name, row.who, *scores, "not in the earlier run" if after else "not in this run")
    if before.document is None or after.document is None:
        if scores == (None, None):
            return None
        failed = before if before.document is None else after
        when = "earlier" if failed is before else "now"
        return Change(row.name, row.who, *scores, f"not graded {when}: {failed.fault or 'no result yet'}")
    checks = tuple(_checks(before.tests, after.tests))
    if not checks:
        return None
    return Change(row.name, row.who, *scores, "" if before.digest == after.digest else "other files", checks)


def _checks(before: Iterable[Test], after: Iterable[Test]) -> Iterator[CheckChange]:
    old, new = ({test["number"]: test for test in tests} for tests in (before, after))
    for number in old | new:
        one, other = old.get(number), new.get(number)
        had, has = one["score"] if one else None, other["score"] if other else None
        if had is None or has is None or abs(had - has) > _ROUNDING:
            yield CheckChange(number, had, has, _why(one, other))


def _why(before: Test | None, after: Test | None) -> str:
    """Return the change of the check itself, else its message now, or its earlier message if it has none now."""
    if before is None:
        return "a new check"
    if after is None:
        return "a removed check"
    if before["max_score"] != after["max_score"]:
        return f"carries {after['max_score']:g} points, not {before['max_score']:g}"
    said, says = (test["output"].partition("\n")[0][:_WHY] for test in (before, after))
    if says and says != said:
        return says
    return f"no longer: {said}" if said else "no message"
