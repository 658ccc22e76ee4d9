"""Self-check and grader agree on every public case, for the reference and for every known mistake."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import cache

import numpy as np
import pytest

from assignment import ASSIGNMENT, PACKAGE
from autograder.authoring.generate import called_functions
from autograder.execution.failure_memory import FailureMemory
from autograder.execution.package import Package
from autograder.execution.remote_runner import Processes, RemoteRunner
from autograder.execution.time_budget import NoLimits
from autograder.feedback.failure_text import describe_failure
from autograder.grading.court import Court
from autograder.grading.gather import Source
from autograder.grading.verdicts import verdicts_of
from autograder.model.case import Case, fixed_cases
from autograder.model.check import Check
from autograder.model.library import Library
from autograder.model.mutants import Mutant
from autograder.model.run import LocalRunner, ProbeRunner, Run
from autograder.selfcheck.process_transport import ProcessTransport
from autograder.selfcheck.shares import State
from autograder.store.fixture_set import FixtureSet
from tests.judging import MISTAKES, SOURCES
from tests.selfcheck.public import CHECKS, callers, results_of, solved

PUBLIC = FixtureSet(ASSIGNMENT.fixtures / "public")
PUBLIC_CHECKS = [check for check in CHECKS if "speed" not in check.tags]
# Notebooks are left to the grader.
CASES = [case for case in fixed_cases() if PACKAGE.notebooks.keys().isdisjoint(case.arguments)]
PARTS = 40  # of the catalogue
FEW = 3  # cases of each mistake that are tried in a night; there are 15 on average
# Cases whose answers are draws: rules judge them, or answers that hold for any draw.
DRAWING = {
    "batchnorm_dropout",
    "layernorm_dropout",
    *(case.name for case in CASES if not case.frozen),
}
# One each of what changes numbers, shapes, types, draws and random state, what raises, and what breaks a module.
SAMPLE = (
    "affine_forward.no_bias",
    "layers.syntax_error",
    "optim.runs_at_import",
    "conv_backward_naive.empty_without_padding",
    "max_pool_backward_naive.assigned",
    "dropout_forward.p_ignored",
    "dropout_forward.not_written",
    "FullyConnectedNet.unfinished",
    "fc_net.python2_print",
    "spatial_groupnorm_backward.flat_parameters",
)


@cache
def touched() -> dict[str, set[tuple[str, str]]]:
    """What of the package each case calls."""
    with Library(PACKAGE, SOURCES, "reference") as reference:
        return {case.name: called_functions(case, reference, PUBLIC.inputs(case)) for case in CASES}


def some_cases(mistake: Mutant, night: int) -> list[Case]:
    """A few of the cases that come to what a mistake changes: others every night, until all have had their turn."""
    edited = mistake.called
    cases = [case for case in CASES if edited in touched()[case.name]]
    step = max(1, math.ceil(len(cases) / FEW))
    return cases[night % step :: step]


def difference(case: Case, local: LocalRunner, own: ProbeRunner) -> str:
    """How the two runs of a case differ; "" where they do not."""
    inputs = PUBLIC.inputs(case)
    theirs, ours = local.run(case, inputs), own.run(case, inputs)
    if told(theirs) != told(ours):
        return f"{case.name}: {told(theirs)} / {told(ours)}"
    if theirs.answers.keys() != ours.answers.keys():
        return f"{case.name}: other answers"
    unequal = [n for n, answer in theirs.answers.items() if not same(answer, ours.answers[n])]
    return f"{case.name}: {', '.join(unequal)}" if unequal else ""


def told(run: Run) -> str:
    return describe_failure(run.failure, reveal=True) if run.failure else ""


def same(a: object, b: object) -> bool:
    if isinstance(a, np.ndarray) and isinstance(b, np.ndarray):
        return a.dtype == b.dtype and np.array_equal(a, b, equal_nan=a.dtype.kind == "f")
    return type(a) is type(b) and repr(a) == repr(b)


@contextmanager
def self_checked(sources: Mapping[str, str], transport: ProcessTransport) -> Iterator[RemoteRunner]:
    """The self-check's runner of a package."""
    transport.begin(Package(sources))
    with Processes(transport) as processes:
        yield RemoteRunner(processes, FailureMemory(), NoLimits())


def differences(
    mistake: Mutant, cases: Sequence[Case], transport: ProcessTransport, reference: Library
) -> set[str]:
    """Names of the cases that a mistake answers differently."""
    sources = mistake.applied(SOURCES)
    with self_checked(sources, transport) as own, Library(PACKAGE, sources, "mistaken") as library:
        return {case.name for case in cases if difference(case, LocalRunner(library, reference), own)}


def concerned(mistake: Mutant) -> list[Check]:
    """The checks that come to what a mistake changes: all others see the reference."""
    numbers = callers(solved(), mistake.path, [mistake.called[1]])
    return [check for check in PUBLIC_CHECKS if check.number in numbers]


def disagreements(mistake: Mutant) -> list[str]:
    """Numbers of the checks that accuse a student of what the grader excuses, or pass what it charges."""
    sources, checks = mistake.applied(SOURCES), concerned(mistake)
    results = results_of(sources, *(check.number for check in checks))
    with (
        Library(PACKAGE, sources, "mistaken") as library,
        Library(PACKAGE, SOURCES, "reference") as reference,
    ):
        verdicts = verdicts_of(checks, Source(Court([PUBLIC], PACKAGE), LocalRunner(library, reference)))
    losing = {number for number, verdict in verdicts.items() if verdict.earned < verdict.at_stake - 1e-9}
    return [n for n in verdicts if not agrees(results[n].state, loses=n in losing)]


def agrees(state: State, *, loses: bool) -> bool:
    """Whether a state fits what the grader makes of the same check; waiting fits both, as it accuses nobody."""
    return state is State.WAITS or (state in {State.FAILED, State.UNWRITTEN}) == loses


def test_every_answer_of_the_reference_is_the_same():
    with (
        ProcessTransport(ASSIGNMENT) as transport,
        self_checked(SOURCES, transport) as own,
        Library(PACKAGE, SOURCES, "reference") as library,
    ):
        local = LocalRunner(library, library)
        assert [what for case in CASES if (what := difference(case, local, own))] == []


@pytest.mark.nightly
@pytest.mark.parametrize("part", range(PARTS))
def test_answers_of_every_mistake_are_the_same(part, request):
    """But for mistakes that draw from generators of their own: of these, every check says the same."""
    mistakes = [m for m in MISTAKES.values() if m.path in SOURCES][part::PARTS]
    with ProcessTransport(ASSIGNMENT) as transport, Library(PACKAGE, SOURCES, "reference") as reference:
        tried = {m.id: some_cases(m, request.config.option.sample_seed) for m in mistakes}
        found = {m.id: what for m in mistakes if (what := differences(m, tried[m.id], transport, reference))}
    random = {i for i, cases in found.items() if cases <= DRAWING and disagreements(MISTAKES[i]) == []}
    assert {i: cases for i, cases in found.items() if i not in random} == {}


def test_the_reference_passes():
    results = solved().values()
    assert {r.check.number for r in results if r.state is State.PASSED} == {c.number for c in PUBLIC_CHECKS}
    assert {r.state for r in results} == {State.PASSED, State.GRADER_ONLY}


@pytest.mark.nightly
@pytest.mark.parametrize("mistake", SAMPLE)
def test_every_check_agrees_with_the_grader_on_a_mistake(mistake):
    assert disagreements(MISTAKES[mistake]) == []
