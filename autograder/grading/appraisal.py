"""How well something was done, where more than right and wrong counts: a share of the points."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

import numpy as np

from autograder.isolation.frames import Value
from autograder.model.accuracy_score import AccuracyScore


class Appraiser(Protocol):
    """What to ask, and how to value the answers."""

    def inputs(self, salt: str) -> dict[str, np.ndarray]:
        """The inputs of the probe; equal salts give equal inputs."""
        ...

    def appraise(self, answers: Mapping[str, Value], salt: str) -> AccuracyScore:
        """The value of what the probe answered to them."""
        ...
