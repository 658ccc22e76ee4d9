"""Arguments and results of functions as messages: they arrive as they were, and what was given comes back as itself."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from autograder.execution.packed_values import Token, packed, unpacked
from autograder.isolation.frames import FrameError, Opaque

LEAVES = st.none() | st.booleans() | st.integers(-(2**53), 2**53) | st.floats(allow_nan=False) | st.text()
VALUES = st.recursive(
    LEAVES,
    lambda each: st.lists(each) | st.dictionaries(st.text(), each) | st.tuples(each, each),
    max_leaves=20,
)


def sent(value: object) -> Any:
    """A value after its way through a message."""
    return unpacked(packed(value)[0])[0]


@given(VALUES)
def test_what_is_no_array_arrives_as_it_was(value: object) -> None:
    depth = str(value).count("[") + str(value).count("(") + str(value).count("{")
    if depth < 8:
        assert sent(value) == value


@pytest.mark.parametrize("dtype", ["float64", "float32", "int64", "bool"])
def test_arrays_keep_shape_and_type(dtype: str) -> None:
    array = np.arange(6).reshape(2, 3).astype(dtype)
    (arrived, number), _ = unpacked(packed((array, array[0, 1]))[0])
    assert arrived.dtype == array.dtype
    assert np.array_equal(arrived, array)
    assert isinstance(number, np.generic)
    assert number == array[0, 1]


def test_what_was_given_comes_back_as_the_same_object() -> None:
    x, param = np.zeros(3), {"pad": 1}
    there, known = packed((x, param, [x]))
    (x_there, param_there, (again,)), known_there = unpacked(there)
    assert again is x_there
    back, _ = packed((x_there + 1, (x_there, param_there)), known_there)
    (new, cache), _ = unpacked(back, known)
    assert np.array_equal(new, x + 1)
    assert cache[0] is x
    assert cache[1] is param


def test_what_cannot_cross_stays_and_is_found_by_its_token() -> None:
    kept: list[object] = []

    def keep(one: object) -> int:
        kept.append(one)
        return len(kept) - 1

    one = object()
    there, _ = packed((one, 2), keep=keep)
    (token, two), _ = unpacked(there)
    assert (token, two) == (Token(0), 2)
    assert unpacked(packed(token)[0], kept=kept.__getitem__)[0] is one


def test_without_a_keeper_it_is_opaque_and_so_is_what_is_nested_too_deeply() -> None:
    deep: list[object] = []
    deep.append(deep)
    assert isinstance(sent(object()), Opaque)
    assert "too deeply" in str(sent(deep))


@pytest.mark.parametrize(
    "tree",
    ["", "[", "1", '["known",0]', '["value",7]', '["dict",[[["value",0]]]]', '["dict",[[["list",[]],["value",0]]]]',
     '["kept"]', "[" * 100_000, '["none",0]', '["tuple",5]'],
)  # fmt: skip
def test_any_other_tree_is_refused(tree: str) -> None:
    with pytest.raises(FrameError):
        unpacked({"tree": tree, "value:0": 1})
