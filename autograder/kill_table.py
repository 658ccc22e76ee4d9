"""The kill table: every known mistake, the points it loses and where, and whether students are told its name."""

from __future__ import annotations

from collections.abc import Sequence

from rich.console import Console
from rich.progress import track
from rich.table import Table

from autograder import project
from autograder.check import checks_of
from autograder.fixtures.store import FixtureSet
from autograder.fixtures.write import SETS, workshop
from autograder.prove import EPSILON, Prover, Trial
from graders import QUESTIONS

GOAL = 0.9  # of the caught mistakes that could be named are recognised


def prove_graders(questions: Sequence[str]) -> int:
    """Print the kill table of the questions; 0 where every mistake and every variant is treated right."""
    console = Console()
    checks = [check for question in questions for check in checks_of(QUESTIONS[question])]
    sets = [FixtureSet(project.FIXTURES / name) for name in SETS]
    with workshop() as shop:
        prover = Prover(shop, sets, checks)
        problems = _reference_problems(prover)
        trials = list(track(prover.trials(), "grading mistakes", len(shop.mistakes), console=console))
    console.print(_table([t for t in trials if t.owners or t.mistake.accepted or t.problems()]))
    problems += [f"{trial.mistake.id}: {problem}" for trial in trials for problem in trial.problems()]
    caught = [trial for trial in trials if trial.owners]
    accepted = [trial for trial in trials if trial.mistake.accepted]
    known = [trial for trial in caught if trial.fingerprinted or trial.named]
    named = [trial for trial in known if trial.diagnosed]
    if len(named) < GOAL * len(known):
        problems.append(f"only {len(named)} of {len(known)} mistakes are recognised")
    for problem in problems:
        console.print(problem, style="red", markup=False)
    console.print(
        f"{len(caught)} mistakes caught and {len(accepted)} variants accepted; "
        f"{len(named)} of the {len(known)} that can be named are recognised; {len(problems)} problems"
    )
    return 1 if problems else 0


def _reference_problems(prover: Prover) -> list[str]:
    """The reference has to earn every check's weight, no more and no less."""
    weights = {check.number: check.weight for check in prover.checks}
    return [
        f"the reference earns {verdict.earned:g} of {weights[number]:g} in {number}"
        for number, verdict in prover.reference().items()
        if abs(verdict.earned - weights[number]) > EPSILON or verdict.findings
    ]


def _table(trials: Sequence[Trial]) -> Table:
    table = Table(title="Kill table", title_justify="left")
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
