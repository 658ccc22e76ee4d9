"""How the time for a submission is shared."""

from __future__ import annotations

import pytest

from autograder.execution.time_budget import (
    LEAST_SECONDS,
    ORDINARY_LIMIT,
    PATIENCE_SECONDS,
    SHARED_SECONDS,
    CheckLimits,
    SharedLimits,
    TimeBudget,
)


def test_a_slow_call_may_take_what_others_do_not_need():
    assert TimeBudget(480).allow(120, checks_left=86) == 120


def test_time_is_set_aside_for_the_other_checks():
    assert TimeBudget(100).allow(120, checks_left=80) == pytest.approx(21, abs=1)


def test_calls_that_were_stopped_wear_out_the_patience():
    budget = TimeBudget(480)
    budget.wasted(1000)
    assert budget.allow(120, checks_left=80) == pytest.approx(6, abs=1)


def test_each_call_that_was_stopped_halves_what_an_ordinary_one_may_take():
    budget = TimeBudget(480)
    assert budget.allow(10, checks_left=80) == 10
    for limit in (5, 2.5):
        budget.wasted(10)
        assert budget.allow(10, checks_left=80) == limit
    for _ in range(100):
        budget.wasted(0.1)
    assert budget.allow(10, checks_left=80) == LEAST_SECONDS


def test_calls_that_may_be_slow_and_right_are_not_halved():
    budget = TimeBudget(480)
    budget.wasted(10)
    assert budget.allow(120, checks_left=80) == 120


def test_there_is_always_a_little_time():
    assert TimeBudget(0).allow(120, checks_left=80) == LEAST_SECONDS


def test_a_call_in_a_shared_worker_may_take_little_and_wastes_nothing():
    budget = TimeBudget(480)
    limits = SharedLimits(CheckLimits(budget, checks_left=80))
    assert limits.allow(120) == SHARED_SECONDS
    limits.stopped(1000)
    assert budget.patient


def test_once_patience_is_gone_a_slow_call_gets_no_more_than_an_ordinary_one():
    budget = TimeBudget(4800)
    limits = CheckLimits(budget, checks_left=1)
    assert limits.allow(120) == 120
    limits.stopped(PATIENCE_SECONDS)
    assert limits.allow(120) <= ORDINARY_LIMIT
