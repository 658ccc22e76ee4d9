"""What is timed costs no points for what the machine did meanwhile."""

from __future__ import annotations

import math
import os
import signal
from collections.abc import Mapping
from dataclasses import replace

import numpy as np
import pytest

from assignment import ASSIGNMENT, PACKAGE
from autograder.grading.pipeline import Order, grade
from autograder.grading.timing import TOLERANCE, UnfitError, measure
from autograder.isolation.frames import Message
from autograder.isolation.reply import Reply
from autograder.isolation.worker import Worker
from autograder.isolation.zygote import Zygote
from autograder.model.case import Case
from autograder.model.failure import Cause, Failure
from autograder.model.library import Library
from autograder.model.results import Status
from autograder.model.run import LocalRunner, Run
from autograder.model.speed import FEW_BLOCKS, Band
from autograder.submission import Submission
from graders.q4.speed_cases import CONV, POOL
from tests.judging import SOURCES

SLIGHTLY_WRONG = f"""
_backward = conv_backward_fast
def conv_backward_fast(dout, cache):
    dx, dw, db = _backward(dout, cache)
    return dx, dw, db * (1 + {10 * TOLERANCE})
"""
SLOW = """
_forward = conv_forward_fast
def conv_forward_fast(x, w, b, conv_param):
    for _ in range(600):
        _forward(x, w, b, conv_param)
    return _forward(x, w, b, conv_param)
"""

PROJECTED = """
_backward = max_pool_backward_fast
def max_pool_forward_fast(x, pool_param, _forward=max_pool_forward_fast):
    out, cache = _forward(x, pool_param)
    return out, (x, out, cache)
def max_pool_backward_fast(dout, cache):
    x, out, cache = cache
    if len(x) < 10:
        return _backward(dout, cache)
    dx = np.zeros_like(x)
    dx.flat[0] = np.vdot(dout, out) / x.flat[0]  # along x it is as long as the gradient
    return dx
"""


def timed_checks(zygote: Zygote, sources: dict[str, str]) -> list[Status]:
    results = grade(
        ASSIGNMENT, Order(Submission(sources, {}), ("Q4",), code_only=True), lambda _: None, zygote
    )
    return [check.status for check in results.checks if "speed" in check.tags]


