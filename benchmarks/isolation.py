"""What does isolation cost? CPU time of grading the reference's code in workers, and of the same probes in one process.

    PYTHONPATH=. python benchmarks/isolation.py --rounds 7

Each round starts both afresh, in turn; start-up, loading of fixtures and all processes' time are in the bill.
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
from collections.abc import Callable

import click

from autograder.pinned import pin

WAYS = ("in one process", "in workers")


def grade_in_one_process() -> None:
    """Judge every check of the code as it is in a worker, without any."""
    from autograder.check import checks_of, code_checks
    from graders import QUESTIONS
    from tests.judging import SOURCES, frozen_sets, judged

    checks = [check for module in QUESTIONS.values() for check in code_checks(checks_of(module))]
    verdicts = judged(SOURCES, frozen_sets(), checks)
    assert all(verdict.earned > verdict.at_stake - 1e-9 for verdict in verdicts.values())


def grade_in_workers() -> None:
    """Grade as run_autograder does."""
    from autograder import project
    from autograder.workflow import Order, grade

    results = grade(Order(project.REFERENCE.parent, code_only=True), lambda _: None)
    assert results.score == results.max_score


def cpu_seconds(way: str) -> float:
    """CPU time of a process that grades in this way, its children's included."""
    before = os.times()
    subprocess.run([sys.executable, *sys.argv[:1], "--only", way], check=True)
    after = os.times()
    return after.children_user + after.children_system - before.children_user - before.children_system


@click.command(help=__doc__)
@click.option("--rounds", default=7, show_default=True)
@click.option("--only", type=click.Choice(WAYS), help="Grade once in this way, and say nothing.")
def main(rounds: int, only: str | None) -> None:
    """Measure and print."""
    pin()
    ways: dict[str, Callable[[], None]] = dict(
        zip(WAYS, (grade_in_one_process, grade_in_workers), strict=True)
    )
    if only:
        ways[only]()
        return
    seconds = {way: [] for way in WAYS}
    for _ in range(rounds):
        for way in WAYS:
            seconds[way].append(cpu_seconds(way))
    for way, times in seconds.items():
        print(f"{way:15} {statistics.median(times):6.2f} s CPU  (median of {rounds}; least {min(times):.2f})")
    one, workers = (statistics.median(seconds[way]) for way in WAYS)
    print(f"isolation adds  {workers / one - 1:6.0%}")


if __name__ == "__main__":
    main()
