"""The self-check of one assignment: its public checks, and the package that they are about."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from autograder.base import paths
from autograder.execution.package import Package
from autograder.execution.time_budget import ORDINARY_LIMIT
from autograder.model.assignment import Assignment, load_assignment
from autograder.model.case import CASES
from autograder.model.check import Check, code_checks, load_checks, load_code_checks
from autograder.selfcheck.process_transport import ProcessTransport
from autograder.selfcheck.public import PublicChecks
from autograder.selfcheck.worklist import Worklist, read_functions, worklist
from autograder.store.fixture_set import FixtureSet
from autograder.submission import take_in


@dataclass(frozen=True)
class SelfCheck:
    """The public checks of an assignment, and the package that they are about."""

    assignment: Assignment
    package: Path
    checks: list[Check]

    @cached_property
    def fixtures(self) -> FixtureSet:
        """The public fixtures."""
        return FixtureSet(self.assignment.fixtures / "public")

    @cached_property
    def work(self) -> Worklist:
        """The functions to write, and which checks ask for them."""
        layout = self.assignment.package
        functions = read_functions(self.assignment.root)
        return worklist(functions, self.checks, lambda case: self.fixtures.trace(CASES[case], layout))

    @cached_property
    def in_notebooks(self) -> list[Check]:
        """The checks of the questions that ask for nothing but notebooks: they are judged in a notebook's kernel."""
        questions = load_checks(self.assignment).values()
        return [check for checks in questions if not code_checks(checks) for check in checks]

    @property
    def folder(self) -> Path:
        """The student's folder."""
        return self.package.parent

    def sources(self) -> Mapping[str, str]:
        """The package's modules as they are on disk now. Raises IntakeError and NoSubmission."""
        return take_in(self.assignment.package, self.package).sources

    @contextmanager
    def opened(
        self,
        sources: Mapping[str, str],
        begins: Callable[[Check], None] = lambda _: None,
        limit: float = ORDINARY_LIMIT,
    ) -> Iterator[PublicChecks]:
        """The checks of these modules, run as they are asked for; `begins` is called with each.

        limit: seconds that a call may take at most.
        """
        layout, package = self.assignment.package, Package(sources)
        with ProcessTransport(self.assignment) as transport:
            yield PublicChecks(layout, self.checks, self.fixtures, package, transport, begins, limit)


def self_check() -> SelfCheck:
    """The checks that came with this self-check, of the package in the current folder, else of the one beside it."""
    assignment = load_assignment(paths.ENGINE.parent)
    name = assignment.package.name
    for folder in (Path.cwd(), assignment.root.parent):
        if (folder / name).is_dir():
            return SelfCheck(assignment, folder / name, load_code_checks(assignment))
    raise FileNotFoundError(f"there is no folder {name} here: run this in your assignment folder")
