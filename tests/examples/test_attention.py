"""The engine grades an assignment that it has never heard of, and speaks of no other."""

from __future__ import annotations

import csv
import json
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from tests.examples.attention import FOLDER, FOREIGN, OF_CODE, POINTS, SCORES, submission, ta
from tests.grading import PROJECT, run_autograder

GRADE = """
import json
import sys
from pathlib import Path
from autograder.grading import pipeline
from autograder.model.assignment import load_assignment

assignment = load_assignment(Path(sys.argv[1]))
for submission in map(Path, sys.argv[2:]):
    results = pipeline.grade(assignment, pipeline.Order(submission, code_only=True), lambda so_far: None)
    print(json.dumps({check.number: check.score for check in results.checks}))
"""


FEW = ("reference", "globals", "broken")  # all of them are regraded as a class


def test_the_solution_and_two_mistakes_have_the_points_that_they_should(tmp_path):
    names = ("reference", "scale", "globals")
    command = [sys.executable, "-c", GRADE, FOLDER, *(submission(name, tmp_path) for name in names)]
    done = subprocess.run(command, cwd=PROJECT, capture_output=True, text=True, check=True)
    right, scale, last_call = map(json.loads, done.stdout.splitlines())
    assert sum(right.values()) == pytest.approx(OF_CODE)
    assert {number for number in right if scale[number] < right[number]} == {"2.2", "2.3"}
    assert {number for number in right if last_call[number] < right[number]} == {"1.3", "2.4", "2.5"}


def test_the_template_is_what_its_solution_gives():
    ta("template", "check")


@pytest.fixture(scope="module")
def released(tmp_path_factory) -> Path:
    """The folder with both zips."""
    folder = tmp_path_factory.mktemp("released")
    assert f"{POINTS} of {POINTS} points" in ta("release", folder)
    return folder


@pytest.mark.nightly(days=7)
def test_no_bundle_mentions_another_assignment(released):
    found = []
    for path in released.glob("*.zip"):
        with zipfile.ZipFile(path) as bundle:
            for name in bundle.namelist():
                text = bundle.read(name).decode("utf-8", "replace")
                if not name.endswith((".npz", ".lock")):
                    found += [
                        f"{path.name}: {name}: {line}" for line in text.splitlines() if FOREIGN.search(line)
                    ]
    assert not found


@pytest.mark.nightly(days=7)
def test_the_unpacked_bundle_grades_it_and_speaks_of_no_other(released, tmp_path):
    project = tmp_path / "project"
    with zipfile.ZipFile(released / "autograder.zip") as bundle:
        bundle.extractall(project)
    (project / "run_autograder").chmod(0o755)
    for name in FEW:
        graded = run_autograder(submission(name, tmp_path), tmp_path / "results.json", project=project)
        assert graded.score == pytest.approx(SCORES[name] - (POINTS - OF_CODE)), name
        assert not FOREIGN.findall(json.dumps(graded.document) + graded.printed), name


@pytest.mark.nightly(days=7)
def test_the_platform_takes_it(released, tmp_path):
    printed = ta("simulate", "--zip", released / "autograder.zip", *(submission(n, tmp_path) for n in FEW))
    for name in FEW:
        assert f"{name} {SCORES[name]:g} of {POINTS}" in " ".join(printed.split()), name


@pytest.mark.nightly(days=7)
def test_a_class_of_it_is_regraded(tmp_path):
    for name in SCORES:
        submission(name, tmp_path / "class")
    for name in ("reference", "student_template"):
        (tmp_path / "class" / name).symlink_to(FOLDER / name)
    ta("regrade", tmp_path / "class", "--out", tmp_path / "run", "--workers", "2")
    with (tmp_path / "run" / "gradescope.csv").open(newline="", encoding="utf-8-sig") as file:
        scores = {row["Name"]: float(row["Total Score"]) for row in csv.DictReader(file)}
    assert scores == pytest.approx(SCORES)


@pytest.mark.nightly(days=7)
def test_students_check_themselves_with_what_they_receive(released, tmp_path):
    with zipfile.ZipFile(released / "attention_assignment.zip") as bundle:
        bundle.extractall(tmp_path)
    (folder,) = tmp_path.iterdir()
    unwritten = _selfcheck(folder)
    for path in (FOLDER / "reference" / "attention").glob("*.py"):
        (folder / "attention" / path.name).write_bytes(path.read_bytes())
    written = _selfcheck(folder)
    assert "next: softmax_forward, attention/softmax.py:" in unwritten
    assert unwritten.count("  to do\n") == written.count("  passed\n") == 9
    assert "19 of 19 points" in written
    assert not FOREIGN.findall(unwritten + written)


def _selfcheck(folder: Path) -> str:
    done = subprocess.run(
        [sys.executable, "selfcheck"], cwd=folder, capture_output=True, text=True, check=False
    )
    return done.stdout + done.stderr
