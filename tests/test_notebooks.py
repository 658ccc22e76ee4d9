"""The solved notebooks run from top to bottom on the synthetic data, with their figures, and keep their promises."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
import warnings
from importlib.util import find_spec
from pathlib import Path
from types import SimpleNamespace

import pytest

from assignment import ASSIGNMENT
from autograder.handout.bundle import student_files
from autograder.handout.template import write_files

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # of packages that are only used here
    import nbformat
    from nbconvert.preprocessors import ExecutePreprocessor

REFERENCE = Path(__file__).resolve().parent.parent / "reference"
NOTEBOOKS = sorted(path.stem for path in REFERENCE.glob("*.ipynb"))
SECONDS = 600  # for a cell, on a crowded machine; whole notebooks take less than two minutes on a quiet one

ALL_PASS = re.compile(r"^Public checks: (\d+) of \1 pass", re.MULTILINE)
ERROR = re.compile(r"^ *error of [^:]*: (\d[\d.e+-]*)$", re.MULTILINE)

MARKERS = {
    "code": re.compile(r"^ *# (BEGIN|END) SOLUTION$", re.MULTILINE),
    "markdown": re.compile(r"^<!-- (BEGIN|END) SOLUTION -->$", re.MULTILINE),
}

# How many figures each notebook shows, how many errors of gradients and values it prints, how many questions it asks,
# and how many cells of public checks of written functions it has.
CONTENTS = {
    "FullyConnectedNets": (10, 36, 3, 10),
    "BatchNormalization": (7, 39, 4, 8),
    "Dropout": (2, 20, 3, 3),
    "ConvolutionalNetworks": (8, 18, 0, 11),
    "PyTorch": (4, 0, 0, 3),
    "TensorFlow": (4, 0, 0, 3),
}
# Expressions that are evaluated in the notebook's kernel after its last cell.
MEASURES = {
    "FullyConnectedNets": {
        "two_layers": 'solver.check_accuracy(data["X_val"], data["y_val"])',
        "three_layers_overfit": "max(three_layers.train_acc_history)",
        "five_layers_overfit": "max(five_layers.train_acc_history)",
        "sgd": 'runs["sgd"].best_val_acc',
        "momentum": 'runs["sgd_momentum"].best_val_acc',
        "adam": 'runs["adam"].best_val_acc',
        "best": 'np.mean(best_model.loss(data["X_val"]).argmax(axis=1) == data["y_val"])',
        "best_test": 'np.mean(best_model.loss(data["X_test"]).argmax(axis=1) == data["y_test"])',
    },
    "BatchNormalization": {
        "plain": "solver.train_acc_history[-1]",
        "batch_norm": "bn_solver.train_acc_history[-1]",
        "batches_of_4": 'runs["batches of 4"].train_acc_history[-1]',
        "batches_of_50": 'runs["batches of 50"].train_acc_history[-1]',
        "layer_norm_batches_of_4": 'ln_runs["batches of 4"].train_acc_history[-1]',
    },
    "Dropout": {
        "plain_training": "runs[1].train_acc_history[-1]",
        "dropout_training": "runs[0.5].train_acc_history[-1]",
        "plain_loss": 'losses["val"][0]',
        "dropout_loss": 'losses["val"][2]',
    },
    "ConvolutionalNetworks": {
        "overfit": "max(overfit_solver.train_acc_history)",
        "one_epoch": "solver.train_acc_history[-1]",
        "test": "np.mean(predictions == data['y_test'])",
    },
    "PyTorch": {
        "part_2": "part2_accuracy",
        "part_3": "part3_history[-1]",
        "part_4": "part4_history[-1]",
        "own": "check_accuracy_part34(loader_val, model)",
        "test": "test_accuracy",
    },
    "TensorFlow": {
        "part_2": "part2_accuracy",
        "part_3": "part3_history[-1]",
        "part_4": "part4_history[-1]",
        "part_5": "part5_history[-1]",
        "own": "check_accuracy_part34(val_dset, model)",
        "test": "test_accuracy",
    },
}


class Executed:
    """A solved notebook after its run in a student's folder, and what was measured in its kernel."""

    def __init__(self, name: str, folder: Path) -> None:
        write_files(folder, student_files(ASSIGNMENT))
        for path in (REFERENCE / "cs231n").rglob("*.py"):
            shutil.copy(path, folder / path.relative_to(REFERENCE))
        self.cells = cells(name)
        measures = ", ".join(f"{key!r}: float({text})" for key, text in MEASURES[name].items())
        probe = nbformat.v4.new_code_cell(f"import json; print(json.dumps({{{measures}}}))")
        notebook = nbformat.v4.new_notebook(cells=[*self.cells, probe])
        runner = ExecutePreprocessor(timeout=SECONDS, kernel_name="python3")
        runner.preprocess(notebook, {"metadata": {"path": str(folder)}})
        self.measured = SimpleNamespace(**json.loads(probe.outputs[-1].text.splitlines()[-1]))

    @property
    def outputs(self) -> list:
        return [output for cell in self.cells if cell.cell_type == "code" for output in cell.outputs]

    @property
    def figures(self) -> int:
        return sum("image/png" in output.get("data", {}) for output in self.outputs)

    @property
    def checks(self) -> list[str]:
        shown = [output.get("data", {}).get("text/plain", "") for output in self.outputs]
        return [text for text in shown if "Public checks: " in text]

    @property
    def text(self) -> str:
        return "".join(output.text for output in self.outputs if output.output_type == "stream")


