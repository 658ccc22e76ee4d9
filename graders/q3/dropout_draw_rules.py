"""Rules for the draws behind dropout's masks: independent of each other, and repeated by a seed only."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from autograder.model.complaint import Complaint
from graders.q3 import mask_statistics
from graders.q3.dropout_rules import complaint, kept_entries, some_dropped, some_kept

# ---- independence --------------------------------------------------------------------------------------------


def own_draws(mask: np.ndarray, x: np.ndarray) -> None:
    """Complain unless every entry of a 2-D mask seems to have a draw of its own, whatever its value in x."""
    some_kept([mask])
    some_dropped([mask])
    if mask_statistics.is_decided_by(mask, x):
        raise Complaint("whether an entry is kept follows from its value: nothing is drawn")
    if np.all(mask == mask[:1]):
        raise complaint("one_mask_for_all_samples", "all samples lose the same features: they share one mask")
    if np.all(mask == mask[:, :1]):
        raise complaint("one_draw_per_sample", "a sample is kept or dropped as a whole: one draw for each")
    z, (down, across) = mask_statistics.strongest_lag(mask)
    if abs(z) > mask_statistics.LAG_Z:
        raise complaint(
            "shared_draws",
            "entries at a fixed distance repeat each other's draws",
            "entries {down} rows and {across} columns apart repeat each other's draws",
            down=down,
            across=across,
        )
    _dispersion("sample", mask.sum(axis=1), mask.shape[1])
    _dispersion("feature", mask.sum(axis=0), mask.shape[0])


def _dispersion(what: str, counts: np.ndarray, trials: int) -> None:
    z = mask_statistics.dispersion_z(counts, trials)
    if z < -mask_statistics.MASK_Z:
        words = "almost the same number of entries is kept in every {what}, but chance should decide"
        raise complaint("fixed_count_per_row", words, what=what)
    if z > mask_statistics.MASK_Z:
        words = "from {what} to {what}, the number of kept entries varies more than chance makes it"
        raise Complaint(words, what=what)


def varying_counts(masks: Sequence[np.ndarray]) -> None:
    """Complain unless the number of kept entries varies from call to call as chance makes it."""
    some_kept(masks)
    some_dropped(masks)
    counts = np.array([np.count_nonzero(mask) for mask in masks])
    size = masks[0].size
    if all(np.array_equal(mask, masks[0]) for mask in masks):
        return  # one mask for all calls: `differing_calls` complains
    if np.all((counts == 0) | (counts == size)):
        raise complaint(
            "one_draw_for_all", "x is kept or dropped as a whole: one draw for all of its entries"
        )
    z = mask_statistics.dispersion_z(counts, size)
    if z < -mask_statistics.MASK_Z:
        words = (
            "almost the same number of entries is kept at every call, but chance should decide for each entry"
        )
        raise complaint("fixed_count", words)
    if z > mask_statistics.MASK_Z:
        raise Complaint("the number of kept entries varies more from call to call than chance makes it")


# ---- seeds ---------------------------------------------------------------------------------------------------


def same_with_seed(first: np.ndarray, again: np.ndarray, in_new_dictionary: np.ndarray) -> None:
    """Complain unless calls with the same seed give the same mask, also if dropout_param is used again."""
    some_kept([first])
    some_dropped([kept_entries(first)])
    if not np.array_equal(first, in_new_dictionary):
        raise complaint("seed_ignored", "two calls with the same seed draw different masks")
    if not np.array_equal(first, again):
        words = "a second call with the same dropout_param draws another mask though a seed is in it"
        raise complaint("seed_forgotten", words)


def same_with_seed_zero(
    zero: np.ndarray, zero_again: np.ndarray, one: np.ndarray, one_again: np.ndarray
) -> None:
    """Complain unless 0 is a seed like any other; if others do not work either, `same_with_seed` complains."""
    some_kept([zero])
    some_dropped([kept_entries(zero)])
    if not np.array_equal(zero, zero_again) and np.array_equal(one, one_again):
        raise complaint("seed_zero_ignored", "two calls with the seed 0 draw different masks")


def differing_seeds(one: np.ndarray, other: np.ndarray) -> None:
    """Complain when different seeds give the same mask."""
    some_kept([one])
    some_dropped([kept_entries(one)])
    if np.array_equal(one, other):
        raise complaint("always_reseeded", "two different seeds give the same mask")


def differing_calls(one: np.ndarray, other: np.ndarray) -> None:
    """Complain when calls without a seed give the same mask."""
    some_kept([one])
    some_dropped([kept_entries(one)])
    if np.array_equal(one, other):
        raise complaint("repeats_without_seed", "two calls without a seed give the same mask")
