"""Measure the cost of isolation: CPU time of grading the reference's code in workers, and in one process.

    PYTHONPATH=. python benchmarks/isolation.py --rounds 7

Both ways are the whole of `run_autograder reference --code-only`, from intake to report, with the same requests; in one
process the judge answers them itself. Each round starts both afresh, in turn; all processes' time is in the bill.
"""

from __future__ import annotations

import importlib
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import click

from assignment import ASSIGNMENT
from autograder.execution.probe_launch import launch_probes
from autograder.isolation.process_env import pin

IN_ONE_PROCESS, IN_WORKERS = WAYS = ("in one process", "in workers")


def grade(way: str) -> None:
    """Grade as run_autograder does, or with a zygote that forks nothing."""
    from autograder.compat.environment import Environment
    from autograder.execution.protocol import package_of
    from autograder.execution.session import Session
    from autograder.feedback.terminal_report import print_report
    from autograder.grading import pipeline
    from autograder.grading.results_file import write
    from autograder.isolation.frames import Message
    from autograder.isolation.isolation_report import IsolationReport
    from autograder.isolation.output import Output
    from autograder.isolation.reply import Outcome, Reply
    from autograder.isolation.worker import Worker
    from autograder.isolation.zygote import Zygote

    class InThisProcess(Worker):
        def __init__(self, held: Message) -> None:
            self.session = Session(ASSIGNMENT, package_of(held), Environment(ASSIGNMENT))
            self.isolation_report = IsolationReport(uid=0)
            self.output = Output(os.open(os.devnull, os.O_RDONLY))

        def call(self, message: Message, seconds: float) -> Reply:
            values = self.session.answer(message)
            return Reply(Outcome(values["status"]), values)

        def cpu_seconds(self) -> float:
            return time.process_time()

        def close(self) -> None:
            self.session.close()
            self.output.finish()

    class ForksNothing(Zygote):
        def __init__(self) -> None:
            for name in ASSIGNMENT.preload:
                importlib.import_module(name)
            self.held: Message = {}

        def worker(self) -> Worker:
            return InThisProcess(self.held)

        def hold(self, package: Message) -> None:
            self.held = package

    zygote = ForksNothing() if way == IN_ONE_PROCESS else launch_probes(ASSIGNMENT)
    order = pipeline.Order(ASSIGNMENT.solution, code_only=True)
    with tempfile.TemporaryDirectory() as folder:
        target = Path(folder) / "results.json"
        results = pipeline.grade(ASSIGNMENT, order, lambda so_far: write(so_far, target), zygote)
    print_report(results, code_only=True)
    assert results.score == results.max_score


def cpu_seconds(way: str) -> float:
    """CPU time of a process that grades in this way, its children's included."""
    before = os.times()
    subprocess.run([sys.executable, *sys.argv[:1], "--only", way], check=True, stdout=subprocess.DEVNULL)
    after = os.times()
    return after.children_user + after.children_system - before.children_user - before.children_system


@click.command(help=__doc__)
@click.option("--rounds", default=7, show_default=True)
@click.option("--only", type=click.Choice(WAYS), help="Grade once in this way, and measure nothing.")
def main(rounds: int, only: str | None) -> None:
    """Measure and print."""
    pin()
    if only:
        grade(only)
        return
    seconds: dict[str, list[float]] = {way: [] for way in WAYS}
    for _ in range(rounds):
        for way in WAYS:
            seconds[way].append(cpu_seconds(way))
    for way, times in seconds.items():
        print(f"{way:15} {statistics.median(times):6.2f} s CPU  (median of {rounds}; least {min(times):.2f})")
    one, workers = (statistics.median(seconds[way]) for way in WAYS)
    print(f"isolation adds  {workers / one - 1:6.0%}")


if __name__ == "__main__":
    main()
