"""The staff's command line: `./ta COMMAND ...`."""

from __future__ import annotations

import sys
from pathlib import Path

import click

import autograder
from autograder.base import paths
from autograder.base.counts import number_of
from autograder.commands.grade import grade, questions_of
from autograder.commands.gradebook import gradebook
from autograder.commands.new import new
from autograder.commands.regrade import regrade
from autograder.commands.release import release
from autograder.commands.review import review
from autograder.commands.simulate import simulate
from autograder.commands.staff_group import StaffGroup
from autograder.commands.with_assignment import with_assignment
from autograder.model.assignment import Assignment, load_assignment


@click.group(cls=StaffGroup)
@click.version_option(autograder.__version__, message="%(version)s")
@click.option(
    "--assignment",
    "folder",
    envvar=paths.ASSIGNMENT_VARIABLE,
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="The assignment's folder; by default the current one if it has an assignment, else the one beside the engine.",
)
@click.pass_context
def main(context: click.Context, folder: Path | None) -> None:
    """Grade submissions; make, check and prove the graders and fixtures."""
    if folder is not None:
        context.obj = load_assignment(folder)


main.add_command(grade)
main.add_command(new)
main.add_command(simulate)
main.add_command(regrade)
main.add_command(review)
main.add_command(gradebook)
main.add_command(release)


@main.command()
@with_assignment
def doctor(assignment: Assignment) -> None:
    """Report what this machine has and lacks for grading with this assignment."""
    from autograder.handout.doctor import examine

    for fact in examine(assignment):
        click.echo(f"{'ok     ' if fact.fine else 'lacking'}  {fact.name}: {fact.text}")


@main.command()
@click.argument("evidence", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option(
    "--results",
    type=click.Path(dir_okay=False, path_type=Path),
    default=Path("results.json"),
    show_default=True,
    help="The file to write the results to.",
)
@with_assignment
def verdict(assignment: Assignment, evidence: Path, results: Path) -> None:
    """Judge EVIDENCE, a file kept by run_autograder, again; no code of the submission runs."""
    from autograder.feedback.terminal_report import print_report
    from autograder.grading.evidence_file import EvidenceError, load
    from autograder.grading.pipeline import fixture_sets, judged_again, policies_in_force
    from autograder.grading.results_file import write

    try:
        record = load(evidence, fixture_sets(assignment))
    except EvidenceError as error:
        raise click.ClickException(str(error)) from error
    found = judged_again(assignment, record, policies_in_force(assignment))
    write(found, results)
    print_report(found, code_only=record.code_only)


@main.command()
@click.option("--questions", help="Questions to prove, as in Q1,Q3; all by default.")
@with_assignment
def prove(assignment: Assignment, questions: str | None) -> None:
    """Grade every mutant and print which checks catch it; fail if one costs other points than it should."""
    from autograder.proof.mutation_report import prove_graders

    sys.exit(prove_graders(assignment, questions_of(assignment, questions)))


@main.group()
def fixtures() -> None:
    """Frozen inputs and expected results."""


@fixtures.command()
@with_assignment
def generate(assignment: Assignment) -> None:
    """Regenerate all fixtures, certified by torch; write none if one cannot be certified."""
    from autograder.authoring.fixture_reports import generate_all

    try:
        generate_all(assignment)
    except ValueError as error:
        raise click.ClickException(f"nothing was written: {error}") from error


@fixtures.command()
@with_assignment
def verify(assignment: Assignment) -> None:
    """Regenerate all arrays, and report which are the same, within tolerance, or drifted."""
    from autograder.authoring.fixture_reports import verify_all

    sys.exit(verify_all(assignment))


@fixtures.command()
@with_assignment
def diff(assignment: Assignment) -> None:
    """Show, array by array, what the current reference would change."""
    from autograder.authoring.fixture_reports import show_differences
    from autograder.store.fixture_set import FixtureError

    try:
        show_differences(assignment)
    except FixtureError as error:
        raise click.ClickException(str(error)) from error


@fixtures.command()
@click.argument("case", metavar="CASE|CHECK")
@with_assignment
def show(assignment: Assignment, case: str) -> None:
    """Print a case, or a check's cases: inputs, results (hidden ones too), and the origin of each tolerance."""
    from autograder.authoring.fixture_reports import show_case

    try:
        show_case(assignment, case)
    except KeyError as error:
        raise click.ClickException(str(error.args[0])) from error


@main.group()
def template() -> None:
    """The starter code that students receive, derived from the solution."""


@template.command("build")
@with_assignment
def build_template(assignment: Assignment) -> None:
    """Derive student_template/ from reference/ by removing the solutions."""
    from autograder.handout.blanks import MarkerError
    from autograder.handout.template import template_files, write_files

    try:
        files = template_files(assignment)
    except MarkerError as error:
        raise click.ClickException(f"nothing was written: {error}") from error
    write_files(assignment.template, files)
    click.echo(f"wrote {number_of(len(files), 'file')} to {assignment.template}")


@template.command("check")
@with_assignment
def check_template(assignment: Assignment) -> None:
    """Fail if student_template/ is not the template derived from reference/."""
    from autograder.handout.template import differences, template_files

    found = differences(assignment.template, template_files(assignment))
    for difference in found:
        click.echo(difference)
    if found:
        raise click.ClickException(f"run: {paths.STAFF_COMMAND} template build")


@main.group(invoke_without_command=True)
@click.option(
    "--data", type=click.Path(exists=True, file_okay=False, path_type=Path), help="The original data set."
)
@click.option(
    "--per-class", type=click.IntRange(1), default=200, show_default=True, help="Training images per class."
)
@click.pass_context
@with_assignment
def bundle(assignment: Assignment, context: click.Context, data: Path | None, per_class: int) -> None:
    """Build the zips for students and Gradescope. With --data, first draw the images that notebooks are graded with."""
    from autograder.handout.write_bundles import DataError, write_data

    if data is None:
        if context.invoked_subcommand is None:
            raise click.UsageError("say what to bundle: student or gradescope, or --data DIR", context)
        return
    try:
        write_data(assignment, data, per_class)
    except DataError as error:
        raise click.ClickException(str(error)) from error


@bundle.command()
@click.argument("zip_file", type=click.Path(dir_okay=False, path_type=Path))
@with_assignment
def student(assignment: Assignment, zip_file: Path) -> None:
    """Write the template with its self-check to ZIP_FILE, for students."""
    from autograder.handout.write_bundles import write_student_bundle

    write_student_bundle(assignment, zip_file)


@bundle.command()
@click.argument("zip_file", type=click.Path(dir_okay=False, path_type=Path))
@with_assignment
def gradescope(assignment: Assignment, zip_file: Path) -> None:
    """Write everything that grading needs to ZIP_FILE, for upload to Gradescope."""
    from autograder.handout.write_bundles import write_gradescope_bundle
    from autograder.policies.config import PolicyError

    try:
        write_gradescope_bundle(assignment, zip_file)
    except PolicyError as error:
        raise click.ClickException(str(error)) from error
