"""One check is changed on purpose, and exactly those whose scores depend on it are named."""

from __future__ import annotations

import csv
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from assignment import ASSIGNMENT
from autograder.model.library import read_package
from autograder.model.mutants import load_catalogue
from tests.grading import PROJECT, write_package

MADE = {
    "a_right": None,
    "b_elsewhere": "dropout_forward.not_scaled",
    "c_gradient": "dropout_backward.zero_in_testing",
    "d_answer": "dropout_forward.divided_in_testing",
    "e_nothing": "dropout_forward.not_written",
}


def regrade(copy: Path, folder: Path, out: Path, *options: str) -> str:
    command = [
        sys.executable,
        "-m",
        "autograder",
        "regrade",
        str(folder),
        "--out",
        str(out),
        "--questions",
        "Q3",
    ]
    done = subprocess.run([*command, *options], cwd=copy, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.mark.nightly
def test_a_changed_check_changes_the_scores_that_depend_on_it(tmp_path):
    sources = read_package(ASSIGNMENT.reference)
    catalogue = {mistake.id: mistake for mistake in load_catalogue(ASSIGNMENT.mistakes)}
    for name, mistake in MADE.items():
        write_package(tmp_path / "class" / name, catalogue[mistake].applied(sources) if mistake else sources)
    copy = tmp_path / "project"
    for part in ("autograder", "graders", "fixtures", "reference"):
        shutil.copytree(PROJECT / part, copy / part, ignore=shutil.ignore_patterns("__pycache__"))
    regrade(copy, tmp_path / "class", tmp_path / "before")
    grader = copy / "graders" / "q3_dropout.py"
    text = grader.read_text()
    assert 'judge.same("dropout_test", out=0.6, dx=0.4)' in text
    grader.write_text(text.replace("out=0.6, dx=0.4", "out=0.5, dx=0.5"))
    printed = regrade(copy, tmp_path / "class", tmp_path / "after", "--compare", str(tmp_path / "before"))
    with (tmp_path / "after" / "changes.csv").open(newline="") as file:
        changes = [
            (line["hand_in"], line["check"], float(line["difference"])) for line in csv.DictReader(file)
        ]
    assert changes == [
        ("c_gradient", "", -0.1),
        ("c_gradient", "3.5", -0.1),
        ("d_answer", "", 0.1),
        ("d_answer", "3.5", 0.1),
    ]
    assert "2 scores changed" in printed
    assert "graders: " in printed
    assert "hidden: " not in printed
    page = (tmp_path / "after" / "index.html").read_text()
    assert "Changed since the earlier run" in page
    assert "c_gradient" in page
