"""Evidence: all that is known of a submission when it is judged, as plain values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from autograder.model.accuracy_score import AccuracyScore
from autograder.model.compare import Mismatch
from autograder.model.failure import Failure
from autograder.model.intermediates import Intermediates
from autograder.model.run import Run
from autograder.model.speed import Speed

_RESOLVED = 1e-5  # of a gradient's length: what central differences of a loss resolve with room to spare


@dataclass(frozen=True)
class RunKey:
    """The key of a run: a case, a fixture set, and the layers taken from the reference."""

    case: str
    fixtures: str
    layers: tuple[str, ...] = ()


@dataclass(frozen=True)
class Slopes:
    """The gradient test of one answer, along some directions, each of length 1.

    answered: the slopes by the gradient that was answered; measured: by central differences of the scalar.
    length: of the gradient.
    """

    answered: tuple[float, ...]
    measured: tuple[float, ...]
    length: float

    @property
    def agree(self) -> bool:
        """True if the output is the gradient of what was computed."""
        pairs = zip(self.answered, self.measured, strict=True)
        return all(abs(one - other) <= _RESOLVED * self.length for one, other in pairs)


@dataclass(frozen=True)
class Timing:
    """The result of timing: a speed and the share of the points that it earns, or why nothing was timed."""

    speed: Speed | None = None
    share: float = 0.0
    unfit: Mismatch | Failure | None = None


@dataclass(frozen=True)
class Scoring:
    """The result of accuracy scoring: a score, or why there is none, and the probe's own texts."""

    outcome: AccuracyScore | Failure
    remarks: tuple[str, ...] = ()
    limited: bool = False  # a limit on time or memory has ended a training, or the scoring


@dataclass(frozen=True)
class Evidence:
    """The runs of cases, what was looked into more closely in some of them, and what was measured, by case.

    slopes: gradient tests, by output; intermediates: of wrong functions, "layers.py:forward".
    """

    runs: Mapping[RunKey, Run] = field(default_factory=dict)
    slopes: Mapping[RunKey, Mapping[str, Slopes]] = field(default_factory=dict)
    intermediates: Mapping[RunKey, Mapping[str, Intermediates]] = field(default_factory=dict)
    timings: Mapping[str, Timing] = field(default_factory=dict)
    scorings: Mapping[str, Scoring] = field(default_factory=dict)

    def and_(self, other: Evidence) -> Evidence:
        """This and the other; of what both have, the other's."""
        return Evidence(
            {**self.runs, **other.runs},
            {**self.slopes, **other.slopes},
            {**self.intermediates, **other.intermediates},
            {**self.timings, **other.timings},
            {**self.scorings, **other.scorings},
        )
