"""Grading edited packages in this process, for benchmarks: what an edit cannot reach is as the reference answers it."""

from __future__ import annotations

import warnings
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cached_property

from assignment import ASSIGNMENT
from autograder.authoring.generate import called_functions
from autograder.grading.court import Court
from autograder.grading.gather import Source, gather
from autograder.grading.layer_trust import LayerTrust
from autograder.grading.settlement import settle
from autograder.model.case import CASES
from autograder.model.check import Check, load_code_checks
from autograder.model.demand import AsFast, Same, case_of
from autograder.model.evidence import Evidence
from autograder.model.library import Library, read_package
from autograder.model.mutants import Mutant, load_catalogue
from autograder.model.run import LocalRunner
from autograder.model.verdict import Verdict
from autograder.store.fixture_set import FixtureSet, set_folders

EPSILON = 1e-6  # points that rounding may add or take

Losses = Mapping[tuple[str, str, str], float]  # by check, case and answer


@dataclass
class Grader:
    """Grades packages in this process; what an edit cannot reach is as the reference answers it."""

    checks: Sequence[Check]
    sources: Mapping[str, str]
    court: Court
    right: LocalRunner
    calls: dict[str, set[tuple[str, str]]] = field(default_factory=dict)
    single: dict[str, Losses] = field(default_factory=dict)

    @cached_property
    def reference(self) -> Evidence:
        """The evidence on the reference."""
        return self._gathered(self.right, Evidence())

    def cost(self, mistake: Mutant) -> Losses:
        """The points that a mistake costs alone."""
        if mistake.id not in self.single:
            self.single[mistake.id] = self.graded([mistake], mistake.applied(self.sources))
        return self.single[mistake.id]

    def graded(self, mistakes: Sequence[Mutant], sources: Mapping[str, str]) -> Losses:
        """The points that a package loses which differs from the reference by these mistakes."""
        verdicts = self.verdicts(mistakes, sources)
        return {k: p for check in self.checks for k, p in _losses(check, verdicts[check.number])}

    def verdicts(self, mistakes: Sequence[Mutant], sources: Mapping[str, str]) -> dict[str, Verdict]:
        """The verdicts on such a package, by the numbers of checks."""
        edited = {mistake.called for mistake in mistakes}
        known = Evidence(
            {
                key: run
                for key, run in self.reference.runs.items()
                if edited.isdisjoint(self._calls(key.case))
            },
            timings={n: t for n, t in self.reference.timings.items() if edited.isdisjoint(self._calls(n))},
        )
        with Library(ASSIGNMENT.package, sources, "submission") as library:
            runner = LocalRunner(library, self.right.library)
            return settle(self._gathered(runner, known), self.checks, self.court)

    def reached(self) -> set[tuple[str, str]]:
        """The functions that any of the checks calls."""
        return set().union(*(self._calls(case_of(demand)) for c in self.checks for demand in c.demands))

    def _gathered(self, runner: LocalRunner, evidence: Evidence) -> Evidence:
        trust = LayerTrust()
        for check in self.checks:
            source = Source(self.court, runner, reference=self.right, trust=trust)
            evidence = evidence.and_(gather(check.demands, source, evidence))
            trust = trust.after(check, evidence, self.court)
        return evidence

    def _calls(self, name: str) -> set[tuple[str, str]]:
        if name not in self.calls:
            inputs = [s.inputs(CASES[name]) for s in self.court.sets]
            if CASES[name].timed:
                inputs = [CASES[name].draw_inputs(0)]
            found = (called_functions(CASES[name], self.right.library, given) for given in inputs)
            self.calls[name] = set().union(*found)
        return self.calls[name]


def _losses(check: Check, verdict: Verdict) -> Iterator[tuple[tuple[str, str, str], float]]:
    """The points lost by each answer; what rules and timings cost is the case's."""
    points = {
        (demand.case, name): worth
        for demand in check.demands
        if isinstance(demand, Same)
        for name, worth in demand.points.items()
    }
    lost: dict[tuple[str, str, str], float] = {}
    for finding in verdict.findings:
        names = [name for name in finding.answers if (finding.case, name) in points] or [""]
        whole = sum(points.get((finding.case, name), 1.0) for name in names)
        for name in names:
            key = (check.number, finding.case, name)
            share = points.get((finding.case, name), 1.0) / whole
            lost[key] = lost.get(key, 0.0) + finding.lost * share
    yield from ((key, worth) for key, worth in lost.items() if worth > EPSILON)


@contextmanager
def code_grader() -> Iterator[tuple[Grader, list[Mutant]]]:
    """A grader by all checks of code but those of speed, and the mistakes in functions that these call."""
    warnings.simplefilter("ignore", RuntimeWarning)  # mistakes divide by nothing, and numpy says so
    sources = read_package(ASSIGNMENT.reference)
    sets = [FixtureSet(folder) for folder in set_folders(ASSIGNMENT.fixtures)]
    checks = [c for c in load_code_checks(ASSIGNMENT) if not any(isinstance(d, AsFast) for d in c.demands)]
    with Library(ASSIGNMENT.package, sources, "reference") as library:
        grader = Grader(checks, sources, Court(sets, ASSIGNMENT.package), LocalRunner(library, library))
        reached = grader.reached()
        catalogue = [m for m in load_catalogue(ASSIGNMENT.mistakes) if m.path in sources and _is_drawn(m)]
        yield grader, [mistake for mistake in catalogue if mistake.called in reached]


def _is_drawn(mistake: Mutant) -> bool:
    return bool(mistake.function) and not mistake.accepted and not mistake.unusable
