"""An assignment is loaded from its folder; a process serves one."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from assignment import ASSIGNMENT
from autograder.model.assignment import AssignmentError, load_assignment
from autograder.model.check import load_checks, load_code_checks, total

OTHER = """
from pathlib import Path
from autograder.model.assignment import Assignment
from autograder.model.package_layout import PackageLayout
LAYOUT = PackageLayout("attn", {"softmax": "softmax.py"}, ("softmax.py",))
ASSIGNMENT = Assignment(Path(__file__).resolve().parent, "hw", "Homework", 1, LAYOUT, "homework")
"""
IMPORTED = (
    "import sys, assignment; print('numpy' in sys.modules, 'graders.q1_fully_connected' in sys.modules)"
)


def test_the_folder_of_the_assignment_gives_its_value() -> None:
    assert load_assignment(ASSIGNMENT.root) is ASSIGNMENT


def test_a_folder_without_one_is_refused(tmp_path: Path) -> None:
    with pytest.raises(AssignmentError, match=r"has no assignment\.py"):
        load_assignment(tmp_path)


def test_a_second_assignment_is_refused_in_the_same_process(tmp_path: Path, monkeypatch) -> None:
    monkeypatch.setattr(sys, "path", list(sys.path))
    (tmp_path / "assignment.py").write_text(OTHER)
    with pytest.raises(AssignmentError, match="this process serves"):
        load_assignment(tmp_path)


def test_importing_it_is_cheap() -> None:
    command = [sys.executable, "-c", IMPORTED]
    done = subprocess.run(command, cwd=ASSIGNMENT.root, capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["False", "False"]


def test_checks_add_up_to_its_points() -> None:
    checks = [check for checks in load_checks(ASSIGNMENT).values() for check in checks]
    assert total(checks) == ASSIGNMENT.points
    assert total(load_code_checks(ASSIGNMENT)) == 80
