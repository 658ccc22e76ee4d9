"""Mistakes that are made on one path only lose points, and the benchmark of them notices if none is made."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pytest

from autograder.model.mutants import Mutant
from benchmarks.in_process import Grader, code_grader
from benchmarks.one_path import Fate, outcome
from benchmarks.path_choice import TAKEN, made_on

HALVED = "import numpy as np\n\ndef scale(x, param):\n    return np.where(x > 0, x / 2, x)\n"

VARIANTS = [  # one or more of each path
    ("TwoLayerNet.no_relu", "with labels"),
    ("TwoLayerNet.no_relu", "without labels"),
    ("FullyConnectedNet.no_hidden_bias", "normalised"),
    ("FullyConnectedNet.no_hidden_bias", "not normalised"),
    ("ThreeLayerConvNet.no_bias_in_scores", "without labels"),
    ("affine_forward.no_bias", "with labels"),
    ("batchnorm_forward.no_beta", "in train mode"),
    ("batchnorm_forward.default_eps", "in test mode"),
    ("layernorm_backward.mean_of_dx_hat_over_batch", "normalised"),
]


def scale(x: np.ndarray, param: dict[str, str]) -> np.ndarray:
    return x


@pytest.fixture
def module() -> dict[str, object]:
    found: dict[str, object] = {
        "__name__": "scales",
        "__package__": "",
        "__file__": "scales.py",
        "scale": scale,
    }
    made_on("in test mode", found, HALVED, "scale")
    return found


def test_a_function_is_wrong_on_its_path_only(module):
    x = np.array([2.0, -1.0])
    assert module["scale"](x, {"mode": "train"}).tolist() == [2, -1]
    assert module["scale"](x, {"mode": "test"}).tolist() == [1, -1]


def test_only_calls_that_do_wrong_are_counted(module):
    before = TAKEN.count
    for x in (-1.0, 2.0, -3.0):
        module["scale"](np.array([x]), {"mode": "test"})
    assert TAKEN.count == before + 1


@pytest.fixture(scope="module")
def grading() -> Iterator[tuple[Grader, dict[str, Mutant]]]:
    with code_grader() as (grader, catalogue):
        yield grader, {mistake.id: mistake for mistake in catalogue}


@pytest.mark.nightly(days=3)
@pytest.mark.parametrize(("mistake", "path"), VARIANTS)
def test_a_mistake_on_one_path_loses_points(grading, mistake, path):
    grader, catalogue = grading
    assert outcome(grader, catalogue[mistake], path) is Fate.LOSES


@pytest.mark.nightly(days=3)
def test_a_mistake_that_does_nothing_on_its_path_is_told_apart(grading):
    grader, catalogue = grading
    assert outcome(grader, catalogue["dropout_forward.multiplied_by_p"], "in test mode") is Fate.NOT_TAKEN
