"""Public checks in this process, on texts."""

from __future__ import annotations

from collections.abc import Mapping

from autograder.base import paths
from autograder.execution.package import Package
from autograder.handout.bundle import QUESTIONS as STUDENTS_QUESTIONS
from autograder.model.check import checks_of, code_checks
from autograder.selfcheck.process_transport import ProcessTransport
from autograder.selfcheck.public import PublicChecks, Result
from autograder.selfcheck.selection import select
from autograder.store.fixture_set import FixtureSet
from graders import QUESTIONS

CHECKS = [check for question in STUDENTS_QUESTIONS for check in code_checks(checks_of(QUESTIONS[question]))]


def results_of(sources: Mapping[str, str], *wanted: str) -> dict[str, Result]:
    """Results by check number; of all checks where none are wanted in particular."""
    fixtures = FixtureSet(paths.FIXTURES / "public")
    with ProcessTransport() as transport:
        results = PublicChecks(CHECKS, fixtures, Package(sources), transport).run(select(wanted, CHECKS))
        return {result.check.number: result for result in results}
