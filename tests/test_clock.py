"""How the time for a submission is shared."""

from __future__ import annotations

import pytest

from autograder.execution.time_budget import LEAST_SECONDS, TimeBudget


def clock(seconds, checks):
    made = TimeBudget(seconds)
    made.checks_left = checks
    return made


def test_a_slow_call_may_take_what_others_do_not_need():
    assert clock(480, checks=86).allow(120) == 120


def test_time_is_set_aside_for_the_other_checks():
    assert clock(100, checks=80).allow(120) == pytest.approx(21, abs=1)


def test_calls_that_were_stopped_wear_out_the_patience():
    made = clock(480, checks=80)
    made.wasted(1000)
    assert made.allow(120) == pytest.approx(6, abs=1)


def test_each_call_that_was_stopped_halves_what_an_ordinary_one_may_take():
    made = clock(480, checks=80)
    assert made.allow(10) == 10
    made.wasted(10)
    assert made.allow(10) == 5
    for _ in range(100):
        made.wasted(0.1)
    assert made.allow(10) == LEAST_SECONDS


def test_calls_that_may_be_slow_and_right_are_not_halved():
    made = clock(480, checks=80)
    made.wasted(10)
    assert made.allow(120) == 120


def test_there_is_always_a_little_time():
    assert clock(0, checks=80).allow(120) == LEAST_SECONDS
