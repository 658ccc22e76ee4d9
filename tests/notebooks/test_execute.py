"""Notebooks run from top to bottom in a kernel of their own, which then answers probes."""

from __future__ import annotations

import numpy as np
import pytest

from autograder.execution.time_budget import TimeBudget
from autograder.model.failure import Cause
from autograder.notebooks.notebook_executor import NotebookExecutor, find_notebook
from tests.notebooks.conftest import SAMPLED, RunCells, X, notebook


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


def test_images_are_shared_until_a_cell_writes_to_them(run_cells: RunCells) -> None:
    ran = run_cells(
        "import numpy as np\nfrom cs231n.data_utils import get_CIFAR10_data",
        "shared, own = get_CIFAR10_data(), get_CIFAR10_data(num_training=49000)",
        "raw, read = get_CIFAR10_data(subtract_mean=False), get_CIFAR10_data(49000, 1000, 1000, False)",
        "print([k for k in read if not np.array_equal(raw[k], read[k])])\n"
        "print([k for k in own if shared[k].shape != own[k].shape or abs(shared[k] - own[k]).max() > 1e-4])",
        "print({name: str(array.dtype) for name, array in shared.items() if name.startswith('X')})",
        "shared['X_train'] += 1\nprint(abs(get_CIFAR10_data()['X_train'] - own['X_train']).max() < 1e-4)",
    )
    assert ran.executed.errors == ()
    assert ran.printed(3) == "[]\n[]\n"
    assert ran.printed(4) == "{'X_train': 'float32', 'X_val': 'float32', 'X_test': 'float32'}\n"
    assert ran.printed(5) == "True\n"


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


def test_magics_that_are_not_here_end_no_cell(run_cells: RunCells) -> None:
    ran = run_cells(
        "folder = 'runs'\n%tensorflow_version 2.x\n%tensorboard --logdir $folder\nx = 1",
        "%%memit\nx = 2",
        "name = 'A'\n%env B=$name\nimport os\nprint(x, os.environ['B'])",
    )
    assert ran.executed.errors == ()
    assert ran.printed(2).split("\n")[1] == "1 A"
    told = "\n".join(ran.executed.notes)
    for what in ("%tensorflow_version 2.x", "%tensorboard --logdir", "%%memit x = 2"):
        assert what in told


def test_folders_windows_and_styles_of_another_machine_end_no_cell(run_cells: RunCells) -> None:
    ran = run_cells(
        "import os\nos.chdir('/content/drive/My Drive/assignment2')\nos.chdir('..')\nprint(os.path.exists('cs231n'))",
        "import matplotlib\nmatplotlib.use('TkAgg')\nimport matplotlib.pyplot as plt\nplt.style.use('seaborn')",
    )
    assert ran.executed.errors == ()
    assert ran.printed(0) == "True\n"
    assert "os.chdir(/content/drive/My Drive/assignment2)" in "\n".join(ran.executed.notes)


def test_exit_ends_nothing(run_cells: RunCells) -> None:
    ran = run_cells("exit()", "import time\ntime.sleep(1)", "def f(x):\n    return x", "y = 1", seconds=20.0)
    assert ran.executed.ended == ""
    assert ran.ask().failure is None


def test_an_error_without_a_message_is_told(run_cells: RunCells) -> None:
    (error,) = run_cells("assert False").executed.errors
    assert (error.error, error.message) == ("AssertionError", "")


@pytest.mark.parametrize(
    ("paths", "found"),
    [
        (["a/PyTorch.ipynb", "PyTorch1.ipynb", "a/b/PyTorch.ipynb"], "a/PyTorch.ipynb"),
        (["pytorch.ipynb"], "pytorch.ipynb"),
        (["Copy of PyTorch (1).ipynb", "TensorFlow.ipynb"], "Copy of PyTorch (1).ipynb"),
        (["2_Py_Torch-final.ipynb"], "2_Py_Torch-final.ipynb"),
        (["TensorFlow.ipynb", "torch.ipynb"], ""),
    ],
)
def test_a_notebook_is_found_by_its_name_or_one_that_has_it(paths: list[str], found: str) -> None:
    assert find_notebook(paths, "PyTorch") == found


def test_notebooks_that_nothing_was_asked_of_are_run_for_people_to_read(executor: NotebookExecutor) -> None:
    submitted = {"work/Copy of Dropout.ipynb": notebook("print(6 * 7)")}
    with NotebookExecutor(SAMPLED, submitted, executor.package, TimeBudget(600)) as other:
        assert other.executed() == []
        other.finish(["bn_notebook", "dropout_notebook"])
        (executed,) = other.executed()
        assert other.notes() == ["work/Copy of Dropout.ipynb was taken for Dropout.ipynb."]
    assert executed.name == "Dropout"
    assert b"42" in executed.ipynb
