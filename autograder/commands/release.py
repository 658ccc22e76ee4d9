"""The command that checks and builds everything that students and Gradescope receive."""

from __future__ import annotations

import time
from pathlib import Path
from typing import TYPE_CHECKING

import click

from autograder.base.scratch import Scratch
from autograder.commands.regrade import EXTRA
from autograder.commands.with_assignment import with_assignment
from autograder.model.assignment import Assignment

if TYPE_CHECKING:
    from rich.console import Console

    from autograder.handout.release_steps import Release


@click.command()
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path), default=Path("release"))
@click.option(
    "--rootfs", is_flag=True, help="Try the zip in a fresh Debian system (needs root and debootstrap)."
)
@click.option(
    "--compare",
    metavar="RUN",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="The folder of an earlier run; judge its evidence again, and list the scores that would change.",
)
@with_assignment
def release(assignment: Assignment, folder: Path, rootfs: bool, compare: Path | None) -> None:
    """Check fixtures, reference, graders and template, write both zips to FOLDER, and try the one for Gradescope.

    The first error ends it, with a sentence that says what to do.
    """
    from rich.console import Console

    from autograder.handout.release_steps import Release, Stop

    console = Console(highlight=False, markup=False, emoji=False)
    if compare:
        _compare(assignment, compare, console)
    folder.mkdir(parents=True, exist_ok=True)
    try:
        _run(Release(assignment, folder, rootfs, console))
    except Stop as stop:
        raise click.ClickException(str(stop)) from stop


def _compare(assignment: Assignment, earlier: Path, console: Console) -> None:
    """Judge the evidence of a run again, and print the differences."""
    from autograder.grading.pipeline import policies_in_force

    try:
        from autograder.class_run import tell
    except ImportError as error:
        raise click.ClickException(EXTRA.format(error.name)) from error
    from autograder.class_run.judge_again import judge_again
    from autograder.class_run.progress import Progress
    from autograder.class_run.record import RecordError
    from autograder.grading.evidence_file import EvidenceError
    from autograder.policies.config import PolicyError
    from autograder.store.fixture_set import FixtureError

    try:
        policies = policies_in_force(assignment, None)
        with Scratch("release") as scratch:
            judge_again(assignment, earlier, scratch / "run", policies, Progress(console))
            tell.tell_changes(scratch / "run", earlier, policies, console)
    except (EvidenceError, FixtureError, PolicyError, RecordError) as error:
        raise click.ClickException(str(error)) from error


def _run(release: Release) -> None:
    """Run each step; print its name before and its finding after it."""
    from autograder.handout.release_steps import STEPS

    summary = []
    for number, (name, step) in enumerate(STEPS, start=1):
        click.echo(f"[{number}/{len(STEPS)}] {name}")
        started = time.monotonic()
        found = step(release)
        click.echo(f"      {found}")
        summary.append(f"{name:15} {time.monotonic() - started:5.0f} s  {found}")
    click.echo("\n".join(["", *summary, "", f"The zips are in {release.folder}."]))
