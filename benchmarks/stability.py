"""Does a rerun give the same? Grades the same submissions again and again, on loaded cores.

    PYTHONPATH=. python benchmarks/stability.py --gradings 3000 --at-once 4 --keep FOLDER

Ten submissions are graded by turns: the reference, five packages of right variants from the catalogue, one whose fast
layers loop over pixels, one with a mistake in every fifth function, one that cannot be imported and the template. Each
turn has another hash seed; several processes grade at once, and two more use what is left of the cores. Scores must
never differ, nor messages, except for the measured times in them.

A run that was interrupted goes on where it was: what is in the folder is not graded again, so give another state of the
code another folder.
"""

from __future__ import annotations

import itertools
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import click
from rich.console import Console
from rich.progress import track
from rich.table import Table

from assignment import ASSIGNMENT
from autograder.model.library import read_package
from autograder.model.mutants import Mutant, load_catalogue

SLOW = ("conv_forward_fast.loops", "conv_backward_fast.loops", "max_pool_backward_fast.loops")
VARIANTS = 5


@dataclass(frozen=True)
class Grading:
    """The facts that must not differ from run to run."""

    score: float
    messages: tuple[str, ...]


@click.command(help=__doc__)
@click.option("--gradings", default=200, show_default=True, help="In all, shared by the submissions.")
@click.option("--at-once", default=2, show_default=True, help="How many processes grade at a time.")
@click.option("--keep", type=click.Path(file_okay=False, path_type=Path), help="Where the results stay.")
def main(gradings: int, at_once: int, keep: Path | None) -> None:
    """Grade, count and print, after an interruption (SIGINT) what was seen so far."""
    signal.signal(signal.SIGINT, signal.default_int_handler)  # shells have jobs in the background ignore it
    with tempfile.TemporaryDirectory() as folder, _busy_cores():
        Path(folder).chmod(0o755)
        kept = keep or Path(folder)
        kept.mkdir(parents=True, exist_ok=True)
        names = list(_write_submissions(Path(folder)))
        seen: dict[str, Counter[Grading]] = {name: Counter() for name in names}
        turns = list(enumerate(itertools.islice(itertools.cycle(names), gradings)))
        pool = ThreadPoolExecutor(at_once)
        jobs = pool.map(lambda turn: _grade(Path(folder), kept, *turn), turns)
        with suppress(KeyboardInterrupt):
            for (_, name), outcome in zip(turns, track(jobs, "grading", total=gradings), strict=True):
                seen[name][outcome] += 1
        pool.shutdown(cancel_futures=True)
    _print(seen)
    sys.exit(any(len(found) > 1 for found in seen.values()))


def _write_submissions(folder: Path) -> Iterator[str]:
    sources = read_package(ASSIGNMENT.reference)
    catalogue = [mistake for mistake in load_catalogue(ASSIGNMENT.mistakes) if mistake.path in sources]
    packages = {"reference": sources}
    packages |= {f"variants {n + 1}": _with_variants(sources, catalogue, n) for n in range(VARIANTS)}
    packages["slow fast layers"] = _with(sources, [m for m in catalogue if m.id in SLOW])
    packages["mistakes"] = _with(sources, _one_each([m for m in catalogue if not m.accepted])[::5])
    packages["not importable"] = sources | {"layers.py": sources["layers.py"] + "\nreturn\n"}
    packages["template"] = read_package(ASSIGNMENT.root / "student_template" / "cs231n")
    for name, package in packages.items():
        for path, text in package.items():
            target = folder / name / "cs231n" / path
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text(text)
        yield name


def _with_variants(sources: dict[str, str], catalogue: list[Mutant], number: int) -> dict[str, str]:
    """The reference with every fifth accepted variant, of each function at most one."""
    return _with(sources, _one_each([m for m in catalogue if m.accepted][number::VARIANTS]))


def _one_each(mistakes: Iterable[Mutant]) -> list[Mutant]:
    """The last of each function's."""
    return list({mistake.target: mistake for mistake in mistakes if mistake.function}.values())


def _with(sources: dict[str, str], mistakes: Iterable[Mutant]) -> dict[str, str]:
    for mistake in mistakes:
        sources = mistake.applied(sources)
    return sources


def _grade(folder: Path, kept: Path, turn: int, name: str) -> Grading:
    results = kept.absolute() / f"{turn}.json"
    if not results.exists():
        unfinished = folder / f"{turn}.unfinished"
        command = [sys.executable, "-m", "autograder", "grade", folder / name, "--code-only"]
        subprocess.run(
            [*command, "--results", unfinished],
            env={**os.environ, "PYTHONHASHSEED": str(turn)},
            cwd=ASSIGNMENT.root,
            stdout=subprocess.DEVNULL,
            check=True,
        )
        shutil.move(unfinished, results)
    tests = json.loads(results.read_text())["tests"]
    messages = tuple(
        line for test in tests for line in test["output"].splitlines() if not line.startswith("CPU time")
    )
    return Grading(round(sum(test["score"] for test in tests), 6), messages)


@contextmanager
def _busy_cores() -> Iterator[None]:
    """Keeps both cores busy meanwhile, with what gradings leave of them."""
    spin = "import os, numpy as np\nos.nice(19)\nx = np.ones((500, 500))\nwhile True: x @ x"
    processes = [subprocess.Popen([sys.executable, "-c", spin]) for _ in range(2)]
    try:
        yield
    finally:
        for process in processes:
            process.kill()
            process.wait()


def _print(seen: dict[str, Counter[Grading]]) -> None:
    table = Table("submission", "gradings", "score", "different outcomes")
    for name, outcomes in seen.items():
        scores = ", ".join(f"{score:g}" for score in sorted({outcome.score for outcome in outcomes}))
        table.add_row(name, str(outcomes.total()), scores, str(len(outcomes)))
    Console().print(table)


if __name__ == "__main__":
    main()
