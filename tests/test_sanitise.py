"""Text for terminals, JSON and pages: whatever goes in, what comes out is plain, bounded and quick."""

from __future__ import annotations

import json
import math
import re
import tracemalloc

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from autograder.base.sanitise import plain, sanitise


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("two\tlines\nof text", "two\tlines\nof text"),
        ("naïve 层", "naïve 层"),
        ("a\r\nb\rc", "a\nb\nc"),
        ("\x1b[31mred\x1b[0m", "red"),
        ("\x1b]0;title\x07text", "text"),
        ("\x1b]8;;file:///x\x1b\\link\x1b]8;;\x1b\\", "link"),
        ("\x9b31mred", "31mred"),
        ("\x00nul\x07bell\x7f", "nulbell"),
        ("user\u202etxt.exe\u2066", "usertxt.exe"),
        ("zero\u200bwidth\ufeff", "zerowidth"),
        ("half \ud800 pair", "half  pair"),
        ("cut short \x1b", "cut short "),
        ("next\x85line", "nextline"),
    ],
)
def test_controls_are_taken_out(text, expected):
    assert sanitise(text, 1000) == expected


@pytest.mark.parametrize("length", [201, 700, 801, 5000, 10**6])
def test_the_middle_of_a_long_text_is_taken_out_and_counted(length):
    text = sanitise("a" * (length - 60) + "b" * 60, 200)
    head, count, tail = re.fullmatch(
        r"(a+)\n\[\.\.\. (\d+) characters left out \.\.\.\]\n(b+)", text
    ).groups()

    assert len(head) + int(count) + len(tail) == length
    assert 190 <= len(text) <= 200


@pytest.mark.parametrize("piece", ["\x1b]", "\x1b[", "\x1b[0", "\x1b", "\x1bP0", "a"])
def test_a_huge_text_costs_no_more_than_its_limit(piece):
    huge = piece * 3_000_000
    tracemalloc.start()
    clean = sanitise(huge, 10_000)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert len(clean) <= 10_000
    assert peak < 1_000_000  # what is too much is neither copied nor searched


@given(st.text(st.characters(), max_size=200), st.integers(0, 250))
def test_any_text_comes_out_safe(text, limit):
    clean = sanitise(text, limit)

    assert len(clean) <= limit
    assert all(c in "\n\t" or ord(c) >= 32 for c in clean)
    clean.encode("utf-8")
    assert sanitise(clean, limit) == clean or len(clean) == limit or "left out" in clean


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (True, True),
        (None, None),
        (2**53, 2**53),
        pytest.param(10**5000, "an integer of 16610 bits", id="huge"),
        (math.nan, "nan"),
        (math.inf, "inf"),
        (np.float32(0.5), 0.5),
        (np.int64(3), 3),
        (np.float64("nan"), "nan"),
        ((1, "a\x00"), [1, "a"]),
        ({1: {"x": [2.5]}}, {"1": {"x": [2.5]}}),
        (np.zeros(3), "a ndarray"),
        (object(), "a object"),
    ],
)
def test_plain_values(value, expected):
    assert plain(value) == expected
    assert type(plain(value)) is type(expected)


def test_plain_is_bounded_in_depth_and_breadth():
    deep: list = []
    for _ in range(10_000):
        deep = [deep]

    assert len(json.dumps(plain(deep))) < 100
    assert len(plain(list(range(10_000)))) == 200


_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=5), inner, max_size=4),
)


@given(_JSON)
def test_plain_data_is_always_valid_json(value):
    json.dumps(plain(value), allow_nan=False)
