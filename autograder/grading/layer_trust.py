"""The layers of a submission that checks have found right or wrong, and those that a net has to be run without."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache

from autograder.grading.court import Court
from autograder.grading.examine import is_wrong, judged_on_reference
from autograder.model.case import CASES, Case
from autograder.model.check import Check
from autograder.model.demand import Meets, Same, judged_by
from autograder.model.evidence import Evidence, RunKey
from autograder.model.failure import Cause, Failure
from autograder.model.package_layout import PackageLayout
from autograder.model.run import Run
from autograder.model.trace import Trace
from autograder.store.fixture_set import FixtureSet


@dataclass(frozen=True)
class LayerTrust:
    """Functions of which all was right that checks have asked, and those of which something was not.

    hung: those of the latter that had to be stopped.
    innocent: those with which a wrong net has answered as it does with the reference's.
    """

    right: frozenset[str] = frozenset()
    wrong: frozenset[str] = frozenset()
    hung: Mapping[str, Failure] = field(default_factory=dict)
    innocent: frozenset[str] = frozenset()

    def after(self, check: Check, evidence: Evidence, court: Court) -> LayerTrust:
        """The same after one more check."""
        right, wrong, hung = set(self.right), set(self.wrong), dict(self.hung)
        trust = self
        for demand in check.demands:
            if isinstance(demand, Same | Meets) and demand.case not in court.waived:
                case = CASES[demand.case]
                runs = [evidence.runs[RunKey(case.name, fixtures.name)] for fixtures in court.sets]
                trace = court.sets[0].trace(case, court.layout)
                found = wrong if is_wrong(demand, runs, court.sets) else right
                found |= judged_by(demand, trace)
                for run in runs:
                    hung |= _stopped(run, trace)
                keys = [RunKey(case.name, fixtures.name, case.reference_layers) for fixtures in court.sets]
                if case.reference_layers and all(key in evidence.runs for key in keys):
                    patched = [evidence.runs[key] for key in keys]
                    trust = trust.after_net(trace, judged_on_reference(case, court.sets, runs, patched))
        wrong |= trust.wrong
        return replace(trust, right=frozenset(right - wrong), wrong=frozenset(wrong), hung=hung)

    def after_net(self, trace: Trace, differs: bool) -> LayerTrust:
        """The same after a wrong net was run on reference layers, which has or has not changed its answers."""
        if not differs:
            return replace(self, innocent=self.innocent | trace.built_on)
        if self.doubted(trace):
            return self
        return replace(self, wrong=self.wrong | trace.built_on)  # wrong in nets alone

    def hangs(self, trace: Trace) -> Failure | None:
        """Return the failure of a layer that a case builds on and that had to be stopped before."""
        return next((failure for f, failure in self.hung.items() if f in trace.built_on), None)

    def doubted(self, trace: Trace) -> frozenset[str] | None:
        """The functions that a case may be wrong because of; None if nothing is known of any."""
        wrong = frozenset(filter(trace.is_replaced, self.wrong))
        if trace.built_on:
            return wrong | {f for f in trace.built_on - self.right if not trace.is_given(f)}
        return wrong if any(map(trace.is_replaced, self.right | wrong)) else None


def _stopped(run: Run, trace: Trace) -> dict[str, Failure]:
    """The functions that a run had to be stopped in: those that are blamed for the first output that is missing."""
    if run.failure is None or run.failure.cause is not Cause.TIMED_OUT:
        return {}
    missing = (name for part in trace.parts for name in part.answers if name not in run.answers)
    return dict.fromkeys(trace.blamed.get(next(missing, ""), ()), run.failure)


def layers_needed(trust: LayerTrust, case: Case, own: Sequence[Run], court: Court) -> tuple[str, ...]:
    """The reference layers that a wrong case has to be run on: those that may be to blame, and what they work with.

    A layer that is right is as good as the reference's. If all are right, and were so in another net, none are needed.
    """
    fixtures, layout = court.sets[0], court.layout
    trace = fixtures.trace(case, layout)
    doubted = trust.doubted(trace)
    if doubted is None or any(run.failure is not None and run.failure.cause is Cause.IMPORT for run in own):
        return case.reference_layers
    if not doubted and not {f for f in trace.built_on if not trace.is_given(f)} <= trust.innocent:
        return case.reference_layers
    names = {path: name for name, path in layout.modules.items()}
    parted = [f.partition(":") for f in sorted(_with_companions(doubted, fixtures, layout))]
    return tuple(f"{names[path]}.{name}" for path, _, name in parted if trace.is_replaced(f"{path}:{name}"))


def _with_companions(functions: frozenset[str], fixtures: FixtureSet, layout: PackageLayout) -> set[str]:
    """These functions, and all that share caches with them: what is called together where layers are checked."""
    found, new = set(functions), set(functions)
    while new:
        together = [group for group in _groups(fixtures, layout) if not group.isdisjoint(new)]
        new = set().union(*together) - found
        found |= new
    return found


@lru_cache
def _groups(fixtures: FixtureSet, layout: PackageLayout) -> list[frozenset[str]]:
    """The functions of layers that a case of theirs calls together."""
    paths = {layout.path(name) for name in layout.parts} - {*layout.given, *layout.extensible}
    traces = [fixtures.trace(case, layout) for case in CASES.values()]
    return [
        trace.judged | trace.built_on
        for trace in traces
        if trace.judged and all(function.partition(":")[0] in paths for function in trace.judged)
    ]
