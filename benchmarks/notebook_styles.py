"""Grade notebooks in the style of 2018 to 2021, alone or beside busy processes, and compare their scores.

    PYTHONPATH=. python benchmarks/notebook_styles.py [--load 8] [--budget 40] [STYLE ...]

Each style is the reference with a notebook of its own: nets of one's own in PyTorch and Keras, Colab cells throughout,
what notebooks import besides. Prints the points and what is held for course staff, seconds, CPU seconds and memory.
With a budget, the framework notebooks get so many seconds of CPU time: nets that need longer are ended.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import click
import nbformat
from nbformat import v4

from assignment import ASSIGNMENT, PACKAGE
from benchmarks.notebook_cells import STYLES, Style

SECONDS = 2400.0
BUSY = "while True: pass"


def notebook(style: Style) -> bytes:
    """The notebook of a style, as a file."""
    cells = [v4.new_markdown_cell(f"# {style.file}"), *map(v4.new_code_cell, style.cells)]
    return nbformat.writes(v4.new_notebook(cells=cells)).encode()


def grade(name: str, budget: float | None) -> dict[str, object]:
    """Grade the question of one style, and return what came of its trained nets."""
    from autograder.grading.pipeline import Order
    from autograder.grading.pipeline import grade as grade_order

    style = STYLES[name]
    notebooks = {
        short: replace(one, seconds=budget) if budget and one.framework else one
        for short, one in PACKAGE.notebooks.items()
    }
    assignment = replace(ASSIGNMENT, package=replace(PACKAGE, notebooks=notebooks))
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(shutil.copytree(ASSIGNMENT.solution, Path(scratch) / "submission"))
        for path in folder.glob("*.ipynb"):
            path.unlink()
        (folder / f"{style.file}.ipynb").write_bytes(notebook(style))
        results = grade_order(assignment, Order(folder, (style.question,), seconds=SECONDS), lambda _: None)
    checks = [check for check in results.checks if check.number in style.checks]
    return {
        "points": " ".join(f"{check.number}: {check.score:g} of {check.max_score:g}" for check in checks),
        "held": sum(check.verdict.held for check in checks if check.verdict is not None),
    }


@contextmanager
def busy(processes: int) -> Iterator[None]:
    """So many busy processes, for the time being."""
    started = [subprocess.Popen([sys.executable, "-c", BUSY]) for _ in range(processes)]
    try:
        yield
    finally:
        for process in started:
            process.kill()


@click.command(help=__doc__)
@click.option("--load", default=0, help="Busy processes beside each grading.")
@click.option("--budget", type=float, help="Seconds of CPU time of a framework's notebook.")
@click.option("--only", is_flag=True, help="Grade one style here, and print what came of it.")
@click.argument("styles", nargs=-1, type=click.Choice(list(STYLES)))
def main(load: int, budget: float | None, only: bool, styles: tuple[str, ...]) -> None:
    """Grade and print."""
    from benchmarks.notebooks import measured

    if only:
        print(json.dumps(grade(styles[0], budget)))
        return
    more = ["--budget", str(budget)] if budget else []
    for name in styles or STYLES:
        with busy(load):
            seconds, cpu, mib, printed = measured([sys.executable, sys.argv[0], "--only", *more, name])
        found = json.loads(printed)
        print(
            f"{name:22} {found['points']:22} held {found['held']:.2f}  "
            f"{seconds:6.1f} s  {cpu:6.1f} s CPU  {mib:5.0f} MiB  load {os.getloadavg()[0]:.0f}",
            flush=True,
        )


if __name__ == "__main__":
    main()
