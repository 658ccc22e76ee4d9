"""Rules for dropout: what holds for a right answer whatever mask was drawn, and however it was drawn.

The mask is recovered from the output, never from the cache, whose contents are the student's own business. The
scaling by 1/p is section 10 of Srivastava et al. 2014. A rule names a mistake of the catalogue only where the
numbers leave no other; the judge adds the catalogue's sentence as a hint.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from autograder.model.complaint import Complaint
from graders.q3 import mask_statistics

CLOSE = 1e-6  # relative; the default tolerance of frozen answers, which a mask in float32 stays within
LEAST_DROPPED = 0.01  # of all entries; no p that is asked for drops so few of a large mask
LIKELY = 1e-6  # a share of kept entries no less likely than this may explain a wrong one


def complaint(mistake: str, sentence: str, public: str = "", **fields: str | float) -> Complaint:
    """A complaint that names a mistake in dropout_forward, if any."""
    return Complaint(sentence, public, mistake and f"dropout_forward.{mistake}", **fields)


def close(a: np.ndarray | float, b: np.ndarray | float) -> bool:
    """Equal up to CLOSE of the larger magnitude."""
    scale = max(float(np.max(np.abs(a), initial=0.0)), float(np.max(np.abs(b), initial=0.0)))
    return bool(np.max(np.abs(np.subtract(a, b)), initial=0.0) <= CLOSE * scale)


def kept_entries(factors: np.ndarray) -> np.ndarray:
    """Return which entries a mask keeps: all that it does not set to 0.

    A mask that has two values but no 0 is wrong, but still shows it: the larger one marks the kept entries.
    """
    kept: np.ndarray = factors != 0
    low, high = float(factors.min()), float(factors.max())
    if not 0 < low < 0.999 * high:
        return kept
    near_low, near_high = (np.isclose(factors, level, rtol=CLOSE, atol=0) for level in (low, high))
    return near_high if np.all(near_low | near_high) else kept


@dataclass(frozen=True)
class Call:
    """One call of dropout_forward in training, as sentences call its output."""

    name: str
    x: np.ndarray
    out: np.ndarray
    p: float

    @cached_property
    def factors(self) -> np.ndarray:
        """The factor of each entry of x."""
        return self.out / self.x

    @cached_property
    def kept(self) -> np.ndarray:
        """The entries that were kept."""
        return kept_entries(self.factors)

    @property
    def scale(self) -> float:
        """The factor of the first kept entry; NaN if none was kept."""
        return float(self.factors[self.kept][0]) if self.kept.any() else math.nan

    def multiplies_by(self, scale: float) -> bool:
        """Return whether `scale` is the factor of all kept entries."""
        return not self.kept.any() or close(self.factors[self.kept], scale)


def some_kept(masks: Sequence[np.ndarray]) -> None:
    """Complain if nothing is kept in any call, which leaves nothing to judge."""
    if not any(mask.any() for mask in masks):
        raise complaint("all_dropped", "everything is dropped in training")


def some_dropped(masks: Sequence[np.ndarray]) -> None:
    """Complain if almost nothing is dropped in all calls, so that no draw can be seen."""
    if all(mask.all() for mask in masks):
        raise Complaint("nothing is dropped in training")
    if np.mean([mask.mean() for mask in masks]) > 1 - LEAST_DROPPED:
        raise Complaint("next to nothing is dropped in training")


# ---- values --------------------------------------------------------------------------------------------------


def scaled(calls: Sequence[Call]) -> None:
    """Complain unless every output is 0 or x / p in each entry, and not all are 0."""
    some_kept([call.kept for call in calls])
    for call in calls:
        if np.any(call.factors[~call.kept]):
            raise complaint("dropped_not_zero", "{name}: the dropped entries should be 0", name=call.name)
    wrong = next((call for call in calls if not call.multiplies_by(1 / call.p)), None)
    if wrong is not None:
        raise _uneven(wrong) if not wrong.multiplies_by(wrong.scale) else _wrong_scale(calls, wrong)


def _uneven(call: Call) -> Complaint:
    if close(call.out[call.kept], call.out[call.kept][0]):
        return complaint("mask_for_output", "{name} holds the mask alone, without x", name=call.name)
    if call.kept.all() and np.all((call.factors > 0) & (call.factors < 1)):
        words = "{name} is x times numbers between 0 and 1, none of them 0"
        return complaint("draws_for_mask", words, name=call.name)
    words = "nothing is dropped, and x" if call.kept.all() else "what is kept"
    mistake = "gaussian" if call.kept.all() else "uneven_scale"
    sentence = f"{{name}}: {words} is multiplied by numbers that differ from entry to entry"
    return complaint(mistake, sentence, name=call.name)


def _wrong_scale(calls: Sequence[Call], wrong: Call) -> Complaint:
    """Names what explains all the calls together: one call's number may be right or wrong by chance."""
    if all(call.kept.all() and call.multiplies_by(1.0) for call in calls):
        words = "{name} is x: in training nothing is dropped and nothing scaled"
        return complaint("not_in_training", words, name=wrong.name)
    for mistake, words, scale in KNOWN_SCALES:
        if all(call.multiplies_by(scale(call)) for call in calls):
            return complaint(mistake, f"{{name}}: what is kept is {words}", name=wrong.name)
    return Complaint(
        "{name}: what is kept should be x/p, but is x times another number",
        "{name}: what is kept is x times {found:.6g}, but should be x/p, {want:.6g} times x",
        name=wrong.name,
        found=wrong.scale,
        want=1 / wrong.p,
    )


