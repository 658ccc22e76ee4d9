"""When trainings of a notebook should become short, by a clock that goes as the tests say."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from autograder.notebooks import notebook_budget
from autograder.notebooks.notebook_budget import NotebookBudget
from autograder.notebooks.prepare import Notes

CPU_SECONDS, WALL_SECONDS = 100.0, 1000.0


class Clock:
    """The time that has passed, and the time that the kernel has computed."""

    def __init__(self) -> None:
        self.passed = self.computed = 1000.0

    def go_on(self, computed: float, passed: float) -> None:
        self.passed += passed
        self.computed += computed


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    clock = Clock()
    told = SimpleNamespace(monotonic=lambda: clock.passed, process_time=lambda: clock.computed)
    monkeypatch.setattr(notebook_budget, "time", told)
    return clock


def budget() -> NotebookBudget:
    return NotebookBudget(CPU_SECONDS, WALL_SECONDS, Notes())


@pytest.mark.parametrize(
    ("computed", "passed", "late"), [(69, 690, False), (71, 71, True), (10, 690, False), (10, 710, True)]
)
def test_it_is_late_by_the_time_computed_whatever_has_passed_up_to_a_distant_limit(
    clock: Clock, computed: float, passed: float, late: bool
) -> None:
    time = budget()
    clock.go_on(computed, passed)
    assert time.late is late


@pytest.mark.parametrize(
    ("computed", "passed", "allowed"),
    [
        (0, 0, (60, 600)),
        (30, 30, (60, 600)),
        (70, 350, (30, 600)),
        (99.5, 900, (1, 100)),
        (200, 2000, (1, 1)),
    ],
)
def test_a_cell_may_take_its_share_or_what_is_left(
    clock: Clock, computed: float, passed: float, allowed: tuple[float, float]
) -> None:
    time = budget()
    clock.go_on(computed, passed)
    assert time.begin_cell() == allowed


@pytest.mark.parametrize(
    ("before", "computed", "passed", "ends"),
    [(0, 47, 470, False), (0, 49, 49, True), (80, 15, 150, False), (80, 17, 17, True), (0, 1, 490, True)],
)
def test_a_training_stops_before_its_cell_does(
    clock: Clock, before: float, computed: float, passed: float, ends: bool
) -> None:
    time = budget()
    clock.go_on(before, before)
    time.begin_cell()
    clock.go_on(computed, passed)
    assert time.cell_ends is ends
