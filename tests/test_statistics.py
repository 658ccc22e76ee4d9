"""Statistics of draws: they fail right ones as rarely as they say, and see the wrong ones."""

from __future__ import annotations

import math

import numpy as np
import pytest

from autograder.model import statistics
from autograder.model.complaint import Complaint
from autograder.model.rules import normal

STD = 0.03
TRIALS = 4000
TWO_PERCENT = 2.326  # a standard normal deviate is beyond this, on either side, in 2 % of all cases


def rate(statistic, shape=(30, 20)):
    """How often a statistic of right draws is beyond TWO_PERCENT."""
    rng = np.random.default_rng(11)
    beyond = sum(abs(statistic(rng.normal(0, STD, shape), rng)) > TWO_PERCENT for _ in range(TRIALS))
    return beyond / TRIALS


@pytest.mark.parametrize(
    "statistic",
    [
        lambda values, rng: statistics.mean_z(values, STD),
        lambda values, rng: statistics.spread_z(values, STD),
        lambda values, rng: statistics.correlation_z(values, rng.normal(0, STD, values.shape)),
        lambda values, rng: statistics.chi_square_z(rng.chisquare(40), 40),
    ],
    ids=["mean", "spread", "correlation", "chi square"],
)
def test_the_false_positive_rate_is_what_is_stated(statistic):
    """2 % of 4000 is 80 +- 9: a rate beyond these bounds is no luck."""
    assert 0.011 < rate(statistic) < 0.029


def test_the_limits_belong_to_the_stated_rate():
    assert math.erfc(statistics.Z / math.sqrt(2)) <= statistics.ALPHA


def test_right_draws_of_any_generator_pass():
    generators = [
        lambda rng, shape: rng.normal(0, STD, shape),
        lambda rng, shape: STD * np.random.RandomState(rng.integers(2**31)).randn(*shape),
        lambda rng, shape: STD * rng.standard_normal(shape[::-1]).T,
        lambda rng, shape: (STD * rng.standard_normal(shape)).astype(np.float32),
    ]
    rng = np.random.default_rng(2)
    for trial in range(80):
        values = generators[trial % 4](rng, (100, 120))
        normal({"W": values}, "W", (100, 120), STD)


WRONG = {
    "10 % too wide": (lambda rng, n: rng.normal(0, 1.1 * STD, n), "standard deviation"),
    "10 % too narrow": (lambda rng, n: rng.normal(0, 0.9 * STD, n), "standard deviation"),
    "far too wide": (lambda rng, n: rng.normal(0, 1, n), "standard deviation"),
    "uniform of the same spread": (
        lambda rng, n: rng.uniform(-1, 1, n) * STD * 3**0.5,
        "normal distribution",
    ),
    "uniform from 0": (lambda rng, n: rng.uniform(0, STD, n), "mean"),
    "shifted": (lambda rng, n: rng.normal(0.1 * STD, STD, n), "mean"),
    "two values": (lambda rng, n: STD * rng.choice([-1.0, 1.0], n), "normal distribution"),
    "zeros": (lambda rng, n: np.zeros(n), "standard deviation"),
    "ones": (lambda rng, n: np.full(n, STD), "mean"),
}


@pytest.mark.parametrize(("draw", "words"), WRONG.values(), ids=WRONG)
def test_wrong_draws_are_seen_and_named(draw, words):
    for seed in range(10):
        values = draw(np.random.default_rng(seed), (100, 120))
        with pytest.raises(Complaint, match=words):
            normal({"W": values}, "W", (100, 120), STD)


def test_repeated_draws_correlate():
    first, second = (np.random.default_rng(4).normal(size=shape) for shape in ((100, 120), (120, 45)))
    assert abs(statistics.correlation_z(first, second)) > statistics.Z
    assert statistics.correlation_z(np.zeros(9), np.arange(9.0)) == math.inf
