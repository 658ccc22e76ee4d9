"""Numbers of things in sentences."""

from __future__ import annotations

from autograder.base.counts import number_of


def test_one_thing_is_no_plural():
    assert [number_of(number, "check") for number in (0, 1, 2)] == ["0 checks", "1 check", "2 checks"]
    assert [number_of(number, "point") for number in (0.5, 1.0, 12.0)] == [
        "0.5 points",
        "1 point",
        "12 points",
    ]
