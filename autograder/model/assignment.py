"""An assignment: everything about it that the engine must not know, as one frozen value.

An assignment is a folder with assignment.py (which defines ASSIGNMENT), reference/, graders/, fixtures/,
student_template/ and policies.toml. One process serves one assignment. Functions are named "module:function", so that
importing an assignment takes almost no time.
"""

from __future__ import annotations

import importlib
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from autograder.base.named_function import module_of
from autograder.base.paths import is_assignment
from autograder.base.versions import code_id
from autograder.model.offering import Offerings
from autograder.model.package_layout import PackageLayout

MODULE = "assignment"


class AssignmentError(Exception):
    """A folder is not an assignment, or not the one that this process serves; the text says why."""


@dataclass(frozen=True)
class NotebookHooks:
    """Functions of the assignment that the kernels of its notebooks call.

    before_notebook: called with the `NotebookRun`, before the first cell.
    after_cell: called with the notebook's namespace and its `NotebookBudget` after every cell; the budget is None if
        only the notebook's definitions are imported, and nothing is trained.
    """

    before_notebook: str = ""
    after_cell: str = ""


@dataclass(frozen=True)
class NotebookData:
    """The data that notebooks work with.

    folder: the folder below the package in which notebooks look for them.
    write: called with the folder to fill.
    file: the file below fixtures/ that the course may draw from the original data; the bundle contains it.
    draw: called with the folder of the original data, the number of examples of each class to train with, and the
        term's secret; returns the file's content, and how many examples it has for what; raises ValueError.
    """

    folder: str
    write: str
    file: str
    draw: str


@dataclass(frozen=True)
class Shims:
    """Help for submissions of earlier offerings, in workers only.

    package: the folder, below the assignment's, with modules that a submission's package may import and lack.
    absent: by the name of a package that is not installed, the function that returns modules to take its place, by
        name, when a submission imports it.
    patched: by the name of an installed package, the function that gives it back what it has lost since, when a
        submission first imports it; called with the module and a function that notes what was used.
    """

    package: str = ""
    absent: Mapping[str, str] = field(default_factory=dict)
    patched: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, eq=False)
class Assignment:
    """An assignment.

    root: its folder.
    name: in names of files and of temporary folders, "hw"; title: for people.
    points: the sum of the points of all its checks.
    student_folder: the name of the folder that students receive, and of its zip.
    alternatives: groups of short names of notebooks, of which students choose one each.
    libraries: names of packages and functions whose use in a submission staff may want to look at.
    """

    root: Path
    name: str
    title: str
    points: float
    package: PackageLayout
    student_folder: str
    alternatives: tuple[tuple[str, ...], ...] = ()
    offerings: Offerings = field(default_factory=Offerings)
    hooks: NotebookHooks = field(default_factory=NotebookHooks)
    data: NotebookData | None = None
    shims: Shims = field(default_factory=Shims)
    libraries: frozenset[str] = frozenset()

    @property
    def graders(self) -> Path:
        """The folder of the checks."""
        return self.root / "graders"

    @property
    def solution(self) -> Path:
        """The folder of the solved assignment: its package and its notebooks."""
        return self.root / "reference"

    @property
    def reference(self) -> Path:
        """The folder of the solved package."""
        return self.solution / self.package.name

    @property
    def oracle(self) -> Path:
        """The folder of the independent implementation that certifies fixtures."""
        return self.solution / "oracle"

    @property
    def mistakes(self) -> Path:
        """The folder of the catalogue of mistakes."""
        return self.solution / "mistakes"

    @property
    def shim_package(self) -> Path:
        """The folder of modules that submissions of earlier offerings may import and lack."""
        return self.root / self.shims.package

    @property
    def template(self) -> Path:
        """The folder of the template that students receive."""
        return self.root / "student_template"

    @property
    def fixtures(self) -> Path:
        """The folder of the frozen fixtures."""
        return self.root / "fixtures"

    @property
    def secret_file(self) -> Path:
        """The file that may hold the term's secret."""
        return self.fixtures / "secret"

    @property
    def data_file(self) -> Path | None:
        """The file that the course has drawn from the original data, if there is one."""
        path = self.fixtures / self.data.file if self.data else None
        return path if path and path.is_file() else None

    @property
    def student_page(self) -> Path:
        """The page for students, which the bundle contains; an assignment need not have one."""
        return self.root / "docs" / "student.md"

    @property
    def policies(self) -> Path:
        """The file of the course's policies."""
        return self.root / "policies.toml"

    @property
    def submission_file(self) -> str:
        """The name of the zip that students submit."""
        return f"{self.name}.zip"

    @property
    def question_modules(self) -> tuple[str, ...]:
        """The names of the modules that define the checks, one for each question: "graders.q1_softmax"."""
        return tuple(sorted(f"graders.{path.stem}" for path in self.graders.glob("q[0-9]*_*.py")))

    @property
    def preload(self) -> tuple[str, ...]:
        """The modules that every worker needs, that of this value among them."""
        shims = (*self.shims.absent.values(), *self.shims.patched.values())
        return (MODULE, *self.question_modules, *dict.fromkeys(module_of(shim) for shim in shims))

    @cached_property
    def graders_id(self) -> str:
        """A short name of the checks, and of the solution that some of them run."""
        return code_id(self.root, ("graders", self.reference.relative_to(self.root).as_posix()))

    @property
    def private(self) -> tuple[Path, ...]:
        """The paths that no submission may read."""
        return (self.root, self.graders, self.solution, self.fixtures)


def load_assignment(folder: Path) -> Assignment:
    """Put the folder first on sys.path, import its assignment.py, and return its ASSIGNMENT. Raises AssignmentError."""
    folder = folder.resolve()
    if not is_assignment(folder):
        raise AssignmentError(
            f"{folder} is not an assignment: it has no {MODULE}.py (--assignment names another)"
        )
    if str(folder) not in sys.path:
        sys.path.insert(0, str(folder))
    assignment: Assignment = importlib.import_module(MODULE).ASSIGNMENT
    if assignment.root != folder:
        raise AssignmentError(
            f"this process serves the assignment in {assignment.root}, not the one in {folder}"
        )
    return assignment


def loaded_assignment() -> Assignment:
    """Return the assignment of this zygote's process, which imported its module while imports were possible."""
    assignment: Assignment = sys.modules[MODULE].ASSIGNMENT
    return assignment
