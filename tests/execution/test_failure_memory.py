"""Runs whose outcome is known are not made again."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from autograder.execution.failure_memory import FailureMemory
from autograder.model.failure import Cause, Failure
from autograder.model.run import Run
from tests.toy import TOY_CASES

SQUARE, NET = TOY_CASES[0], TOY_CASES[1]
X, OTHER = ({"x": values, "dout": np.zeros(3)} for values in (np.zeros(3), np.ones(3)))
HUNG, DIED = Failure(Cause.TIMED_OUT, message="10 seconds"), Failure(Cause.DIED)


def test_nothing_is_known_of_a_run_that_was_quick():
    memory = FailureMemory(slow_seconds=1.0)
    memory.note_run(SQUARE, (), X, Run(failure=DIED), 0.5)
    assert memory.recall(SQUARE, (), X) is None


def test_a_case_that_hung_hangs_on_other_inputs_too_but_not_on_reference_layers():
    memory = FailureMemory()
    memory.note_run(NET, (), X, Run(failure=HUNG), 10.0)
    assert memory.recall(NET, (), OTHER).failure == HUNG
    assert memory.recall(NET, ("layers",), X) is None
    assert memory.recall(SQUARE, (), X) is None


def test_a_slow_run_is_known_on_the_same_inputs():
    memory = FailureMemory(slow_seconds=1.0)
    slow = Run({"out": 1.0})
    memory.note_run(SQUARE, (), X, slow, 2.0)
    assert memory.recall(SQUARE, (), X) == slow
    assert memory.recall(SQUARE, (), OTHER) is None
    assert memory.recall(SQUARE, (), {**X, "x": np.zeros((3, 1))}) is None


def test_what_is_timed_is_always_run():
    timed = replace(SQUARE, timed=True)
    memory = FailureMemory(slow_seconds=1.0)
    memory.note_run(timed, (), X, Run(), 2.0)
    assert memory.recall(timed, (), X) is None


def test_an_import_that_ended_its_process_is_known_to_every_case_on_the_same_modules():
    memory = FailureMemory()
    memory.note_import(("layers",), (), DIED)
    assert memory.recall(replace(SQUARE, name="cube"), (), X).failure == DIED
    assert memory.recall(NET, (), X) is None


def test_an_import_that_raised_the_same_twice_is_not_tried_again():
    memory, modules = FailureMemory(), SQUARE.modules(X)
    raised, other = (Failure(Cause.IMPORT, "NameError", name) for name in ("one", "two"))
    for failure in (raised, other, raised):
        memory.note_raised_import(modules, (), failure)
        assert memory.recall(SQUARE, (), X) is None
    memory.note_raised_import(modules, (), raised)
    assert memory.recall(SQUARE, (), OTHER).failure == raised
    assert memory.recall(SQUARE, ("layers",), X) is None
