"""The template, `student_template/`: derived from `reference/`, and never edited by hand."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

from autograder.handout.blanks import notebook_without_solutions, without_solutions
from autograder.model.assignment import Assignment


def template_files(assignment: Assignment) -> dict[str, bytes]:
    """The template's files by their posix path, derived from the solved assignment."""
    return {path: text.encode() for path, text in _texts(assignment)}


def differences(folder: Path, files: Mapping[str, bytes]) -> list[str]:
    """Yield the differences between a folder and its expected content, one sentence for each file."""
    there = {path.relative_to(folder).as_posix(): path for path in folder.rglob("*") if _counts(path)}
    return [
        *(f"{path} is missing" for path in sorted(files.keys() - there.keys())),
        *(f"{path} is not derived from anything" for path in sorted(there.keys() - files.keys())),
        *(
            f"{path} is not what its solution gives"
            for path in sorted(files.keys() & there.keys())
            if there[path].read_bytes() != files[path]
        ),
    ]


def write_files(folder: Path, files: Mapping[str, bytes]) -> None:
    """Make a folder hold these files and no others."""
    for path in folder.rglob("*"):
        if _counts(path) and path.relative_to(folder).as_posix() not in files:
            path.unlink()
    for name, content in files.items():
        target = folder / name
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content)


def _texts(assignment: Assignment) -> Iterator[tuple[str, str]]:
    for path in sorted(assignment.reference.rglob("*.py")):
        name = path.relative_to(assignment.solution).as_posix()
        yield name, without_solutions(path.read_text(encoding="utf-8"), name)
    for path in sorted(assignment.solution.glob("*.ipynb")):
        yield path.name, notebook_without_solutions(path.read_text(encoding="utf-8"), path.name)


def _counts(path: Path) -> bool:
    """Return whether a path is a file that a person wrote."""
    return path.is_file() and "__pycache__" not in path.parts and ".ipynb_checkpoints" not in path.parts
