"""One check is changed on purpose, and exactly those whose scores depend on it are named."""

from __future__ import annotations

import csv
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.grading import PROJECT


def changed_copy(folder: Path) -> Path:
    """The project with points moved from one answer of a check to another."""
    copy = folder / "project"
    for part in ("autograder", "graders", "fixtures", "reference"):
        shutil.copytree(PROJECT / part, copy / part)
    shutil.copy(PROJECT / "assignment.py", copy)
    grader = copy / "graders" / "q3_dropout.py"
    text = grader.read_text()
    assert 'judge.same("dropout_test", out=0.6, dx=0.4)' in text
    grader.write_text(text.replace("out=0.6, dx=0.4", "out=0.5, dx=0.5"))
    return copy


@pytest.mark.nightly
@pytest.mark.parametrize("judged_again", [False, True], ids=["graded", "by its evidence"])
def test_a_changed_check_changes_the_scores_that_depend_on_it(judged_again, graded_class, tmp_path):
    copy, after = changed_copy(tmp_path), tmp_path / "after"
    command = [sys.executable, "-m", "autograder", "regrade", "--out", after]
    command += (
        ["--from", graded_class.out]
        if judged_again
        else [graded_class.export, "--questions", "Q3", "--code-only", "--compare", graded_class.out]
    )
    done = subprocess.run([*map(str, command)], cwd=copy, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    with (after / "changes.csv").open(newline="", encoding="utf-8-sig") as file:
        changes = [
            (line["submission"], line["check"], float(line["difference"])) for line in csv.DictReader(file)
        ]
    assert changes == [
        ("c_gradient", "", -0.1),
        ("c_gradient", "3.5", -0.1),
        ("d_answer", "", 0.1),
        ("d_answer", "3.5", 0.1),
        ("e_nothing", "", 0.1),
        ("e_nothing", "3.5", 0.1),
    ]
    assert "3 scores changed" in done.stdout
    assert "graders: " in done.stdout
    assert "hidden: " not in done.stdout
    page = (after / "index.html").read_text()
    assert "Changed since the earlier run" in page
    assert "c_gradient" in page


def test_before_a_release_those_are_named_whose_scores_would_change(graded_class, tmp_path):
    copy = changed_copy(tmp_path)
    (copy / "reference" / "cs231n" / "optim.py").write_text(
        "def broken(:"
    )  # so that the release itself stops
    command = [
        sys.executable,
        "-m",
        "autograder",
        "release",
        "--compare",
        graded_class.out,
        tmp_path / "zips",
    ]
    done = subprocess.run([*map(str, command)], cwd=copy, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert "3 scores changed" in done.stdout
    assert "3.5: 0.6 to 0.5" in done.stdout
    assert not list((tmp_path / "zips").iterdir())
