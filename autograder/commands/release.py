"""The command that checks and builds everything that is given away."""

from __future__ import annotations

import time
from pathlib import Path
from typing import TYPE_CHECKING

import click

from autograder.commands.with_assignment import with_assignment
from autograder.model.assignment import Assignment

if TYPE_CHECKING:
    from autograder.handout.release_steps import Release


@click.command()
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path), default=Path("release"))
@click.option(
    "--rootfs", is_flag=True, help="Try the zip in a fresh Debian system (needs root and debootstrap)."
)
@with_assignment
def release(assignment: Assignment, folder: Path, rootfs: bool) -> None:
    """Check fixtures, reference, graders and template, write both zips to FOLDER, and try the one for Gradescope.

    Stops at the first thing that is wrong, and says what to do.
    """
    from rich.console import Console

    from autograder.handout.release_steps import Release, Stop

    folder.mkdir(parents=True, exist_ok=True)
    try:
        _run(Release(assignment, folder, rootfs, Console(highlight=False, markup=False, emoji=False)))
    except Stop as stop:
        raise click.ClickException(str(stop)) from stop


def _run(release: Release) -> None:
    """Each step with its name before and its finding after it."""
    from autograder.handout.release_steps import STEPS

    summary = []
    for number, (name, step) in enumerate(STEPS, start=1):
        click.echo(f"[{number}/{len(STEPS)}] {name}")
        started = time.monotonic()
        found = step(release)
        click.echo(f"      {found}")
        summary.append(f"{name:15} {time.monotonic() - started:5.0f} s  {found}")
    click.echo("\n".join(["", *summary, "", f"The zips are in {release.folder}."]))
