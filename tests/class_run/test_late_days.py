"""A budget of late days over several assignments."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone

import pytest

from autograder.base.csv_file import TableError
from autograder.class_run.export import Person
from autograder.class_run.final import final
from autograder.class_run.late_days import spent_days, write_late_days
from autograder.policies.config import Due, Late, LateDays, Policies, PolicyError, load
from tests.class_run.rows import check, row

ADA, KEN = Person("Ada", "01", "ada@example.org"), Person("Ken", "02", "ken@example.org")
DUE = datetime(2026, 10, 9, 12, tzinfo=timezone.utc)
LATE = Late(percent_per_day=20)


def policies(budget: int, at_most: int | None = None, spent=()) -> Policies:
    return Policies(late=LATE, due=Due(DUE), late_days=LateDays(budget, at_most, tuple(spent)))


def late(days: float, *people: Person):
    created = (DUE + timedelta(days=days)).isoformat()
    return row("a", check("1.1", 10.0, maximum=10.0), people=people, created_at=created)


@pytest.mark.parametrize(
    ("days", "budget", "at_most", "score", "used"),
    [
        (1.5, 5, None, 10, 2),
        (1.5, 5, 1, 8, 1),
        (1.5, 0, None, 6, 0),
        (-1, 5, None, 10, 0),
        (2.5, 2, None, 8, 2),
    ],
)
def test_days_of_the_budget_cost_nothing(days, budget, at_most, score, used):
    counted = final(late(days, ADA), policies(budget, at_most), {})
    assert (counted.score, counted.late_days) == (score, used)
    assert ("from the budget" in " ".join(counted.notes)) is bool(used)


def test_what_was_used_on_one_assignment_is_gone_on_the_next(tmp_path):
    write_late_days([final(late(1.5, ADA), policies(3), {}), final(late(-1, KEN), policies(3), {})], tmp_path)
    second = policies(3, spent=[tmp_path / "late_days.csv"])
    spent = spent_days(second)
    upper = Person("Ada", "01", " ADA@example.org")
    assert [final(late(1.5, *who), second, spent).late_days for who in ((upper,), (KEN,), (ADA, KEN))] == [
        1,
        2,
        1,
    ]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("Name,SID\nAda,01\n", "has no column Email"),
        (
            "Name,SID,Email,Days Late,Late Days Used\nAda,01,a@b,1,-1\n",
            "line 2: '-1' is not a number of days",
        ),
    ],
)
def test_a_file_that_says_nothing_of_days_is_refused(text, told, tmp_path):
    path = tmp_path / "late_days.csv"
    path.write_text(text)
    with pytest.raises(TableError, match=told):
        spent_days(policies(3, spent=[path]))


def test_a_budget_without_a_penalty_is_refused(tmp_path):
    path = tmp_path / "policies.toml"
    path.write_text("[late_days]\nbudget = 5\n")
    with pytest.raises(PolicyError, match="without \\[late\\]"):
        load(path, [])
    path.write_text('[late]\npercent_per_day = 20\n[late_days]\nbudget = 5\nspent = ["a1.csv"]\n')
    assert load(path, []).late_days == LateDays(5, None, (tmp_path / "a1.csv",))
