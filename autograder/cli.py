"""Command line: `python -m autograder ...` for teaching assistants; `run_autograder` calls `grade`."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import click

from autograder import project

DEFAULT_TIMEOUT = 600.0  # Gradescope's, where TIMEOUT_SECONDS does not tell
SHARE = 0.8  # of the time limit: past the limit Gradescope would throw away every result


@click.group()
def main() -> None:
    """Grade submissions, and make, check and prove what they are graded with."""


@main.command()
@click.argument("submission", type=click.Path(exists=True, path_type=Path), required=False)
@click.option("--results", type=click.Path(path_type=Path), help="Where to write results.json.")
@click.option("--questions", help="Questions to grade, as in Q1,Q3; all by default.")
@click.option("--code-only", is_flag=True, help="Grade the code and leave the notebooks out.")
def grade(submission: Path | None, results: Path | None, questions: str | None, code_only: bool) -> None:
    """Grade SUBMISSION, a folder or a zip; without it, what Gradescope has put into its place."""
    from autograder import workflow
    from autograder.intake import NoSubmission
    from autograder.report import print_report
    from autograder.results import Results, ResultsError, write

    root = Path(os.environ.get("AUTOGRADER_ROOT", "/autograder"))
    if submission is None and not (root / "submission").is_dir():
        raise click.UsageError(f"name a submission: a folder or a zip (there is no {root / 'submission'})")
    target = results or (root / "results" / "results.json" if submission is None else Path("results.json"))
    order = workflow.Order(
        submission or root / "submission",
        _questions(questions),
        SHARE * float(os.environ.get("TIMEOUT_SECONDS", DEFAULT_TIMEOUT)),
    )

    def publish(so_far: Results) -> None:
        write(so_far, target)

    try:
        print_report(workflow.grade(order, publish), code_only=code_only)
    except (NoSubmission, ResultsError) as error:
        raise click.ClickException(str(error)) from error


@main.command()
@click.option("--question", help="Prove one question only, as in Q1.")
def prove(question: str | None) -> None:
    """Grade every known mistake and print which checks catch it; fails unless all is as it should be."""
    from autograder.kill_table import prove_graders

    sys.exit(prove_graders(_questions(question)))


@main.group()
def fixtures() -> None:
    """Frozen inputs and answers."""


@fixtures.command()
def generate() -> None:
    """Make all fixtures afresh, certified by torch; nothing is written where one cannot be certified."""
    from autograder.fixtures.commands import generate_all

    try:
        generate_all()
    except ValueError as error:
        raise click.ClickException(f"nothing was written. {error}") from error


@fixtures.command()
def verify() -> None:
    """Make all arrays afresh, and say which are the same, within tolerance, or drifted."""
    from autograder.fixtures.commands import verify_all

    sys.exit(verify_all())


@fixtures.command()
def diff() -> None:
    """Show, array by array, what the reference as it is now would change."""
    from autograder.fixtures.commands import show_differences

    show_differences()


@fixtures.command()
@click.argument("case")
def show(case: str) -> None:
    """Print a case: its inputs, its answers, and where their tolerances come from."""
    from autograder.fixtures.commands import show_case

    try:
        show_case(case)
    except KeyError as error:
        raise click.ClickException(str(error.args[0])) from error


@main.group()
def template() -> None:
    """What students receive of the solved assignment."""


@template.command("build")
def build_template() -> None:
    """Derive student_template/ from reference/ by taking the solutions out."""
    from autograder.handout.blanks import MarkerError
    from autograder.handout.template import template_files, write_files

    try:
        files = template_files(project.REFERENCE.parent)
    except MarkerError as error:
        raise click.ClickException(f"nothing was written. {error}") from error
    write_files(project.TEMPLATE, files)
    click.echo(f"wrote {len(files)} files to {project.TEMPLATE}")


@template.command("check")
def check_template() -> None:
    """Fail where student_template/ is not what reference/ gives."""
    from autograder.handout.template import differences, template_files

    found = differences(project.TEMPLATE, template_files(project.REFERENCE.parent))
    for difference in found:
        click.echo(difference)
    if found:
        raise click.ClickException("run: python -m autograder template build")


@main.group()
def bundle() -> None:
    """What is given away."""


@bundle.command()
@click.argument("zip_file", type=click.Path(dir_okay=False, path_type=Path))
def student(zip_file: Path) -> None:
    """Write the template with its self-check to ZIP_FILE, for students."""
    from autograder.archive import zip_bytes
    from autograder.handout.bundle import FOLDER, student_files

    files = student_files()
    zip_file.write_bytes(zip_bytes({f"{FOLDER}/{name}": data for name, data in files.items()}))
    click.echo(f"wrote {len(files)} files to {zip_file}")


def _questions(listed: str | None) -> tuple[str, ...]:
    """Upper-case names of questions that exist."""
    from graders import QUESTIONS

    if listed is None:
        return tuple(QUESTIONS)
    wanted = tuple(name.strip().upper() for name in listed.split(","))
    if unknown := [name for name in wanted if name not in QUESTIONS]:
        raise click.UsageError(f"no question {', '.join(unknown)}; there are {', '.join(QUESTIONS)}")
    return wanted
