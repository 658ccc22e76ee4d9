"""Self-check and grader agree on every public case, for the reference and for every known mistake."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager

import numpy as np
import pytest

from assignment import ASSIGNMENT, PACKAGE
from autograder.authoring.generate import called_functions
from autograder.execution.failure_memory import FailureMemory
from autograder.execution.package import Package
from autograder.execution.remote_runner import Processes, RemoteRunner
from autograder.execution.time_budget import NoLimits
from autograder.feedback.failure_text import describe_failure
from autograder.feedback.finding_text import sentence_of
from autograder.grading.judge import Judge, Verdict
from autograder.model.case import Case, fixed_cases
from autograder.model.check import Check
from autograder.model.library import Library
from autograder.model.mutants import Mistake
from autograder.model.run import LocalRunner, ProbeRunner, Run
from autograder.selfcheck.process_transport import ProcessTransport
from autograder.selfcheck.public import State
from autograder.store.fixture_set import FixtureSet
from tests.judging import MISTAKES, SOURCES
from tests.selfcheck.public import CHECKS, results_of

PUBLIC = FixtureSet(ASSIGNMENT.fixtures / "public")
PUBLIC_CHECKS = [check for check in CHECKS if "speed" not in check.tags]
# Notebooks are left to the grader.
CASES = [case for case in fixed_cases() if PACKAGE.notebooks.keys().isdisjoint(case.arguments)]
PARTS = 4  # of the catalogue, to be worked on at the same time
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


class Plain:
    """The grader's runner for our own code, without reference layers."""

    def __init__(self, runner: LocalRunner) -> None:
        self.runner = runner

    def run(self, case: Case, inputs: Mapping[str, np.ndarray], *, on_reference: bool = False) -> Run:
        return self.runner.run(case, inputs)


def touched() -> dict[str, set[tuple[str, str]]]:
    with Library(PACKAGE, SOURCES, "reference") as reference:
        return {case.name: called_functions(case, reference, PUBLIC.inputs(case)) for case in CASES}


def cases_of(mistake: Mistake, calls: Mapping[str, set[tuple[str, str]]]) -> Iterator[Case]:
    edited = (mistake.path, mistake.function.rpartition(".")[2] or "<module>")
    yield from (case for case in CASES if edited in calls[case.name])


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


def differences(mistake: Mistake, cases: Iterator[Case], transport: ProcessTransport) -> set[str]:
    """Names of the cases that a mistake answers differently."""
    sources = mistake.applied(SOURCES)
    with (
        self_checked(sources, transport) as own,
        Library(PACKAGE, sources, "mistaken") as library,
        Library(PACKAGE, SOURCES, "reference") as reference,
    ):
        return {case.name for case in cases if difference(case, LocalRunner(library, reference), own)}


def disagreements(mistake: Mistake) -> list[str]:
    """Numbers of the checks that give a mistake other points than the judge does in this process."""
    sources = mistake.applied(SOURCES)
    results = results_of(sources)
    with (
        Library(PACKAGE, sources, "mistaken") as library,
        Library(PACKAGE, SOURCES, "reference") as reference,
    ):
        verdicts = {
            check.number: judged(check, Plain(LocalRunner(library, reference))) for check in PUBLIC_CHECKS
        }
    return [n for n, verdict in verdicts.items() if abs(results[n].earned - verdict.earned) > 1e-9]


def judged(check: Check, runner: ProbeRunner) -> Verdict:
    judge = Judge(check, [PUBLIC], runner)
    check.function(judge)
    return judge.verdict


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
def test_every_answer_of_every_mistake_is_the_same(part):
    """But for mistakes that draw from generators of their own: of these, every check says the same."""
    calls = touched()
    with ProcessTransport(ASSIGNMENT) as transport:
        mistakes = [m for m in MISTAKES.values() if m.path in SOURCES][part::PARTS]
        found = {m.id: what for m in mistakes if (what := differences(m, cases_of(m, calls), transport))}
    random = {i for i, cases in found.items() if cases <= DRAWING and disagreements(MISTAKES[i]) == []}
    assert {i: cases for i, cases in found.items() if i not in random} == {}


def test_the_reference_passes():
    results = results_of(SOURCES).values()
    assert {r.check.number for r in results if r.state is State.PASSED} == {c.number for c in PUBLIC_CHECKS}
    assert {r.state for r in results} == {State.PASSED, State.GRADER_ONLY}


@pytest.mark.parametrize("mistake", SAMPLE)
def test_every_check_says_the_same_of_a_mistake(mistake):
    """Points, sentences and hints are the judge's own, where nothing is run on reference layers."""
    sources = MISTAKES[mistake].applied(SOURCES)
    results = results_of(sources)
    with (
        Library(PACKAGE, sources, "mistaken") as library,
        Library(PACKAGE, SOURCES, "reference") as reference,
    ):
        for check in PUBLIC_CHECKS:
            verdict, result = judged(check, Plain(LocalRunner(library, reference))), results[check.number]
            assert result.earned == pytest.approx(verdict.earned)
            sentences = {sentence_of(finding) for finding in verdict.findings}
            assert {sentence_of(finding) for finding in result.findings} == sentences


@pytest.mark.parametrize("mistake", SAMPLE)
def test_what_the_grader_forgives_is_said_to_follow(mistake):
    """If reference layers make up for a mistake, the self-check, which has none, fails but names the checks below."""
    sources = MISTAKES[mistake].applied(SOURCES)
    results = results_of(sources)
    with (
        Library(PACKAGE, sources, "mistaken") as library,
        Library(PACKAGE, SOURCES, "reference") as reference,
    ):
        for check in PUBLIC_CHECKS:
            result = results[check.number]
            verdict = judged(check, LocalRunner(library, reference))
            forgiven = verdict.earned > result.earned + 1e-9
            assert not forgiven or result.parts or not result.modules, check.number
