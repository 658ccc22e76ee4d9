"""Which offering a submission is of, and what that changes."""

from __future__ import annotations

import pytest

from assignment import ASSIGNMENT
from autograder.model.check import load_checks
from autograder.model.offering import TooOld, asked
from graders.offerings import OFFERINGS

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
    offering, why = OFFERINGS.of(signatures)
    assert offering.name == name
    assert name in why


def test_an_order_comes_before_what_the_code_tells():
    offering, why = OFFERINGS.of([f"{NET} dropout_keep_ratio"], "2019")
    assert offering.name == "2019"
    assert "2021" in why


def test_the_assignment_of_2017_is_refused():
    with pytest.raises(TooOld, match="probability of dropping"):
        OFFERINGS.of([f"{NET} dropout use_batchnorm"], "2020")


@pytest.mark.parametrize("offering", OFFERINGS.known, ids=lambda offering: offering.name)
def test_every_question_has_the_same_points_in_every_offering(offering):
    for checks in load_checks(ASSIGNMENT).values():
        assert sum(c.points for c in asked(checks, offering)) == pytest.approx(sum(c.weight for c in checks))


def test_2021_does_not_ask_for_two_layer_net():
    titles = " ".join(check.title for check in asked(load_checks(ASSIGNMENT)["Q1"], OFFERINGS["2021"]))
    assert "TwoLayerNet" not in titles
    assert "FullyConnectedNet" in titles
