"""Which edition a submission is of, and what that changes."""

from __future__ import annotations

import pytest

from autograder.model.check import checks_of
from autograder.model.offering import OFFERINGS, TooOld, asked, offering_of
from graders import QUESTIONS

NET = "FullyConnectedNet.__init__ self hidden_dims input_dim num_classes"


@pytest.mark.parametrize(
    ("signatures", "name"),
    [
        ([f"{NET} dropout normalization"], "2020"),
        ([f"{NET} dropout_keep_ratio normalization"], "2021"),
        (["affine_forward x w b"], "2020"),
        (["FullyConnectedNet.loss self X y", "BaseNet.__init__ self dims dropout_keep_ratio"], "2021"),
        ([f"{NET} kwargs", "Draft.__init__ self dims dropout_keep_ratio"], "2020"),
        ([], "2020"),
        ([""], "2020"),
    ],
)
def test_signatures_tell(signatures, name):
    edition, why = offering_of(signatures)
    assert edition.name == name
    assert name in why


def test_an_order_comes_before_what_the_code_tells():
    edition, why = offering_of([f"{NET} dropout_keep_ratio"], "2019")
    assert edition.name == "2019"
    assert "2021" in why


def test_the_assignment_of_2017_is_refused():
    with pytest.raises(TooOld, match="probability to drop"):
        offering_of([f"{NET} dropout use_batchnorm"], "2020")


@pytest.mark.parametrize("edition", OFFERINGS.values(), ids=lambda edition: edition.name)
def test_every_question_has_the_same_points_in_every_edition(edition):
    for module in QUESTIONS.values():
        checks = checks_of(module)
        assert sum(c.points for c in asked(checks, edition)) == pytest.approx(sum(c.weight for c in checks))


def test_2021_does_not_ask_for_two_layer_net():
    titles = " ".join(check.title for check in asked(checks_of(QUESTIONS["Q1"]), OFFERINGS["2021"]))
    assert "TwoLayerNet" not in titles
    assert "FullyConnectedNet" in titles
