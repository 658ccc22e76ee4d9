"""Broken notebooks: each is told in a sentence, and what is right in it still answers."""

from __future__ import annotations

import json

import numpy as np
import pytest

from autograder.feedback.failure_text import describe_failure
from autograder.model.failure import Cause
from autograder.notebooks.client import CELL_BYTES
from tests.notebooks.conftest import Ran, RunCells, X, notebook

F = "def f(x):\n    return x"
Y = "y = 7"


def answers(ran: Ran) -> bool:
    """Whether probes get what a right notebook gives."""
    run = ran.ask()
    return run.failure is None and np.array_equal(run.answers["out"], X) and run.answers["y"] == 7


def refusal(ran: Ran) -> str:
    """What probes are told if there is no kernel to ask."""
    failure = ran.ask().failure
    assert failure is not None
    assert failure.cause is Cause.NOTEBOOK
    return describe_failure(failure, reveal=False)


def error_of(ran: Ran) -> tuple[str, str]:
    (error,) = ran.executed.errors
    return error.cell, error.error


def test_a_deleted_cell(run_cells: RunCells) -> None:
    run = run_cells(F).ask()
    assert np.array_equal(run.answers["out"], X)
    assert run.failure is not None
    assert "no attribute 'y'" in run.failure.message


def test_merged_and_reordered_cells(run_cells: RunCells) -> None:
    ran = run_cells("print(y)", f"{Y}\n{F}")
    assert error_of(ran) == ("print(y)", "NameError")
    assert answers(ran)


def test_an_infinite_loop_ends_with_its_cell(run_cells: RunCells) -> None:
    ran = run_cells(
        F, "while True:\n    try:\n        pass\n    except Exception:\n        pass", Y, seconds=5.0
    )
    assert error_of(ran) == ("while True:", "CellTimeout")
    assert answers(ran)


def test_a_sleeping_cell_ends_when_enough_time_has_passed(run_cells: RunCells) -> None:
    ran = run_cells(F, "import time\nwhile True:\n    time.sleep(0.1)", Y, wall_seconds=4.0)
    assert error_of(ran) == ("import time", "CellTimeout")
    assert answers(ran)


@pytest.mark.nightly(days=7)
def test_a_loop_that_catches_everything_ends_with_its_cell_or_its_kernel(run_cells: RunCells) -> None:
    stubborn = "while True:\n    try:\n        while True: x = max(1, 2)\n    except:\n        pass"
    ran = run_cells(F, stubborn, Y, seconds=2.0)
    assert ran.executed.errors or ran.executed.notes
    assert answers(ran)


def test_what_a_module_may_take_is_no_more_than_its_cell_may(run_cells: RunCells) -> None:
    """A module that is imported has a limit of CPU time of its own, which leaves the cell's in force."""
    ran = run_cells("%%writefile short.py\nx = 1", "import short\nwhile True:\n    pass", F, Y, seconds=2.0)
    assert error_of(ran) == ("import short", "CellTimeout")
    assert answers(ran)


@pytest.mark.nightly(days=7)
def test_a_loop_that_nothing_interrupts_is_left_out(run_cells: RunCells) -> None:
    loop = "while True:\n    pass"
    ignore = "for number in (signal.SIGPROF, signal.SIGALRM):\n    signal.signal(number, signal.SIG_IGN)"
    stubborn = f"import signal\n{ignore}\n{loop}"
    ran = run_cells(F, stubborn, Y, wall_seconds=4.0)
    (note,) = ran.executed.notes
    assert note.startswith("Dropout.ipynb hung and could not be interrupted in the cell 'import signal'")
    assert answers(ran)


def test_a_flood_of_output_is_cut(run_cells: RunCells) -> None:
    line = "x" * 99
    ran = run_cells(f"for _ in range(100_000):\n    print('{line}')", F, Y)
    assert "cut by the grader" in ran.printed(0)
    assert len(ran.executed.ipynb) < 1_000_000
    assert answers(ran)


def test_a_flood_of_figures_is_cut(run_cells: RunCells) -> None:
    ran = run_cells(
        "from IPython.display import display, HTML\nfor _ in range(100):\n    display(HTML('x' * 99_999))",
        F,
        Y,
    )
    assert len(ran.executed.ipynb) < 1.1 * CELL_BYTES
    assert answers(ran)


def test_an_error_in_the_middle(run_cells: RunCells) -> None:
    ran = run_cells(F, "# TODO\nraise ValueError('no')", Y)
    assert error_of(ran) == ("raise ValueError('no')", "ValueError")
    assert answers(ran)