def _drops_share_p(call: Call) -> bool:
    share = float(call.kept.mean())
    return abs(share - (1 - call.p)) < abs(share - call.p)


KNOWN_SCALES: tuple[tuple[str, str, Callable[[Call], float]], ...] = (
    ("not_scaled", "x itself, not divided by p", lambda call: 1.0),
    (
        "p_is_drop_probability",
        "divided by 1 - p, and it is a share of 1 - p: p is taken for the probability of dropping",
        lambda call: 1 / (1 - call.p) if _drops_share_p(call) else math.nan,
    ),
    (
        "scaled_by_drop_rate",
        "divided by 1 - p, but p is the probability of keeping",
        lambda call: 1 / (1 - call.p),
    ),
    ("multiplied_by_p", "multiplied by p, not divided by it", lambda call: call.p),
    ("scaled_twice", "divided by p twice", lambda call: 1 / call.p**2),
    ("scaled_by_root", "divided by the square root of p, not by p", lambda call: 1 / math.sqrt(call.p)),
    ("integer_division", "multiplied by 1/p without its fraction", lambda call: float(1 // call.p)),
    (
        "scaled_by_actual_share",
        "divided by the share that happens to be kept, not by p",
        lambda call: call.kept.size / max(1, int(call.kept.sum())),
    ),
    (
        "sum_preserved",
        "scaled so that its sum is that of x, not divided by p",
        lambda call: float(call.x.sum() / call.x[call.kept].sum()),
    ),
)


# ---- how many are kept ---------------------------------------------------------------------------------------


def keep_probability(calls: Sequence[Call]) -> None:
    """Complain unless the outputs of two dimensions keep the shares of entries that chance allows."""
    draws = [(_independent_part(call.kept), call.p) for call in calls]
    for call in calls:
        if mask_statistics.dependence_z(call.kept, call.x) > mask_statistics.MASK_Z:
            words = "{name}: an entry is kept more often, or less, by its value; all have to be with probability p"
            raise complaint("depends_on_x", words, name=call.name)
    if _explained(draws, lambda p: p, mask_statistics.MASK_ALPHA):
        return
    if all(call.kept.all() for call in calls):
        only_that = all(call.multiplies_by(1 / call.p) for call in calls)
        raise complaint("nothing_dropped" if only_that else "", "nothing is dropped in training")
    some_kept([call.kept for call in calls])
    if _explained(draws, lambda p: 1 - p, LIKELY) and all(
        call.multiplies_by(1 / (1 - call.p)) for call in calls
    ):
        return  # p is taken for the probability of dropping throughout: `scaled` complains
    for mistake, words, share in KNOWN_SHARES:
        if _explained(draws, share, LIKELY):
            raise complaint(mistake, f"entries are kept with probability {words}, but should be with p")
    found = ", ".join(f"{mask.mean():.3f} for p = {p:.3f}" for mask, p in draws)
    raise Complaint(
        "entries are not kept with probability p", "the share of entries that is kept is {found}", found=found
    )


Share = Callable[[float], float]

KNOWN_SHARES: tuple[tuple[str, str, Share], ...] = (
    ("keeps_with_drop_rate", "1 - p", lambda p: 1 - p),
    (
        "normal_draws",
        "Phi(p), as numbers from a normal distribution make it",
        lambda p: math.erfc(-p / math.sqrt(2)) / 2,
    ),
    ("p_ignored", "1/2 whatever p is", lambda p: 0.5),
    ("uniform_from_minus_one", "(1 + p)/2, as uniform numbers from -1 to 1 make it", lambda p: (1 + p) / 2),
    ("dropped_twice", "p squared, as if two masks were applied", lambda p: p**2),
)


def _explained(draws: Sequence[tuple[np.ndarray, float]], share: Share, level: float) -> bool:
    return all(
        mask_statistics.binomial_tail(int(mask.sum()), mask.size, share(p)) > level for mask, p in draws
    )


def _independent_part(mask: np.ndarray) -> np.ndarray:
    """Return the mask without rows or columns that repeat the first, which another rule judges."""
    if mask.all() or not mask.any():
        return mask
    if np.all(mask == mask[:1]):
        return mask[:1]
    return mask[:, :1] if np.all(mask == mask[:, :1]) else mask


# ---- backward ------------------------------------------------------------------------------------------------


def same_mask_back(call: Call, dout: np.ndarray, dx: np.ndarray, later: Call | None = None) -> None:
    """Complain unless `dx` is dout times the mask of `call`, either as it was or as it should have been.

    later: a call that was made between the two.
    """
    some_kept([one.kept for one in (call, later) if one is not None])
    if _is_masked(dx, dout, call):
        return
    if later is not None and _is_masked(dx, dout, later):
        raise complaint(
            "mask_in_param", "dx has the mask of a later call: calls have to keep their masks apart"
        )
    factors = dx / dout
    passed = factors != 0
    if close(factors, 1.0):
        raise _back("no_mask", "dx is dout: no mask is applied")
    if close(dx, call.factors):
        raise _back("dout_forgotten", "dx is the mask alone, without dout")
    if np.array_equal(passed, ~call.kept):
        raise _back("inverted", "dx passes dout just where x was dropped")
    if passed.all():
        raise Complaint("dx is not 0 where x was dropped")
    if not np.array_equal(passed, call.kept):
        raise _back("other_mask", "dx is not 0 just where x was dropped: it has another mask than the output")
    if close(factors[call.kept], 1.0):
        raise _back("no_scale", "dx is masked, but not divided by p")
    if close(factors[call.kept], 1 / call.p**2):
        raise _back("scaled_twice", "dx is divided by p twice")
    raise _back("other_scale", "dx: dout is multiplied by another number than x was")


def given_mask(dout: np.ndarray, p: float) -> np.ndarray:
    """A mask of 0 and 1/p for a cache that no forward pass has made."""
    return (dout > 0) / p


def given_mask_back(dout: np.ndarray, dx: np.ndarray, p: float) -> None:
    """Complain unless `dx` is dout times the given mask."""
    if not close(dx, dout * given_mask(dout, p)):
        raise Complaint("nothing is dropped in training, and dx is not dout times the mask in the cache")


def _is_masked(dx: np.ndarray, dout: np.ndarray, call: Call) -> bool:
    return close(dx, dout * call.factors) or close(dx, dout * call.kept / call.p)


def _back(mistake: str, sentence: str) -> Complaint:
    return Complaint(sentence, mistake=f"dropout_backward.{mistake}")
