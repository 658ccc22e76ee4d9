"""Grading in this process, and as users do it: through run_autograder, in a process of its own."""

from __future__ import annotations

import io
import json
import os
import subprocess
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from assignment import ASSIGNMENT
from autograder.feedback.terminal_report import print_report
from autograder.grading.pipeline import Order, grade
from autograder.grading.results_file import to_gradescope
from autograder.isolation.zygote import Zygote
from autograder.submission import Submission

PROJECT = Path(__file__).resolve().parent.parent
REFERENCE = PROJECT / "reference"


@dataclass(frozen=True)
class Graded:
    """What a run left behind."""

    document: dict[str, Any]
    printed: str
    exit_status: int

    @property
    def scores(self) -> dict[str, float]:
        """Points by check number."""
        return {test["number"]: test["score"] for test in self.document["tests"]}

    @property
    def score(self) -> float:
        """All points."""
        return round(sum(self.scores.values()), 6)

    @property
    def maximum(self) -> float:
        """All points there are."""
        return round(sum(test["max_score"] for test in self.document["tests"]), 6)

    def output(self, number: str) -> str:
        """What a check's result says."""
        texts = [test["output"] for test in self.document["tests"] if test["number"] == number]
        return str(texts[0])


def grade_here(zygote: Zygote, submission: Path | Submission, *questions: str) -> Graded:
    """Grade the code of a submission in this process, in workers of this zygote; all questions by default."""
    order = Order(submission, questions, code_only=True)
    results = grade(ASSIGNMENT, order, lambda _: None, zygote)
    printed = io.StringIO()
    print_report(results, code_only=True, file=printed)
    return Graded(json.loads(json.dumps(to_gradescope(results))), printed.getvalue(), 0)


def run_autograder(
    submission: Path, results: Path, *options: str, project: Path = PROJECT, user: int | None = None
) -> Graded:
    """`./run_autograder SUBMISSION --results RESULTS --code-only OPTIONS`, as the user id `user` if given."""
    command = [project / "run_autograder", submission, "--results", results, "--code-only", *options]
    environment = {name: os.environ[name] for name in ("PATH", "AUTOGRADER_VENV") if name in os.environ}
    done = run_as(user, map(str, command), environment)
    assert results.is_file(), done.stderr
    return Graded(json.loads(results.read_text()), done.stdout + done.stderr, done.returncode)


def run_as(
    user: int | None, command: Iterable[str], environment: Mapping[str, str], timeout: float | None = None
) -> subprocess.CompletedProcess[str]:
    """Run a command to its end, away from the project, as this user id (None: as who this is) and no other group."""
    return subprocess.run(
        list(command),
        env=environment,
        capture_output=True,
        text=True,
        check=False,
        cwd="/",
        user=user,
        group=user,
        extra_groups=None if user is None else [],
        timeout=timeout,
    )


def write_package(folder: Path, sources: Mapping[str, str]) -> Path:
    """A submission with these modules."""
    for path, text in sources.items():
        target = folder / "cs231n" / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text)
    return folder
