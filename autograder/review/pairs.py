"""Pairs of submissions with code in common that few others have, and clusters of them.

What two have in common speaks for a copy by the logarithm of how few have it, and what only one of them has speaks
against it, twice as loudly: who copies a function copies all of it. The evidence of a pair is what its functions say
for a copy, in units of a subtree that one submission alone has.

Measured on three classes of 200, made by tests/similarity/synthetic.py from what five authors wrote: independent pairs,
19,880 in each, have an evidence of at most 9.5, and 48 copies, however disguised, one of 33 to 62. The copy of a single
function, at most 9, is not told from chance: it is among the weak pairs.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from autograder.review.features import Feature

STRONG = 15.0  # no independent pair has as much
WEAK = 6.0  # as much is common by chance, or a single function was copied
_RARITY = 3  # power of the logarithm
_SHOWN = 0.1  # what a function says at least, to be named
_AGAINST = 2.0  # what differs, against what is common
_FEWEST = 20  # a smaller class counts as one of so many: what two of three have is not rare
Features = Mapping[str, set[Feature]]


@dataclass(frozen=True)
class Pair:
    """Two submissions, the evidence, and the functions that it is from with their shares, the strongest first."""

    one: str
    other: str
    evidence: float
    functions: tuple[tuple[str, float], ...]


def similar_pairs(
    submissions: Mapping[str, Features], given: Features, threshold: float = STRONG
) -> list[Pair]:
    """Pairs with at least so much evidence, the strongest first. given: features of the template, which say nothing."""
    names = list(submissions)
    evidence = np.zeros((len(names), len(names)))
    by_unit: dict[str, np.ndarray] = {}
    for unit in sorted({unit for features in submissions.values() for unit in features}):
        known = given.get(unit, set())
        of = [submissions[name].get(unit, set()) - known for name in names]
        by_unit[unit] = _evidence(of)
        evidence += by_unit[unit]
    found = np.argwhere(np.triu(evidence >= threshold, 1))
    pairs = [_pair(names, int(i), int(j), float(evidence[i, j]), by_unit) for i, j in found]
    return sorted(pairs, key=lambda pair: -pair.evidence)


def clusters(pairs: Sequence[Pair]) -> list[tuple[str, ...]]:
    """Groups of those who are connected by pairs, the largest first."""
    groups: dict[str, set[str]] = {}
    for pair in pairs:
        merged = groups.get(pair.one, {pair.one}) | groups.get(pair.other, {pair.other})
        groups |= dict.fromkeys(merged, merged)
    distinct = {id(group): group for group in groups.values()}.values()
    return sorted((tuple(sorted(group)) for group in distinct), key=lambda group: (-len(group), group))


def _evidence(of: Sequence[set[Feature]]) -> np.ndarray:
    """Return, for each pair of submissions, one function's evidence for a copy; 0 if there is none."""
    counts = Counter(feature for features in of for feature in features)
    size = max(len(of), _FEWEST)
    weight = {
        feature: (math.log(size / count) / math.log(size)) ** _RARITY for feature, count in counts.items()
    }
    shared = [feature for feature, count in counts.items() if count > 1]
    column = {feature: number for number, feature in enumerate(shared)}
    matrix = np.zeros((len(of), len(shared)), dtype=np.float32)
    totals = np.zeros(len(of))
    for number, features in enumerate(of):
        totals[number] = math.fsum(weight[feature] for feature in features)
        for feature in features:
            if feature in column:
                matrix[number, column[feature]] = math.sqrt(weight[feature])
    common = (matrix @ matrix.T).astype(float)
    different = np.minimum(totals[:, None], totals[None, :]) - common
    found: np.ndarray = np.maximum(common - _AGAINST * np.maximum(different, 0.0), 0.0)
    return found


def _pair(names: Sequence[str], i: int, j: int, evidence: float, by_unit: Mapping[str, np.ndarray]) -> Pair:
    parts = [(unit, float(found[i, j])) for unit, found in by_unit.items()]
    strongest = sorted((part for part in parts if part[1] >= _SHOWN), key=lambda part: -part[1])
    return Pair(names[i], names[j], round(evidence, 1), tuple((unit, round(e, 1)) for unit, e in strongest))
