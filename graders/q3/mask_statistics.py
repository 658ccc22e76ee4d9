"""Statistics of dropout's masks of zeros and ones."""

from __future__ import annotations

import math

import numpy as np

from autograder.model.statistics import chi_square_z

# A submission's dropout is judged by 16 statistics: eight on each of two fixture sets (two totals, two of entries by
# value, rows, columns, lags, counts over calls). At MASK_ALPHA each, a right one is failed with a probability of 8e-10
# at most; what is required to be dropped or to differ at all adds less than 1e-10. The totals' tails are exact; the
# others are normal deviates and may be up to MASK_Z, which leaves a factor of 20 for their being approximations
# (tests/test_dropout_statistics.py compares them with exact tails and simulations).

MASK_ALPHA = 5e-11  # per statistic, two-sided
MASK_Z = 7.0  # exceeded with probability 2.6e-12 on both sides together
VALUE_GROUPS = 41  # of entries; an even number of degrees of freedom, whose exact tails are known
MIXED_GROUPS = 2  # of these, where a threshold or two lie between what is kept and what is dropped
LAG_Z = 9.0  # exceeded with probability 2.3e-19, or 2.3e-14 by any of 100,000 lags


def binomial_tail(count: int, trials: int, p: float) -> float:
    """Return the probability that draws from Binomial(trials, p) are as far out as `count`: twice the smaller tail."""
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


def dependence_z(mask: np.ndarray, x: np.ndarray) -> float:
    """Variation of the counts of kept entries between groups of entries of similar value, as a normal deviate.

    0 if there is nothing to compare: everything is kept or dropped, or rows or columns are alike.
    """
    alike = np.all(mask == mask[:1]) or np.all(mask == mask[:, :1])
    if alike or mask.all() or not mask.any():
        return 0.0
    counts, size = _counts_by_value(mask, x)
    return dispersion_z(counts, size)


def is_decided_by(mask: np.ndarray, x: np.ndarray) -> bool:
    """Return whether entries of similar value share one fate, so that nothing seems to be drawn."""
    counts, size = _counts_by_value(mask, x)
    return bool(np.count_nonzero((counts > 0) & (counts < size)) <= MIXED_GROUPS)


def _counts_by_value(mask: np.ndarray, x: np.ndarray) -> tuple[np.ndarray, int]:
    """The number of kept entries in groups of similar value, and the size of each group."""
    size = mask.size // VALUE_GROUPS
    by_value = mask.ravel()[np.argsort(x, axis=None)][: size * VALUE_GROUPS]
    return by_value.reshape(VALUE_GROUPS, size).sum(axis=1), size


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
