"""The command with which people grade."""

from __future__ import annotations

from pathlib import Path

import click

from autograder.commands.regrade import EXTRA
from autograder.commands.with_assignment import with_assignment
from autograder.model.assignment import Assignment


@click.command()
@click.argument("run", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option(
    "--port", type=click.IntRange(0, 65535), default=0, help="A port of this machine; by default any."
)
@click.option(
    "--policies",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="The course's policies; policies.toml by default.",
)
@with_assignment
def review(assignment: Assignment, run: Path, port: int, policies: Path | None) -> None:
    """Grade inline answers and browse submissions of RUN, a folder made by regrade, in a local browser."""
    from autograder.grading.pipeline import policies_in_force

    try:
        from autograder.review.server import serve
        from autograder.review.state import Review
    except ImportError as error:
        raise click.ClickException(EXTRA.format(error.name)) from error
    from autograder.class_run.final import open_run

    course = policies_in_force(assignment, policies)
    serve(Review(assignment, open_run(run), course), port, click.echo)
