"""The public checks: the grader's own functions and judge, on public fixtures, with nothing hidden and no reference."""

from __future__ import annotations

import traceback
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from autograder.execution.failure_memory import FailureMemory
from autograder.execution.package import Package
from autograder.execution.remote_runner import Processes, RemoteRunner
from autograder.execution.time_budget import ORDINARY_LIMIT
from autograder.feedback.finding_text import merged, remarks_of
from autograder.grading.court import Court
from autograder.grading.gather import Source, gather
from autograder.grading.settlement import settle
from autograder.model.case import CASES
from autograder.model.check import Check, in_order, number_key
from autograder.model.demand import AsFast, Meets, Same, case_of, judged_by
from autograder.model.evidence import Evidence, RunKey
from autograder.model.failure import Cause, Failure
from autograder.model.finding import Finding
from autograder.model.package_layout import PackageLayout
from autograder.model.run import Run
from autograder.model.trace import Trace, within
from autograder.model.verdict import Verdict
from autograder.selfcheck.hangs import Hangs, ImpatientRunner
from autograder.selfcheck.process_transport import ProcessTransport
from autograder.selfcheck.shares import Share, State, awaited_by, shares_of, state_of
from autograder.store.fixture_set import FixtureSet

GIVEN = "given"  # tag of the checks of given functions
MEASURED = "measured by the grader only"
_SLOW = "it may be right but slow, or never end; the grader allows it {:g} seconds for each input"
_SKIPPED = "skipped: {} did not end in {}"
_FAULT = "the self-check failed here, not your code: please tell the course staff"


@dataclass(frozen=True)
class Result:
    """The result of a public check.

    shares: its answers one by one, with the points for each; none if it is left to the grader.
    waits_for: numbers of failed checks of functions that this one builds on: they come first.
    modules: paths of the student's modules that it ran; empty if one of them could not be imported.
    """

    check: Check
    state: State
    shares: tuple[Share, ...] = ()
    findings: tuple[Finding, ...] = ()
    notes: tuple[str, ...] = ()
    waits_for: tuple[str, ...] = ()
    printed: str = ""
    called: frozenset[tuple[str, str]] = frozenset()
    modules: frozenset[str] = frozenset()

    @property
    def earned(self) -> float:
        """The points for right results, of those of the check."""
        return round(sum(share.earned for share in self.shares), 6)


@dataclass(frozen=True)
class _Asked:
    """The findings from asking for a check's evidence; fault: a traceback, if the self-check failed."""

    printed: str
    called: frozenset[tuple[str, str]]
    importable: bool
    fault: str = ""


