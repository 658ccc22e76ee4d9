"""Grades random pairs of catalogued mistakes, and prints those that lose more or less than they should.

Usage: python -m benchmarks.pairs [--pairs 300] [--seed 1]

Two mistakes in different functions should lose what both cost together, where a result that both make wrong counts
once; two in one function at least what the dearer one costs and at most the sum.
"""

from __future__ import annotations

import random
import warnings
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from functools import cached_property
from itertools import islice
from time import process_time

import click

from assignment import ASSIGNMENT
from autograder.authoring.generate import called_functions
from autograder.grading.court import Court
from autograder.grading.gather import Source, gather
from autograder.grading.settlement import settle
from autograder.model.case import CASES
from autograder.model.check import Check, load_code_checks
from autograder.model.demand import AsFast, Same, case_of
from autograder.model.evidence import Evidence
from autograder.model.library import Library, read_package
from autograder.model.mutants import CatalogueError, Mutant, load_catalogue
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
            verdicts = settle(self._gathered(runner, known), self.checks, self.court)
        return {k: p for check in self.checks for k, p in _losses(check, verdicts[check.number])}

    def _gathered(self, runner: LocalRunner, evidence: Evidence) -> Evidence:
        source = Source(self.court, runner, reference=self.right)
        for check in self.checks:
            evidence = evidence.and_(gather(check.demands, source, evidence))
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


def main_pairs(
    catalogue: Sequence[Mutant], sources: Mapping[str, str], same: bool, seed: int
) -> Iterator[tuple[Mutant, Mutant, dict[str, str]]]:
    """Random pairs whose edits do not overlap, in one function or in two."""
    random_pairs = random.Random(f"{seed} {same}")
    by_place: dict[str, list[Mutant]] = {}
    for mistake in catalogue:
        by_place.setdefault(mistake.place, []).append(mistake)
    seen: set[frozenset[str]] = set()
    while True:
        one = random_pairs.choice(catalogue)
        others = by_place[one.place] if same else catalogue
        other = random_pairs.choice(others)
        ids = frozenset({one.id, other.id})
        if (one.place == other.place) != same or len(ids) < 2 or ids in seen:
            continue
        seen.add(ids)
        if (both := _combined(one, other, sources)) is not None:
            yield one, other, both


def _combined(one: Mutant, other: Mutant, sources: Mapping[str, str]) -> dict[str, str] | None:
    """Both edits, if their order does not matter; a whole new text of a function is made first."""
    try:
        orders = [other.applied(one.applied(sources)), one.applied(other.applied(sources))]
    except CatalogueError:
        return None
    return orders[0] if orders[0] == orders[1] else None


def bounds(one: Losses, other: Losses, same: bool) -> tuple[float, float]:
    """The least and the most points that both mistakes should lose together."""
    if same:
        a, b = sum(one.values()), sum(other.values())
        return max(a, b), a + b
    union = sum(max(one.get(key, 0.0), other.get(key, 0.0)) for key in {*one, *other})
    return union, union


def _is_drawn(mistake: Mutant) -> bool:
    return bool(mistake.function) and not mistake.accepted and not mistake.unusable


@click.command(help=__doc__)
@click.option("--pairs", default=300, show_default=True, help="Of either kind.")
@click.option("--seed", default=1, show_default=True)
def main(pairs: int, seed: int) -> None:
    """Grade, and print the exceptions."""
    warnings.simplefilter("ignore", RuntimeWarning)  # mistakes divide by nothing, and numpy says so
    sources = read_package(ASSIGNMENT.reference)
    catalogue = [m for m in load_catalogue(ASSIGNMENT.mistakes) if m.path in sources and _is_drawn(m)]
    sets = [FixtureSet(folder) for folder in set_folders(ASSIGNMENT.fixtures)]
    checks = [c for c in load_code_checks(ASSIGNMENT) if not any(isinstance(d, AsFast) for d in c.demands)]
    names = {name for check in checks for name in map(case_of, check.demands)}
    with ExitStack() as stack:
        library = stack.enter_context(Library(ASSIGNMENT.package, sources, "reference"))
        grader = Grader(checks, sources, Court(sets, ASSIGNMENT.package), LocalRunner(library, library))
        reached = set().union(*map(grader._calls, names))
        catalogue = [mistake for mistake in catalogue if mistake.called in reached]
        for same in (False, True):
            start, exceptions = process_time(), 0
            for one, other, both in islice(main_pairs(catalogue, sources, same, seed), pairs):
                alone = grader.cost(one), grader.cost(other)
                together = grader.graded([one, other], both)
                lost, (least, most) = sum(together.values()), bounds(*alone, same)
                if least - EPSILON <= lost <= most + EPSILON:
                    continue
                exceptions += 1
                costs = " and ".join(f"{sum(cost.values()):g}" for cost in alone)
                print(f"{one.id}, {other.id}: {costs} alone, {lost:g} together, not {least:g} to {most:g}")
                _print_differences(*alone, together)
            where = "in one function" if same else "in two functions"
            print(
                f"{exceptions} exceptions of {pairs} pairs {where}, {process_time() - start:.0f} s",
                flush=True,
            )


def _print_differences(one: Losses, other: Losses, together: Losses) -> None:
    """Print by check what each loses alone and both lose together, where a check's loss is not the larger."""
    numbers = {number for losses in (one, other, together) for number, _, _ in losses}
    for number in sorted(numbers, key=lambda n: [int(part) for part in n.split(".")]):
        a, b, c = (sum(p for k, p in losses.items() if k[0] == number) for losses in (one, other, together))
        if not max(a, b) - EPSILON <= c <= a + b + EPSILON:
            print(f"    {number}: {a:g} and {b:g} alone, {c:g} together", flush=True)


if __name__ == "__main__":
    main()
