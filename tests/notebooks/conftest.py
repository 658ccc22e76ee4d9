"""Notebooks of a few cells, run for real."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import fields
from typing import Any

import numpy as np
import pytest

from assignment import ASSIGNMENT
from autograder.execution.compiled_submission import compile_submission
from autograder.execution.probe_launch import launch_probes
from autograder.execution.time_budget import TimeBudget
from autograder.isolation.zygote import Zygote
from autograder.model.assignment import Assignment
from autograder.model.case import CASES
from autograder.model.executed_notebook import ExecutedNotebook
from autograder.model.run import Run
from autograder.notebooks.notebook_executor import NotebookExecutor
from autograder.notebooks.notebook_run import NotebookRun
from autograder.submission import Submission
from tests.notebooks import q0_notebook_samples

SAMPLES = q0_notebook_samples.__name__
X = np.arange(12.0).reshape(3, 4)
RunCells = Callable[..., "Ran"]


class Sampled(Assignment):
    """An assignment with the probes of these tests."""

    question_modules = (SAMPLES,)


SAMPLED = Sampled(**{field.name: getattr(ASSIGNMENT, field.name) for field in fields(ASSIGNMENT)})


class Ran:
    """A notebook that was run: what came of it, its outputs, and what its kernel answers."""

    def __init__(self, run: NotebookRun) -> None:
        self.executed: ExecutedNotebook = run.executed
        self._runner = run.runner(TimeBudget(3600), checks_left=1)

    def ask(self, case: str = "ask_dropout") -> Run:
        return self._runner.run(CASES[case], {"x": X})

    @property
    def cells(self) -> list[dict[str, Any]]:
        return json.loads(self.executed.ipynb)["cells"]

    def printed(self, cell: int) -> str:
        """Return what came on standard output: warnings may come in the middle of a line, on the other stream."""
        return "".join("".join(o["text"]) for o in self.cells[cell]["outputs"] if o.get("name") == "stdout")


def notebook(*cells: str, **metadata: Any) -> bytes:
    """A notebook of code cells, as a file."""
    content = [
        {"cell_type": "code", "source": source, "metadata": {}, "outputs": [], "execution_count": None}
        for source in cells
    ]
    return json.dumps({"cells": content, "metadata": metadata, "nbformat": 4, "nbformat_minor": 4}).encode()


@pytest.fixture(scope="session")
def executor() -> Iterator[NotebookExecutor]:
    """A executor for a package of a function and a rule that changes nothing, beside the given modules."""
    double = "def double(x):\n    return 2 * x\n"
    rule = "def sgd(w, dw, config=None):\n    return w, {'learning_rate': 1.0}\n"
    submission = Submission({"layers.py": double, "optim.py": rule}, {})
    with Zygote(launch_probes(ASSIGNMENT)) as zygote:
        package = compile_submission(ASSIGNMENT, submission, zygote).package
    with NotebookExecutor(
        SAMPLED,
        {},
        package,
        TimeBudget(3600),
    ) as executor:
        yield executor


@pytest.fixture
def run_cells(executor: NotebookExecutor) -> Iterator[RunCells]:
    """Runs cells, or the bytes of a file, as Dropout.ipynb."""
    runs: list[NotebookRun] = []

    def run(
        *cells: str, data: bytes | None = None, seconds: float = 120.0, wall_seconds: float = 600.0
    ) -> Ran:
        source = notebook(*cells) if data is None else data
        runs.append(executor.run("dropout_notebook", source, seconds, wall_seconds))
        return Ran(runs[-1])

    yield run
    for done in runs:
        done.close()
