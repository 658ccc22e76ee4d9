"""The input on which a check fails: in the debugger, and in a notebook."""

from __future__ import annotations

import subprocess
import sys

from tests.judging import SOURCES


def debugged(assignment, number: str, keys: str) -> str:
    """What is printed while somebody types this into the debugger."""
    done = subprocess.run(
        [sys.executable, "selfcheck", "--debug", number],
        cwd=assignment.folder,
        input=keys,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.stderr == ""
    assert done.returncode == 0
    return done.stdout


def test_the_debugger_stands_at_the_line_that_raises(solved, swapped):
    wrong = "    out = x_flat @ w.T + b\n"
    solved.write(swapped("layers.py", "    out = x_flat @ w + b\n", wrong))
    printed = debugged(solved, "affine_forward", "p x_flat.shape\nq\n")
    assert "(Pdb) (" in printed
    assert "-> " + wrong.strip() in printed


def test_the_debugger_stops_where_a_wrong_function_begins_and_breakpoints_work(solved, swapped):
    solved.write(
        swapped(
            "layers.py", "    out = np.maximum(0, x)\n", "    out = -x\n    breakpoint()\n    extra = 7\n"
        )
    )
    printed = debugged(solved, "1.3", "p x.ndim\nc\np out.shape == x.shape\nc\nq\n")
    assert "-> " in printed
    assert "relu_forward" in printed
    assert "-> extra = 7" in printed
    assert "(Pdb) True" in printed
    assert "Error" not in debugged(solved, "1.3", "q\n")


def test_a_notebook_loads_what_was_expected_and_what_came(solved):
    solved.write({"layers.py": SOURCES["layers.py"].replace("out = np.maximum(0, x)", "out = np.abs(x)")})
    code = """
from selfcheck import load
from cs231n.layers import relu_forward
case = load("1.3")
x = case.inputs["x"]
assert (case.expected["out"] == x * (x > 0)).all()
assert (case.actual["out"] == relu_forward(x)[0]).all()
assert (case.difference["out"] != 0).any()
assert load("7.7") is None
"""
    done = solved.run("-c", code)
    assert done.stderr == ""
    assert 'case.actual["out"], case.expected["out"]' in done.stdout
    assert "but should be" in done.stdout
    assert "there is no check 7.7" in done.stdout


def test_what_notebooks_import_takes_hints_and_loads_inputs(solved):
    solved.write({"layers.py": SOURCES["layers.py"].replace("out = np.maximum(0, x)", "out = np.abs(x)")})
    code = """
from cs231n.checks import check, load
assert load("1.3").inputs["x"].any()
check("1.3", hint=2)
"""
    done = solved.run("-c", code)
    assert done.stderr == ""
    assert "but should be" in done.stdout


def test_a_notebook_draws_what_came_what_was_expected_and_the_difference(solved, swapped):
    solved.write(swapped("layers.py", "    out = np.maximum(0, x)\n", "    out = np.abs(x)\n"))
    code = """
import matplotlib
matplotlib.use("agg")
import matplotlib.pyplot as plt
import numpy as np
from selfcheck import Case, load
drawn = []
def show():
    drawn.append([(ax.get_title(), ax.images[0].get_array().shape) for ax in plt.gcf().axes[:3]])
    plt.close()
plt.show = show
case = load("1.3")
case.show("out")
print(drawn[0])
case = Case()
case.expected["dx"], case.actual["dx"] = np.zeros((4, 3, 5, 6)), np.zeros((4, 3, 5, 6))
case.actual["dx"][2, 1, 0, 3] = 1
case.show("dx")
case.show("dx", 0, 2)
case.expected["mask"], case.actual["mask"] = np.ones(3, bool), np.ones(3, bool)
case.show("mask")
print(drawn[1], drawn[2][0])
try:
    case.show("dx", 0)
except ValueError as error:
    print(error)
"""
    done = solved.run("-c", code)
    assert done.stderr == ""
    assert "'actual out[0, :, :]'" in done.stdout
    assert "('difference dx[2, 1, :, :]', (5, 6))] ('actual dx[0, 2, :, :]', (5, 6))" in done.stdout
    assert "dx has 4 axes: name 2 indices" in done.stdout
