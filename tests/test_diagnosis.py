"""Fingerprints: the same answer is recognised whatever it was computed by, another one never."""

from __future__ import annotations

import json

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from autograder.isolation.frames import Opaque
from autograder.model.compare import ABSENT
from autograder.model.failure import Cause, CodePlace, Failure
from autograder.model.fingerprints import Catalogue, Fingerprint, Note, fingerprints
from autograder.model.run import Run

RNG = np.random.default_rng(5)
ARRAY = RNG.standard_normal((4, 6))


def alike(a, b):
    return Fingerprint.of(a).matches(Fingerprint.of(b))


@pytest.mark.parametrize(
    "same",
    [
        ARRAY * (1 + 1e-12),
        np.asfortranarray(ARRAY),
        ARRAY.copy(),
        ARRAY + 1e-13 * RNG.standard_normal((4, 6)),
    ],
)
def test_rounding_and_layout_make_no_difference(same):
    assert alike(ARRAY, same)


@pytest.mark.parametrize(
    "other",
    [
        -ARRAY,
        2 * ARRAY,
        ARRAY[::-1],
        ARRAY.reshape(6, 4),
        ARRAY + 1e-4,
        np.abs(ARRAY),
        None,
        float(ARRAY[0, 0]),
    ],
)
def test_other_answers_differ(other):
    assert not alike(ARRAY, other)


@given(st.integers(0, 23), st.floats(1e-4, 1.0))
def test_one_changed_element_is_enough(position, change):
    other = ARRAY.copy()
    other.flat[position] += change
    assert not alike(ARRAY, other)


def test_a_number_is_the_same_as_an_array_without_axes():
    assert alike(2.5, np.array(2.5))
    assert alike(2.5, np.float32(2.5) * np.ones(()))


def test_what_is_no_array_is_told_apart_by_its_type():
    assert alike(Opaque("list"), Opaque("list"))
    assert not alike(Opaque("list"), Opaque("tuple"))


def test_answers_that_are_not_finite_are_told_apart_by_where():
    first, second = ARRAY.copy(), ARRAY.copy()
    first[0, 0], second[1, 0] = np.nan, np.nan
    infinite = ARRAY.copy()
    infinite[0, 0] = np.inf
    assert alike(first, np.where(np.isnan(first), np.nan, 7.0))
    assert not alike(first, second)
    assert not alike(first, infinite)


@pytest.mark.parametrize("answer", [None, ABSENT, np.array([np.nan]), Opaque("list"), True, "text"])
def test_only_numbers_are_telling(answer):
    assert not Fingerprint.of(answer).telling
    assert Fingerprint.of(ARRAY).telling


def stopped(error, message, line=9, function="affine_forward"):
    failure = Failure(Cause.RAISED, error, message, CodePlace("cs231n/layers.py", line, function))
    return fingerprints(Run(failure=failure), ["out"])["out"]


def test_missing_answers_are_the_same_only_for_the_same_reason():
    value_error = stopped("ValueError", "shapes (3,4) and (5,6)")
    assert value_error.matches(stopped("ValueError", "shapes (3,4) and (5,6)", line=30))
    assert not value_error.matches(stopped("ValueError", "shapes (3,4) and (5,7)"))
    assert not value_error.matches(stopped("KeyError", "shapes (3,4) and (5,6)"))
    assert not value_error.matches(
        stopped("ValueError", "shapes (3,4) and (5,6)", function="affine_backward")
    )


WRONG, OTHER = {"dx": Fingerprint.of(ARRAY)}, {"dx": Fingerprint.of(ARRAY), "dw": Fingerprint.of(ARRAY.T)}
CATALOGUE = Catalogue(
    {"one": Note("one", "says one", ("1.1",), 0.5), "two": Note("two", "says two", ("1.2", "1.3"))},
    {"affine": {"one": WRONG, "two": OTHER}},
)


def test_a_catalogue_survives_being_written():
    assert Catalogue.from_json(json.loads(json.dumps(CATALOGUE.to_json()))) == CATALOGUE
