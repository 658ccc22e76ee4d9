"""Speed as a ratio of CPU times to the reference's, measured in one run: the verdict, not the measuring.

Ratios of unlike implementations vary by some 15 % from process to process however long one measures, so bands
are wide, boundaries have a guard in the student's favour, and what is too noisy to tell is not judged.
"""

from __future__ import annotations

import math
import statistics
from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum

FULL = 6.0
HALF = 15.0
GUARD = math.log(1.15)
ERRORS = 4.0  # standard errors that a boundary has to be away
TOO_NOISY = math.log(2)  # an uncertainty of this factor tells nothing
LEAST_BLOCKS, MOST_BLOCKS = 2, 60
FEW_BLOCKS = 4  # fewer settle nothing that is near a boundary: two may agree by chance
FAR = math.log(2)


class Band(Enum):
    """A band of speed, with the share of the points that it earns."""

    FAST = 1.0
    MIDDLING = 0.5
    SLOW = 0.0
    NOT_MEASURED = -1.0

    @property
    def share(self) -> float:
        """Share of the points: all of them where nothing could be measured."""
        return abs(self.value)


@dataclass(frozen=True)
class Speed:
    """The estimated ratio of CPU times, submission to reference, and the factor it is uncertain by.

    least: the ratio of the block that was best for the submission.
    """

    ratio: float
    uncertainty: float
    blocks: int
    least: float

    @property
    def band(self) -> Band:
        """The band, every doubt counted in the student's favour."""
        if math.log(self.uncertainty) > TOO_NOISY:
            # A submission can make noise, but none in which it is once as fast as it never is.
            least = band_of(self.least / math.exp(GUARD))
            return Band.NOT_MEASURED if least is Band.FAST else least
        return band_of(self.ratio / self.uncertainty / math.exp(GUARD))

    @property
    def settled(self) -> bool:
        """True if the band is known and more blocks cannot change it."""
        if self.blocks < LEAST_BLOCKS or math.log(self.uncertainty) > TOO_NOISY:
            return False
        near = min(abs(math.log(self.ratio / boundary)) for boundary in (FULL, HALF))
        room = math.log(self.uncertainty) + GUARD
        return near > (room if self.blocks >= FEW_BLOCKS else max(room, FAR))


def band_of(ratio: float) -> Band:
    """The band that a ratio lies in."""
    return Band.FAST if ratio <= FULL else Band.MIDDLING if ratio <= HALF else Band.SLOW


def estimate(ratios: Sequence[float]) -> Speed:
    """The estimate from the ratios of single blocks: the mean of their logarithms."""
    logs = [math.log(ratio) for ratio in ratios]
    error = statistics.stdev(logs) / math.sqrt(len(logs)) if len(logs) > 1 else math.inf
    uncertainty = math.exp(min(ERRORS * error, 50.0))
    return Speed(math.exp(statistics.fmean(logs)), uncertainty, len(logs), min(ratios))
