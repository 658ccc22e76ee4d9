"""Sentences about wrong answers: all that helps for public inputs, no number of the answers for hidden ones."""

from __future__ import annotations

import re

import numpy as np
import pytest

from autograder.feedback.mismatch_text import describe_mismatch
from autograder.isolation.frames import Opaque
from autograder.model.compare import ABSENT, Expected, compare

WANT = np.array([[1.25, -2.5, 4.0], [0.0, 0.5, 3.0]])
EXPECTED = Expected(WANT, tolerance=1e-6, scale=4.0)
WRONG = {
    "missing": ABSENT,
    "none": None,
    "list": Opaque("list"),
    "kind": WANT + 0j,
    "shape": WANT.T,
    "axes": WANT.ravel(),
    "a number": np.array(1.0),
    "nan": np.where(WANT > 3.5, np.nan, WANT),
    "value": WANT + 0.375,
    "some values": np.where(WANT > 3.5, 17.75, WANT),
}


def sentence(got, reveal, expected=EXPECTED):
    return describe_mismatch(compare("dw", got, expected), reveal)


@pytest.mark.parametrize("got", WRONG.values(), ids=WRONG)
@pytest.mark.parametrize("reveal", [True, False])
def test_every_sentence_is_one_line_of_ascii_about_the_answer(got, reveal):
    text = sentence(got, reveal)
    assert text.startswith("dw")
    assert text.isascii()
    assert "\n" not in text


@pytest.mark.parametrize("got", WRONG.values(), ids=WRONG)
def test_hidden_sentences_tell_no_value(got):
    text = sentence(got, reveal=False)
    for number in [*WANT[WANT != 0].ravel(), 17.75, 0.375]:
        assert f"{number:g}" not in re.findall(r"-?\d+\.\d+|-?\d+", text.replace("complex128", ""))


def test_hidden_sentences_do_not_name_a_type_that_a_submission_may_have_named():
    assert "x_is_125" in sentence(Opaque("x_is_125"), reveal=True)
    assert "125" not in sentence(Opaque("x_is_125"), reveal=False)


def test_public_sentences_tell_place_value_and_limit():
    text = sentence(WRONG["some values"], reveal=True)
    assert "dw[0, 2] is 17.75, but should be 4" in text
    assert "1 of 6 values" in text


def test_shapes_are_told_where_they_may_be():
    assert "(3, 2), but should have (2, 3)" in sentence(WANT.T, reveal=True)
    assert sentence(WANT.T, reveal=False) == "dw has the wrong length along axis 0, 1"


def test_numbers_that_look_alike_get_more_digits():
    text = sentence(WANT + 1e-5 * (WANT == 4), reveal=True)
    got, want = re.search(r"is ([\d.]+), but should be ([\d.]+)", text).groups()
    assert got != want


def test_a_negative_zero_is_a_zero():
    assert "dw[0, 2] is 0, but" in sentence(np.where(WANT == 4, -0.0, WANT), reveal=True)
