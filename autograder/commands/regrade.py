"""The command that grades a class."""

from __future__ import annotations

from pathlib import Path
from typing import cast

import click

from autograder.commands.grade import BY_HAND, DEFAULT_TIMEOUT, SHARE, questions_of
from autograder.commands.interrupts import interrupted_once
from autograder.commands.with_assignment import with_assignment
from autograder.model.assignment import Assignment

EXTRA = "this needs the packages of requirements-class.lock ({}): sh setup.sh --class installs them"


@click.command()
@click.argument("export", type=click.Path(exists=True, path_type=Path), required=False)
@click.option(
    "--out", required=True, type=click.Path(file_okay=False, path_type=Path), help="The run's folder."
)
@click.option(
    "--from",
    "earlier",
    metavar="RUN",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="Judge the evidence of this earlier run again instead of an export; no submission runs.",
)
@click.option("--scheduler", metavar="ADDRESS", help="A Dask scheduler; without it, this machine grades.")
@click.option(
    "--workers", type=click.IntRange(min=1), help="The number of this machine's cores to use; all by default."
)
@click.option("--questions", help="Questions to grade, as in Q1,Q3; all by default.")
@click.option("--code-only", is_flag=True, help="Grade the code and leave the notebooks out.")
@click.option(
    "--only-failed", is_flag=True, help="Grade again only the submissions that the grader failed at."
)
@click.option(
    "--compare",
    metavar="RUN",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="The folder of an earlier run; list the scores that have changed since, and why.",
)
@click.option(
    "--policies",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="The course's policies; policies.toml by default.",
)
@with_assignment
def regrade(
    assignment: Assignment,
    export: Path | None,
    out: Path,
    earlier: Path | None,
    scheduler: str | None,
    workers: int | None,
    questions: str | None,
    code_only: bool,
    only_failed: bool,
    compare: Path | None,
    policies: Path | None,
) -> None:
    """Grade every submission in EXPORT, Gradescope's zip or folder, or a folder of zips and folders.

    To resume an interrupted run, give the same command again.
    """
    from rich.console import Console

    from autograder.grading.pipeline import Order, policies_in_force

    try:
        from autograder.class_run import class_run, cluster, tell
    except ImportError as error:
        raise click.ClickException(EXTRA.format(error.name)) from error
    from autograder.class_run.export import ExportError
    from autograder.class_run.judge_again import judge_again
    from autograder.class_run.progress import Progress
    from autograder.class_run.record import RecordError
    from autograder.grading.evidence_file import EvidenceError
    from autograder.policies.config import PolicyError
    from autograder.store.fixture_set import FixtureError

    if (export is None) == (earlier is None):
        raise click.UsageError("name an export, or an earlier run by --from")
    console = Console()
    limit = DEFAULT_TIMEOUT if code_only else BY_HAND
    try:
        with interrupted_once():
            course = policies_in_force(assignment, policies)
            if export is None:
                judge_again(assignment, cast(Path, earlier), out, course, Progress(console))
            else:
                order = Order(
                    export,
                    questions_of(assignment, questions),
                    SHARE * limit,
                    policies=course,
                    code_only=code_only,
                )
                workers = workers or cluster.local_workers()
                plan = class_run.Plan(export, out, order, scheduler, workers, only_failed)
                class_run.regrade(assignment, plan, Progress(console))
            tell.tell(assignment, out, compare or earlier, course, console)
    except (
        cluster.ClusterError,
        EvidenceError,
        ExportError,
        FixtureError,
        PolicyError,
        RecordError,
    ) as error:
        raise click.ClickException(str(error)) from error
    except KeyboardInterrupt as error:
        raise click.ClickException("interrupted: give the same command again to resume.") from error
