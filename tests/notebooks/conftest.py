"""Notebooks of a few cells, run for real."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import pytest

from autograder.case import CASES
from autograder.clock import Clock
from autograder.intake import Submission
from autograder.isolation.client import Zygote
from autograder.notebooks.execute import Executed, NotebookRunner
from autograder.notebooks.studio import Studio
from autograder.run import Run
from autograder.workers import Package, compile_submission
from tests.notebooks import q0_notebook_samples

SAMPLES = q0_notebook_samples.__name__
X = np.arange(12.0).reshape(3, 4)
RunCells = Callable[..., "Ran"]


class Ran:
    """A notebook that was run: what came of it, its outputs, and what its kernel answers."""

    def __init__(self, runner: NotebookRunner) -> None:
        self.executed: Executed = runner.executed
        self._runner = runner

    def ask(self, case: str = "ask_dropout") -> Run:
        return self._runner.run(CASES[case], {"x": X})

    @property
    def cells(self) -> list[dict[str, Any]]:
        return json.loads(self.executed.ipynb)["cells"]

    def printed(self, cell: int) -> str:
        return "".join(
            "".join(o["text"]) for o in self.cells[cell]["outputs"] if o["output_type"] == "stream"
        )


def notebook(*cells: str, **metadata: Any) -> bytes:
    """A notebook of code cells, as a file."""
    content = [
        {"cell_type": "code", "source": source, "metadata": {}, "outputs": [], "execution_count": None}
        for source in cells
    ]
    return json.dumps({"cells": content, "metadata": metadata, "nbformat": 4, "nbformat_minor": 4}).encode()


@pytest.fixture(scope="session")
def package() -> Package:
    """A package of one function, beside the given modules."""
    with Zygote() as zygote:
        return compile_submission(Submission({"layers.py": "def double(x):\n    return 2 * x\n"}, {}), zygote)


@pytest.fixture
def run_cells(package: Package) -> Iterator[RunCells]:
    """Runs cells, or the bytes of a file, as Dropout.ipynb."""
    studios: list[Studio] = []

    def run(*cells: str, data: bytes | None = None, **limits: float) -> Ran:
        notebooks = {"Dropout.ipynb": notebook(*cells) if data is None else data}
        studio = Studio(notebooks, package, Clock(300), cases=(SAMPLES,), **limits)
        studios.append(studio)
        return Ran(studio.runner("dropout_notebook"))

    yield run
    for studio in studios:
        studio.__exit__()
