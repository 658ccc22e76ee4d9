"""Notebooks run from top to bottom in a kernel of their own, which then answers probes."""

from __future__ import annotations

import numpy as np

from autograder.clock import Clock
from autograder.notebooks.studio import Studio
from autograder.run import Cause
from tests.notebooks.conftest import SAMPLES, RunCells, X, notebook


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


def test_magics_and_figures_work(run_cells: RunCells) -> None:
    ran = run_cells(
        "import matplotlib.pyplot as plt\n%matplotlib notebook\n%load_ext autoreload\n%autoreload 2",
        "plt.plot([1, 2])\nplt.show()",
        "%time 1 + 1\n%timeit -n 1 -r 1 2 + 2",
        "from cs231n.data_utils import get_CIFAR10_data\nprint(get_CIFAR10_data()['X_train'].shape)",
        "with open('kept.txt', 'w') as file:\n    file.write('here')\nprint(open('kept.txt').read())",
    )
    assert ran.executed.errors == ()
    assert ran.executed.notes == ()
    assert "image/png" in ran.cells[1]["outputs"][0]["data"]
    assert "loop" in ran.printed(2)
    assert "(5000, 3, 32, 32)" in ran.printed(3)
    assert ran.printed(4) == "here\n"


def test_commands_for_another_machine_are_passed_over_and_told(run_cells: RunCells) -> None:
    ran = run_cells(
        "from google.colab import drive\ndrive.mount('/content/drive')\n%cd /content/drive/cs231n",
        "!pip install torch\nfiles = !ls\nprint(list(files))",
        "%%bash\ncd cs231n/datasets; ./get_datasets.sh",
        "import numpy as np\nassert np.__version__.startswith('1.1'), 'too new'\nfrom __future__ import division",
        "def f(x):\n    return x\ny = 1",
    )
    assert ran.executed.errors == ()
    assert ran.ask().failure is None
    told = "\n".join(ran.executed.notes)
    for what in ("%cd /content", "!pip install torch", "!ls", "%%bash cd cs231n/datasets", "np.__version__"):
        assert what in told


def test_notebooks_that_nothing_was_asked_of_are_run_for_people_to_read(studio: Studio) -> None:
    handed_in = {"work/Dropout.ipynb": notebook("print(6 * 7)")}
    with Studio(handed_in, studio.package, Clock(600), cases=(SAMPLES,)) as other:
        assert other.executed() == []
        other.finish(["bn_notebook", "dropout_notebook"])
        (executed,) = other.executed()
    assert executed.name == "Dropout"
    assert b"42" in executed.ipynb
