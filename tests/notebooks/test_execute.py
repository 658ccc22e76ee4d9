"""Notebooks run from top to bottom in a kernel of their own, which then answers probes."""

from __future__ import annotations

import numpy as np

from autograder.run import Cause
from tests.notebooks.conftest import RunCells, X


def test_a_notebook_is_run_and_answers_probes(run_cells: RunCells) -> None:
    ran = run_cells(
        "from cs231n.layers import double", "def f(x):\n    return double(x) + 1\n", "y = 7\nprint('y is', y)"
    )
    assert ran.executed.ended == ""
    assert ran.printed(2) == "y is 7\n"
    run = ran.ask()
    assert run.failure is None
    assert np.array_equal(run.answers["out"], 2 * X + 1)
    assert run.answers["y"] == 7


def test_cells_after_an_error_are_run_and_the_error_names_its_cell(run_cells: RunCells) -> None:
    ran = run_cells("# a comment\n1 / 0", "def f(x):\n    return x")
    (error,) = ran.executed.errors
    assert (error.cell, error.error, error.message) == ("1 / 0", "ZeroDivisionError", "division by zero")
    run = ran.ask()
    assert np.array_equal(run.answers["out"], X)
    assert run.failure is not None
    assert run.failure.cause is Cause.RAISED
    assert run.failure.error == "AttributeError"
