"""Public checks in this process, on texts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from assignment import ASSIGNMENT, PACKAGE
from autograder.execution.package import Package
from autograder.execution.time_budget import ORDINARY_LIMIT
from autograder.handout.template import write_files
from autograder.model.case import CASES
from autograder.model.check import load_code_checks
from autograder.model.library import read_package
from autograder.selfcheck.process_transport import ProcessTransport
from autograder.selfcheck.public import PublicChecks, Result
from autograder.selfcheck.selection import select
from autograder.selfcheck.worklist import unwritten_functions, worklist
from autograder.store.fixture_set import FixtureSet
from tests import bundle
from tests.judging import SOURCES

_FOLDER = TemporaryDirectory()
TEMPLATE = read_package(ASSIGNMENT.template / "cs231n")
CHECKS = load_code_checks(ASSIGNMENT)
FIXTURES = FixtureSet(ASSIGNMENT.fixtures / "public")
WORK = worklist(
    list(unwritten_functions(TEMPLATE)), CHECKS, lambda case: FIXTURES.trace(CASES[case], PACKAGE)
)


@cache
def fixtures() -> FixtureSet:
    """The public fixtures as students receive them, without what could be read of known mistakes."""
    start = "selfcheck/fixtures/"
    files = {n.removeprefix(start): d for n, d in bundle.for_students().items() if n.startswith(start)}
    write_files(Path(_FOLDER.name), files)
    return FixtureSet(Path(_FOLDER.name, "public"))


def results_of(sources: Mapping[str, str], *wanted: str, limit: float = ORDINARY_LIMIT) -> dict[str, Result]:
    """Results by check number; of all checks where none are wanted in particular."""
    with ProcessTransport(ASSIGNMENT) as transport:
        public = PublicChecks(PACKAGE, CHECKS, fixtures(), Package(sources), transport, limit=limit)
        return {result.check.number: result for result in public.run(select(wanted, CHECKS, WORK))}


@cache
def solved() -> dict[str, Result]:
    """Results of the solution."""
    return results_of(SOURCES)


@cache
def unsolved() -> dict[str, Result]:
    """Results of what students are given."""
    return results_of(TEMPLATE)


def callers(results: Mapping[str, Result], path: str, functions: Iterable[str]) -> list[str]:
    """Numbers of the checks that have called any of these functions of a module; all others never see them change."""
    called = {(path, function) for function in functions}
    return [number for number, result in results.items() if not called.isdisjoint(result.called)]
