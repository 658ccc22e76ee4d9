"""Accuracies become shares of the points; what is held back is the judge's, and the same in every run."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from autograder.feedback.finding_text import describe_statement
from autograder.isolation.frames import Opaque
from graders.accuracy import FLOOR, MARGIN, Accuracy, Training, share_of
from graders.data.held_back import SYNTHETIC, held_back, varied

LEVEL = 0.6
NET = Accuracy("the net", {SYNTHETIC: LEVEL}, count=200)


@pytest.mark.parametrize(
    ("accuracy", "share"),
    [(0.1, 0), (FLOOR, 0), ((FLOOR + LEVEL - MARGIN) / 2, 0.5), (LEVEL - MARGIN, 1), (LEVEL, 1), (1, 1)],
)
def test_the_share_rises_in_proportion_up_to_the_level_less_the_margin(accuracy, share):
    assert share_of(accuracy, LEVEL) == pytest.approx(share)


@given(st.floats(0, 1), st.floats(0, 1))
def test_more_is_never_worth_less(one, other):
    assert (share_of(one, LEVEL) <= share_of(other, LEVEL)) or one > other


def test_the_best_predictions_count():
    labels = held_back(200, "salt").labels
    half = np.where(np.arange(200) < 100, labels, (labels + 1) % 10)
    scoring = NET.score({"one": half, "other": np.zeros(200, int)}, "salt")
    assert scoring.accuracy == 0.5
    assert 0 < scoring.share < 1
    assert "right on 50.0% of 200 unseen images" in describe_statement(scoring.statement)


@pytest.mark.parametrize(
    "answer", [None, 3, Opaque("list"), np.zeros(199, int), np.zeros((200, 10), int), np.zeros(200)]
)
def test_what_is_no_array_of_classes_earns_nothing(answer):
    assert NET.score({"predictions": answer}, "salt").share == 0


def test_scores_that_are_not_finite_are_told():
    assert "NaN" in describe_statement(NET.score({"predictions": np.full(200, -1)}, "salt").statement)


def test_held_back_images_depend_on_the_salt_alone():
    held_back.cache_clear()
    one = held_back(20, "one")
    held_back.cache_clear()
    assert np.array_equal(held_back(20, "one").images, one.images)
    assert not np.array_equal(held_back(20, "other").images, one.images)
    assert one.images.shape == (20, 3, 32, 32)
    assert one.images.dtype == np.uint8
    assert sorted(one.labels) == sorted(list(range(10)) * 2)


@pytest.mark.parametrize(("answers", "share"), [({}, 0), ({"a": 0.3, "b": 1.0}, 1), ({"a": np.ones(3)}, 0)])
def test_the_best_training_counts(answers, share):
    assert Training("nets", 1.0).score(answers, "salt").share == share


def test_images_of_a_public_data_set_are_in_no_table_and_still_much_like_themselves():
    images = np.random.RandomState(0).randint(0, 256, (40, 3, 32, 32)).astype(np.uint8)
    varying = varied(images, np.random.RandomState(1))
    assert varying.shape == images.shape
    assert varying.dtype == np.uint8
    same = [np.array_equal(a, b) for a, b in zip(images, varying, strict=True)]
    assert sum(same) < 10  # of 18 ways to vary one, one changes nothing
    shades = [set(np.unique(b)) <= set(np.unique(a)) for a, b in zip(images, varying, strict=True)]
    assert all(shades)
    assert not np.array_equal(varied(images, np.random.RandomState(2)), varying)
