"""The command that plays Gradescope."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from autograder.base.scratch import Scratch
from autograder.commands.with_assignment import with_assignment
from autograder.model.assignment import Assignment
from autograder.simulate.container import SIZES

if TYPE_CHECKING:
    from autograder.simulate.platform import Platform

LONGEST = 40  # minutes, Gradescope's largest time limit


@click.command()
@click.argument("submissions", nargs=-1, required=True, type=click.Path(exists=True, path_type=Path))
@click.option("--rootfs", is_flag=True, help="Grade in a fresh Debian system (needs root and debootstrap).")
@click.option(
    "--zip",
    "bundle",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="The zip to try; by default one is made now.",
)
@click.option(
    "--container",
    type=click.Choice(list(SIZES)),
    default="4",
    show_default=True,
    help="The CPUs to grade with.",
)
@click.option(
    "--minutes",
    type=click.IntRange(1, LONGEST),
    default=LONGEST,
    show_default=True,
    help="The time limit, in minutes.",
)
@click.option("--late", type=float, default=-1.0, help="Hours after the due date; negative if before it.")
@click.option(
    "--metadata",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="A submission_metadata.json to grade with, to try any policy; --late is ignored then.",
)
@with_assignment
def simulate(
    assignment: Assignment,
    submissions: Sequence[Path],
    rootfs: bool,
    bundle: Path | None,
    container: str,
    minutes: int,
    late: float,
    metadata: Path | None,
) -> None:
    """Grade SUBMISSIONS as Gradescope would, with a zip made now or the one given, and show who sees what."""
    from autograder.simulate.image import BuildError
    from autograder.simulate.platform import Platform
    from autograder.simulate.root import RootError, check_possible

    told = _told(metadata) if metadata else None
    platform = Platform(
        SIZES[container], 60 * minutes, late, rootfs, assignment.title, assignment.points, told
    )
    try:
        if rootfs:
            check_possible()
        with Scratch("zip") as scratch:
            problems = _simulate(submissions, bundle or _zipped(assignment, scratch), platform)
    except (BuildError, RootError) as error:
        raise click.ClickException(str(error)) from error
    if problems:
        raise click.ClickException(f"{problems} of {len(submissions)} runs have problems, see above")


def _told(path: Path) -> dict[str, Any]:
    try:
        told = json.loads(path.read_bytes())
    except (ValueError, RecursionError) as error:
        raise click.ClickException(f"{path} is not JSON: {error}") from error
    if not isinstance(told, dict):
        raise click.ClickException(f"{path} is not the metadata of a submission: it is not a JSON object")
    return told


def _simulate(submissions: Sequence[Path], bundle: Path, platform: Platform) -> int:
    """Print each run, and a table of all; return the number of runs with problems."""
    from rich.console import Console

    from autograder.simulate.platform import built, grade_all
    from autograder.simulate.show import show_run, summary

    console = Console(highlight=False, markup=False, emoji=False)
    with console.status("") as status, built(bundle, platform, status.update) as (image, box):
        console.print(box.limited_by)
        runs = []
        for run in grade_all(submissions, image, box, platform, status.update):
            show_run(console, run)
            runs.append(run)
    console.print(summary(runs))
    return sum(bool(run.received.problems) for run in runs)


def _zipped(assignment: Assignment, folder: Path) -> Path:
    from autograder.base.reproducible_zip import zip_bytes
    from autograder.handout.gradescope import gradescope_files

    bundle = folder / "autograder.zip"
    bundle.write_bytes(zip_bytes(gradescope_files(assignment)))
    return bundle
