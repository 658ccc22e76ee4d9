"""Measure a whole grading of the reference: the parts of its time, and its memory.

    PYTHONPATH=. python benchmarks/notebooks.py

Grades the code alone, runs each notebook alone (with the start of its kernel's zygote, and without probes), and grades
everything, two notebooks at a time: each in a process of its own, with all its processes' time and memory in the bill.
Memory is the largest sum of proportional shares (PSS) that was seen, looking every second; that takes root's rights.
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
from contextlib import suppress
from importlib.util import find_spec

import click
import psutil

from assignment import ASSIGNMENT, PACKAGE

CODE, ALL = "code checks", "everything"
LEFT_OUT = "TensorFlow"  # where PyTorch.ipynb earns all points
SECONDS = 1920.0


def grade(code_only: bool) -> None:
    """Grade the reference."""
    from autograder.grading import pipeline

    order = pipeline.Order(ASSIGNMENT.solution, seconds=SECONDS, code_only=code_only)
    results = pipeline.grade(ASSIGNMENT, order, lambda _: None)
    assert results.score == results.max_score, results.score


def run_notebook(name: str) -> None:
    """Run one notebook, in a kernel of its own."""
    from autograder.execution.compiled_submission import compile_submission
    from autograder.execution.probe_launch import launch_probes
    from autograder.execution.time_budget import TimeBudget
    from autograder.isolation.zygote import Zygote
    from autograder.notebooks.notebook_executor import NotebookExecutor
    from autograder.submission import take_in

    short_name = next(short for short, notebook in PACKAGE.notebooks.items() if notebook.file == name)
    submission = take_in(PACKAGE, ASSIGNMENT.solution)
    with Zygote(launch_probes(ASSIGNMENT)) as zygote:
        package = compile_submission(ASSIGNMENT, submission, zygote).package
    notebooks = {path: raw for path, raw in submission.notebooks.items() if name in path}
    with NotebookExecutor(ASSIGNMENT, notebooks, package, TimeBudget(SECONDS)) as executor:
        executor.finish([short_name])
        (executed,) = executor.executed()
    assert not executed.ended, executed.ended


def parts() -> list[str]:
    """Return the parts to be measured."""
    installed = find_spec("tensorflow") is not None
    names = [notebook.file for notebook in PACKAGE.notebooks.values()]
    return [CODE, *(name for name in names if installed or name != LEFT_OUT), ALL]


def measured(command: list[str]) -> tuple[float, float, float, str]:
    """Seconds that a command takes, CPU seconds and MiB, its children's included, and what it prints."""
    before, start, most = os.times(), time.monotonic(), 0.0
    with psutil.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as process:
        while process.poll() is None:
            most = max(most, memory(process))
            time.sleep(1)
        printed = process.stdout.read()
    if process.returncode:
        raise subprocess.CalledProcessError(process.returncode, command)
    after, seconds = os.times(), time.monotonic() - start
    cpu = after.children_user + after.children_system - before.children_user - before.children_system
    return seconds, cpu, most, printed


def memory(top: psutil.Process) -> float:
    """The memory of a process and all below it, in MiB."""
    found = 0
    with suppress(psutil.NoSuchProcess):
        for process in (top, *top.children(recursive=True)):
            with suppress(psutil.Error):
                found += process.memory_full_info().pss
    return found / 2**20


@click.command(help=__doc__)
@click.option("--only", help="Do this once, and say nothing.")
def main(only: str | None) -> None:
    """Measure and print."""
    if only in (CODE, ALL):
        grade(code_only=only == CODE)
    elif only:
        run_notebook(only)
    else:
        print(f"{os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}")
        for part in parts():
            seconds, cpu, mib, _ = measured([sys.executable, *sys.argv[:1], "--only", part])
            print(f"{part:22} {seconds:6.1f} s   {cpu:6.1f} s CPU   {mib:6.0f} MiB", flush=True)


if __name__ == "__main__":
    main()
