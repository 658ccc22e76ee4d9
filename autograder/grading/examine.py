"""Comparison of one run with the frozen outputs: pure rules that gathering and settling share."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from autograder.isolation.frames import Value
from autograder.model.case import CASES, Case
from autograder.model.compare import ABSENT, Expected, Mismatch, compare
from autograder.model.complaint import Complaint, Violation
from autograder.model.demand import Meets, Rule, Same
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
        if run.answers.get(name, ABSENT) is not expected.value  # as in stored evidence
    }
    return Examination(case, fixtures, run, {name: m for name, m in found.items() if m is not None})


def wrong_in(exams: Sequence[Examination]) -> frozenset[str]:
    """The answers that are wrong on any fixture set."""
    return frozenset(name for exam in exams for name in exam.mismatches)


def is_wrong(demand: Same | Meets, runs: Sequence[Run], sets: Sequence[FixtureSet]) -> bool:
    """Return whether what a demand asks is wrong in any of these runs of its case."""
    if isinstance(demand, Same):
        exams = [examine(demand.case, s, run) for s, run in zip(sets, runs, strict=True)]
        return not wrong_in(exams).isdisjoint(demand.points)
    return any(
        run.failure is not None or violation(demand.rule, demand.case, s, run) is not None
        for s, run in zip(sets, runs, strict=True)
    )


@lru_cache(maxsize=_AT_ONCE)
def violation(rule: Rule, case: str, fixtures: FixtureSet, run: Run) -> Violation | None:
    """Return a rule's complaint about the outputs of a run that did not fail."""
    try:
        rule(fixtures.inputs(CASES[case]), run.answers)
    except Complaint as complaint:
        return complaint.violation
    return None


def judged_on_reference(
    case: Case, sets: Sequence[FixtureSet], own: Sequence[Run], patched: Sequence[Run]
) -> bool:
    """Return whether a wrong case is judged by its runs on reference layers: if these change what is answered.

    Where they do not, no layer is to blame, and the submission's own runs say the same.
    """
    return not stops_on_reference(own, patched) and not all(
        _is_alike(s.expected(case), o, p) for s, o, p in zip(sets, own, patched, strict=True)
    )


def _is_alike(expected: Mapping[str, Expected], own: Run, patched: Run) -> bool:
    """Return whether two runs answer the same, as exactly as each answer has to be right."""
    limits = {name: expected[name].limit if name in expected else 0.0 for name in own.answers}
    return (
        own.failure == patched.failure
        and own.answers.keys() == patched.answers.keys()
        and all(_is_close(own.answers[n], patched.answers[n], limit) for n, limit in limits.items())
    )


def _is_close(one: Value, other: Value, limit: float) -> bool:
    numbers = [np.asarray(each) for each in (one, other) if isinstance(each, (np.ndarray, float, int))]
    if len(numbers) < 2:
        return not numbers and one == other
    a, b = numbers
    return a.shape == b.shape and np.allclose(a, b, rtol=0, atol=limit, equal_nan=True)


def stops_on_reference(own: Sequence[Run], patched: Sequence[Run]) -> bool:
    """Return whether the code stops only on the reference layers, whose caches are not those it expects."""
    return any(p.failure is not None and o.failure is None for o, p in zip(own, patched, strict=True))


def separate_layers(
    trace: Trace, case: Case, layer_names: Mapping[str, str], wrong: frozenset[str]
) -> tuple[str, ...]:
    """Return reference layers with which the answers after the first wrong ones can be judged, if there are any.

    layer_names: of modules, by their paths.
    """
    parted = [function.partition(":") for function in sorted(trace.in_the_way(wrong))]
    if any(path not in layer_names for path, _, _ in parted):
        return ()  # a notebook's functions cannot be replaced
    named = [f"{layer_names[path]}.{name}" for path, _, name in parted]
    return (*case.reference_layers, *named) if named else ()
