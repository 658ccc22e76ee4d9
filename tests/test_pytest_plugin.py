"""`pytest graders --submission DIR` shows what grading gives, check by check."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from xml.etree import ElementTree

import pytest

from assignment import ASSIGNMENT
from autograder.model.check import load_checks
from autograder.model.library import read_package
from autograder.model.mutants import load_catalogue
from tests.grading import PROJECT, grade_here, write_package


def run(*words: str | Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "pytest", "graders", "-p", "no:cacheprovider", *words]
    return subprocess.run(command, cwd=PROJECT, capture_output=True, text=True, check=False)


@pytest.mark.nightly(days=3)
@pytest.mark.parametrize(
    "processes",
    [pytest.param((), id="alone"), pytest.param(("-n", "2"), id="two processes")],
)
def test_points_are_those_of_grading_and_findings_are_shown(zygote, tmp_path, processes):
    catalogue = {mistake.id: mistake for mistake in load_catalogue(ASSIGNMENT.mistakes)}
    sources = catalogue["affine_forward.global_cache"].applied(read_package(ASSIGNMENT.reference))
    submission = write_package(tmp_path / "submission", sources)
    report = tmp_path / "report.xml"
    asked = "test_affine or dropout_test_mode"
    done = run("--submission", submission, "-k", asked, f"--junitxml={report}", *processes)
    numbers = {
        check.function.__name__: check.number
        for checks in load_checks(ASSIGNMENT).values()
        for check in checks
    }
    graded = grade_here(zygote, submission, "Q1", "Q3")
    shown = {
        numbers[case.attrib["name"]]: float(value.attrib["value"].strip("[]").split(",")[0])
        for case in ElementTree.parse(report).iter("testcase")
        for value in case.iter("property")
    }
    assert len(shown) > 2
    assert shown == {number: graded.scores[number] for number in shown}
    assert (
        0
        < sum(shown.values())
        < sum(t["max_score"] for t in graded.document["tests"] if t["number"] in shown)
    )
    assert "uses the last call of affine_forward" in done.stdout
    assert f"{sum(shown.values()):g} of " in done.stdout


def test_without_a_submission_nothing_is_collected():
    done = run()
    assert "no tests" in done.stdout
