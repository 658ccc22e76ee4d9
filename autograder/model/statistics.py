"""Statistics of random draws, judged at a level where a right submission is not failed once in a career.

Every test here is two-sided with a false-positive rate of at most ALPHA, whatever generator drew the numbers.
"""

from __future__ import annotations

import math
from statistics import NormalDist

import numpy as np

ALPHA = 1e-9  # per statistic
Z = 6.2  # the normal distribution exceeds this with probability 5.6e-10 on both sides together


def chi_square_z(total: float, degrees: int) -> float:
    """A chi-square sum as a standard normal deviate (Wilson & Hilferty 1931, cube root)."""
    spread = 2 / (9 * degrees)
    return (float(np.cbrt(total / degrees)) - (1 - spread)) / math.sqrt(spread) if degrees else 0.0


def spread_z(values: np.ndarray, std: float) -> float:
    """Return how far the sum of squares of normal draws with mean 0 is from the one expected for `std`."""
    return chi_square_z(float(np.sum((values / std) ** 2)), values.size)


def mean_z(values: np.ndarray, std: float) -> float:
    """Return how far the mean of draws with mean 0 and `std` is from 0; a spread that is too large does not count."""
    return float(values.mean()) * math.sqrt(values.size) / max(std, float(values.std()))


_LEVELS = np.arange(1, 256) / 256
_QUANTILES = np.array([NormalDist().inv_cdf(level) for level in _LEVELS])

# Of a normal distribution cut off at two standard deviations, as some initialisers draw, in those it has then.
_TAIL, _CUT_STD = NormalDist().cdf(-2), 0.8796256610342398
_CUT_QUANTILES = np.array(
    [NormalDist().inv_cdf(_TAIL + (1 - 2 * _TAIL) * level) / _CUT_STD for level in _LEVELS]
)


def looks_normal(values: np.ndarray, std: float) -> bool:
    """Kolmogorov's distance to N(0, std^2) within its bound (Dvoretzky, Kiefer & Wolfowitz; Massart 1990).

    Taken at 255 quantiles: what lies between them can only add to it.
    """
    return _near(values, std * _QUANTILES)


def looks_truncated_normal(values: np.ndarray, std: float) -> bool:
    """The same for a normal distribution cut off at two standard deviations, of deviation `std` after that."""
    return _near(values, std * _CUT_QUANTILES)


def _near(values: np.ndarray, quantiles: np.ndarray) -> bool:
    """Return whether draws may come from the distribution that has these quantiles."""
    shares = np.searchsorted(np.sort(values.ravel()), quantiles) / values.size
    distance = float(np.max(np.abs(shares - _LEVELS)))
    return distance <= math.sqrt(math.log(2 / ALPHA) / (2 * values.size))


def correlation_z(a: np.ndarray, b: np.ndarray) -> float:
    """Correlation of the leading elements of two independent arrays, as a standard normal deviate."""
    count = min(a.size, b.size)
    x, y = a.ravel()[:count], b.ravel()[:count]
    product = (x - x.mean()) * (y - y.mean())
    return float(product.mean() / (x.std() * y.std())) * math.sqrt(count) if x.std() * y.std() else math.inf
