"""Stubs, and what they earn beyond the template: python -m benchmarks.stubs

Each stub answers arrays of the right shapes in place of every function to write, or of one module's; they are filled
with zeros, constants, or numbers that are drawn. Wrong answers that cost nothing are counted as well.
"""

from __future__ import annotations

import click
from rich.console import Console
from rich.table import Table

from assignment import ASSIGNMENT
from autograder.grading.pipeline import Order, grade, start_zygote
from autograder.isolation.zygote import Zygote
from autograder.model.library import read_package
from autograder.model.results import Results
from autograder.submission import Submission
from benchmarks.stub_modules import FILLS, MODULES

_NEAR = 1e-9


def graded(sources: dict[str, str], zygote: Zygote) -> Results:
    """The results of the code."""
    order = Order(Submission(sources, {}), code_only=True)
    return grade(ASSIGNMENT, order, lambda _: None, zygote)


def gains(results: Results, template: Results) -> dict[str, float]:
    """The points beyond the template's, by the numbers of checks."""
    before = {check.number: check.score for check in template.checks}
    beyond = {check.number: check.score - before[check.number] for check in results.checks}
    return {number: points for number, points in beyond.items() if points > _NEAR}


def excused(results: Results) -> int:
    """Return how many wrong answers cost nothing."""
    verdicts = [check.verdict for check in results.checks if check.verdict is not None]
    return sum(len(finding.answers) for v in verdicts for finding in v.findings if not finding.lost)


@click.command()
def main() -> None:
    """Grade all stubs and print what they earn."""
    template = dict(read_package(ASSIGNMENT.template / ASSIGNMENT.package.name))
    table = Table("stub", *["all", *MODULES], "excused", "checks that give points to all")
    with start_zygote(ASSIGNMENT) as zygote:
        plain = graded(template, zygote)
        for fill, text in FILLS.items():
            stubs = {path: template[path] + module.replace("FILL", text) for path, module in MODULES.items()}
            found = [graded(template | stubs, zygote)]
            found += [graded(template | {path: stubs[path]}, zygote) for path in MODULES]
            told = [gains(results, plain) for results in found]
            points = [f"{sum(one.values()):.3g}" for one in told]
            count = str(sum(map(excused, found)) - len(found) * excused(plain))
            table.add_row(fill, *points, count, ", ".join(told[0]))
    Console().print(table)


if __name__ == "__main__":
    main()
