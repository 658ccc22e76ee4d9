"""Question 4's checks on the reference and on a handful of the catalogue's mistakes, judged in this process."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from assignment import ASSIGNMENT, PACKAGE
from autograder.feedback.finding_text import sentence_of
from autograder.grading.timing import measure
from autograder.model.case import CASES
from autograder.model.check import code_checks, load_checks, total
from autograder.model.library import Library
from autograder.model.mutants import Mutant, load_catalogue
from autograder.model.run import LocalRunner
from autograder.model.speed import Band
from autograder.store.fixture_set import FixtureSet
from graders.q4.speed_cases import CONV, POOL
from tests.judging import SOURCES, judged, losses

CHECKS = [check for check in code_checks(load_checks(ASSIGNMENT)["Q4"]) if "speed" not in check.tags]
MISTAKES = {mistake.id: mistake for mistake in load_catalogue(ASSIGNMENT.mistakes)}
POINTS = 24


@pytest.fixture(scope="module")
def sets() -> list[FixtureSet]:
    return [FixtureSet(ASSIGNMENT.fixtures / name) for name in ("public", "hidden")]


def made(*mistakes: str) -> dict[str, str]:
    sources = SOURCES
    for mistake in mistakes:
        sources = MISTAKES[mistake].applied(sources)
    return sources


def test_the_reference_earns_every_point(sets):
    verdicts = judged(SOURCES, sets, CHECKS)
    assert losses(verdicts) == {}
    assert sum(verdict.earned for verdict in verdicts.values()) == pytest.approx(POINTS)
    assert total(CHECKS) == pytest.approx(POINTS)
    assert not any(verdict.findings for verdict in verdicts.values())


@pytest.mark.parametrize(
    ("mistake", "lost"),
    [
        ("conv_backward_naive.empty_without_padding", {"4.3": 0.5}),
        ("max_pool_backward_naive.assigned", {"4.6": 0.5}),
        ("conv_backward_fast.empty_without_padding", {"4.9": 0.25}),
        ("max_pool_backward_fast.assigned", {"4.12": 0.25}),
        ("conv_forward_naive.no_bias", {"4.1": 2.25}),
        ("spatial_batchnorm_forward.always_training", {"4.17": 0.35}),
        ("spatial_groupnorm_forward.eps_outside", {"4.21": 0.2}),
        ("spatial_groupnorm_backward.flat_parameters", {"4.20": 0.15}),
        ("ThreeLayerConvNet.W1_not_regularised", {"4.25": 0.225}),
    ],
)
def test_a_mistake_costs_what_it_is_worth_and_is_named(mistake, lost, sets):
    verdicts = judged(made(mistake), sets, CHECKS)
    assert losses(verdicts) == lost
    (number,) = lost
    assert {finding.mistake for finding in verdicts[number].findings if finding.lost} == {mistake}


def test_a_wrong_convolution_costs_no_point_of_what_is_built_on_it(sets):
    verdicts = judged(made("fast_layers.im2col") | made("conv_forward_fast.no_bias"), sets, CHECKS)
    assert set(losses(verdicts)) == {"4.7"}
    for number in ("4.13", "4.15", "4.23", "4.24"):
        assert "with the reference's version it is right" in sentence_of(verdicts[number].findings[0])


def test_a_wrong_batchnorm_costs_no_point_of_the_spatial_one(sets):
    unheard_of = Mutant(
        id="batchnorm_forward.beta_stretched",
        target="layers.py:batchnorm_forward",
        swaps=(("out = gamma * x_hat + beta", "out = gamma * x_hat + 1.4 * beta"),),
        hint="",
    )
    verdicts = judged(unheard_of.applied(SOURCES), sets, CHECKS)
    assert losses(verdicts) == {}
    assert "batchnorm_forward" in sentence_of(verdicts["4.16"].findings[0])


def test_code_that_answers_nothing_earns_nothing(sets):
    empty = {
        path: "" if path.endswith(("layers.py", "layer_utils.py", "cnn.py")) else t
        for path, t in SOURCES.items()
    }
    verdicts = judged(empty, sets, CHECKS)
    assert sum(verdict.earned for verdict in verdicts.values()) == 0


WITH_WINDOWS = [
    name for name, case in CASES.items() if case.question == "Q4" and "stride" in case.draw_inputs(seed=1)
]


@pytest.mark.parametrize("name", WITH_WINDOWS)
def test_windows_fit_without_a_rest_whatever_is_drawn(name):
    """Whether sizes that do not divide are rounded up or down is open: no case may ask."""
    for seed in range(20):
        drawn = CASES[name].draw_inputs(seed)
        window = drawn["w"].shape[2:] if "w" in drawn else (drawn["pool_height"], drawn["pool_width"])
        spaces = np.array(drawn["x"].shape[2:]) + 2 * drawn.get("pad", 0) - window
        assert np.all(spaces % drawn["stride"] == 0)
        assert tuple(spaces // drawn["stride"] + 1) == drawn["dout"].shape[2:]


@pytest.mark.nightly
@pytest.mark.parametrize(
    ("slow", "test"),
    [
        ("conv_forward_fast.loops", CONV),
        ("conv_backward_fast.loops", CONV),
        ("max_pool_backward_fast.loops", POOL),
    ],
)
def test_a_loop_over_pixels_is_slow_on_many_small_images_too(slow, test):
    with Library(PACKAGE, SOURCES, "ours") as ours, Library(PACKAGE, made(slow), "theirs") as theirs:
        many = replace(test, work=test.many)
        speed = measure(many, LocalRunner(theirs, ours), LocalRunner(ours, ours), "salt")
    assert speed.band is Band.SLOW
