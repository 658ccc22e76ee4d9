"""The public checks: the grader's own functions and judge, on public fixtures, with nothing hidden and no reference."""

from __future__ import annotations

import traceback
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import Enum

from autograder.execution.failure_memory import FailureMemory
from autograder.execution.package import Package
from autograder.execution.remote_runner import Processes, RemoteRunner
from autograder.execution.time_budget import NoLimits
from autograder.feedback.finding_text import merged, remarks_of
from autograder.grading.court import Court
from autograder.grading.gather import Source, gather
from autograder.grading.settlement import settle
from autograder.model.case import CASES
from autograder.model.check import Check, number_key
from autograder.model.demand import AsFast, Same
from autograder.model.evidence import Evidence
from autograder.model.finding import Finding, Follows, Kind
from autograder.model.package_layout import PackageLayout
from autograder.model.trace import Trace
from autograder.model.verdict import Verdict
from autograder.selfcheck.process_transport import ProcessTransport
from autograder.store.fixture_set import FixtureSet

FULL = 1e-9  # a score this close to the maximum is the maximum
GIVEN = "given"  # tag of the checks of given functions
_UNTIMED = "measured by the grader only"
_FAULT = "the self-check failed here, not your code: please tell the course staff"


class State(Enum):
    """How a public check ended."""

    PASSED = "pass"
    FAILED = "fail"
    UNWRITTEN = "to do"
    WAITS = "waits"
    GRADER_ONLY = "grader only"
    FAULT = "self-check failed"


@dataclass(frozen=True)
class Result:
    """What a public check came to.

    earned: points, of those that the check carries.
    waits_for: numbers of failed checks of functions that this one builds on: they come first.
    modules: paths of the student's modules that it ran; empty where one of them could not be imported.
    """

    check: Check
    state: State
    earned: float = 0.0
    findings: tuple[Finding, ...] = ()
    notes: tuple[str, ...] = ()
    waits_for: tuple[str, ...] = ()
    printed: str = ""
    called: frozenset[tuple[str, str]] = frozenset()
    modules: frozenset[str] = frozenset()


@dataclass(frozen=True)
class _Asked:
    """What asking for a check's evidence has shown besides; fault: a traceback, if the self-check failed."""

    printed: str
    called: frozenset[tuple[str, str]]
    importable: bool
    fault: str = ""


class PublicChecks:
    """Checks run on one state of a student's code, each at most once; `layout` is that of the package.

    There are no reference layers and nothing to measure against. What builds on wrong functions waits for them.
    """

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
        self._court = Court([fixtures], layout)
        self._package = package
        self._transport = transport
        self._memory = FailureMemory()
        self._evidence = Evidence()
        self._asked: dict[str, _Asked] = {}
        self._results: dict[str, Result] = {}

    def run(self, wanted: Sequence[Check]) -> Iterator[Result]:
        """The results of some checks."""
        for check in wanted:
            yield self.result(check)

    def result(self, check: Check) -> Result:
        """The result of one check."""
        if check.number not in self._results:
            self._results[check.number] = self._settled(check)
        return self._results[check.number]

    def _settled(self, check: Check) -> Result:
        asked = self._ask(check)
        if asked.fault:
            return Result(check, State.FAULT, notes=(_FAULT, asked.fault), printed=asked.printed)
        needed = self._with_what_it_builds_on(check)
        verdicts = settle(self._evidence, needed, self._court)
        verdict = verdicts[check.number]
        untimed = any(isinstance(demand, AsFast) for demand in check.demands)
        return Result(
            check,
            State.GRADER_ONLY if untimed else _state(verdict),
            earned=min(verdict.earned, check.weight),
            findings=tuple(merged(verdict.findings)),
            notes=(*remarks_of(verdict), *([_UNTIMED] if untimed else [])),
            waits_for=tuple(
                other.number
                for other in needed
                if other != check and self._costs(verdicts[other.number]) & _awaited(verdict)
            ),
            printed=asked.printed,
            called=asked.called,
            modules=frozenset(path for path, _ in asked.called) if asked.importable else frozenset(),
        )

    def _ask(self, check: Check) -> _Asked:
        """Gather a check's evidence, if that was not done before."""
        if check.number not in self._asked:
            self._asked[check.number] = self._gather(check)
        return self._asked[check.number]

    def _gather(self, check: Check) -> _Asked:
        self._transport.begin(self._package)
        fault = ""
        with Processes(self._transport) as processes:
            source = Source(
                self._court, RemoteRunner(processes, self._memory, NoLimits()), with_reference=False
            )
            try:
                found = gather(check.demands, source, self._evidence)
                self._evidence = self._evidence.and_(found)
            except Exception:  # ours, whatever it is
                fault = traceback.format_exc(limit=-3)
        transport = self._transport
        return _Asked(transport.printed(), frozenset(transport.called), not transport.unimportable, fault)

    def _with_what_it_builds_on(self, check: Check) -> list[Check]:
        """The check, and those of the functions that what is wrong in it builds on, all asked."""
        needed, functions = [check], self._built_on(check)
        for other in self.checks:
            if other != check and functions & self._blamed(other) and not self._ask(other).fault:
                needed.append(other)
                functions |= self._built_on(other)
        return sorted(needed, key=lambda one: number_key(one.number))

    def _built_on(self, check: Check) -> frozenset[str]:
        """The functions that a check's cases build on, of those where anything is wrong."""
        alone = settle(self._evidence, [check], self._court, alone=True)[check.number]
        cases = {finding.case for finding in alone.findings if finding.case in CASES}
        return frozenset().union(*(self._trace(name).built_on for name in cases))

    def _blamed(self, check: Check) -> frozenset[str]:
        """The functions that a check of values judges."""
        compared = (d for d in check.demands if isinstance(d, Same))
        return frozenset().union(*(self._trace(demand.case).judged for demand in compared))

    def _costs(self, verdict: Verdict) -> frozenset[str]:
        """The functions for which a verdict takes points."""
        cases = {finding.case for finding in verdict.findings if finding.lost}
        return frozenset().union(*(self._trace(name).judged for name in cases))

    def _trace(self, case: str) -> Trace:
        return self._court.sets[0].trace(CASES[case], self.layout)


def _awaited(verdict: Verdict) -> frozenset[str]:
    reasons = (finding.reason for finding in verdict.findings)
    return frozenset(f for reason in reasons if isinstance(reason, Follows) for f in reason.functions)


def _state(verdict: Verdict) -> State:
    kinds = {finding.kind for finding in verdict.findings}
    if Kind.FOLLOWS in kinds and not any(finding.lost for finding in verdict.findings):
        return State.WAITS
    if verdict.earned >= verdict.at_stake - FULL:
        return State.PASSED
    return State.UNWRITTEN if kinds == {Kind.UNWRITTEN} else State.FAILED
