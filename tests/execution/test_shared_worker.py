"""Checks share a worker while all is right in it, and pay nothing for what others did there."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from assignment import ASSIGNMENT
from autograder.execution import time_budget
from autograder.execution.compiled_submission import compile_submission
from autograder.execution.failure_memory import FailureMemory
from autograder.execution.shared_worker import MOST_DOUBTS, SharedWorker
from autograder.execution.time_budget import NoLimits
from autograder.execution.worker_transport import WorkerTransport
from autograder.grading import gather
from autograder.grading.pipeline import Order, grade
from autograder.grading.timing import UnfitError
from autograder.isolation.worker import Worker
from autograder.isolation.zygote import Zygote
from autograder.model.failure import Cause, Failure
from autograder.model.results import Results, Status
from autograder.submission import Submission
from tests.judging import SOURCES

POISON = """
import numpy as _np
_forward = affine_forward
def affine_forward(x, w, b):
    _np.exp = _np.log = _np.maximum = _np.random.randn = None
    return _forward(x, w, b)
"""
ENDS_AT_THE_NINTH_CALL = """
import itertools as _itertools, os as _os
_forward, _calls = affine_forward, _itertools.count(1)
def affine_forward(x, w, b):
    if next(_calls) == 9:
        _os._exit(0)
    return _forward(x, w, b)
"""
SLOW = """
import time as _time
_sgd, _first = sgd, [True]
def sgd(w, dw, config=None):
    if _first:
        _first.clear()
        _time.sleep(0.3)
    return _sgd(w, dw, config)
"""


def graded(
    zygote: Zygote, sources: Mapping[str, str], monkeypatch: pytest.MonkeyPatch
) -> tuple[Results, int]:
    """Question 1 of a package, and how many workers that took."""
    forks = 0
    fork = Zygote.worker

    def counted(self: Zygote) -> Worker:
        nonlocal forks
        forks += 1
        return fork(self)

    monkeypatch.setattr(Zygote, "worker", counted)
    order = Order(Submission(dict(sources), {}), ("Q1",), code_only=True)
    return grade(ASSIGNMENT, order, lambda _: None, zygote), forks


def failed(results: Results) -> list[str]:
    """What each check that did not pass is about."""
    return [check.name.partition(":")[0] for check in results.checks if check.status is not Status.PASSED]


def test_right_work_takes_one_worker_for_a_question(zygote: Zygote, monkeypatch: pytest.MonkeyPatch) -> None:
    results, forks = graded(zygote, SOURCES, monkeypatch)
    assert not failed(results)
    assert forks == 3  # with the one that compiles, and the one that imports all to see what it meets


def test_a_zygote_serves_one_submission_after_another(
    zygote: Zygote, monkeypatch: pytest.MonkeyPatch
) -> None:
    without = SOURCES | {"optim.py": "x ="}
    assert failed(graded(zygote, without, monkeypatch)[0])
    assert not failed(graded(zygote, SOURCES, monkeypatch)[0])


@pytest.mark.parametrize(
    "spoiling", [POISON, ENDS_AT_THE_NINTH_CALL], ids=["patches numpy", "ends the process"]
)
def test_a_function_that_spoils_the_worker_costs_the_checks_that_call_it_alone(
    zygote: Zygote, spoiling: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    results, _ = graded(zygote, SOURCES | {"layers.py": SOURCES["layers.py"] + spoiling}, monkeypatch)
    untouched = {"relu_forward", "relu_backward", "softmax_loss", "svm_loss", "sgd", "sgd_momentum", "adam"}
    assert not untouched & set(failed(results))


def test_what_is_slow_but_right_has_its_whole_time(zygote: Zygote, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(time_budget, "SHARED_SECONDS", 0.2)
    results, _ = graded(zygote, SOURCES | {"optim.py": SOURCES["optim.py"] + SLOW}, monkeypatch)
    assert "sgd" not in failed(results)


def test_where_much_of_a_question_is_doubted_its_checks_no_longer_begin_together(zygote: Zygote) -> None:
    package = compile_submission(ASSIGNMENT, Submission(SOURCES, {}), zygote).package
    with SharedWorker(WorkerTransport(ASSIGNMENT, zygote, package), FailureMemory()) as shared:
        for _ in range(MOST_DOUBTS):
            assert shared.runner("Q1", NoLimits()) is not None
            shared.doubt()
        assert shared.runner("Q1", NoLimits()) is None
        assert shared.runner("Q2", NoLimits()) is not None


def test_nothing_runs_beside_what_is_timed(zygote: Zygote, monkeypatch: pytest.MonkeyPatch) -> None:
    open_workers: set[int] = set()
    beside: list[set[int]] = []
    fork, close = Zygote.worker, Worker.close

    def opened(self: Zygote) -> Worker:
        worker = fork(self)
        open_workers.add(worker.pid)
        return worker

    def closed(self: Worker) -> None:
        open_workers.discard(self.pid)
        close(self)

    def measured(*_: object, **__: object) -> None:
        beside.append(set(open_workers))
        raise UnfitError(Failure(Cause.DIED))

    monkeypatch.setattr(Zygote, "worker", opened)
    monkeypatch.setattr(Worker, "close", closed)
    monkeypatch.setattr(gather, "measure", measured)
    grade(ASSIGNMENT, Order(Submission(SOURCES, {}), ("Q4",), code_only=True), lambda _: None, zygote)
    assert beside == [set(), set()]
