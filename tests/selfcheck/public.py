"""Public checks in this process, on texts."""

from __future__ import annotations

from collections.abc import Mapping

from autograder import project
from autograder.check import checks_of, code_checks
from autograder.fixtures.store import FixtureSet
from autograder.handout.bundle import QUESTIONS as STUDENTS_QUESTIONS
from autograder.selfcheck.public import PublicChecks, Result
from autograder.selfcheck.runner import ProcessRunner
from autograder.selfcheck.selection import select
from graders import QUESTIONS

CHECKS = [check for question in STUDENTS_QUESTIONS for check in code_checks(checks_of(QUESTIONS[question]))]


def results_of(sources: Mapping[str, str], *wanted: str) -> dict[str, Result]:
    """Results by check number; of all checks where none are wanted in particular."""
    fixtures = FixtureSet(project.FIXTURES / "public")
    with ProcessRunner(sources) as runner:
        results = PublicChecks(CHECKS, fixtures, runner).run(select(wanted, CHECKS))
        return {result.check.number: result for result in results}
