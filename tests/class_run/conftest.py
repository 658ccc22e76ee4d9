"""A class that is graded once, for all tests that look at what came of it."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path

import pytest
from rich.console import Console

from assignment import ASSIGNMENT
from autograder.class_run.class_run import Plan, regrade
from autograder.class_run.progress import Progress
from autograder.class_run.record import Row, open_earlier
from autograder.grading.pipeline import Order
from tests.grading import write_package
from tests.judging import made
from tests.once import once

Q3 = Order(Path("unused"), ("Q3",), code_only=True)
CLASS = {
    "a_right": (),
    "a_copy": (),
    "b_elsewhere": ("dropout_forward.not_scaled",),
    "c_gradient": ("dropout_backward.zero_in_testing",),
    "d_answer": ("dropout_forward.divided_in_testing",),
    "e_nothing": ("dropout_forward.not_written",),
}


@dataclass(frozen=True)
class GradedClass:
    """What was handed in, and the run that graded question 3 of it."""

    folder: Path

    @property
    def export(self) -> Path:
        return self.folder / "class"

    @property
    def out(self) -> Path:
        return self.folder / "run"

    def rows(self) -> dict[str, Row]:
        return rows_of(self.out)

    def copied(self, folder: Path) -> GradedClass:
        """The same to be changed."""
        return GradedClass(shutil.copytree(self.folder, folder / "copied"))


def rows_of(out: Path) -> dict[str, Row]:
    """The rows of a run, by the names of what was handed in."""
    with open_earlier(out) as record:
        return {row.name: row for row in record.rows()}


def run(export: Path, out: Path, order: Order = Q3, **options: object) -> dict[str, Row]:
    """Grade a class; returns the rows."""
    regrade(ASSIGNMENT, Plan(export, out, order, **options), Progress(Console(quiet=True)))
    return rows_of(out)


@pytest.fixture(scope="session")
def graded_class(tmp_path_factory: pytest.TempPathFactory) -> GradedClass:
    """Right, wrong, equal and unreadable submissions: look, but leave them as they are."""

    def make(folder: Path) -> None:
        for name, mistakes in CLASS.items():
            write_package(folder / "class" / name, made(*mistakes))
        (folder / "class" / "f_broken.zip").write_text("no zip")
        run(folder / "class", folder / "run")

    return GradedClass(once(tmp_path_factory, "graded_class", make))
