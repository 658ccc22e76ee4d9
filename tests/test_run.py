"""Runs of a probe in this process, and what is said where one stops."""

from __future__ import annotations

import numpy as np
import pytest

from assignment import PACKAGE
from autograder.execution.protocol import failure_of
from autograder.feedback.failure_text import describe_failure
from autograder.isolation.reply import Outcome, Reply
from autograder.model.case import CASES
from autograder.model.failure import Cause, CodePlace, Failure
from autograder.model.library import Library
from autograder.model.run import run_locally
from tests.toy import REFERENCE, TOY_CASES, edited

SQUARE = TOY_CASES[0]
INPUTS = {"x": np.full((2, 3), 3.0), "dout": np.ones((2, 3))}


@pytest.fixture
def run(monkeypatch):
    monkeypatch.setitem(CASES, SQUARE.name, SQUARE)

    def run_on(sources):
        with Library(PACKAGE, sources, "toy_alias") as library:
            return run_locally(SQUARE, library, INPUTS)

    return run_on


def test_answers_come_with_their_values_and_no_failure(run):
    done = run(REFERENCE)
    assert done.failure is None
    assert np.array_equal(done.answers["out"], np.full((2, 3), 9.0))
    assert np.array_equal(done.answers["dx"], np.full((2, 3), 6.0))


def test_what_was_answered_before_an_exception_stays(run):
    done = run(edited(("return 2 * cache * dout", "return [][7]")))
    assert list(done.answers) == ["out"]
    assert (done.failure.cause, done.failure.error) == (Cause.RAISED, "IndexError")
    assert done.failure.place.file == "cs231n/layers.py"
    assert done.failure.place.function == "square_backward"


def test_a_call_that_fails_within_the_package_is_told_with_its_shapes(run):
    inner = "def inner(x, w):\n    return x @ w\n\n\ndef square_forward(x):\n    return inner(x, x), x\n"
    failure = run({"layers.py": inner}).failure
    told = describe_failure(failure, reveal=True)
    assert told.endswith(
        "(cs231n/layers.py:2 in inner; cs231n/layers.py:6 calls inner with x (2, 3), w (2, 3))"
    )
    alone = run({"layers.py": "def square_forward(x):\n    return x @ x, x\n"}).failure
    assert alone.call is None


def test_a_forgotten_return_is_named_after_the_function_that_has_none(run):
    done = run(edited(("return out, cache", "pass")))
    assert done.failure.returned_none == "square_forward"
    told = describe_failure(done.failure, reveal=True)
    assert told == "square_forward returned None; is a return statement missing?"
    assert "square" not in describe_failure(done.failure, reveal=False)
    other = run(edited(("out = x * x", "out, _ = None")))
    assert other.failure.returned_none == ""


@pytest.mark.parametrize("text", ["def f(:", "import nothing_like_this", "raise ValueError"])
def test_a_module_that_cannot_be_imported_is_told_apart(run, text):
    done = run({"layers.py": text})
    assert (done.failure.cause, done.answers) == (Cause.IMPORT, {})
    assert "cannot be imported" in describe_failure(done.failure, reveal=True)


def test_messages_name_the_package_as_students_know_it(run):
    message = run({"layers.py": "x = 1"}).failure.message
    assert "cs231n.layers" in message
    assert "toy_alias" not in message


def test_an_answer_is_what_it_was_when_it_was_given(run):
    later = edited(("return 2 * cache * dout", "cache *= 0; return cache"), ("out = x * x", "out = x"))
    assert np.array_equal(run(later).answers["out"], INPUTS["x"])


def test_a_run_cannot_change_the_inputs_of_the_next(run):
    run(edited(("out = x * x", "x *= 0; out = x")))
    assert np.all(INPUTS["x"] == 3)


def test_prints_and_numpy_warnings_are_not_shown(run, capsys):
    done = run(edited(("out = x * x", "print('here'); out = x / 0")))
    assert done.failure is None
    assert capsys.readouterr().out == ""


def test_hidden_runs_tell_nothing_that_a_submission_wrote():
    own = Failure(Cause.RAISED, "Leak42", "x is 1.25", CodePlace("cs231n/layers.py", 3, "f"), builtin=False)
    builtin = Failure(Cause.RAISED, "ValueError", "x is 1.25", CodePlace("cs231n/layers.py", 3, "f"))
    assert "1.25" in describe_failure(builtin, reveal=True)
    assert describe_failure(own, reveal=False) == describe_failure(builtin, reveal=False)
    ended = Failure(Cause.DIED, message="exit status 125")
    assert "125" in describe_failure(ended, reveal=True)
    assert "125" not in describe_failure(ended, reveal=False)
    unwritten = Failure(Cause.RAISED, "NotImplementedError", "x125 is not implemented yet")
    assert unwritten.unwritten
    assert "125" not in describe_failure(unwritten, reveal=False)


@pytest.mark.parametrize("cause", Cause)
def test_every_cause_has_a_sentence(cause):
    assert describe_failure(Failure(cause, "TypeError", "3 seconds"), reveal=True)


@pytest.mark.parametrize("opening", ["\x1b", "\x1b]", "\x1bP", "\x1b[", "\x1b("])
def test_a_message_that_opens_a_control_sequence_swallows_none_of_our_words(opening: str) -> None:
    reply = Reply(Outcome.RAISED, {"error": "ValueError", "message": f"wrong{opening}", "builtin": True})
    failure = failure_of(reply)
    assert failure is not None
    assert describe_failure(failure, reveal=True).startswith("ValueError: wrong (raised where the grader")
