"""A submission of nothing but what the course gave gets the points of given code, and no more."""

from __future__ import annotations

from pathlib import Path

import pytest

from autograder.isolation.zygote import Zygote
from tests.grading import grade_here
from tests.legacy.starter_2019 import STARTER

# Losses, sgd, the sandwiches, the fast layers, and that the losses leave their inputs alone.
GIVEN = {"1.5": 0.5, "1.6": 0.25, "1.7": 0.25, "1.8": 0.05, "1.10": 0.25}
GIVEN |= {"4.7": 1.25, "4.8": 1.25, "4.9": 0.25, "4.10": 0.5, "4.11": 0.5, "4.12": 0.25}
GIVEN |= {"4.13": 0.25, "4.14": 0.25, "4.15": 0.25, "4.29": 2.0, "4.30": 1.0}


@pytest.mark.nightly
def test_it_earns_what_was_given_and_is_told_nothing_of_it(tmp_path: Path, zygote: Zygote) -> None:
    graded = grade_here(zygote, STARTER.build(tmp_path))
    assert {number: points for number, points in graded.scores.items() if points} == pytest.approx(GIVEN)
    assert "review_flags" not in graded.document["extra_data"]
    for number in ("1.5", "1.6", "1.10", "4.7", "4.8", "4.9", "4.10", "4.11", "4.12"):
        assert not graded.output(number)
    said = "\n".join(test.get("output", "") for test in graded.document["tests"])
    assert "mistake" not in said
