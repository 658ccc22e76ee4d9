"""check() of what a notebook defines, judged in the notebook's own kernel: the framework notebooks of question 5."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from assignment import ASSIGNMENT
from tests.selfcheck.conftest import Assignment

# A kernel that trains nothing, and shows results as text.
START = """
import IPython.display
import cs231n.layers
from cs231n.checks import check
IPython.display.display = lambda shown, raw: print(shown["text/plain"])
num_epochs = 1
def train_part34(*arguments, **options):
    return None, []
"""
HEADS = {
    "PyTorch": """
import torch
import torch.nn.functional as F
from torch import nn, optim
def flatten(x):
    return x.view(x.shape[0], -1)
""",
    "TensorFlow": """
import tensorflow as tf
from tensorflow import keras
def flatten(x):
    return tf.reshape(x, (tf.shape(x)[0], -1))
""",
}
CELLS = {
    "PyTorch": ("convnet", "module", "sequential-example", "sequential-train"),
    "TensorFlow": ("convnet", "model", "sequential-train"),
}
NOTEBOOKS = [
    pytest.param(name, marks=getattr(pytest.mark, mark))
    for name, mark in (("PyTorch", "torch"), ("TensorFlow", "tensorflow"))
]
ALL = ("5.1", "5.2", "5.3", "5.4")


def defined(folder: Path, notebook: str) -> str:
    """The code of a notebook's cells that define nets."""
    found = json.loads((folder / f"{notebook}.ipynb").read_text(encoding="utf-8"))["cells"]
    sources = {cell["id"]: "".join(cell["source"]) for cell in found}
    return "\n".join([START, HEADS[notebook], *(sources[cell] for cell in CELLS[notebook])])


def run(assignment: Assignment, code: str) -> str:
    """The output of a kernel's code."""
    done = assignment.run("-c", code)
    assert done.returncode == 0, done.stderr
    return done.stdout


def states(printed: str) -> list[tuple[str, str]]:
    """The numbers and marks of the checks that were shown, in order."""
    return re.findall(r"^(5\.\d) +(pass|FAIL|-)", printed, re.MULTILINE)


@pytest.mark.nightly
@pytest.mark.parametrize("notebook", NOTEBOOKS)
def test_right_nets_pass_and_what_is_trained_is_left_to_the_grader(assignment, notebook):
    printed = run(assignment, f"{defined(ASSIGNMENT.solution, notebook)}\ncheck('Q5')")
    assert states(printed) == [*((number, "pass") for number in ALL), ("5.5", "-"), ("5.6", "-")]
    assert "measured by the grader only" in printed
    assert "4 of 4 pass, 6 of 6 points" in printed


@pytest.mark.nightly
@pytest.mark.parametrize("notebook", NOTEBOOKS)
def test_what_students_receive_fails(assignment, notebook):
    printed = run(assignment, f"{defined(ASSIGNMENT.template, notebook)}\ncheck({', '.join(map(repr, ALL))})")
    assert states(printed) == [(number, "FAIL") for number in ALL]
    told = " ".join(printed.split())
    assert "is a return or an assignment missing?" in told
    assert "run the cells of this check again" in told


@pytest.mark.nightly
@pytest.mark.torch
def test_mistakes_are_named_and_the_kernel_stays_as_it_was(assignment):
    right = defined(ASSIGNMENT.solution, "PyTorch")
    code = f"""{right}
import random, sys, numpy as np
layers = sys.modules["cs231n.layers"]
convnet = three_layer_convnet
three_layer_convnet = lambda x, params: -convnet(x, params)
class ThreeLayerConvNet(ThreeLayerConvNet):
    def __init__(self, *sizes):
        super().__init__(*sizes)
        nn.init.normal_(self.conv2.weight, std=0.1)
model = nn.Sequential(nn.Conv2d(3, 32, 5), nn.ReLU())
for seed in random.seed, np.random.seed, torch.manual_seed:
    seed(7)
expected = random.random(), np.random.rand(), torch.rand(1).item()
for seed in random.seed, np.random.seed, torch.manual_seed:
    seed(7)
check("5.1", "5.2", "5.3", "5.4")
assert (random.random(), np.random.rand(), torch.rand(1).item()) == expected
assert sys.modules["cs231n.layers"] is layers
assert not [path for path in sys.path if path.endswith("selfcheck")]
"""
    printed = run(assignment, code)
    assert states(printed) == [("5.1", "FAIL"), ("5.2", "pass"), ("5.3", "FAIL"), ("5.4", "FAIL")]
    told = " ".join(printed.split())
    assert re.search(r"pytorch_function: scores\[.*\] is .*, but should be", told)
    assert "start with standard deviation 0.1" in told
    assert "the net should have parameters of shapes" in told
    assert told.count("what the names stand for now") == 1


@pytest.mark.nightly
def test_a_kernel_with_neither_framework_is_told_which_there_are(assignment):
    printed = run(assignment, f"{START}\ncheck('5.1', '1.3')")
    assert "5.1 is judged in a notebook that has imported torch or tensorflow" in printed
    assert "1.3   to do" in printed


def test_a_terminal_says_where_they_are_checked(assignment):
    assert assignment.check("Q5") == (
        '5.1 to 5.6 are checked in PyTorch.ipynb or TensorFlow.ipynb: run a cell with check("5.1") there.\n'
    )
