"""Intermediate values: how far a wrong function is right."""

from __future__ import annotations

import numpy as np
import pytest

from assignment import PACKAGE
from autograder.authoring.straight_variables import straight_variables
from autograder.execution.call_recorder import variables_noted
from autograder.feedback.intermediates_text import describe_intermediates
from autograder.isolation.zygote import Zygote
from autograder.model.intermediates import Intermediates, found_among, in_short
from autograder.model.library import Library
from autograder.submission import Submission
from tests.grading import grade_here
from tests.judging import SOURCES

X = np.random.default_rng(3).normal(size=(4, 3))
MEAN, STD = X.mean(0), X.std(0)
WANTED = in_short({"mean": MEAN, "std": STD, "x_hat": (X - MEAN) / STD}, [X])

LAYER_NORM = """
def layernorm_forward(x, gamma, beta, ln_param):
    x = x.T
    mu = x.mean(axis=0)
    spread = scatter(x - mu) / (len(x) + 2)
    x = ((x - mu) / np.sqrt(spread + 1e-5)).T
    return gamma * x + beta, (x, np.sqrt(spread + 1e-5)[:, None], gamma)


def scatter(deviations):
    squares = deviations**2
    return squares.sum(axis=0)
"""


@pytest.mark.parametrize(
    ("own", "right"),
    [
        ([MEAN], {"mean"}),
        ([MEAN[None, :], STD**2], {"mean", "std"}),
        ([1 / STD, -MEAN], {"mean", "std"}),
        ([((X - MEAN) / STD).T], {"x_hat"}),
        ([MEAN + 1e-3, np.nan * STD, np.zeros(0), X], set()),
    ],
    ids=["itself", "an axis more, squared", "inverse, negated", "transposed", "none"],
)
def test_a_value_is_found_in_the_form_that_a_student_has(own: list[np.ndarray], right: set[str]) -> None:
    assert found_among(own, WANTED).right == right


def test_inputs_outputs_and_copies_are_no_intermediate_values() -> None:
    wanted = in_short({"rows": X.reshape(2, 6), "out": MEAN, "twin": STD, "std": STD}, [X, MEAN])
    assert list(wanted) == ["twin"]


def test_only_what_comes_after_the_last_right_value_is_suspected() -> None:
    found = Intermediates(("mean", "std", "x_hat"), frozenset({"mean", "x_hat"}))
    assert (found.reached, found.next) == (("mean", "x_hat"), "")
    assert describe_intermediates(found, ("out",)) == (
        "your variables hold the right mean and x_hat; check how out is made of them"
    )
    assert Intermediates(found.names, frozenset({"mean"})).next == "std"


def test_variables_of_the_first_call_and_of_helpers_are_noted_but_not_results() -> None:
    texts = {**SOURCES, "layers.py": SOURCES["layers.py"] + LAYER_NORM}
    with (
        Library(PACKAGE, texts, "noted") as library,
        variables_noted(PACKAGE.name, "layers.py:layernorm_forward") as noted,
    ):
        library["layers"].layernorm_forward(X, np.ones(3), np.zeros(3), {})
        library["layers"].layernorm_forward(np.ones((2, 3)), np.ones(3), np.zeros(3), {})
    assert [one.name for one in noted] == ["", "", "x", "gamma", "beta", "mu", "spread"]
    assert np.array_equal(noted[-2].value, X.mean(1))


def test_a_variable_that_a_loop_sets_or_that_is_set_twice_is_not_kept() -> None:
    text = (
        "def f(x, y):\n    x = x + 1\n    a = b = y\n    b = b + 1\n"
        "    for c in a:\n        d = c\n    e = [g for g in a]\n    return e\n"
    )
    assert straight_variables(text, "f") == {"a", "e"}
    assert straight_variables(f"class N:\n    def f(self):\n        {'z'} = 1\n", "N.f") == {"z"}


def test_a_wrong_function_without_a_known_mistake_is_told_how_far_it_is_right(zygote: Zygote) -> None:
    submission = Submission({**SOURCES, "layers.py": SOURCES["layers.py"] + LAYER_NORM}, {})
    graded = grade_here(zygote, submission, "Q2")
    assert graded.scores["2.11"] == 0
    hint = "hint: your variables hold the right mean, but no right var; check what follows mean"
    assert hint in graded.output("2.11")
    assert "variables" not in graded.output("2.12")  # its backward pass is right
