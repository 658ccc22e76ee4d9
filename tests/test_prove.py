"""The proof of graders: it notices mistakes that cost nothing, cost elsewhere, and variants that cost."""

from __future__ import annotations

from dataclasses import replace

import pytest

from assignment import PACKAGE
from autograder.authoring.generate import Workshop
from autograder.model.check import Check
from autograder.model.mutants import Mutant
from autograder.proof.prove import Prover
from tests.toy import HALVED, LOOPS, REFERENCE, SCALED, make_toy


@pytest.fixture(scope="module")
def toy(tmp_path_factory):
    with pytest.MonkeyPatch.context() as monkeypatch:
        yield make_toy(tmp_path_factory.mktemp("toy"), monkeypatch)


def check(number, **points):
    return Check(number, "a toy's check", "Q1", 1.0, lambda judge: judge.same("square", **points))


CHECKS = [check("1.1", out=2), check("1.2", dx=3)]


def problems(toy, mistake, checks=CHECKS):
    with Workshop(PACKAGE, REFERENCE, {}, [mistake]) as shop:
        (trial,) = Prover(shop, toy.sets, checks).trials()
        return trial.problems()


def test_the_reference_earns_every_point(toy):
    with Workshop(PACKAGE, REFERENCE, {}, []) as shop:
        verdicts = Prover(shop, toy.sets, CHECKS).reference()
    assert {number: verdict.earned for number, verdict in verdicts.items()} == {"1.1": 2, "1.2": 3}


@pytest.mark.parametrize("mistake", [SCALED, HALVED, LOOPS], ids=lambda mistake: mistake.id)
def test_a_catalogue_that_is_right_raises_no_problem(toy, mistake):
    assert problems(toy, mistake) == []


def test_a_recognised_mistake_is_named(toy):
    with Workshop(PACKAGE, REFERENCE, {}, [SCALED]) as shop:
        (trial,) = Prover(shop, toy.sets, CHECKS).trials()
    assert trial.diagnosed
    assert trial.lost == {"1.1": 2}


def test_points_lost_elsewhere_are_a_problem(toy):
    assert "1.2, which does not own it" in problems(toy, replace(HALVED, costs=("1.1",)))[1]


def test_a_mistake_that_costs_nothing_is_a_problem(toy):
    harmless = replace(LOOPS, costs=("1.1",))
    assert problems(toy, harmless) == ["costs nothing in 1.1, which owns it"]


def test_a_variant_that_loses_points_is_a_problem(toy):
    assert problems(toy, replace(HALVED, costs=())) != []


def test_checks_that_are_not_on_trial_are_not_missed(toy):
    assert problems(toy, SCALED, CHECKS[1:]) == []


def test_what_cannot_be_used_costs_some_check_and_none_is_listed(toy):
    renamed = Mutant(
        "layers.renamed", "layers.py", "", swaps=(("def square_forward", "def square"),), unusable="Q1"
    )
    assert problems(toy, renamed) == []
    harmless = replace(renamed, swaps=(("import numpy as np\n", "import numpy as np\n\n"),))
    assert problems(toy, harmless) == ["costs nothing"]