class PublicChecks:
    """Checks run on one state of a student's code, each at most once; `layout` is that of the package.

    begins: called with each check before it runs; limit: seconds that a call may take at most.

    There are no reference layers, and no times to compare with. Results that build on wrong functions wait for them.
    """

    def __init__(
        self,
        layout: PackageLayout,
        checks: Sequence[Check],
        fixtures: FixtureSet,
        package: Package,
        transport: ProcessTransport,
        begins: Callable[[Check], None] = lambda _: None,
        limit: float = ORDINARY_LIMIT,
    ) -> None:
        self.layout = layout
        self.checks = checks
        self._court = Court([fixtures], layout, with_reference=False)
        self._package = package
        self._transport = transport
        self._begins = begins
        self._memory = FailureMemory()
        self._limit = limit
        self._hangs = Hangs(self._trace, layout.path, limit)
        self._evidence = Evidence()
        self._called: dict[str, set[tuple[str, str]]] = {}
        self._asked: dict[str, _Asked] = {}
        self._results: dict[str, Result] = {}
        self._judged: dict[str, frozenset[str]] = {}

    def run(self, wanted: Sequence[Check]) -> Iterator[Result]:
        """The results of some checks."""
        for check in wanted:
            yield self.result(check)

    def result(self, check: Check) -> Result:
        """The result of one check."""
        if check.number not in self._results:
            self._results[check.number] = self._settled(check)
        return self._results[check.number]

    def run_of(self, case: str) -> Run:
        """The student's own run of a case that a check has asked for."""
        return self._evidence.runs[RunKey(case, self._court.sets[0].name, ())]

    def _settled(self, check: Check) -> Result:
        asked = self._ask(check)
        if asked.fault:
            return Result(check, State.FAULT, notes=(_FAULT, asked.fault), printed=asked.printed)
        verdicts = self._with_what_it_waits_for(check)
        verdict = verdicts[check.number]
        awaited = awaited_by(verdict.findings)
        waits_for = [n for n, v in verdicts.items() if n != check.number and self._costs(v, awaited)]
        if awaited and not waits_for:  # it waits for functions that no check judges
            verdict = settle(self._evidence, [check], self._court, alone=True)[check.number]
        untimed = any(isinstance(demand, AsFast) for demand in check.demands)
        result = Result(
            check,
            State.GRADER_ONLY if untimed else state_of(verdict.findings),
            shares=() if untimed else tuple(shares_of(check, verdict.findings)),
            findings=tuple(merged(verdict.findings)),
            notes=(*remarks_of(verdict), *self._slow(verdict.findings), *([MEASURED] if untimed else [])),
            waits_for=tuple(sorted(waits_for, key=number_key)),
            printed=asked.printed,
            called=asked.called,
            modules=frozenset(path for path, _ in asked.called) if asked.importable else frozenset(),
        )
        return self._without_skipped(check, result)

    def _slow(self, findings: Sequence[Finding]) -> list[str]:
        """Return a note on the grader's time limit, if one that is longer than ours might have been enough."""
        stopped = {
            f.case for f in findings if isinstance(f.reason, Failure) and f.reason.cause is Cause.TIMED_OUT
        }
        allowed = [CASES[case].seconds for case in stopped if CASES[case].seconds > self._limit]
        return [_SLOW.format(min(allowed))] if allowed else []

    def _without_skipped(self, check: Check, result: Result) -> Result:
        """Return a result whose cases that call stopped functions, and did not run, are waiting."""
        cases = {case_of(demand) for demand in check.demands}
        hangs = {case: hang for case, hang in self._hangs.skipped.items() if case in cases}
        if not hangs:
            return result
        findings = tuple(finding for finding in result.findings if finding.case not in hangs)
        charged = state_of([finding for finding in findings if finding.lost])
        shares = (
            replace(share, state=State.WAITS, earned=0.0, awaits=(hangs[share.case].name,))
            if share.case in hangs
            else share
            for share in result.shares
        )
        return replace(
            result,
            state=State.WAITS if charged is State.PASSED else charged,
            shares=tuple(shares),
            findings=findings,
            notes=tuple(dict.fromkeys(_SKIPPED.format(hang.name, hang.number) for hang in hangs.values())),
            waits_for=tuple(dict.fromkeys(hang.number for hang in hangs.values())),
        )

    def _ask(self, check: Check) -> _Asked:
        """Gather a check's evidence, if that was not done before."""
        if check.number not in self._asked:
            self._asked[check.number] = self._gather(check)
        return self._asked[check.number]

    def _gather(self, check: Check) -> _Asked:
        self._begins(check)
        self._transport.begin(self._package)
        fault = ""
        with Processes(self._transport) as processes:
            runner = RemoteRunner(processes, self._memory, self._hangs.patience)
            source = Source(
                self._court, ImpatientRunner(runner, self._hangs, self._transport.stack, check.number)
            )
            try:
                for demand in check.demands:
                    self._transport.called = set()
                    self._evidence = self._evidence.and_(gather([demand], source, self._evidence))
                    self._called.setdefault(case_of(demand), set()).update(self._transport.called)
            except Exception:  # ours, whatever it is
                fault = traceback.format_exc(limit=-3)
        called = set[tuple[str, str]]().union(*(self._called.get(case_of(d), set()) for d in check.demands))
        return _Asked(self._transport.printed(), frozenset(called), self._importable(check), fault)

    def _importable(self, check: Check) -> bool:
        """Return whether all modules that a check asks can be imported."""
        cases = {case_of(demand) for demand in check.demands}
        failures = (run.failure for key, run in self._evidence.runs.items() if key.case in cases)
        return not any(failure is not None and failure.cause is Cause.IMPORT for failure in failures)

    def _with_what_it_waits_for(self, check: Check) -> dict[str, Verdict]:
        """The verdicts on a check, and on those of the functions that it waits for, all asked."""
        needed = [check]
        while True:
            verdicts = settle(self._evidence, needed, self._court)
            places = frozenset().union(*(awaited_by(verdict.findings) for verdict in verdicts.values()))
            others = [other for other in self.checks if other not in needed and self._judges(other, places)]
            if not (more := [other for other in others if not self._ask(other).fault]):
                return verdicts
            needed = in_order([*needed, *more])

    def _judges(self, check: Check, places: frozenset[str]) -> bool:
        """Return whether a check judges the outputs of any of these functions or modules."""
        if check.number not in self._judged:
            demands = [demand for demand in check.demands if isinstance(demand, Same | Meets)]
            judged = (judged_by(demand, self._trace(demand.case)) for demand in demands)
            self._judged[check.number] = frozenset[str]().union(*judged)
        return any(within(function, place) for function in self._judged[check.number] for place in places)

    def _costs(self, verdict: Verdict, places: frozenset[str]) -> bool:
        """Return whether a verdict takes points for any of these functions or modules."""
        cases = {finding.case for finding in verdict.findings if finding.lost and finding.case in CASES}
        judged = frozenset[str]().union(*(self._trace(name).judged for name in cases))
        return any(within(function, place) for function in judged for place in places)

    def _trace(self, case: str) -> Trace:
        """Return the functions that the reference calls for each of a case's outputs."""
        return self._court.sets[0].trace(CASES[case], self.layout)
