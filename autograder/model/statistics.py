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
    """How far the sum of squares of normal draws with mean 0 is from what `std` makes of it."""
    return chi_square_z(float(np.sum((values / std) ** 2)), values.size)


def mean_z(values: np.ndarray, std: float) -> float:
    """How far the mean of draws with mean 0 and `std` is from 0; a spread that is too large does not count."""
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
    """Whether draws may come from the distribution that has these quantiles."""
    shares = np.searchsorted(np.sort(values.ravel()), quantiles) / values.size
    distance = float(np.max(np.abs(shares - _LEVELS)))
    return distance <= math.sqrt(math.log(2 / ALPHA) / (2 * values.size))


def correlation_z(a: np.ndarray, b: np.ndarray) -> float:
    """Correlation of the leading elements of two independent arrays, as a standard normal deviate."""
    count = min(a.size, b.size)
    x, y = a.ravel()[:count], b.ravel()[:count]
    product = (x - x.mean()) * (y - y.mean())
    return float(product.mean() / (x.std() * y.std())) * math.sqrt(count) if x.std() * y.std() else math.inf


# ---- masks of zeros and ones ---------------------------------------------------------------------------------
#
# A submission's dropout is judged by 12 statistics: six on each of two fixture sets (two totals, rows, columns,
# lags, counts over calls). At MASK_ALPHA each, a right one is failed with a probability of 6e-10 at most; what is
# required to be dropped or to differ at all adds less than 1e-10. The totals' tails are exact; the others are
# normal deviates and may be up to MASK_Z, which leaves a factor of 20 for their being approximations
# (tests/test_dropout_statistics.py compares them with exact tails and simulations).

MASK_ALPHA = 5e-11  # per statistic, two-sided
MASK_Z = 7.0  # exceeded with probability 2.6e-12 on both sides together
LAG_Z = 9.0  # exceeded with probability 2.3e-19, or 2.3e-14 by any of 100,000 lags


def binomial_tail(count: int, trials: int, p: float) -> float:
    """How likely draws from Binomial(trials, p) are as far out as `count`: twice the smaller exact tail."""
    if not 0 < p < 1:
        return 1.0 if count == trials * p else 0.0
    if count > trials * p:
        count, p = trials - count, 1 - p
    log_mass = math.lgamma(trials + 1) - math.lgamma(count + 1) - math.lgamma(trials - count + 1)
    mass = math.exp(log_mass + count * math.log(p) + (trials - count) * math.log1p(-p))
    tail = 0.0
    # Below the mean every term of the sum is smaller than the one above it.
    while count >= 0 and mass > 1e-17 * tail:
        tail += mass
        mass *= count * (1 - p) / ((trials - count + 1) * p)
        count -= 1
    return min(1.0, 2 * tail)


def dispersion_z(counts: np.ndarray, trials: int) -> float:
    """Variation of counts out of `trials` against the binomial one (Fisher's index of dispersion).

    Their common share is estimated from them. Negative: they are more alike than chance makes them.
    """
    share = float(counts.mean()) / trials
    variance = trials * share * (1 - share)
    return chi_square_z(float(np.sum((counts - counts.mean()) ** 2)) / variance, counts.size - 1)


def strongest_lag(mask: np.ndarray) -> tuple[float, tuple[int, int]]:
    """The largest autocorrelation of a 2-D mask over all shifts but none, as a normal deviate, and its shift.

    All shifts at once by the Wiener-Khinchin theorem; the mask is taken to repeat beyond its borders.
    """
    rows, columns = mask.shape
    spectrum = np.fft.rfft2(mask - mask.mean())
    products = np.fft.irfft2(spectrum.real**2 + spectrum.imag**2, s=mask.shape)
    deviates = products * (math.sqrt(mask.size) / products[0, 0])
    # A shift by half of the size meets each pair twice, so its sum varies twice as much.
    own_inverse = np.ix_(
        [0, rows // 2] if rows % 2 == 0 else [0], [0, columns // 2] if columns % 2 == 0 else [0]
    )
    deviates[own_inverse] /= math.sqrt(2)
    deviates[0, 0] = 0.0
    row, column = np.unravel_index(int(np.argmax(np.abs(deviates))), mask.shape)
    shift = (min(int(row), rows - int(row)), min(int(column), columns - int(column)))
    return float(deviates[row, column]), shift
