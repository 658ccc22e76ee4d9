"""Comparison of one run with the frozen outputs: pure rules that gathering and settling share."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from autograder.model.case import CASES, Case
from autograder.model.compare import ABSENT, Mismatch, compare
from autograder.model.complaint import Complaint, Violation
from autograder.model.demand import Rule
from autograder.model.run import Run
from autograder.model.trace import Trace
from autograder.store.fixture_set import FixtureSet

_AT_ONCE = 1024  # runs of a submission that are remembered: gathering and settling ask the same of them


@dataclass(frozen=True)
class Examination:
    """One run of a case on one fixture set, and all that was wrong with its answers."""

    case: str
    fixtures: FixtureSet
    run: Run
    mismatches: Mapping[str, Mismatch]


@lru_cache(maxsize=_AT_ONCE)
def examine(case: str, fixtures: FixtureSet, run: Run) -> Examination:
    """Compare a run's answers with the frozen ones."""
    found = {
        name: compare(name, run.answers.get(name, ABSENT), expected)
        for name, expected in fixtures.expected(CASES[case]).items()
        if run.answers.get(name, ABSENT) is not expected.value  # as in evidence that was written
    }
    return Examination(case, fixtures, run, {name: m for name, m in found.items() if m is not None})


def wrong_in(exams: Sequence[Examination]) -> frozenset[str]:
    """The answers that are wrong on any fixture set."""
    return frozenset(name for exam in exams for name in exam.mismatches)


@lru_cache(maxsize=_AT_ONCE)
def violation(rule: Rule, case: str, fixtures: FixtureSet, run: Run) -> Violation | None:
    """Return a rule's complaint about the outputs of a run that did not fail."""
    try:
        rule(fixtures.inputs(CASES[case]), run.answers)
    except Complaint as complaint:
        return complaint.violation
    return None


def stops_on_reference(own: Sequence[Run], patched: Sequence[Run]) -> bool:
    """Return whether only the reference layers make the code stop: their caches are not what it expects."""
    return any(p.failure is not None and o.failure is None for o, p in zip(own, patched, strict=True))


def separate_layers(
    trace: Trace, case: Case, layer_names: Mapping[str, str], wrong: frozenset[str]
) -> tuple[str, ...]:
    """Reference layers with which the answers after the first wrong ones can be judged apart, if there are any.

    layer_names: of modules, by their paths.
    """
    parted = [function.partition(":") for function in sorted(trace.in_the_way(wrong))]
    if any(path not in layer_names for path, _, _ in parted):
        return ()  # a notebook's functions cannot be replaced
    named = [f"{layer_names[path]}.{name}" for path, _, name in parted]
    return (*case.reference_layers, *named) if named else ()
