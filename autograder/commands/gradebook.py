"""The command that writes grades, and reads edited ones back."""

from __future__ import annotations

import getpass
from pathlib import Path
from typing import TYPE_CHECKING

import click

from autograder.base.counts import number_of
from autograder.commands.regrade import EXTRA
from autograder.commands.with_assignment import with_assignment
from autograder.model.assignment import Assignment

if TYPE_CHECKING:
    from autograder.class_run.final import ClassRun
    from autograder.class_run.record import Row

_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.command()
@click.argument("run", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("--points", type=_FILE, help="An edited points.csv, whose changes count from now on.")
@click.option("--roster", type=_FILE, help="A roster; list the people on it who have not submitted.")
@click.option("--canvas", type=_FILE, help="A gradebook exported by Canvas; write canvas.csv for import.")
@click.option("--column", help="The assignment's column in Canvas; its title by default.")
@click.option("--policies", type=_FILE, help="The course's policies; policies.toml by default.")
@with_assignment
def gradebook(
    assignment: Assignment,
    run: Path,
    points: Path | None,
    roster: Path | None,
    canvas: Path | None,
    column: str | None,
    policies: Path | None,
) -> None:
    """Rewrite the tables and pages of RUN, a folder made by regrade, with people's decisions."""
    from rich.console import Console

    from autograder.grading.pipeline import policies_in_force

    try:
        from autograder.class_run import tell
        from autograder.class_run.final import open_run
    except ImportError as error:
        raise click.ClickException(EXTRA.format(error.name)) from error
    from autograder.gradebook.points_file import write_points

    course = policies_in_force(assignment, policies)
    opened = open_run(run)
    if points:
        _read_back(opened, points, opened.decided(course))
    rows = opened.decided(course)
    if canvas:
        _fill(canvas, column or assignment.title, rows, run)
    tell.tell(assignment, run, None, course, Console())
    click.echo(f"to edit points in a spreadsheet: {write_points(rows, run)}, and then --points")
    if roster:
        _attend(roster, rows)


def _read_back(run: ClassRun, points: Path, rows: list[Row]) -> None:
    from autograder.gradebook.points_file import changes_of
    from autograder.policies.journal import Journal

    changes = changes_of(points, rows)
    Journal(run.folder).add_all([(getpass.getuser(), kind, data) for kind, data in changes])
    click.echo(f"{points}: changes points in {number_of(len(changes), 'cell')}")


def _fill(canvas: Path, column: str, rows: list[Row], folder: Path) -> None:
    from autograder.gradebook.canvas import fill

    filled = fill(canvas, column, rows, folder)
    click.echo(f"for Canvas: {filled.path}; {filled.empty} of its rows have no points here")
    for name in filled.unmatched:
        click.echo(f"has points, but no row in {canvas}: {name}")


def _attend(roster: Path, rows: list[Row]) -> None:
    from autograder.gradebook.people import attendance

    found = attendance(roster, rows)
    click.echo(f"not yet submitted, of those in {roster}: {len(found.absent)}")
    for person in found.absent:
        click.echo(f"  {person.name or person.email or person.sid} {person.email}".rstrip())
    for person in found.strangers:
        click.echo(f"has submitted, but is not in {roster}: {person.name or person.email or person.sid}")
