"""One check graded: what the machine did is tried again, and staff can see it; what the grader did is a fault."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from assignment import ASSIGNMENT, PACKAGE
from autograder.execution.failure_memory import FailureMemory
from autograder.execution.reference_layers import reference_package
from autograder.execution.shared_worker import SharedWorker
from autograder.execution.time_budget import TimeBudget
from autograder.execution.worker_transport import WorkerTransport
from autograder.grading.check_grading import Gathered, GradingContext
from autograder.grading.court import Court
from autograder.grading.results_file import to_gradescope
from autograder.isolation.reply import IsolationError
from autograder.isolation.zygote import Zygote
from autograder.model.check import Check
from autograder.model.demand import Judge
from autograder.model.results import CheckResult, Results, Status
from tests.judging import frozen_sets


def raising(*errors: Exception) -> Callable[[Judge], None]:
    """A check's function that raises these, one at each call, before it asks for a point."""
    left = list(errors)

    def asks(judge: Judge) -> None:
        if left:
            raise left.pop(0)
        judge.same("relu", out=1)

    return asks


@pytest.fixture
def graded(zygote: Zygote) -> Callable[[Callable[[Judge], None]], CheckResult]:
    transport, memory = WorkerTransport(ASSIGNMENT, zygote, reference_package(ASSIGNMENT)), FailureMemory()
    shared = SharedWorker(transport, memory)
    court = Court(frozen_sets(), PACKAGE)
    context = GradingContext(ASSIGNMENT, court, zygote, transport, memory, shared, TimeBudget(60))
    return lambda asks: context.grade(Check("1.1", "relu_forward", "Q1", 1.0, asks), 1, Gathered())[0]


@pytest.mark.parametrize("error", [MemoryError("no room"), OSError("no room"), IsolationError("no room")])
def test_what_the_machine_did_is_tried_again_and_told_to_staff(graded, error):
    result = graded(raising(error))
    assert (result.status, result.score) == (Status.PASSED, 1.0)
    (test,) = to_gradescope(Results((result,)))["tests"]
    assert "no room" in test["extra_data"]["retried"]
    assert "no room" not in test["output"]


def test_a_fault_of_the_grader_is_not_tried_again(graded):
    result = graded(raising(RuntimeError("our own")))
    assert (result.status, result.score) == (Status.GRADER_FAULT, 0.0)
    assert "our own" in result.extra["fault"]


def test_what_the_machine_does_twice_is_a_fault(graded):
    assert graded(raising(MemoryError("first"), MemoryError("second"))).status is Status.GRADER_FAULT


def test_without_a_fault_nothing_is_told(graded):
    assert dict(graded(raising()).extra) == {}