@pytest.fixture
def executed(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Executed:
    for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
        monkeypatch.setenv(name, "1")
    name = request.param
    notebook = Executed(name, tmp_path)

    assert "synthetic CIFAR stand in" in notebook.text
    errors = [float(number) for number in ERROR.findall(notebook.text)]
    assert (notebook.figures, len(errors)) == CONTENTS[name][:2]
    assert all(error < 1e-5 for error in errors)
    assert len(notebook.checks) == CONTENTS[name][3]
    assert all(ALL_PASS.search(text) for text in notebook.checks)
    return notebook


@pytest.mark.nightly(days=7)
@pytest.mark.filterwarnings("default")
@pytest.mark.parametrize("executed", ["FullyConnectedNets"], indirect=True)
def test_fully_connected_nets(executed):
    """Asked for: 50 % of two layers, 100 % of 50 images, more than 55 % of the best net."""
    measured = executed.measured

    assert measured.two_layers > 0.54
    assert measured.three_layers_overfit == measured.five_layers_overfit == 1
    assert measured.sgd < measured.momentum < measured.adam
    assert measured.best > 0.57
    assert measured.best_test > 0.55


@pytest.mark.nightly(sampled=False)
@pytest.mark.filterwarnings("default")
@pytest.mark.parametrize("executed", ["BatchNormalization"], indirect=True)
def test_batch_normalization(executed):
    """Its plots show that batch norm speeds up training, except in small batches, where layer norm still does."""
    measured = executed.measured

    assert measured.batch_norm > measured.plain + 0.04
    assert measured.batches_of_50 > measured.batches_of_4 + 0.2
    assert measured.layer_norm_batches_of_4 > measured.batches_of_4 + 0.1


@pytest.mark.nightly(days=7)
@pytest.mark.filterwarnings("default")
@pytest.mark.parametrize("executed", ["Dropout"], indirect=True)
def test_dropout(executed):
    """Its plots show that dropout keeps a net from memorising its images."""
    measured = executed.measured

    assert measured.plain_training > 0.98
    assert measured.dropout_training < 0.93
    assert measured.dropout_loss < measured.plain_loss - 0.3


@pytest.mark.nightly(sampled=False)
@pytest.mark.filterwarnings("default")
@pytest.mark.parametrize("executed", ["ConvolutionalNetworks"], indirect=True)
def test_convolutional_networks(executed):
    """Asked for: 90 % of 100 images; 40 % training accuracy after one epoch. More epochs beat fully-connected nets."""
    measured = executed.measured

    assert measured.overfit > 0.94
    assert measured.one_epoch > 0.45
    assert measured.test > 0.7


@pytest.mark.nightly(sampled=False)
@pytest.mark.torch
@pytest.mark.skipif(find_spec("torch") is None, reason="torch is not installed")
@pytest.mark.filterwarnings("default")
@pytest.mark.parametrize("executed", ["PyTorch"], indirect=True)
def test_pytorch(executed):
    """Asked for: 42 %, 45 % and 55 % of the small nets, 85 % of the own one."""
    measured = executed.measured

    assert measured.part_2 > 0.5
    assert measured.part_3 > 0.5
    assert measured.part_4 > 0.65
    assert measured.own > 0.87
    assert measured.test > 0.87


@pytest.mark.nightly(sampled=False)
@pytest.mark.tensorflow
@pytest.mark.skipif(find_spec("tensorflow") is None, reason="TensorFlow is not installed")
@pytest.mark.filterwarnings("default")
@pytest.mark.parametrize("executed", ["TensorFlow"], indirect=True)
def test_tensorflow(executed):
    """Asked for: 42 %, 45 %, 55 % and 55 % of the small nets, 85 % of the own one."""
    measured = executed.measured

    assert measured.part_2 > 0.5
    assert measured.part_3 > 0.5
    assert measured.part_4 > 0.7
    assert measured.part_5 > 0.7
    assert measured.own > 0.87
    assert measured.test > 0.87


def cells(name: str) -> list:
    return nbformat.read(REFERENCE / f"{name}.ipynb", as_version=4).cells


def test_without_a_self_check_nothing_is_checked():
    """As where the grader runs a notebook."""
    command = [sys.executable, "-B", "-c", "from cs231n.checks import check; check('1.1', '1.2')"]
    done = subprocess.run(command, cwd=REFERENCE, capture_output=True, text=True, check=True)
    assert done.stdout == "no self-check here to run 1.1, 1.2 with\n"


@pytest.mark.parametrize("name", NOTEBOOKS)
def test_notebooks_are_stored_without_outputs(name):
    notebook = nbformat.read(REFERENCE / f"{name}.ipynb", as_version=4)

    nbformat.validate(notebook)
    code = [cell for cell in notebook.cells if cell.cell_type == "code"]
    assert all(cell.outputs == [] and cell.execution_count is None for cell in code)
    assert notebook.metadata.kernelspec.name == "python3"


@pytest.mark.parametrize("name", NOTEBOOKS)
def test_solutions_stand_between_markers(name):
    """Each marked place begins and ends in its cell, on lines of their own; an answer's cell keeps its heading."""
    for cell in cells(name):
        marker = MARKERS[cell.cell_type]
        assert cell.source.count("SOLUTION") == len(marker.findall(cell.source))
        assert marker.findall(cell.source)[::2] == ["BEGIN"] * (cell.source.count("SOLUTION") // 2)
        assert marker.findall(cell.source)[1::2] == ["END"] * (cell.source.count("SOLUTION") // 2)
        if cell.cell_type == "markdown" and "SOLUTION" in cell.source:
            assert cell.source.startswith("**Your answer:**\n")


@pytest.mark.parametrize("name", NOTEBOOKS)
def test_code_is_complete_without_the_solutions(name):
    """What students get to see can be run: no block is left empty."""
    for cell in cells(name):
        if cell.cell_type == "code":
            source = re.sub(r"# BEGIN SOLUTION\n(.*\n)*? *# END SOLUTION", "# Your code here.", cell.source)
            lines = [line for line in source.splitlines() if not line.startswith("%")]
            compile("\n".join(lines), cell.id, "exec")


@pytest.mark.parametrize("name", NOTEBOOKS)
def test_every_question_is_followed_by_its_answer(name):
    sources = [cell.source for cell in cells(name)]
    questions = [n for n, source in enumerate(sources) if "### Inline question" in source]

    assert len(questions) == CONTENTS[name][2]
    assert all(sources[n + 1].startswith("**Your answer:**") for n in questions)
