"""Judging a package in this process, on the project's own fixtures."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from assignment import ASSIGNMENT, PACKAGE
from autograder.grading.court import Court
from autograder.grading.gather import Source
from autograder.grading.verdicts import verdicts_of
from autograder.model.check import Check
from autograder.model.library import Library, read_package
from autograder.model.mutants import load_catalogue
from autograder.model.run import LocalRunner
from autograder.model.verdict import Verdict
from autograder.store.fixture_set import FixtureSet, set_folders

SOURCES = read_package(ASSIGNMENT.reference)
MISTAKES = {mistake.id: mistake for mistake in load_catalogue(ASSIGNMENT.mistakes)}


def frozen_sets() -> list[FixtureSet]:
    """The public and the hidden fixtures."""
    return [FixtureSet(folder) for folder in set_folders(ASSIGNMENT.fixtures)]


def made(*mistakes: str) -> dict[str, str]:
    """The reference with mistakes of the catalogue made."""
    sources = SOURCES
    for mistake in mistakes:
        sources = MISTAKES[mistake].applied(sources)
    return sources


def judged(
    sources: Mapping[str, str],
    sets: Sequence[FixtureSet],
    checks: Sequence[Check],
    reference: Mapping[str, str] = SOURCES,
) -> dict[str, Verdict]:
    """Verdicts by check number."""
    with (
        Library(PACKAGE, reference, "reference") as right,
        Library(PACKAGE, sources, "submission") as library,
    ):
        source = Source(
            Court(sets, PACKAGE), LocalRunner(library, right), reference=LocalRunner(right, right)
        )
        return verdicts_of(checks, source)


def losses(verdicts: Mapping[str, Verdict]) -> dict[str, float]:
    """Points lost by check number, where any are."""
    missing = {number: round(v.at_stake - v.earned, 6) for number, v in verdicts.items()}
    return {number: lost for number, lost in missing.items() if lost}
