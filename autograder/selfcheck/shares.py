"""The parts of a check, one for each answer that it asks for: its points, and its state."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum

from autograder.model.check import Check
from autograder.model.demand import Meets, Same
from autograder.model.failure import Failure
from autograder.model.finding import Elsewhere, Finding, Follows, Kind, SameSlip


class State(Enum):
    """The state of a public check."""

    PASSED = "pass"
    FAILED = "fail"
    UNWRITTEN = "to do"
    WAITS = "waits"
    GRADER_ONLY = "grader only"
    FAULT = "self-check failed"


@dataclass(frozen=True)
class Share:
    """An answer of a case, or a rule about its answers if `answer` is "", and its state.

    earned: of `points`; nothing while it waits.
    awaits: the functions, "layers.py:forward" or "forward", or numbers of checks that it waits for.
    """

    case: str
    answer: str
    points: float
    earned: float
    state: State
    awaits: tuple[str, ...] = ()


def shares_of(check: Check, findings: Sequence[Finding]) -> Iterator[Share]:
    """Return the outputs that a check asks for one by one, with the findings about each."""
    for demand in check.demands:
        if isinstance(demand, Same):
            asked = demand.points
        elif isinstance(demand, Meets):
            asked = {"": demand.points}
        else:
            continue
        for answer, points in asked.items():
            yield _share(demand.case, answer, points, asked, findings)


def state_of(findings: Sequence[Finding]) -> State:
    """Return the state of something with these findings. Excused means waiting: it is unknown whether it is right."""
    charged = {finding.kind for finding in findings if finding.lost}
    if charged:
        return State.UNWRITTEN if charged == {Kind.UNWRITTEN} else State.FAILED
    return State.WAITS if findings else State.PASSED


def awaited_by(findings: Sequence[Finding]) -> frozenset[str]:
    """The functions or modules that answers wait for."""
    reasons = (finding.reason for finding in findings)
    return frozenset(f for reason in reasons if isinstance(reason, Follows) for f in reason.functions)


def _share(
    case: str, answer: str, points: float, asked: Mapping[str, float], findings: Sequence[Finding]
) -> Share:
    names = {answer} if answer else set()
    about = [f for f in findings if f.case == case and (names & set(f.answers) or not (answer or f.answers))]
    state = state_of(about)
    if state is State.PASSED:
        return Share(case, answer, points, points, state)
    awaits = tuple(dict.fromkeys(name for finding in about for name in _awaits(finding)))
    if state is State.WAITS:
        return Share(case, answer, points, 0.0, state, awaits)
    at_stake = sum(asked.get(name, 0.0) for finding in about for name in finding.answers) or points
    lost = min(1.0, sum(finding.lost for finding in about) / at_stake)
    return Share(case, answer, points, points * (1 - lost), state, awaits)


def _awaits(finding: Finding) -> tuple[str, ...]:
    match finding.reason:
        case Failure(unwritten=unwritten) if unwritten:
            return (unwritten.partition(" ")[0],)  # "Net.loss (backward)" names a part
        case Follows(functions=functions):
            return functions
        case Elsewhere(note=note):
            return tuple(note.costs)
        case SameSlip(number=number):
            return (number,)
    return ()
