"""What is timed costs no points for what the machine did meanwhile."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator

import pytest

from autograder.intake import Submission
from autograder.isolation.client import Worker, Zygote
from autograder.isolation.frames import Message
from autograder.isolation.reply import Reply
from autograder.results import Status
from autograder.timing import TOLERANCE
from autograder.workflow import Order, grade, start_zygote
from tests.judging import SOURCES

WRONG_AT_ONCE = f"""
_backward = conv_backward_fast
def conv_backward_fast(dout, cache):
    dx, dw, db = _backward(dout, cache)
    return dx, dw, db * (1 + {10 * TOLERANCE})
"""


@pytest.fixture(scope="module")
def zygote() -> Iterator[Zygote]:
    with start_zygote() as zygote:
        yield zygote


def timed_checks(zygote: Zygote, sources: dict[str, str]) -> list[Status]:
    results = grade(Order(Submission(sources, {}), ("Q4",), code_only=True), lambda _: None, zygote)
    return [check.status for check in results.checks if "speed" in check.tags]


@pytest.mark.parametrize("nth", [2, 3, 8, 9])
def test_a_worker_that_the_kernel_ends_once_costs_nothing(
    zygote: Zygote, nth: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Calls alternate between the submission's worker and the reference's."""
    call, calls = Worker.call, 0

    def ended(self: Worker, message: Message, seconds: float) -> Reply:
        nonlocal calls
        if str(message.get("case")).startswith("conv_speed"):
            calls += 1
            if calls == nth:
                os.kill(self.pid, signal.SIGKILL)
        return call(self, message, seconds)

    monkeypatch.setattr(Worker, "call", ended)
    assert timed_checks(zygote, SOURCES) == [Status.PASSED, Status.PASSED]
    assert calls > nth


def test_what_is_wrong_is_wrong_however_often_it_is_timed(zygote: Zygote) -> None:
    wrong = SOURCES | {"fast_layers.py": SOURCES["fast_layers.py"] + WRONG_AT_ONCE}
    assert timed_checks(zygote, wrong) == [Status.FAILED, Status.PASSED]


REMEMBERS = """
_forward, _known = conv_forward_fast, {}
def conv_forward_fast(x, w, b, conv_param):
    key = x.tobytes()
    if key not in _known:
        for _ in range(150):
            _forward(x, w, b, conv_param)
        _known[key] = _forward(x, w, b, conv_param)
    return _known[key]
"""


def test_answers_that_are_remembered_make_nobody_fast_the_second_time(zygote: Zygote) -> None:
    slow = SOURCES | {"fast_layers.py": SOURCES["fast_layers.py"] + REMEMBERS}
    assert timed_checks(zygote, slow) == [Status.FAILED, Status.PASSED]
