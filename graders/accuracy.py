"""Accuracy scoring: how well nets classify, as shares of the points.

The share rises in proportion to the accuracy, from none at FLOOR to all at MARGIN below the required level. So chance
in training or in the choice of images costs at most a small part of the points, and none near the level.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from autograder.isolation.frames import Value
from autograder.model.accuracy_score import AccuracyScore
from autograder.model.statement import Statement
from graders.data.held_back import held_back

FLOOR = 0.2  # of ten classes, twice what guessing gives
MARGIN = 0.05  # three standard deviations of the accuracy on 1,000 images


@dataclass(frozen=True)
class Accuracy:
    """Classifying images held back: the best of the answers that are predictions (n,) counts.

    what: the net's name, which begins the sentence; levels: the required accuracy, by data set.
    """

    what: str
    levels: Mapping[str, float]
    count: int = 1000

    def inputs(self, salt: str) -> dict[str, np.ndarray]:
        """Like `Scorer.inputs`."""
        return {"images": held_back(self.count, salt).images}

    def score(self, answers: Mapping[str, Value], salt: str) -> AccuracyScore:
        """Like `Scorer.score`. Predictions of -1 stand for scores that are not finite."""
        data = held_back(self.count, salt)
        predictions = [p for p in answers.values() if _classes(p, len(data.labels))]
        if not predictions:
            return AccuracyScore(0.0, Statement("{what}: no predictions were made", {"what": self.what}))
        best = max(predictions, key=lambda p: float(np.mean(p == data.labels)))
        if np.all(best == -1):
            said = Statement("{what}: its scores are NaN or infinite", {"what": self.what})
            return AccuracyScore(0.0, said, 0.0)
        accuracy, level = float(np.mean(best == data.labels)), self.levels[data.name]
        said = Statement(
            "{what}: right on {accuracy:.1%} of {count} unseen images of {data} "
            "({level:.0%} asked for; all points from {enough:.0%})",
            {
                "what": self.what,
                "accuracy": accuracy,
                "count": len(data.labels),
                "data": data.name,
                "level": level,
                "enough": level - MARGIN,
            },
        )
        return AccuracyScore(share_of(accuracy, level), said, accuracy)


@dataclass(frozen=True)
class Training:
    """A net's accuracy on its own training images: the best of the answers that are numbers."""

    what: str
    level: float

    def inputs(self, salt: str) -> dict[str, np.ndarray]:
        """Like `Scorer.inputs`: nothing is given."""
        return {}

    def score(self, answers: Mapping[str, Value], salt: str) -> AccuracyScore:
        """Like `Scorer.score`."""
        reached = [a for a in answers.values() if isinstance(a, float) and 0 <= a <= 1]
        if not reached:
            return AccuracyScore(0.0, Statement("{what}: none was trained", {"what": self.what}))
        best = max(reached)
        said = Statement(
            "{what}: training accuracy {accuracy:.0%} ({level:.0%} asked for)",
            {"what": self.what, "accuracy": best, "level": self.level},
        )
        return AccuracyScore(share_of(best, self.level), said, best)


def share_of(accuracy: float, level: float) -> float:
    """Return the share of the points that an accuracy earns if `level` is required."""
    return min(1.0, max(0.0, (accuracy - FLOOR) / (level - MARGIN - FLOOR)))


def _classes(answer: Value, count: int) -> bool:
    """Return whether an output may be predicted classes."""
    return isinstance(answer, np.ndarray) and answer.shape == (count,) and answer.dtype.kind in "iu"
