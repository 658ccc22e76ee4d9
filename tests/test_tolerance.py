"""Tolerances lie between what right implementations do and what mistakes do, or the case is refused."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from autograder.authoring.tolerance import MARGIN, VISIBLE, ToleranceError, window
from autograder.model.case import TOLERANCE


def tolerance(honest, mistaken):
    return window("dw", honest, mistaken).tolerance


def test_without_a_close_mistake_there_is_room_for_any_machine():
    assert tolerance({"oracle": 2e-16}, {}) == TOLERANCE
    assert tolerance({"oracle": 2e-16}, {"sign": 2.0}) == TOLERANCE


def test_a_close_mistake_asks_for_less():
    assert tolerance({"oracle": 2e-16}, {"sign": 2.0, "eps": 3e-7}) == pytest.approx(3e-7 / (10 * MARGIN))


@given(st.floats(1e-17, 1e-6), st.floats(VISIBLE, 10))
def test_a_tolerance_keeps_its_distance_from_both_sides(honest, wrong):
    try:
        allowed = tolerance({"oracle": honest}, {"mistake": wrong})
    except ToleranceError:
        assert wrong < 1e3 * MARGIN * max(honest, 1e-15) or honest > TOLERANCE / MARGIN
    else:
        assert MARGIN * honest <= allowed <= wrong / MARGIN


def test_a_closed_window_is_refused_with_the_names_of_both_sides():
    with pytest.raises(ToleranceError, match=r"dw: loops \(right\).*eps \(wrong\)"):
        tolerance({"oracle": 1e-16, "loops": 1e-9}, {"eps": 3e-8})


def test_right_variants_that_are_far_off_are_refused():
    with pytest.raises(ToleranceError, match="loops"):
        tolerance({"loops": 1e-4}, {})


def test_a_mistake_that_hardly_shows_is_accepted_like_a_variant():
    found = window("dw", {"oracle": 1e-16}, {"eps": 0.3 * VISIBLE, "sign": 2.0})
    assert found.tolerance >= MARGIN * 0.3 * VISIBLE
    assert (found.honest_by, found.wrong_by) == ("eps", "sign")


def test_a_mistake_that_gives_no_comparable_answer_asks_for_nothing():
    found = window("dw", {"oracle": 1e-16}, {"transposed": math.inf})
    assert found.tolerance == TOLERANCE
    assert (found.wrong, found.wrong_by) == (None, "transposed")
