"""Every catalogued mistake loses points where it should and only there; every right variant loses none."""

from __future__ import annotations

import subprocess
import sys

import pytest

from assignment import ASSIGNMENT
from autograder.model.check import load_checks
from tests.grading import PROJECT


@pytest.mark.torch
@pytest.mark.parametrize(
    "question",
    [
        pytest.param(question, marks=pytest.mark.nightly(days=7, sampled=question != "Q5"))
        for question in sorted(load_checks(ASSIGNMENT))
    ],
)
def test_the_graders_of_a_question_are_proven(question):
    command = [sys.executable, "-m", "autograder", "prove", "--questions", question]
    done = subprocess.run(command, cwd=PROJECT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
