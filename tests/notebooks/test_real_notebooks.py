"""Notebooks as students hand them in: what they do to their machine and to their file costs nothing."""

from __future__ import annotations

import json
from types import ModuleType, SimpleNamespace
from typing import Any
from unittest.mock import MagicMock

import pytest
from nbformat import NotebookNode

from assignment import ASSIGNMENT
from autograder.compat.absent import AbsentPackage
from autograder.notebooks.read import NotebookError, read
from autograder.notebooks.untouched import given_lines, is_untouched
from graders.trained import solvers
from tests.notebooks.conftest import RunCells, notebook

F, Y = "def f(x):\n    return x", "y = 7"


def test_colab_cells_share_one_note(run_cells: RunCells) -> None:
    ran = run_cells(
        "from google.colab import drive\ndrive.mount('/content/drive', force_remount=True)",
        "import sys\nFOLDER = 'cs231n/assignment2'\nsys.path.append(f'/content/drive/My Drive/{FOLDER}')",
        "%cd drive/My\\ Drive\n%cp -r $FOLDER ../../\n!pip install --quiet imageio\n%cd cs231n/datasets\n"
        "!bash get_datasets.sh",
        "from google.colab import files\nfiles.download('model.pt')\n!nvidia-smi",
        F,
        Y,
    )
    assert (ran.executed.errors, ran.ask().failure) == ((), None)
    (commands,) = (note for note in ran.executed.notes if note.startswith("Commands for another machine"))
    assert all(
        what in commands for what in ("%cd drive", "!cp -r cs231n/assignment2", "get_datasets", "!nvidia")
    )


def test_what_cells_do_to_their_process_ends_nothing(run_cells: RunCells) -> None:
    ran = run_cells(
        "import warnings\nwarnings.filterwarnings('error')",
        "import sys\nclass Log:\n    def write(self, text):\n        pass\nsys.stdout = Log()",
        "print('lost')\nsys.stdout = open('log.txt', 'w')\nsys.stdout.close()",
        "sys.stderr.close()\nimport numpy as np\nnp.seterr(all='raise')",
        "warnings.warn('now')",
        "np.zeros(1) / 0",
        "def f(x):\n    return x / 0",
        Y,
    )
    assert [error.error for error in ran.executed.errors] == ["UserWarning", "FloatingPointError"]
    assert ran.ask().failure is None


def test_old_and_debugging_commands_end_no_cell(run_cells: RunCells) -> None:
    ran = run_cells(
        "get_ipython().magic('matplotlib inline')\nget_ipython().magic('load_ext autoreload')\nx = 1",
        "%pdb on\nbreakpoint()\nimport pdb\npdb.set_trace()\nx = 2",
        "print(x)",
        "1 / 0",
        "%debug\ny = 7",
        F,
    )
    assert [error.error for error in ran.executed.errors] == ["ZeroDivisionError"]
    assert ran.printed(2) == "2\n"
    assert ran.ask().failure is None


def test_modules_that_a_notebook_writes_can_be_imported_and_missing_ones_are_told(
    run_cells: RunCells,
) -> None:
    ran = run_cells(
        "%%writefile helpers.py\ndef double(x):\n    return 2 * x",
        "%%file /content/drive/My Drive/cs231n/more.py\nfrom .layers import double\nthree = 3",
        "%%writefile -a notes.txt\nkept",
        "import helpers\nfrom cs231n.more import double, three\nprint(helpers.double(three), double(2))",
        "import my_module\nmy_module.prepare()",
        "print(open('notes.txt').read())",
        F,
        Y,
    )
    assert (ran.executed.errors, ran.ask().failure) == ((), None)
    assert ran.printed(3) == "6 4\n"
    assert ran.printed(5) == "kept\n\n"
    (note,) = ran.executed.notes
    assert "not installed for grading: my_module" in note


def test_a_cell_that_is_tagged_so_is_not_executed(run_cells: RunCells) -> None:
    data = json.loads(notebook("while True:\n    pass", F, Y))
    data["cells"][0]["metadata"] = {"tags": ["skip-grading"]}
    data["cells"][0]["outputs"] = [{"output_type": "stream", "name": "stdout", "text": "validation 99 %"}]
    ran = run_cells(data=json.dumps(data).encode())
    assert ran.ask().failure is None
    assert ran.cells[0]["outputs"] == []
    assert ran.executed.notes == ("Cells with the tag skip-grading were not run: 1.",)


