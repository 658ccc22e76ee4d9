"""A release stops at what is wrong and says what to do: tried on copies of the project, each broken in one way."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from assignment import ASSIGNMENT

PARTS = (
    "assignment.py",
    "autograder",
    "fixtures",
    "graders",
    "reference",
    "student_template",
    "requirements.lock",
    "setup.sh",
)
RUN_STEP = """
import sys
from pathlib import Path
from rich.console import Console
from autograder.model.assignment import load_assignment
from autograder.handout import release_steps as steps
try:
    print(getattr(steps, sys.argv[1])(steps.Release(load_assignment(Path(".")), Path("."), False, Console())))
except steps.Stop as stop:
    print(f"stopped: {stop}")
"""


@pytest.fixture
def copy(tmp_path) -> Path:
    for name in (*PARTS, "run_autograder"):
        source, target = ASSIGNMENT.root / name, tmp_path / "project" / name
        target.parent.mkdir(exist_ok=True)
        if source.is_dir():
            shutil.copytree(source, target, ignore=shutil.ignore_patterns("__pycache__", "datasets"))
        else:
            shutil.copy(source, target)
    return tmp_path / "project"


def replaced(path: Path, *swaps: tuple[str, str]) -> None:
    text = path.read_text()
    for old, new in swaps:
        assert old in text
        text = text.replace(old, new, 1)
    path.write_text(text)


def run(copy: Path, *words: str) -> str:
    done = subprocess.run([sys.executable, *words], cwd=copy, capture_output=True, text=True, check=False)
    return " ".join((done.stdout + done.stderr).split())


def step(copy: Path, name: str) -> str:
    return run(copy, "-W", "ignore", "-c", RUN_STEP, name)


def broken_function(copy: Path) -> None:
    replaced(copy / "reference" / "cs231n" / "optim.py", ("w - config", "w + config"))


def edited_tolerance(copy: Path) -> None:
    path = copy / "fixtures" / "hidden" / "manifest.json"
    manifest = json.loads(path.read_text())
    manifest["cases"]["affine_rows"]["answers"]["dw"]["tolerance"] *= 1000
    path.write_text(json.dumps(manifest))


def orphan_fixture(copy: Path) -> None:
    path = copy / "fixtures" / "public" / "manifest.json"
    manifest = json.loads(path.read_text())
    manifest["cases"]["affine_columns"] = manifest["cases"]["affine_rows"]
    path.write_text(json.dumps(manifest))


def orphan_file(copy: Path) -> None:
    shutil.copy(copy / "fixtures" / "public" / "q1.npz", copy / "fixtures" / "public" / "q9.npz")


@pytest.mark.nightly
@pytest.mark.parametrize(
    ("break_it", "told"),
    [
        (
            broken_function,
            "Error: The reference no longer gives the frozen results of sgd, sgd_given. Repair",
        ),
        (edited_tolerance, "Error: Hidden affine_rows, dw: the tolerance is 0.001, but 1e-06 was derived"),
        (orphan_fixture, "no case for affine_columns; run: ta fixtures generate"),
        (orphan_file, "q9.npz does not belong to any case"),
    ],
)
def test_the_command_stops_at_fixtures_that_are_not_in_step(copy, break_it: Callable[[Path], None], told):
    break_it(copy)
    printed = run(copy, "-m", "autograder", "release", "out")
    assert told in printed
    assert "fixtures generate" in printed
    assert "[2/" not in printed


@pytest.mark.nightly
@pytest.mark.parametrize("command", ["verify", "diff"])
def test_a_reference_that_answers_nothing_is_told_in_a_sentence(copy, command):
    replaced(copy / "reference" / "cs231n" / "optim.py", ("def sgd(", "def renamed("))
    printed = run(copy, "-m", "autograder", "fixtures", command)
    assert "the reference gives nothing to compare with: sgd on reference" in printed
    assert "Traceback" not in printed


@pytest.mark.nightly(days=7)
def test_a_reference_that_loses_points_is_named_with_the_check(copy):
    """Answers that are drawn at random are in no fixture."""
    replaced(copy / "reference" / "cs231n" / "layers.py", ("mask = is_kept / p", "mask = is_kept"))
    printed = step(copy, "reference_has_every_point")
    assert printed.startswith("stopped: The reference has")
    assert "Repair the reference" in printed


def no_markers_around_affine_backward(copy: Path) -> None:
    path = copy / "reference" / "cs231n" / "layers.py"
    start = path.read_text().index("def affine_backward")
    head, tail = path.read_text()[:start], path.read_text()[start:]
    for marker in ("    # BEGIN SOLUTION\n", "    # END SOLUTION\n"):
        tail = tail.replace(marker, "", 1)
    path.write_text(head + tail)


def no_markers_in_optim(copy: Path) -> None:
    path = copy / "reference" / "cs231n" / "optim.py"
    lines = path.read_text().splitlines(keepends=True)
    path.write_text("".join(line for line in lines if "SOLUTION" not in line))


@pytest.mark.nightly(days=7)
@pytest.mark.parametrize(
    ("leave_it", "told"),
    [
        (no_markers_around_affine_backward, "affine_backward in layers.py still has the solution"),
        (no_markers_in_optim, "check 1.11 finds a function written already"),
    ],
)
def test_a_solution_left_in_the_template_stops_it(copy, leave_it, told):
    leave_it(copy)
    assert "wrote" in run(copy, "-m", "autograder", "template", "build")
    printed = step(copy, "template_is_in_step")
    assert printed.startswith("stopped: A solution is left in the template:")
    assert told in printed
    assert "BEGIN SOLUTION" in printed


def test_a_template_edited_by_hand_stops_it(copy):
    (copy / "student_template" / "cs231n" / "layers.py").write_text(
        "def affine_forward(x, w, b):\n    return x @ w + b\n"
    )
    printed = step(copy, "template_is_in_step")
    assert "stopped: Student_template/cs231n/layers.py is not what its solution gives" in printed
    assert "template build" in printed


def test_a_marker_without_its_counterpart_stops_it(copy):
    replaced(copy / "reference" / "cs231n" / "optim.py", ("    # END SOLUTION\n", ""))
    assert "Repair the markers" in step(copy, "template_is_in_step")
