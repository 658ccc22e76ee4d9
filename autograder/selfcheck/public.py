"""The public checks: the grader's own functions and judge, on public fixtures, with nothing hidden and no reference."""

from __future__ import annotations

import traceback
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import Enum

from autograder.execution.failure_memory import FailureMemory
from autograder.execution.package import Package
from autograder.execution.remote_runner import Processes, RemoteRunner
from autograder.execution.time_budget import NoLimits
from autograder.feedback.finding_text import merged, remarks_of
from autograder.grading.judge import Judge, Rule
from autograder.grading.timing import SpeedTest
from autograder.model.case import CASES, Case
from autograder.model.check import Check
from autograder.model.finding import Finding, Kind
from autograder.model.library import functions_by_path
from autograder.model.package_layout import PackageLayout
from autograder.model.run import Run
from autograder.selfcheck.process_transport import ProcessTransport
from autograder.store.fixture_set import FixtureSet

FULL = 1e-9  # a score this close to the maximum is the maximum
GIVEN, STYLE = "given", "style"  # tags of checks: of given functions; of manners, which break nothing else
_UNTIMED = "measured by the grader only"
_FAULT = "the self-check failed here, not your code: please tell the course staff"


class State(Enum):
    """How a public check ended."""

    PASSED = "pass"
    FAILED = "fail"
    UNWRITTEN = "to do"
    GRADER_ONLY = "grader only"
    FAULT = "self-check failed"


@dataclass(frozen=True)
class Result:
    """What a public check came to.

    earned: points, of those that the check carries.
    parts: numbers of failed checks of single functions; this one, of something built on them, may follow.
    modules: paths of the student's modules that it ran; empty where one of them could not be imported.
    """

    check: Check
    state: State
    earned: float = 0.0
    findings: tuple[Finding, ...] = ()
    notes: tuple[str, ...] = ()
    parts: tuple[str, ...] = ()
    printed: str = ""
    called: frozenset[tuple[str, str]] = frozenset()
    modules: frozenset[str] = frozenset()


class PublicJudge(Judge):
    """A judge without reference layers and without a reference to measure against.

    sought_reference: whether it would have run something on reference layers.
    """

    sought_reference = False
    untimed = False

    def as_fast(self, test: SpeedTest, worth: float) -> None:
        """Leave it to the grader: only there is something to measure against."""
        self.untimed = True

    def _run(self, case: Case, fixtures: FixtureSet, on_reference: bool) -> Run:
        self.sought_reference |= on_reference
        return super()._run(case, fixtures, on_reference=False)


class PublicChecks:
    """Checks run on one state of a student's code, each at most once; `layout` is that of the package."""

    def __init__(
        self,
        layout: PackageLayout,
        checks: Sequence[Check],
        fixtures: FixtureSet,
        package: Package,
        transport: ProcessTransport,
    ) -> None:
        self.layout = layout
        self.checks = checks
        self._package = package
        self._fixtures = fixtures
        self._transport = transport
        self._memory = FailureMemory()
        self._results: dict[str, Result] = {}
        self._cases = {check.number: cases_of(check) for check in checks}

    def run(self, wanted: Sequence[Check]) -> Iterator[Result]:
        """The results of some checks."""
        for check in wanted:
            yield self.result(check)

    def result(self, check: Check) -> Result:
        """The result of one check."""
        if check.number not in self._results:
            self._results[check.number] = self._judged(check)
        return self._results[check.number]

    def _judged(self, check: Check) -> Result:
        self._transport.begin(self._package)
        with Processes(self._transport) as processes:
            judge = PublicJudge(check, [self._fixtures], RemoteRunner(processes, self._memory, NoLimits()))
            try:
                check.function(judge)
            except Exception:  # ours, whatever it is
                why = traceback.format_exc(limit=-3)
                return Result(check, State.FAULT, notes=(_FAULT, why), printed=self._transport.printed())
        verdict, called = judge.verdict, frozenset(self._transport.called)
        result = Result(
            check,
            _state(judge),
            earned=min(verdict.earned, check.weight),
            findings=tuple(merged(verdict.findings)),
            notes=(*remarks_of(verdict), *([_UNTIMED] if judge.untimed else [])),
            printed=self._transport.printed(),
            called=called,
            modules=frozenset() if self._transport.unimportable else frozenset(path for path, _ in called),
        )
        if judge.sought_reference and result.state is State.FAILED:
            return replace(result, parts=self._parts(check, called))
        return result

    def _parts(self, check: Check, called: frozenset[tuple[str, str]]) -> tuple[str, ...]:
        """Failed checks of the functions that the given check is built on and has called."""
        layers = {name for case in self._cases[check.number] for name in case.reference_layers}
        functions = functions_by_path(self.layout, sorted(layers))
        within = {call for call in called if _belongs(call, functions)}
        results = [self.result(other) for other in self.checks if self._is_of_parts(other)]
        failed = [result for result in results if result.state in {State.FAILED, State.UNWRITTEN}]
        return tuple(r.check.number for r in failed if not within.isdisjoint(r.called))

    def _is_of_parts(self, check: Check) -> bool:
        """Whether a check asks of nothing but single functions, each for itself."""
        cases = self._cases[check.number]
        single = all(not case.reference_layers and self._asks_parts(case) for case in cases)
        return bool(cases) and single and STYLE not in check.tags

    def _asks_parts(self, case: Case) -> bool:
        asked = self.layout.modules.keys() & set(case.arguments)
        return asked <= self.layout.parts and self.layout.notebooks.keys().isdisjoint(case.arguments)


def _belongs(call: tuple[str, str], functions: Mapping[str, set[str]]) -> bool:
    """Whether a call was one of these functions by their module's path; "" among them stands for all."""
    path, function = call
    return function != "<module>" and not functions.get(path, set()).isdisjoint({function, ""})


def _state(judge: PublicJudge) -> State:
    if judge.untimed:
        return State.GRADER_ONLY
    verdict = judge.verdict
    if verdict.earned >= judge.check.weight - FULL:
        return State.PASSED
    kinds = {finding.kind for finding in verdict.findings}
    return State.UNWRITTEN if kinds == {Kind.UNWRITTEN} else State.FAILED


def cases_of(check: Check) -> list[Case]:
    """The cases that a check asks about; none of them is run."""
    asked = _Asked()
    check.function(asked)
    return [CASES[name] for name in asked.names]


class _Asked:
    """In a judge's place, notes the names of cases."""

    def __init__(self) -> None:
        self.names: list[str] = []

    def same(self, case_name: str, **points: float) -> None:
        self.names.append(case_name)

    def meets(self, case_name: str, worth: float, rule: Rule) -> None:
        self.names.append(case_name)

    def as_fast(self, test: SpeedTest, worth: float) -> None:
        """Speed tests have no public case."""
