"""Public checks in this process, on texts."""

from __future__ import annotations

from collections.abc import Mapping

from assignment import ASSIGNMENT, PACKAGE
from autograder.execution.package import Package
from autograder.model.check import load_code_checks
from autograder.selfcheck.process_transport import ProcessTransport
from autograder.selfcheck.public import PublicChecks, Result
from autograder.selfcheck.selection import select
from autograder.store.fixture_set import FixtureSet

CHECKS = load_code_checks(ASSIGNMENT)


def results_of(sources: Mapping[str, str], *wanted: str) -> dict[str, Result]:
    """Results by check number; of all checks where none are wanted in particular."""
    fixtures = FixtureSet(ASSIGNMENT.fixtures / "public")
    with ProcessTransport(ASSIGNMENT) as transport:
        public = PublicChecks(PACKAGE, CHECKS, fixtures, Package(sources), transport)
        return {result.check.number: result for result in public.run(select(wanted, CHECKS))}
