"""The steps of a release: each returns a sentence on what it found, or raises Stop."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from rich.console import Console

from autograder.authoring.consistency import inconsistencies
from autograder.authoring.fixture_reports import all_drifts, fixture_sets
from autograder.authoring.verify import DriftState
from autograder.base.counts import number_of
from autograder.base.paths import STAFF_COMMAND
from autograder.feedback.check_text import message_of
from autograder.grading import pipeline
from autograder.handout.blanks import MarkerError
from autograder.handout.bundle import student_files
from autograder.handout.leftovers import passing, readable, written
from autograder.handout.pasting import earning
from autograder.handout.template import differences, template_files
from autograder.handout.write_bundles import write_gradescope_bundle, write_student_bundle
from autograder.model.assignment import Assignment
from autograder.model.check import PointsError, load_checks, load_code_checks, require_points
from autograder.model.library import read_package
from autograder.model.mutants import load_catalogue
from autograder.model.results import CheckResult
from autograder.policies.config import PolicyError
from autograder.proof.mutation_report import prove
from autograder.simulate.container import SIZES
from autograder.simulate.image import BuildError
from autograder.simulate.platform import Platform, built, grade_all
from autograder.simulate.root import RootError
from autograder.store.fixture_set import FixtureError

GRADESCOPE = "autograder.zip"
_SECONDS = 2400.0  # for the reference: Gradescope's longest time limit
_NAMED = 5
_GENERATE = f"{STAFF_COMMAND} fixtures generate"


class Stop(Exception):
    """The end of a release; the text says what is wrong and what to do."""


@dataclass(frozen=True)
class Release:
    """A release: its assignment, where to write the zips, where to try the one for Gradescope, and where to print."""

    assignment: Assignment
    folder: Path
    rootfs: bool
    console: Console


def fixtures_are_in_step(release: Release) -> str:
    """Cases, fixtures and reference belong together."""
    try:
        sets = fixture_sets(release.assignment)
        require_points(release.assignment)
        edited = [sentence for fixtures in sets for sentence in inconsistencies(fixtures)]
        _stop_at(edited, f"Fixtures are generated, never edited: run {_GENERATE}.")
        drifts = list(all_drifts(release.assignment, release.console))
    except (FixtureError, PointsError) as error:
        raise Stop(f"{error}.") from error
    if cases := list(dict.fromkeys(drift.case for drift in drifts if drift.state is DriftState.DRIFTED)):
        raise Stop(
            f"The reference no longer gives the frozen results of {_few(cases)}. Repair the reference; or, if it is "
            f"right and the fixtures are old, run {_GENERATE}. To see each array: {STAFF_COMMAND} fixtures diff."
        )
    return f"{len(drifts)} arrays equal what the reference gives"


def reference_has_every_point(release: Release) -> str:
    """The solved assignment, graded as a submission: its code, which takes seconds, then all of it."""
    try:
        policies = pipeline.policies_in_force(release.assignment)
    except PolicyError as error:
        raise Stop(f"{error}. Repair policies.toml.") from error
    for code_only in (True, False):
        order = pipeline.Order(
            release.assignment.solution, seconds=_SECONDS, policies=policies, code_only=code_only
        )
        results = pipeline.grade(release.assignment, order, lambda so_far: None)
        lost = [check for check in results.checks if check.score < check.max_score]
        _stop_at(map(_lost, lost), "Repair the reference: it is the solution, and must earn every point.")
    return f"{results.score:g} of {results.max_score:g} points"


def mistakes_are_caught(release: Release) -> str:
    """Every known mistake costs its points and no others."""
    proof = prove(release.assignment, tuple(load_checks(release.assignment)), release.console)
    _stop_at(
        proof.problems,
        f"Run {STAFF_COMMAND} prove for the whole table, and repair the check or the catalogue.",
    )
    return proof.summary


def template_is_in_step(release: Release) -> str:
    """The template is what the reference gives, and solves nothing by itself."""
    build = f"Then run {STAFF_COMMAND} template build."
    try:
        files = template_files(release.assignment)
    except MarkerError as error:
        raise Stop(f"{error}. Repair the markers around this solution in reference/.") from error
    _stop_at(
        (f"student_template/{difference}" for difference in differences(release.assignment.template, files)),
        f"Edit reference/, never the template. {build}",
    )
    mark = "Mark the solution in reference/ with BEGIN SOLUTION and END SOLUTION."
    _stop_at(_leftovers(release.assignment), f"{mark} {build}")
    return f"{number_of(len(files), 'file')}, without a solution"


def student_bundle_is_built(release: Release) -> str:
    """The zip for students, in which no hint can be read and no function is a solution."""
    assignment = release.assignment
    files = student_files(assignment)
    _stop_at(readable(files, load_catalogue(assignment.mistakes)), "Keep it out of what students receive.")
    move = "Move it to a module that only draws inputs: see docs/extending.md."
    _stop_at((f"in the bundle {sentence}" for sentence in earning(assignment, files)), move)
    return _told(write_student_bundle(assignment, release.folder / f"{assignment.student_folder}.zip"))


def gradescope_bundle_is_built(release: Release) -> str:
    """The zip for Gradescope."""
    return _told(write_gradescope_bundle(release.assignment, release.folder / GRADESCOPE))


def gradescope_takes_it(release: Release) -> str:
    """The solved assignment, graded from the zip as Gradescope does."""
    assignment = release.assignment
    platform = Platform(
        SIZES["4"],
        int(_SECONDS),
        rootfs=release.rootfs,
        title=assignment.title,
        points=assignment.points,
    )
    try:
        with built(release.folder / GRADESCOPE, platform, _silent) as (image, container):
            (run,) = grade_all([assignment.solution], image, container, platform, _silent)
    except (BuildError, RootError) as error:
        raise Stop(str(error)) from error
    received = run.received
    try_it = f"See {STAFF_COMMAND} simulate reference --zip {release.folder / GRADESCOPE}."
    _stop_at(received.problems, try_it)
    if received.score < received.maximum:
        raise Stop(
            f"From the zip the reference has {received.score:g} of {received.maximum:g} points. {try_it}"
        )
    return f"{received.score:g} of {received.maximum:g} points in {run.ended.seconds:.0f} s. {container.limited_by}"


def _leftovers(assignment: Assignment) -> Iterator[str]:
    template = read_package(assignment.template / assignment.package.name)
    solved = read_package(assignment.reference)
    checks = load_code_checks(assignment)
    found = [
        *written(template, solved, load_catalogue(assignment.mistakes), checks),
        *passing(assignment, template, fixture_sets(assignment)[0], checks),
    ]
    return (f"a solution is left in the template: {sentence}" for sentence in found)


def _stop_at(found: Iterable[str], remedy: str) -> None:
    """Stop if anything was found, with the first finding, the number of others, and what to do."""
    first, *more = [*found] or [""]
    if first:
        others = f" (and {len(more)} more)" if more else ""
        raise Stop(f"{first[0].upper()}{first[1:]}{others}. {remedy}")


def _few(names: list[str]) -> str:
    """Return some of the names, and the number of the others."""
    more = f" and {number_of(len(names) - _NAMED, 'more case')}" if len(names) > _NAMED else ""
    return ", ".join(names[:_NAMED]) + more


def _lost(check: CheckResult) -> str:
    reason = message_of(check).partition("\n")[0].rstrip(".")
    return f"the reference has {check.score:g} of {check.max_score:g} points in {check.number}: {reason}"


def _told(size: int) -> str:
    return f"{size / 1e6:.2f} MB"


def _silent(_: str) -> None:
    pass


STEPS: tuple[tuple[str, Callable[[Release], str]], ...] = (
    ("fixtures", fixtures_are_in_step),
    ("reference", reference_has_every_point),
    ("mistakes", mistakes_are_caught),
    ("template", template_is_in_step),
    ("student bundle", student_bundle_is_built),
    ("Gradescope zip", gradescope_bundle_is_built),
    ("simulation", gradescope_takes_it),
)
