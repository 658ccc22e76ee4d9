"""Dropout's statistics: exact tails, levels met by simulation, structures that they see."""

from __future__ import annotations

import math
from fractions import Fraction

import numpy as np
import pytest

from autograder.model import statistics
from graders.q3 import mask_statistics

STATISTICS = (
    16  # of one submission: two totals, two by value, rows, columns, lags and counts on two fixture sets
)
LARGEST_MASK = 200 * 320


def normal_tail(z: float) -> float:
    return math.erfc(z / math.sqrt(2))


def chi_square_tails(total: float, degrees: int) -> tuple[float, float]:
    """Exact lower and upper tail for an even number of degrees: a Poisson sum (Erlang)."""
    half = total / 2
    terms = [math.exp(i * math.log(half) - half - math.lgamma(i + 1)) for i in range(degrees // 2 + 400)]
    return sum(terms[degrees // 2 :]), sum(terms[: degrees // 2])


def test_a_right_submission_is_failed_less_often_than_once_in_a_thousand_million():
    assert STATISTICS * mask_statistics.MASK_ALPHA < 1e-9
    assert normal_tail(mask_statistics.MASK_Z) < mask_statistics.MASK_ALPHA / 10
    assert LARGEST_MASK * normal_tail(mask_statistics.LAG_Z) < mask_statistics.MASK_ALPHA / 1000


@pytest.mark.parametrize(("trials", "p"), [(40, Fraction(3, 10)), (600, Fraction(7, 10))])
@pytest.mark.parametrize("deviations", [-7, -3, 0, 2, 6])
def test_the_binomial_tail_is_exact(trials, p, deviations):
    spread = math.sqrt(trials * p * (1 - p))
    count = min(trials, max(0, round(trials * p + deviations * spread)))
    mass = [math.comb(trials, k) * p**k * (1 - p) ** (trials - k) for k in range(trials + 1)]
    smaller = sum(mass[: count + 1]) if count <= trials * p else sum(mass[count:])
    expected = float(min(Fraction(1), 2 * smaller))
    assert mask_statistics.binomial_tail(count, trials, float(p)) == pytest.approx(expected, rel=1e-9)


@pytest.mark.parametrize(("count", "p", "tail"), [(5, 1.0, 1.0), (4, 1.0, 0.0), (0, 0.0, 1.0)])
def test_a_certain_draw_has_no_tail(count, p, tail):
    assert mask_statistics.binomial_tail(count, 5, p) == tail


@pytest.mark.parametrize("degrees", [40, 180, 300])
def test_the_limit_for_dispersions_is_on_the_safe_side_of_the_exact_chi_square(degrees):
    for z in (-mask_statistics.MASK_Z, mask_statistics.MASK_Z):
        spread = 2 / (9 * degrees)
        total = degrees * (1 - spread + z * math.sqrt(spread)) ** 3
        assert statistics.chi_square_z(total, degrees) == pytest.approx(z)
        assert min(chi_square_tails(total, degrees)) < mask_statistics.MASK_ALPHA / 2


@pytest.mark.parametrize(("counts", "trials", "p"), [(40, 80, 0.6), (192, 300, 0.7), (300, 192, 0.7)])
def test_dispersions_of_right_masks_have_the_level_that_they_claim(counts, trials, p):
    rng = np.random.default_rng(3)
    draws = rng.binomial(trials, p, size=(8000, counts))
    deviates = np.array([mask_statistics.dispersion_z(row, trials) for row in draws])
    for side in (-1, 1):
        assert 0.006 < np.mean(side * deviates > 2.326) < 0.014  # 0.01, and four standard errors


def test_counts_by_value_of_right_masks_have_the_level_that_they_claim():
    rng = np.random.default_rng(4)
    x = rng.standard_normal((45, 63))
    deviates = [mask_statistics.dependence_z(rng.random(x.shape) < 0.3, x) for _ in range(6000)]
    assert 0.006 < np.mean(np.array(deviates) > 2.326) < 0.014


@pytest.mark.parametrize("of", [np.sign, np.abs, lambda x: (np.abs(x) < 0.5) * 2])
def test_a_probability_that_depends_on_x_is_seen(of):
    rng = np.random.default_rng(8)
    x = rng.standard_normal((60, 90))
    assert mask_statistics.dependence_z(rng.random(x.shape) < 0.4 + 0.15 * of(x), x) > mask_statistics.MASK_Z


@pytest.mark.parametrize("shape", [(45, 63), (40, 60)])
def test_the_strongest_lag_of_right_masks_has_the_level_that_it_claims(shape):
    rng = np.random.default_rng(5)
    limit = 4.42  # exceeded by one of 1350 normal deviates, half of the shifts, in about 1.3 % of all cases
    strongest = [mask_statistics.strongest_lag(rng.random(shape) < 0.7)[0] for _ in range(2000)]
    share = 1 - (1 - normal_tail(limit)) ** (shape[0] * shape[1] / 2)
    assert 0.3 * share < np.mean(np.abs(strongest) > limit) < 2 * share


def repeated(rng, shape, shift):
    """A mask whose entries share their draws with the next but `shift`."""
    draws = rng.random(shape)
    return np.where(rng.random(shape) < 0.5, draws, np.roll(draws, shift, axis=(0, 1))) < 0.7


@pytest.mark.parametrize("shift", [(0, 1), (1, 0), (3, 4), (20, 0), (20, 30)])
def test_draws_that_repeat_at_any_distance_are_seen(shift):
    z, found = mask_statistics.strongest_lag(repeated(np.random.default_rng(7), (40, 60), shift))
    assert z > mask_statistics.LAG_Z
    assert found == shift


def test_counts_that_chance_did_not_make_are_seen_on_both_sides():
    assert mask_statistics.dispersion_z(np.array([50] * 39 + [51]), 80) < -mask_statistics.MASK_Z
    assert mask_statistics.dispersion_z(np.array([35, 65] * 20), 80) > mask_statistics.MASK_Z
