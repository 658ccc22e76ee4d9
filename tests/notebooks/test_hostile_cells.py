"""A kernel that is ended, and a notebook that asks for another one; what cells reach is in tests/attacks/cells.py."""

from __future__ import annotations

import json

import pytest

from autograder.model.failure import Cause
from tests.notebooks.conftest import RunCells, notebook


@pytest.mark.nightly
def test_a_second_cell_that_ends_the_kernel_ends_the_notebook(run_cells: RunCells) -> None:
    ran = run_cells("import os\nos._exit(0)", "def f(x):\n    return x", "import os  # again\nos._exit(0)")
    assert ran.executed.ended == "Dropout.ipynb ended its kernel in the cell 'import os  # again'"
    failure = ran.ask().failure
    assert failure is not None
    assert failure.cause is Cause.NOTEBOOK


@pytest.mark.nightly(days=7)
@pytest.mark.parametrize(
    ("cell", "what"),
    [
        ("for i in range(40):\n    open(f'{i}', 'wb').write(bytes(20_000_000))", "512 MB"),
        (
            "import os\nfor i in range(6000):\n    os.makedirs(f'{i % 7}/{i}')\nwhile True:\n    pass",
            "5000 files",
        ),
    ],
)
def test_a_disk_is_not_filled(run_cells: RunCells, cell: str, what: str) -> None:
    ran = run_cells("def f(x):\n    return x\ny = 7", cell + "\nwhile True:\n    pass")
    assert ran.executed.notes[0].startswith(f"Dropout.ipynb wrote more than {what}, and was ended")
    assert ran.ask().failure is None


@pytest.mark.nightly
def test_what_a_notebook_says_about_its_kernel_is_left_behind(run_cells: RunCells) -> None:
    kernel = {"name": "bash", "argv": ["/bin/sh", "-c", "exit 0"], "language": "bash"}
    data = json.loads(notebook("def f(x):\n    return x\ny = 1", kernelspec=kernel))
    ran = run_cells(data=json.dumps(data).encode())
    assert ran.ask().failure is None
