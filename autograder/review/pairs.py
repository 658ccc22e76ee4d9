"""Pairs of submissions with code in common that few others have, and clusters of them.

Common features are evidence for a copy, by the logarithm of their rarity. Features that only one of the two has are
evidence against it, with four times the weight: whoever copies a function copies all of it. The evidence of a pair is
what its functions say for a copy, either by structure, where a copy stays one whatever is renamed, or by names, where
even one function says much. One unit of evidence is more than independent pairs have.

Measured by `python -m benchmarks.similarity 101 102 103 104`, on classes of 200 that were not used to choose a number
here: of 20 disguised copies, 4 of which are one function in a student's own work, 19, 19, 19 and 20 were found, and no
pair of the 19,880 others, whose strongest has 0.98. A single copied function with other names shows only if its
structure is rare.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np

from autograder.review.features import Feature, View, names, structure

STRONG = 1.0
WEAK = 0.5  # this much may be due to chance
VIEWS: Mapping[View, float] = MappingProxyType(
    {structure: 20.0, names: 8.0}
)  # the size of one unit of evidence
_RARITY = 2  # power of the logarithm
_SHOWN = 0.01  # the least evidence of a function that is named
_AGAINST = 4.0  # weight of differences against common features
_FEWEST = 20  # a smaller class counts as one of this size: a feature of two of three students is not rare
Features = Mapping[str, set[Feature]]
Code = Mapping[View, Features]


@dataclass(frozen=True)
class Pair:
    """Two submissions, the evidence, and the functions with their shares in it, the strongest first."""

    one: str
    other: str
    evidence: float
    functions: tuple[tuple[str, float], ...]


def similar_pairs(submissions: Mapping[str, Code], given: Code, threshold: float = STRONG) -> list[Pair]:
    """Pairs with at least so much evidence, the strongest first. given: features of the template, which say nothing."""
    by_view = [
        _by_unit([code[view] for code in submissions.values()], given[view], VIEWS[view]) for view in VIEWS
    ]
    totals = [sum(found.values(), np.zeros((len(submissions),) * 2)) for found in by_view]
    people = list(submissions)
    pairs = [
        _pair(people, int(i), int(j), totals, by_view)
        for i, j in np.argwhere(np.triu(np.maximum(*totals) >= threshold, 1))
    ]
    return sorted(pairs, key=lambda pair: -pair.evidence)


def _by_unit(code: Sequence[Features], given: Features, takes: float) -> dict[str, np.ndarray]:
    """Return each function's evidence, for each pair."""
    units = sorted({unit for features in code for unit in features})
    nothing: set[Feature] = set()
    return {
        unit: _evidence([of.get(unit, nothing) - given.get(unit, nothing) for of in code]) / takes
        for unit in units
    }


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


def _pair(
    people: Sequence[str],
    i: int,
    j: int,
    totals: Sequence[np.ndarray],
    by_view: Sequence[Mapping[str, np.ndarray]],
) -> Pair:
    """Return the pair in the view with more evidence."""
    view = max(range(len(totals)), key=lambda number: float(totals[number][i, j]))
    parts = [(unit, float(found[i, j])) for unit, found in by_view[view].items()]
    strongest = sorted((part for part in parts if part[1] >= _SHOWN), key=lambda part: -part[1])
    shares = tuple((unit, round(share, 2)) for unit, share in strongest)
    return Pair(people[i], people[j], round(float(totals[view][i, j]), 2), shares)
