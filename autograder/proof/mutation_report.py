"""The mutation report: every mutant, the points it loses and where, and whether students read its hint."""

from __future__ import annotations

import warnings
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from importlib.util import find_spec

from rich.console import Console
from rich.progress import track
from rich.table import Table

from autograder.authoring.write import workshop
from autograder.base.counts import number_of
from autograder.model.assignment import Assignment
from autograder.model.check import TRAINED, Check, load_checks, points_problem, tracks_of
from autograder.model.package_layout import PackageLayout
from autograder.proof.prove import EPSILON, Prover, Trial
from autograder.store.fixture_set import FixtureSet, set_folders

GOAL = 0.9  # of the caught mistakes that could be named are recognised


@dataclass(frozen=True)
class Proof:
    """The result of grading every mutant."""

    trials: tuple[Trial, ...]
    reference_problems: tuple[str, ...]

    @property
    def problems(self) -> list[str]:
        """The problems of the graders, in sentences."""
        wrong = [f"{trial.mistake.id}: {problem}" for trial in self.trials for problem in trial.problems()]
        _, known, named = self._counts()
        unnamed = [f"only {named} of {known} mistakes are recognised"] if named < GOAL * known else []
        return [*self.reference_problems, *wrong, *unnamed]

    @property
    def summary(self) -> str:
        """Mistakes, variants and problems, counted."""
        caught, known, named = self._counts()
        accepted = sum(trial.mistake.accepted for trial in self.trials)
        return (
            f"{number_of(caught, 'mistake')} caught and {number_of(accepted, 'variant')} accepted; "
            f"{named} of the {known} that can be named are recognised; {number_of(len(self.problems), 'problem')}"
        )

    def _counts(self) -> tuple[int, int, int]:
        """Return how many mutants were caught, how many of them could be named, and how many are."""
        caught = [trial for trial in self.trials if trial.owners]
        known = [trial for trial in caught if trial.fingerprinted or trial.named]
        return len(caught), len(known), sum(trial.diagnosed for trial in known)


def prove_graders(assignment: Assignment, questions: Sequence[str]) -> int:
    """Print the mutation report of the questions; return 0 if every mutant and every variant is graded right."""
    console = Console()
    proof = prove(assignment, questions, console)
    console.print(_table([t for t in proof.trials if t.owners or t.mistake.accepted or t.problems()]))
    for problem in proof.problems:
        console.print(problem, style="red", markup=False)
    console.print(proof.summary)
    return 1 if proof.problems else 0


def prove(assignment: Assignment, questions: Sequence[str], console: Console) -> Proof:
    """Grade every mistake of the questions, with a bar that shows how far it is."""
    by_question = load_checks(assignment)
    checks = [check for question in questions for check in by_question[question]]
    sets = [FixtureSet(folder) for folder in set_folders(assignment.fixtures)]
    problems = [problem for problem in [points_problem(assignment)] if problem]
    trials: list[Trial] = []
    with workshop(assignment) as shop, warnings.catch_warnings():
        warnings.simplefilter("ignore", RuntimeWarning)  # mistakes divide by zero, and numpy warns
        for part in _parts(assignment.package, checks, console):
            prover = Prover(shop, sets, part)
            problems += _reference_problems(prover)
            trials += track(prover.trials(), "grading mistakes", len(shop.mistakes), console=console)
    return Proof(tuple(trials), tuple(problems))


def _parts(layout: PackageLayout, checks: Sequence[Check], console: Console) -> Iterator[list[Check]]:
    """Checks that are proven together: those of code, and those of each framework that is installed here.

    Checks of trained nets are not among them: notebooks would have to be executed for every mistake.
    """
    proven = [check for check in checks if TRAINED not in check.tags]
    yield [check for check in proven if len(check.notebooks) <= 1]
    for notebook, asked in tracks_of(proven).items():
        framework = layout.notebooks[notebook].framework
        if framework and find_spec(framework) is None:
            console.print(f"not proven: {notebook}, which is not installed here", style="yellow")
        else:
            yield asked


def _reference_problems(prover: Prover) -> list[str]:
    """Check that the reference earns every check's weight, no more and no less."""
    weights = {check.number: check.weight for check in prover.checks}
    return [
        f"the reference earns {verdict.earned:g} of {weights[number]:g} in {number}"
        for number, verdict in prover.reference().items()
        if abs(verdict.earned - weights[number]) > EPSILON or verdict.findings
    ]


def _table(trials: Sequence[Trial]) -> Table:
    table = Table(title="Mutation report", title_justify="left")
    for column in ("mistake", "points lost", "in checks", "recognised"):
        table.add_column(column)
    for trial in trials:
        lost = sum(trial.lost.values())
        recognised = "yes" if trial.diagnosed else "no" if trial.fingerprinted else "by rule"
        table.add_row(
            trial.mistake.id,
            "accepted" if trial.mistake.accepted else f"{lost:g}",
            ", ".join(trial.lost),
            "" if trial.mistake.accepted else recognised,
        )
    return table
