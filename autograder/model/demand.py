"""A check's demands, as values: which outputs of which cases, and the points for them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Protocol

import numpy as np

from autograder.isolation.frames import Value
from autograder.model.accuracy_score import AccuracyScore
from autograder.model.trace import Trace

Rule = Callable[[Mapping[str, np.ndarray], Mapping[str, Value]], None]


class Scorer(Protocol):
    """The questions to a trained model, and the accuracy scoring of its predictions."""

    def inputs(self, salt: str) -> dict[str, np.ndarray]:
        """The inputs of the probe; equal salts give equal inputs."""
        ...

    def score(self, answers: Mapping[str, Value], salt: str) -> AccuracyScore:
        """Return the accuracy score of the probe's answers to them."""
        ...


@dataclass(frozen=True)
class SpeedTest:
    """The cases of one speed test, by name.

    work: what is timed; its messages have to be small compared with its computing. single: the same on one sample, so
    that slow code shows before it costs much. many: the same on many small samples, on which loops over anything but
    samples cost little. The better time counts.
    answers: projects what the last timed call returned on directions drawn from `seed`, which is sent after it, so
        that only who has computed all of it can answer.
    """

    work: str
    single: str
    many: str
    answers: str


@dataclass(frozen=True)
class Beyond:
    """A way to tell that a feature which a case adds to other checks is right, whatever is wrong with those.

    owners: the numbers of these checks; case, rule: the rule holds for the answers of this case, that is for the
        submission beside itself, no matter what it does there.
    """

    owners: tuple[str, ...]
    case: str
    rule: Rule


@dataclass(frozen=True)
class Same:
    """Each answer named in `points` equals the frozen one on every fixture set.

    beyond: what excuses wrong ones if the function has lost points in another check; one of these is enough.
    """

    case: str
    points: Mapping[str, float]
    beyond: tuple[Beyond, ...] = ()


@dataclass(frozen=True)
class Meets:
    """The rule has no complaint on any fixture set.

    beyond: as in `Same`.
    """

    case: str
    points: float
    rule: Rule
    beyond: tuple[Beyond, ...] = ()


@dataclass(frozen=True)
class Scored:
    """A share of the points for the accuracy of a trained net; at most the share that the code behind it has earned.

    built_on: a case that calls the code that it was trained with; "" if that is not in the package.
    """

    case: str
    points: float
    scorer: Scorer
    built_on: str = ""


@dataclass(frozen=True)
class AsFast:
    """The points, or a part of them, by the ratio of the CPU time to the reference's."""

    test: SpeedTest
    points: float


Demand = Same | Meets | Scored | AsFast


class Judge:
    """The argument of a check's function: it notes the demands, and judges nothing."""

    def __init__(self) -> None:
        self.demands: list[Demand] = []

    def same(self, case_name: str, /, *beyond: Beyond, **points: float) -> None:
        """Each named answer of the case earns its points when it equals the frozen one on every fixture."""
        self.demands.append(Same(case_name, points, beyond))

    def meets(self, case_name: str, points: float, rule: Rule, *beyond: Beyond) -> None:
        """The answers of the case earn the points when `rule` has nothing to complain of on any fixture."""
        self.demands.append(Meets(case_name, points, rule, beyond))

    def values(self, case_name: str, points: float, scorer: Scorer, *, built_on: str = "") -> None:
        """The submission earns a share of the points for how well what it has trained does.

        built_on: a case that calls the functions it was trained with; its share is no higher than theirs.
        """
        self.demands.append(Scored(case_name, points, scorer, built_on))

    def as_fast(self, test: SpeedTest, points: float) -> None:
        """The submission earns the points, or a part, by its CPU time in proportion to the reference's."""
        self.demands.append(AsFast(test, points))


def demands_of(function: Callable[..., None]) -> tuple[Demand, ...]:
    """Return the demands of a check's function, in the order in which it makes them."""
    judge = Judge()
    function(judge)
    return tuple(judge.demands)


def points_of(demand: Demand) -> float:
    """The points that a demand carries."""
    return sum(demand.points.values()) if isinstance(demand, Same) else demand.points


def case_of(demand: Demand) -> str:
    """Return the case that a demand is about; for a speed check, the timed case."""
    return demand.test.work if isinstance(demand, AsFast) else demand.case


def judged_by(demand: Same | Meets, trace: Trace) -> frozenset[str]:
    """The functions that lose points if what a demand asks is wrong; trace: of its case."""
    if isinstance(demand, Meets):
        return trace.judged
    return frozenset().union(*(trace.blamed.get(name, frozenset()) for name in demand.points))