@pytest.mark.parametrize(
    "nth", [2, pytest.param(3, marks=pytest.mark.nightly), 8, pytest.param(9, marks=pytest.mark.nightly)]
)
def test_a_worker_that_the_kernel_ends_once_costs_nothing(
    zygote: Zygote, nth: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Calls alternate between the submission's worker and the reference's."""
    call, calls = Worker.call, 0

    def ended(self: Worker, message: Message, seconds: float, *rest: object) -> Reply:
        nonlocal calls
        if str(message.get("case")).startswith(("conv_speed", "timed_answers")):
            calls += 1
            if calls == nth:
                os.kill(self.pid, signal.SIGKILL)
        return call(self, message, seconds, *rest)

    monkeypatch.setattr(Worker, "call", ended)
    assert timed_checks(zygote, SOURCES) == [Status.PASSED, Status.PASSED]
    assert calls > nth


def test_what_is_wrong_is_wrong_however_often_it_is_timed(zygote: Zygote) -> None:
    wrong = SOURCES | {"fast_layers.py": SOURCES["fast_layers.py"] + SLIGHTLY_WRONG}
    assert timed_checks(zygote, wrong) == [Status.FAILED, Status.PASSED]


@pytest.mark.nightly(days=7)
def test_slow_code_loses_its_own_check(zygote: Zygote) -> None:
    slow = SOURCES | {"fast_layers.py": SOURCES["fast_layers.py"] + SLOW}
    assert timed_checks(zygote, slow) == [Status.FAILED, Status.PASSED]


class Billed(LocalRunner):
    """The solution, for whose every run the same is billed, until it dies."""

    def __init__(self, library: Library, cpu: float, runs: float = math.inf) -> None:
        super().__init__(library, library)
        self.cpu, self.runs = cpu, runs

    def run(self, case: Case, inputs: Mapping[str, np.ndarray], *, layers: tuple[str, ...] = ()) -> Run:
        self.runs -= 1
        if self.runs < 0:
            return Run(failure=Failure(Cause.DIED))
        return replace(super().run(case, inputs, layers=layers), cpu=self.cpu)


def test_what_was_earned_at_first_is_kept_when_the_second_time_fails() -> None:
    first_time = 2 * (1 + 1 + 2 * FEW_BLOCKS)  # two calls each: one sample, a batch, and blocks of two pairs
    with Library(PACKAGE, SOURCES, "timed") as library:
        speed = measure(CONV, Billed(library, 10.0, first_time), Billed(library, 1.0), "salt")
    assert speed.band is Band.MIDDLING


@pytest.mark.parametrize(("cpu", "band"), [(1.0, Band.FAST), (10.0, Band.MIDDLING), (1000.0, Band.SLOW)])
def test_what_takes_longer_than_the_reference_is_slower(cpu: float, band: Band) -> None:
    with Library(PACKAGE, SOURCES, "timed") as library:
        assert measure(CONV, Billed(library, cpu), Billed(library, 1.0), "salt").band is band


def test_a_gradient_that_is_right_along_its_input_only_is_not_timed() -> None:
    sources = SOURCES | {"fast_layers.py": SOURCES["fast_layers.py"] + PROJECTED}
    with Library(PACKAGE, sources, "projected") as library, Library(PACKAGE, SOURCES, "timed") as reference:
        runners = (LocalRunner(package, reference) for package in (library, reference))
        with pytest.raises(UnfitError):
            measure(POOL, *runners, "salt")


class Lopsided(Billed):
    """The solution, for which less is billed where there are many small samples."""

    def run(self, case: Case, inputs: Mapping[str, np.ndarray], *, layers: tuple[str, ...] = ()) -> Run:
        run = super().run(case, inputs, layers=layers)
        self.cpu = {CONV.work: 10.0, CONV.many: 2.0}.get(case.name, self.cpu)
        return replace(run, cpu=self.cpu)


def test_loops_that_do_not_run_over_samples_are_fast() -> None:
    with Library(PACKAGE, SOURCES, "timed") as library:
        assert measure(CONV, Lopsided(library, 1.0), Billed(library, 1.0), "salt").band is Band.FAST


class Hindered(Billed):
    """The solution, for whose first runs more is billed, as beside a greedy neighbour."""

    def run(self, case: Case, inputs: Mapping[str, np.ndarray], *, layers: tuple[str, ...] = ()) -> Run:
        run = super().run(case, inputs, layers=layers)
        return run if run.failure is None else replace(LocalRunner.run(self, case, inputs), cpu=1.0)


def test_the_better_of_two_times_counts() -> None:
    first_time = 2 * (1 + 1 + 2 * FEW_BLOCKS)  # two calls each: one sample, a batch, and blocks of two pairs
    with Library(PACKAGE, SOURCES, "timed") as library:
        speed = measure(CONV, Hindered(library, 10.0, first_time), Billed(library, 1.0), "salt")
    assert speed.band is Band.FAST


class Remembering(Billed):
    """It answers at once what it has answered before."""

    def __init__(self, library: Library, cpu: float) -> None:
        super().__init__(library, cpu)
        self.known: set[bytes] = set()

    def run(self, case: Case, inputs: Mapping[str, np.ndarray], *, layers: tuple[str, ...] = ()) -> Run:
        run = super().run(case, inputs, layers=layers)
        question = b"".join(array.tobytes() for array in inputs.values())
        run = replace(run, cpu=1.0) if question in self.known else run
        self.known.add(question)
        return run


def test_answers_that_are_remembered_make_nobody_fast_the_second_time() -> None:
    with Library(PACKAGE, SOURCES, "timed") as library:
        speed = measure(CONV, Remembering(library, 10.0), Billed(library, 1.0), "salt")
    assert speed.band is Band.MIDDLING