def test_probes_have_memory_of_their_own(run_cells: RunCells) -> None:
    """As much as is left to the cells, and half a gigabyte more."""
    greedy = """import numpy as np
kept, size = [], 1 << 30
while size >= 1 << 20:
    try:
        kept.append(np.empty(size, np.uint8))
    except MemoryError:
        size //= 2"""
    ran = run_cells(greedy, "def f(x):\n    return np.empty(300 << 20, np.uint8)[:1] * 0 + x[0, :1]", Y)
    assert (ran.executed.errors, ran.ask().failure) == ((), None)


def sample(**changes: Any) -> dict[str, Any]:
    """A notebook of three cells, of which the second has these fields."""
    content: dict[str, Any] = json.loads(notebook("first", "second", "third"))
    content["cells"][1] |= changes
    return content


def markdown(attachments: Any) -> dict[str, Any]:
    return sample(cell_type="markdown", attachments=attachments)


@pytest.mark.parametrize(
    "content",
    [
        sample(outputs=None),
        sample(outputs=[None, 3]),
        sample(metadata=None),
        sample(source=["sec", "ond"]),
        markdown(None),
        markdown([]),
        markdown({"x.png": None}),
        {**sample(), "nbformat": "4"},
        {**sample(), "nbformat": None, "nbformat_minor": "x"},
        {"cells": sample()["cells"]},
    ],
)
def test_what_else_a_file_says_is_left_behind(content: dict[str, Any]) -> None:
    assert sources(read(json.dumps(content).encode())) == ["first", "second", "third"]


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-16-le", "utf-32"])
def test_other_encodings_are_read(encoding: str) -> None:
    assert sources(read(json.dumps(sample()).encode(encoding))) == ["first", "second", "third"]


@pytest.mark.parametrize("cell", [None, 7, {}, {"source": "x"}])
def test_a_cell_that_is_none_is_passed_over(cell: Any) -> None:
    content = sample()
    content["cells"][1] = cell
    read_cells = read(json.dumps(content).encode()).cells
    assert [c.cell_type for c in read_cells] == ["code", "raw", "code"]


def test_a_source_of_null_is_empty_and_a_file_of_nulls_is_none() -> None:
    assert sources(read(json.dumps(sample(source=None)).encode())) == ["first", "", "third"]
    with pytest.raises(NotebookError):
        read(json.dumps({"cells": [None]}).encode())


def sources(found: NotebookNode) -> list[str]:
    return [cell.source for cell in found.cells]


@pytest.mark.parametrize("name", ["PyTorch", "TensorFlow"])
def test_a_notebook_as_handed_out_is_untouched_whatever_its_comments(name: str) -> None:
    solved = ASSIGNMENT.solution / f"{name}.ipynb"
    handed_out = (ASSIGNMENT.template / solved.name).read_text()
    given = given_lines(solved)
    assert is_untouched(read(handed_out.encode()), given)
    assert is_untouched(read(handed_out.replace("# Your code here.", "# later\\n").encode()), given)
    assert not is_untouched(read(solved.read_bytes()), given)
    assert not is_untouched(read(handed_out.replace("# Your code here.", "pass").encode()), given)


@pytest.mark.parametrize(
    ("place", "untouched"), [("", True), ("    pass", True), ("    # later", True), ("    x = 1", False)]
)
@pytest.mark.parametrize("start", ["# *** START OF YOUR CODE ***", "# TODO: write it."])
def test_empty_places_of_earlier_years_are_untouched(start: str, place: str, untouched: bool) -> None:
    cells = [f"def {name}(x):\n    {start}\n{place}\n    # END OF YOUR CODE\n    return x" for name in "fg"]
    assert is_untouched(read(notebook(*cells)), "") is untouched


def test_solvers_are_told_from_what_has_every_attribute() -> None:
    module = SimpleNamespace(Solver=type("Solver", (), {}))
    solver = module.Solver()
    namespace = ModuleType("notebook")
    vars(namespace).update(
        drive=AbsentPackage("google.colab.drive"), mock=MagicMock(), runs={0.5: solver}, number=3
    )
    assert solvers(namespace, module) == [solver]
