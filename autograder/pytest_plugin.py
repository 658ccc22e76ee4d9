"""A plugin of pytest: `pytest graders --submission DIR` shows each check as a test.

The submission is graded as usual; a test only reports the result of its check. An author sees points and findings while
working on checks, and can use pytest to choose checks (-k) and to distribute work (-n).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, TypeGuard

import pytest

from autograder.base.paths import is_assignment
from autograder.feedback.check_text import message_of
from autograder.grading.pipeline import Order, grade, start_zygote
from autograder.isolation.zygote import Zygote
from autograder.model.assignment import Assignment, load_assignment
from autograder.model.case import question_of
from autograder.model.results import CheckResult, Status

_SECONDS = 2400.0  # for all notebooks of a question
_POINTS = "points"


class GradedSubmission:
    """A submission, of which each question is graded when one of its checks is asked for first."""

    def __init__(
        self, assignment: Assignment, submission: Path, zygote: Zygote, items: Sequence[pytest.Item]
    ) -> None:
        self._assignment = assignment
        self._submission = submission
        self._zygote = zygote
        self._functions = [item.obj for item in items if is_check(item)]
        self._results: dict[str, dict[str, CheckResult]] = {}

    def result(self, function: Any) -> CheckResult | None:
        """Return the result of a check; None if the submission's offering does not ask it."""
        question = question_of(function.__module__)
        if question not in self._results:
            asked = [other for other in self._functions if question_of(other.__module__) == question]
            code_only = not any(hasattr(other, "__notebooks__") for other in asked)
            order = Order(self._submission, (question,), _SECONDS, code_only=code_only)
            checks = grade(self._assignment, order, lambda so_far: None, self._zygote).checks
            self._results[question] = {check.number: check for check in checks}
        return self._results[question].get(function.__number__)


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add --submission."""
    parser.getgroup("autograder").addoption(
        "--submission", type=Path, help="Run the checks in graders/ on this submission, a folder or a zip."
    )


def pytest_configure(config: pytest.Config) -> None:
    """Have the modules of questions collected, and each of them run by one of several processes."""
    if config.getoption("submission"):
        config.addinivalue_line("python_files", "q[0-9]*_*.py")
        if config.getoption("dist", "no") == "load":
            config.option.dist = "loadfile"


@pytest.fixture(scope="session")
def graded_submission(request: pytest.FixtureRequest) -> Iterator[GradedSubmission]:
    """The submission, with the process that its workers are forked from."""
    submission: Path | None = request.config.getoption("submission")
    if submission is None:
        pytest.fail("name a submission to run this check on: --submission DIR", pytrace=False)
    items = request.session.items
    first = next(item for item in items if is_check(item))
    assignment = load_assignment(next(folder for folder in first.path.parents if is_assignment(folder)))
    with start_zygote(assignment) as zygote:
        yield GradedSubmission(assignment, submission.resolve(), zygote, items)


@pytest.fixture
def judge(graded_submission: GradedSubmission, request: pytest.FixtureRequest) -> CheckResult:
    """The judge of the graded submission."""
    result = graded_submission.result(request.function)
    if result is None:
        pytest.skip("the submission is of an offering that does not ask this")
    return result


@pytest.fixture
def notebook() -> None:
    """The notebook of a check that is asked of one of several: grading chooses."""


@pytest.hookimpl(tryfirst=True)
def pytest_pyfunc_call(pyfuncitem: pytest.Function) -> bool | None:
    """Report the result of a check instead of calling it once more."""
    if not is_check(pyfuncitem):
        return None
    result = pyfuncitem.funcargs["judge"]
    assert isinstance(result, CheckResult)
    pyfuncitem.user_properties.append((_POINTS, [result.score, result.max_score]))
    if result.status is not Status.PASSED:
        told = f"{result.number} {result.name}: {result.score:g} of {result.max_score:g} points"
        pytest.fail(f"{told}\n{message_of(result)}", pytrace=False)
    return True


def pytest_terminal_summary(terminalreporter: Any) -> None:
    """Add the points up."""
    reports = [report for kind in ("passed", "failed") for report in terminalreporter.getreports(kind)]
    points = [value for report in reports for name, value in report.user_properties if name == _POINTS]
    if points:
        scores, maxima = zip(*points, strict=True)
        terminalreporter.write_line(f"{sum(scores):g} of {sum(maxima):g} points")


def is_check(item: pytest.Item) -> TypeGuard[pytest.Function]:
    """Return whether a test is a check of an assignment."""
    return isinstance(item, pytest.Function) and hasattr(item.obj, "__number__")
