"""The command that grades, for Gradescope and by hand: `run_autograder` calls it, and nothing else of the CLI."""

from __future__ import annotations

import math
import os
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

import click

from autograder.commands.with_assignment import with_assignment
from autograder.execution.probe_launch import launch_probes

if TYPE_CHECKING:
    from autograder.grading.pipeline import Order
    from autograder.isolation.launch import Launch
    from autograder.model.assignment import Assignment
    from autograder.model.results import Results
    from autograder.policies.config import Policies
    from autograder.policies.metadata import Metadata

DEFAULT_TIMEOUT = 600.0  # Gradescope's, if TIMEOUT_SECONDS is not set
BY_HAND = 2400.0  # at a terminal, where a person can end it
BETWEEN = 0.1  # seconds between two writings of the results so far; a killed judge loses no more
SHARE = 0.8  # of the time limit: after the limit, Gradescope would throw away every result


@click.command()
@click.argument("submission", type=click.Path(exists=True, path_type=Path), required=False)
@click.option("--results", type=click.Path(path_type=Path), help="The file to write the results to.")
@click.option("--questions", help="Questions to grade, as in Q1,Q3; all by default.")
@click.option("--code-only", is_flag=True, help="Grade the code and leave the notebooks out.")
@click.option(
    "--artefacts",
    type=click.Path(file_okay=False, path_type=Path),
    help="The folder for all executed notebooks and inline answers.",
)
@click.option(
    "--evidence",
    type=click.Path(dir_okay=False, path_type=Path),
    help="The file for the evidence, which ta verdict reads.",
)
@click.option(
    "--offering", metavar="NAME", help="The offering to grade by; by default recognised from the code."
)
@with_assignment
def grade(
    assignment: Assignment,
    submission: Path | None,
    results: Path | None,
    questions: str | None,
    code_only: bool,
    artefacts: Path | None,
    evidence: Path | None,
    offering: str | None,
) -> None:
    """Grade SUBMISSION, a folder or a zip; by default the one that Gradescope has put in place."""
    launch = _launched(
        assignment
    )  # the zygote takes longer to import than this process, so imports here cost no time
    from autograder.feedback.terminal_report import print_report
    from autograder.grading import pipeline
    from autograder.grading.results_file import ResultsError, write
    from autograder.policies.config import PolicyError
    from autograder.policies.metadata import Metadata, read_metadata
    from autograder.submission import NoSubmission

    root = Path(os.environ.get("AUTOGRADER_ROOT", "/autograder"))
    if submission is None and not (root / "submission").is_dir():
        raise click.UsageError(f"name a submission: a folder or a zip (there is no {root / 'submission'})")
    check_offering(assignment, offering)
    target = results or (root / "results" / "results.json" if submission is None else Path("results.json"))
    metadata = read_metadata(root / "submission_metadata.json") if submission is None else Metadata()

    written = -math.inf

    def publish(so_far: Results) -> None:
        nonlocal written
        if time.monotonic() - written >= BETWEEN:
            write(so_far, target)
            written = time.monotonic()

    try:
        order = pipeline.Order(
            submission or root / "submission",
            questions_of(assignment, questions),
            SHARE * _timeout(at_gradescope=submission is None),
            offering,
            _policies(assignment, at_gradescope=submission is None),
            code_only,
            artefacts,
            evidence,
        )
        graded = _graded(assignment, order, metadata, publish, launch)
        write(graded, target)
        print_report(graded, code_only=code_only)
    except (NoSubmission, PolicyError, ResultsError) as error:
        raise click.ClickException(str(error)) from error


def _launched(assignment: Assignment) -> Launch | None:
    """Start the process that workers will come from; if it fails now, a second start will show why."""
    with suppress(OSError):
        return launch_probes(assignment)
    return None


def _timeout(at_gradescope: bool) -> float:
    """Return the seconds of a time limit; a text that is not a time counts as unknown."""
    from autograder.policies.metadata import number

    return number(os.environ.get("TIMEOUT_SECONDS")) or (DEFAULT_TIMEOUT if at_gradescope else BY_HAND)


def _policies(assignment: Assignment, at_gradescope: bool) -> Policies:
    """Return the course's policies; at Gradescope none if their file is wrong, as grading must go on."""
    from autograder.grading import pipeline
    from autograder.policies.config import Policies, PolicyError

    try:
        return pipeline.policies_in_force(assignment)
    except PolicyError as error:
        if not at_gradescope:
            raise
        click.echo(f"Graded without policies. {error}", err=True)
        return Policies()


def _graded(
    assignment: Assignment,
    order: Order,
    metadata: Metadata,
    publish: Callable[[Results], None],
    launch: Launch | None,
) -> Results:
    """Return the results under the course's policies: graded now, or those of the previous submission."""
    from autograder.grading import pipeline
    from autograder.policies.apply import adjusted, repeated

    if again := repeated(order.policies, metadata):
        return again

    def publish_adjusted(so_far: Results) -> None:
        publish(adjusted(so_far, order.policies, metadata))

    return adjusted(pipeline.grade(assignment, order, publish_adjusted, launch), order.policies, metadata)


def questions_of(assignment: Assignment, listed: str | None) -> tuple[str, ...]:
    """Return the upper-case names of existing questions."""
    from autograder.model.check import load_checks

    questions = load_checks(assignment)
    if listed is None:
        return tuple(questions)
    wanted = tuple(name.strip().upper() for name in listed.split(","))
    if unknown := [name for name in wanted if name not in questions]:
        raise click.UsageError(f"no question {', '.join(unknown)}; there are {', '.join(questions)}")
    return wanted


def check_offering(assignment: Assignment, name: str | None) -> None:
    """Raise UsageError unless the assignment has an offering of this name, or none was named."""
    known = assignment.offerings.names
    if name is not None and name not in known:
        raise click.UsageError(f"no offering {name}; there are {', '.join(known) or 'none'}")
