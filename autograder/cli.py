"""Command line: `python -m autograder ...` for teaching assistants; `run_autograder` calls `grade`."""

from __future__ import annotations

import click

import graders  # registers the cases
from autograder import project


@click.group()
def main() -> None:
    """Grade submissions, and make, check and prove what they are graded with."""


@main.group()
def fixtures() -> None:
    """Frozen inputs and answers."""


@fixtures.command()
def generate() -> None:
    """Make all fixtures afresh, certified by torch; needs the test environment."""
    from rich.console import Console

    from autograder.case import CASES
    from autograder.fixtures.certify import CertificationError
    from autograder.fixtures.tolerance import ToleranceError
    from autograder.fixtures.write import generate as write_fixtures
    from autograder.mistakes import CatalogueError

    console = Console()
    with console.status("") as status:
        try:
            write_fixtures(project.FIXTURES, project.secret(), CASES.values(), status.update)
        except (CertificationError, ToleranceError, CatalogueError) as error:
            raise click.ClickException(f"nothing was written. {error}") from error
    console.print(f"wrote {project.FIXTURES}")
