"""Numbers of things in sentences."""

from __future__ import annotations

from autograder.base.counts import number_of


def test_one_thing_is_no_plural():
    assert [number_of(number, "check") for number in (0, 1, 2)] == ["0 checks", "1 check", "2 checks"]
