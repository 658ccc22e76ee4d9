"""Proof of the graders: every known mistake loses points where it should and only there, every variant none."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from autograder.authoring.generate import Workshop, called_functions
from autograder.grading.court import Court
from autograder.grading.gather import Source
from autograder.grading.verdicts import verdicts_of
from autograder.model.case import CASES
from autograder.model.check import Check, number_key
from autograder.model.demand import case_of
from autograder.model.library import Library
from autograder.model.mutants import Mutant
from autograder.model.run import LocalRunner
from autograder.model.verdict import Verdict
from autograder.store.fixture_set import FixtureSet

EPSILON = 1e-9  # points that rounding may add or take


@dataclass(frozen=True)
class Trial:
    """One mistake graded. lost: lost points, by the check's number. checks: numbers of the checks to prove.
    named: mistakes that the findings of those checks name.
    fingerprinted: whether a fingerprint of it exists, so that it could be named.
    """

    mistake: Mutant
    lost: dict[str, float]
    checks: frozenset[str]
    named: frozenset[str]
    fingerprinted: bool

    def problems(self) -> list[str]:
        """The problems of the graders, judged by this mutant; none if they are right."""
        if self.mistake.accepted:
            return [f"an accepted variant loses {p:g} in {n}" for n, p in self.lost.items()]
        if self.mistake.unusable:
            return [] if self.lost else ["costs nothing"]
        missed = [f"costs nothing in {n}, which owns it" for n in sorted(self.owners - set(self.lost))]
        strayed = [
            f"loses {self.lost[n]:g} in {n}, which does not own it" for n in self.lost if n not in self.owners
        ]
        return missed + strayed

    @property
    def owners(self) -> frozenset[str]:
        """The checks to prove that should take points for it; if it makes a module unusable, all that do."""
        return self.checks.intersection(self.lost if self.mistake.unusable else self.mistake.costs)

    @property
    def diagnosed(self) -> bool:
        """True if the findings name this mistake, or one that gives the very same outputs, and no other."""
        return self.mistake.id in self.named and len(self.named) == 1


class Prover:
    """Grades mistakes in this process, on the checks whose cases call the edited functions."""

    def __init__(self, shop: Workshop, sets: Sequence[FixtureSet], checks: Sequence[Check]) -> None:
        self.shop = shop
        self.court = Court(sets, shop.layout)
        self.checks = checks
        self._reference = LocalRunner(shop.reference, shop.reference)
        self._calls: dict[str, set[tuple[str, str]]] = {}

    def reference(self) -> dict[str, Verdict]:
        """The reference's verdict on every check."""
        return self._verdicts(self.checks, self._reference)

    def trials(self) -> Iterator[Trial]:
        """A trial of every mistake that any of the checks can see."""
        touched = {
            check.number: set().union(*(self._calls_of(case_of(demand)) for demand in check.demands))
            for check in self.checks
        }
        for mistake, library in self.shop.mistakes:
            seeing = [
                c for c in self.checks if mistake.called in touched[c.number] and _answers_for(mistake, c)
            ]
            if seeing:
                yield self._trial(mistake, library, seeing)

    def _trial(self, mistake: Mutant, library: Library, checks: Sequence[Check]) -> Trial:
        runner = LocalRunner(library, self.shop.reference)
        verdicts = self._verdicts(checks, runner)
        missing = {n: v.at_stake - v.earned for n, v in verdicts.items()}
        named = {f.mistake for n in mistake.costs if n in verdicts for f in verdicts[n].findings if f.mistake}
        changed = [
            c for s in self.court.sets for c, known in s.catalogue.cases.items() if mistake.id in known
        ]
        twins = {i for i in named if self._twins(i, mistake.id, changed)}
        return Trial(
            mistake,
            {n: lost for n, lost in missing.items() if lost > EPSILON},
            frozenset(check.number for check in self.checks),
            frozenset(mistake.id if i in twins else i for i in named),
            bool(changed),
        )

    def _twins(self, one: str, other: str, cases: Sequence[str]) -> bool:
        """Return whether students cannot tell two mistakes apart: same hint, or same changes to the given cases."""
        notes = self.court.sets[0].catalogue.notes
        if one in notes and other in notes and notes[one].hint == notes[other].hint:
            return True
        if not cases:
            return False
        for fixtures in self.court.sets:
            for case in cases:
                known = fixtures.catalogue.cases.get(case, {})
                a, b = known.get(one, {}), known.get(other, {})
                if set(a) != set(b) or not all(a[name].matches(b[name]) for name in a):
                    return False
        return True

    def _verdicts(self, checks: Sequence[Check], runner: LocalRunner) -> dict[str, Verdict]:
        return verdicts_of(checks, Source(self.court, runner, reference=self._reference))

    def _calls_of(self, name: str) -> set[tuple[str, str]]:
        if name not in self._calls:
            case = CASES[name]
            drawn = [case.draw_inputs(0)] if case.timed else [s.inputs(case) for s in self.court.sets]
            calls = [called_functions(case, self.shop.reference, inputs) for inputs in drawn]
            self._calls[name] = set().union(*calls)
        return self._calls[name]


def _answers_for(mistake: Mutant, check: Check) -> bool:
    """Return whether a mutant's entry has to list its cost in this check.

    An edit of a module may cost every question that needs it: its entry lists its own question's checks.
    """
    if mistake.unusable:
        return check.question == mistake.unusable
    if mistake.function or mistake.accepted:
        return True
    return number_key(check.number)[0] in {number_key(number)[0] for number in mistake.costs}