def test_shell_commands(run_cells: RunCells) -> None:
    ran = run_cells("!curl http://127.0.0.1 -o x; echo y", "%%bash\necho y > x", F, Y)
    assert ran.executed.errors == ()
    (note,) = ran.executed.notes
    assert note == (
        "Commands for another machine were not run: !curl http://127.0.0.1 -o x; echo y; %%bash echo y > x."
    )
    assert answers(ran)


def test_processes_and_networks_are_refused(run_cells: RunCells) -> None:
    ran = run_cells("import os\nos.fork()", "import socket\nsocket.socket()", F, Y)
    assert [(error.error, error.message) for error in ran.executed.errors] == [
        ("PermissionError", "[Errno 1] Operation not permitted"),
        ("PermissionError", "[Errno 1] Operation not permitted"),
    ]
    assert answers(ran)


def test_a_killed_kernel(run_cells: RunCells) -> None:
    ran = run_cells(F, "import os\nprint('before')\nos._exit(1)", Y)
    assert ran.executed.notes == (
        "Dropout.ipynb ended its kernel in the cell 'import os', so it was run again without that cell.",
    )
    assert answers(ran)


def test_widgets_scripts_and_markup_leave_nothing(run_cells: RunCells) -> None:
    cell = """from IPython.display import Javascript, HTML, display
from comm import create_comm
create_comm(target_name='jupyter.widget', data={'state': {'_model_name': 'IntSlider'}}).send({'x': 1})
display(Javascript('alert(1)'), HTML('<script>alert(1)</script>'))
display({'application/vnd.jupyter.widget-view+json': {'model_id': '1'}}, raw=True)"""
    ran = run_cells(cell, F, Y)
    assert ran.executed.errors == ()
    for kept in (json.dumps([c["outputs"] for c in ran.cells]), json.dumps(ran.cells[1:])):
        assert "alert" not in kept
    assert b"<script>" not in ran.executed.html
    assert answers(ran)


def test_another_kernel_is_not_started(run_cells: RunCells) -> None:
    spec = {"name": "evil", "display_name": "R", "language": "R", "argv": ["sh"]}
    assert answers(run_cells(data=notebook(F, Y, kernelspec=spec)))


def test_tags_do_not_hide_cells(run_cells: RunCells) -> None:
    data = json.loads(notebook(F, Y))
    for cell in data["cells"]:
        cell["metadata"] = {"tags": ["skip-execution", "raises-exception"]}
    assert answers(run_cells(data=json.dumps(data).encode()))


def test_a_leftover_not_implemented_error(run_cells: RunCells) -> None:
    ran = run_cells("def f(x):\n    raise NotImplementedError('f is not implemented yet')", Y)
    failure = ran.ask().failure
    assert failure is not None
    assert failure.unwritten == "f"


def test_a_wrong_name(run_cells: RunCells) -> None:
    failure = run_cells("def g(x):\n    return x", Y).ask().failure
    assert failure is not None
    assert (failure.error, "'f'" in failure.message) == ("AttributeError", True)


def test_nan_weights_are_answers_like_others(run_cells: RunCells) -> None:
    ran = run_cells("import numpy as np\ndef f(x):\n    return x * np.nan", Y)
    assert np.isnan(ran.ask().answers["out"]).all()


def test_input_is_refused(run_cells: RunCells) -> None:
    ran = run_cells("input('name?')", F, Y)
    assert error_of(ran)[0] == "input('name?')"
    assert answers(ran)


def test_a_pickle_that_runs_code_runs_it_where_all_else_runs(run_cells: RunCells) -> None:
    bomb = "import pickle, os\nclass Bomb:\n    def __reduce__(self):\n        return os.system, ('touch /tmp/bomb',)"
    ran = run_cells(bomb, "print(pickle.loads(pickle.dumps(Bomb())))", F, Y)
    assert ran.printed(1) in {"", "-1\n", "32512\n"}
    assert answers(ran)


def test_corrupt_json(run_cells: RunCells) -> None:
    assert "Dropout.ipynb cannot be read: It is not valid JSON" in refusal(run_cells(data=b'{"cells": [{'))


def test_a_probe_that_dies_ends_the_kernel_only(run_cells: RunCells) -> None:
    ran = run_cells("import os\ndef f(x):\n    os._exit(3)", Y)
    for _ in range(2):
        failure = ran.ask().failure
        assert failure is not None
        assert failure.cause is Cause.DIED
