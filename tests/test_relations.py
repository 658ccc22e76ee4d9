"""Relations between a wrong answer and the right one, in words."""

from __future__ import annotations

import numpy as np
import pytest

from autograder.feedback.relation_text import describe_relation
from autograder.grading.heuristics import relation
from autograder.model.compare import Expected, difference

RNG = np.random.default_rng(3)
X = RNG.standard_normal((5, 7))
WANT = RNG.standard_normal((4, 6))


def told(got, want=WANT, **inputs):
    found = difference(got, Expected(want, 1e-9, float(np.abs(want).max())))
    said = relation("dw", found, {"x": X, **inputs}) if found else None
    return describe_relation(said) if said else ""


@pytest.mark.parametrize(
    ("got", "words"),
    [
        (WANT.astype(np.float32).astype(float), "right to six digits only"),
        (-WANT, "opposite sign"),
        (2 * WANT, "times 2"),
        (WANT / 2, "divided by 2"),
        (5 * WANT, "times x.shape[0]"),
        (WANT / 7, "divided by x.shape[1]"),
        (4 * WANT, "times dw.shape[0]"),
        (WANT[:, ::-1], "reversed along axis 1"),
        (WANT**2, "squared"),
        (np.sqrt(np.abs(WANT)), "square root of the right answer"),
        (3.7 * WANT, "times a constant"),
        (WANT + 0.3, "plus a constant"),
        (0 * WANT, "0 everywhere"),
        (np.where(np.arange(6) == 2, 9.0, WANT), "only index 2 along axis 1"),
    ],
)
def test_a_relation_is_put_into_words(got, words):
    assert words in told(got)


def test_swapped_axes_are_seen_where_they_leave_the_shape():
    square = RNG.standard_normal((3, 4, 4))
    assert "last two axes swapped" in told(np.swapaxes(square, 1, 2), square)


def test_equal_lengths_are_named_together():
    assert told(WANT / 5, w=np.ones((7, 5))).endswith("divided by x.shape[0] or w.shape[1]")


def test_a_wrong_border_is_seen():
    wrong = WANT.copy()
    wrong[0], wrong[:, -1] = 0.1, 0.2
    assert "border" in told(wrong)


def test_nothing_is_said_of_unrelated_numbers():
    assert told(RNG.standard_normal((4, 6))) == ""


def test_nothing_is_said_where_shapes_differ():
    assert told(WANT.T) == ""


def test_hints_tell_no_value():
    for got in (-WANT, 3.7 * WANT, WANT + 0.3, np.where(WANT > 1, 0.5, WANT)):
        assert not any(f"{value:.3g}" in told(got) for value in [*WANT.ravel(), *got.ravel()])
