"""When trainings of a notebook should become short, by a clock that goes as the tests say."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from autograder.notebooks import notebook_budget
from autograder.notebooks.notebook_budget import NotebookBudget
from autograder.notebooks.prepare import Notes

SECONDS, CELL_SECONDS = 100.0, 60.0


class Clock:
    """The time that has passed, and the time that the kernel has computed."""

    def __init__(self) -> None:
        self.passed = self.computed = 1000.0

    def go_on(self, passed: float, computed: float) -> None:
        self.passed += passed
        self.computed += computed


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    clock = Clock()
    told = SimpleNamespace(monotonic=lambda: clock.passed, process_time=lambda: clock.computed)
    monkeypatch.setattr(notebook_budget, "time", told)
    return clock


def budget() -> NotebookBudget:
    return NotebookBudget(SECONDS, CELL_SECONDS, Notes())


@pytest.mark.parametrize(
    ("passed", "computed", "late"), [(75, 69, False), (75, 71, True), (89, 10, False), (91, 10, True)]
)
def test_it_is_late_by_the_time_computed_or_on_a_busy_machine_by_nearly_all_that_passed(
    clock: Clock, passed: float, computed: float, late: bool
) -> None:
    time = budget()
    clock.go_on(passed, computed)
    assert time.late is late


@pytest.mark.parametrize(("before", "allowed"), [(0, 60), (30, 60), (70, 30), (99.5, 1), (200, 1)])
def test_a_cell_may_take_its_share_or_what_is_left(clock: Clock, before: float, allowed: float) -> None:
    time = budget()
    clock.go_on(before, 0)
    assert time.begin_cell() == allowed


@pytest.mark.parametrize(
    ("before", "passed", "ends"), [(0, 47, False), (0, 49, True), (80, 15, False), (80, 17, True)]
)
def test_a_training_stops_before_its_cell_does(
    clock: Clock, before: float, passed: float, ends: bool
) -> None:
    time = budget()
    clock.go_on(before, 0)
    time.begin_cell()
    clock.go_on(passed, 0)
    assert time.cell_ends is ends
