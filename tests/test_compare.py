"""The comparison of one answer: which fault is found first, and where the limit lies."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from autograder.isolation.frames import Opaque
from autograder.model.compare import ABSENT, Expected, Fault, compare, normwise_error

WANT = np.array([[1.0, -2.0, 4.0], [0.0, 0.5, 3.0]])
EXPECTED = Expected(WANT, tolerance=1e-6, scale=4.0)
NUMBER = Expected(np.array(2.0), tolerance=1e-6, scale=2.0)


def fault(got, expected=EXPECTED):
    mismatch = compare("out", got, expected)
    return mismatch and mismatch.fault


def changed(value, at=(0, 1)):
    got = WANT.copy()
    got[at] = value
    return got


@pytest.mark.parametrize(
    ("got", "expected"),
    [
        (ABSENT, Fault.MISSING),
        (None, Fault.NONE),
        (Opaque("list"), Fault.NOT_ARRAY),
        (True, Fault.NOT_ARRAY),
        ("1.0", Fault.NOT_ARRAY),
        (1.0, Fault.NOT_ARRAY),
        (WANT + 0j, Fault.DTYPE),
        (WANT > 0, Fault.DTYPE),
        (WANT.T, Fault.SHAPE),
        (WANT[:1], Fault.SHAPE),
        (np.full((2, 1), np.nan), Fault.SHAPE),
        (changed(np.nan), Fault.NOT_FINITE),
        (changed(np.inf), Fault.NOT_FINITE),
        (changed(-2.1), Fault.VALUE),
        (WANT, None),
    ],
)
def test_the_first_fault_is_found(got, expected):
    assert fault(got) is expected


def test_a_single_row_is_not_stretched_over_the_others():
    """Broadcasting would accept it."""
    expected = Expected(np.ones((4, 3)), 1e-6, 1.0)
    assert fault(np.ones(3), expected) is Fault.SHAPE
    assert fault(np.ones((1, 3)), expected) is Fault.SHAPE


@pytest.mark.parametrize("got", [2, 2.0, np.float64(2), np.array(2.0, np.float32), np.array(2)])
def test_a_number_may_be_any_kind_of_scalar(got):
    assert fault(got, NUMBER) is None


def test_an_array_of_one_element_is_no_number():
    assert fault(np.array([2.0]), NUMBER) is Fault.SHAPE


def test_true_is_no_number():
    one = Expected(np.array(1.0), tolerance=1e-6, scale=1.0)
    assert fault(True, one) is Fault.NOT_ARRAY
    assert fault(np.array(True), one) is Fault.DTYPE


@pytest.mark.parametrize("dtype", [np.float32, np.float16, np.int64, np.uint8])
def test_any_real_dtype_is_judged_by_its_values(dtype):
    whole = Expected(np.array([1.0, 2.0]), 1e-6, 2.0)
    assert fault(np.array([1, 2], dtype), whole) is None
    assert fault(np.array([1, 3], dtype), whole) is Fault.VALUE


def test_memory_layout_does_not_matter():
    assert fault(np.asfortranarray(WANT)) is None
    assert fault(np.repeat(WANT, 2, axis=1)[:, ::2]) is None


@given(st.floats(-1, 1), st.integers(0, 5))
def test_an_error_counts_by_the_largest_magnitude_not_by_its_own_element(share, position):
    """Near 0 as much is allowed as elsewhere; the limit is tolerance times scale."""
    got = WANT.copy()
    got.flat[position] += 2 * share * EXPECTED.limit
    if abs(share) < 0.49:
        assert compare("out", got, EXPECTED) is None
    if abs(share) > 0.51:
        assert fault(got) is Fault.VALUE


def test_a_mismatch_knows_the_largest_error_and_how_many_there_are():
    mismatch = compare("out", changed(5.0), EXPECTED)
    assert (mismatch.where, mismatch.off, mismatch.size) == ((0, 1), 1, 6)
    assert (mismatch.got, mismatch.want, mismatch.error) == (5.0, -2.0, pytest.approx(7))


@pytest.mark.parametrize("got", [WANT.T, changed(np.nan), WANT > 0])
def test_the_error_of_what_cannot_be_compared_is_infinite(got):
    assert normwise_error(got, WANT, 4.0) == float("inf")


def test_the_error_is_relative_to_the_scale():
    assert normwise_error(changed(-1.0), WANT, 4.0) == pytest.approx(0.25)
