"""Mistakes made on one path only, and what they lose: python -m benchmarks.one_path

For random mistakes of the catalogue that some check excuses, a package holds the right function and the wrong one. It
calls the wrong one on one path only, for instance only if there are labels. Printed are the variants that lose nothing:
those whose wrong results are all excused, and those without a wrong result.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Mapping
from enum import Enum
from functools import partial
from itertools import islice
from time import process_time

import click
from rich.console import Console
from rich.table import Table

from autograder.model.finding import Kind
from autograder.model.mutants import Mutant
from autograder.model.verdict import Verdict
from benchmarks.in_process import EPSILON, Grader, code_grader
from benchmarks.path_choice import PATHS, TAKEN

NETS = ("classifiers/fc_net.py", "classifiers/cnn.py")
EXCUSES = {Kind.FOLLOWS, Kind.ELSEWHERE, Kind.OWN_GRADIENT, Kind.BEYOND, Kind.SAME_SLIP}


class Fate(Enum):
    """The fate of a variant: points lost, or one of three ways to lose none."""

    LOSES = "lose points"
    EXCUSED = "excused"
    UNSEEN = "no result wrong"
    NOT_TAKEN = "does nothing there"


def is_excused_somewhere(grader: Grader, mistake: Mutant) -> bool:
    """Return whether some check excuses a mistake that is made everywhere."""
    return _excused(grader.verdicts([mistake], mistake.applied(grader.sources)))


def _excused(verdicts: Mapping[str, Verdict]) -> bool:
    return any(f.kind in EXCUSES for v in verdicts.values() for f in v.findings if not f.lost)


def on_one_path(mistake: Mutant, sources: Mapping[str, str], path: str) -> dict[str, str]:
    """The package with a mistake that is made on one path only."""
    wrong = mistake.applied(sources)[mistake.path]
    choice = f"_choice.made_on({path!r}, globals(), {wrong!r}, {mistake.function!r})"
    ends = {module: ["_choice.follow(globals())"] for module in NETS}
    ends[mistake.path] = [choice, *ends.get(mistake.path, [])]
    imported = "from benchmarks import path_choice as _choice"
    return {**sources} | {m: "\n".join([sources[m], imported, *lines, ""]) for m, lines in ends.items()}


def paths_of(mistake: Mutant, sources: Mapping[str, str]) -> list[str]:
    """The paths that may differ for a function: its own mode is one only where its module has modes."""
    nets = mistake.path in NETS
    return [path for path in PATHS if "mode" not in path or (not nets and '"mode"' in sources[mistake.path])]


def outcome(grader: Grader, mistake: Mutant, path: str) -> Fate:
    """Grade a mistake that is made on one path only."""
    before = TAKEN.count
    verdicts = grader.verdicts([mistake], on_one_path(mistake, grader.sources, path))
    if TAKEN.count == before:
        return Fate.NOT_TAKEN
    if sum(v.at_stake - v.earned for v in verdicts.values()) > EPSILON:
        return Fate.LOSES
    return Fate.EXCUSED if _excused(verdicts) else Fate.UNSEEN


@click.command(help=__doc__)
@click.option("--mistakes", default=100, show_default=True, help="How many; 0 for all.")
@click.option("--seed", default=1, show_default=True)
def main(mistakes: int, seed: int) -> None:
    """Grade all variants of random mistakes and print what loses nothing."""
    start = process_time()
    fates: dict[str, Counter[Fate]] = {path: Counter() for path in PATHS}
    with code_grader() as (grader, catalogue):
        random.Random(seed).shuffle(catalogue)
        tried = islice(filter(partial(is_excused_somewhere, grader), catalogue), mistakes or None)
        for mistake in tried:
            for path in paths_of(mistake, grader.sources):
                found = outcome(grader, mistake, path)
                fates[path][found] += 1
                if found in {Fate.EXCUSED, Fate.UNSEEN}:
                    print(f"{mistake.id}, {path}: {found.value}", flush=True)
    table = Table("path", *[fate.value for fate in Fate])
    for path, counted in fates.items():
        table.add_row(path, *[str(counted[fate]) for fate in Fate])
    Console().print(table)
    print(f"{process_time() - start:.0f} s")


if __name__ == "__main__":
    main()
