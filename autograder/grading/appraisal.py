"""How well something was done, where more than right and wrong counts: a share of the points."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

import numpy as np

from autograder.isolation.frames import Value


@dataclass(frozen=True)
class Appraisal:
    """The share of the points that was earned, and a sentence that says what was measured.

    accuracy: the best, if anything was classified; None if there was nothing to measure.
    """

    share: float
    sentence: str
    accuracy: float | None = None


class Appraiser(Protocol):
    """What to ask, and how to value the answers."""

    def inputs(self, salt: str) -> dict[str, np.ndarray]:
        """The inputs of the probe; equal salts give equal inputs."""
        ...

    def appraise(self, answers: Mapping[str, Value], salt: str) -> Appraisal:
        """The value of what the probe answered to them."""
        ...
