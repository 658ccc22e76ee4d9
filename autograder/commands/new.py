"""The commands that write an author's first files."""

from __future__ import annotations

import shlex
from collections.abc import Sequence
from pathlib import Path

import click

from autograder.base.paths import STAFF_COMMAND
from autograder.commands.with_assignment import with_assignment
from autograder.model.assignment import Assignment, load_assignment


@click.group()
def new() -> None:
    """Write the files of a new assignment or check; they work, and you change them from there."""


@new.command("assignment")
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path))
def new_assignment(folder: Path) -> None:
    """Write an assignment of one function and one check into FOLDER, which is new."""
    from autograder.authoring.scaffold.new_assignment import write_assignment

    written = write_assignment(folder)
    _derive_template(load_assignment(folder))
    _tell(folder, [*written, folder / "student_template"])
    ta = f"{STAFF_COMMAND} --assignment {shlex.quote(str(folder))}"
    click.echo(f"Next: {ta} fixtures generate; then prove, and bundle gradescope FILE.")


@new.command("check")
@click.argument("number")
@click.argument("function")
@click.option(
    "--module",
    help="Short name of the module for the function; by default the module that has the function already.",
)
@with_assignment
def new_check(assignment: Assignment, number: str, function: str, module: str | None) -> None:
    """Write check NUMBER of FUNCTION: a case, the check, a mistake and, unless they exist, function and oracle."""
    from autograder.authoring.scaffold.new_check import planned
    from autograder.model.check import points_problem

    written = planned(assignment, number, function, module).write()
    _derive_template(assignment)
    _tell(assignment.root, written)
    if problem := points_problem(assignment):
        click.echo(f"Points: {problem}.")
    question = number.partition(".")[0]
    click.echo(
        f"Next: edit these, then {STAFF_COMMAND} fixtures generate; "
        f"then prove --questions Q{question}, and template build."
    )


def _derive_template(assignment: Assignment) -> None:
    from autograder.handout.template import template_files, write_files

    write_files(assignment.template, template_files(assignment))


def _tell(root: Path, written: Sequence[Path]) -> None:
    for path in written:
        click.echo(f"wrote {path.resolve().relative_to(root.resolve())}")
