"""The upload for Gradescope: the scripts, the modules that grading imports, fixtures, and the solved package."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from autograder.base import paths
from autograder.execution import SERVICE
from autograder.handout.imports import closure
from autograder.model.assignment import Assignment
from autograder.store.fixture_set import set_folders

SCRIPTS = Path(__file__).with_name("for_gradescope")
_ENTRIES = (
    "autograder.commands.grade",
    "autograder.isolation.zygote_process",
    SERVICE,
    "autograder.notebooks.kernel",
    "autograder.notebooks.client",
)
_PAGE = "autograder/notebooks/page.html.j2"


def gradescope_files(assignment: Assignment) -> dict[str, bytes]:
    """Everything that grading needs, by its posix path in the zip."""
    graders = assignment.graders.rglob("*.py")
    modules = [".".join(path.relative_to(assignment.root).with_suffix("").parts) for path in graders]
    return {
        **{path.name: path.read_bytes() for path in SCRIPTS.iterdir()},
        _PAGE: (paths.ENGINE.parent / _PAGE).read_bytes(),
        **closure(assignment, [*_ENTRIES, *modules]),
        **{path.relative_to(assignment.root).as_posix(): path.read_bytes() for path in _data(assignment)},
    }


def _data(assignment: Assignment) -> Iterator[Path]:
    for folder in set_folders(assignment.fixtures):
        yield from (path for path in folder.iterdir() if path.is_file())
    yield from filter(None, [assignment.data_file])
    if assignment.policies.is_file():
        yield assignment.policies
    # Reference layers and given modules are read from their sources; mistakes and oracle are not uploaded.
    yield from assignment.reference.rglob("*.py")
