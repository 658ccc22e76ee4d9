"""The bundle commands: their work and their output."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from rich import box
from rich.console import Console
from rich.table import Table

from autograder.authoring.secret import read_secret
from autograder.base.counts import number_of
from autograder.base.named_function import resolve
from autograder.base.paths import STAFF_COMMAND
from autograder.base.reproducible_zip import zip_bytes
from autograder.grading.pipeline import policies_in_force
from autograder.handout.bundle import student_files
from autograder.handout.gradescope import gradescope_files
from autograder.model.assignment import Assignment
from autograder.model.check import require_points
from autograder.store.fixture_set import DEVELOPMENT, FixtureSet, set_folders


class DataError(Exception):
    """The part of a data set cannot be drawn; the text says why."""


def write_student_bundle(assignment: Assignment, zip_file: Path) -> int:
    """Write the bundle for students, and print its contents; return its bytes. Raises PointsError."""
    require_points(assignment)
    folder = assignment.student_folder
    files = {f"{folder}/{name}": data for name, data in student_files(assignment).items()}
    return _write(zip_file, files, folder)


def write_gradescope_bundle(assignment: Assignment, zip_file: Path) -> int:
    """Write the bundle for Gradescope, and print its contents; return its bytes.

    Raises PointsError, PolicyError.
    """
    require_points(assignment)
    policies_in_force(assignment)
    size = _write(zip_file, gradescope_files(assignment), "")
    if FixtureSet(set_folders(assignment.fixtures)[1]).manifest["secret"] == DEVELOPMENT:
        print(_KNOWN_SECRET)
    return size


def write_data(assignment: Assignment, source: Path, per_class: int) -> None:
    """Write the part of a data set that notebooks are graded with, and print the numbers of images for each purpose.

    Raises DataError.
    """
    if assignment.data is None:
        raise DataError(f"the notebooks of {assignment.title} work with no data set")
    try:
        content, counts = resolve(assignment.data.draw)(
            source, per_class, read_secret(assignment.secret_file)
        )
    except ValueError as error:
        raise DataError(str(error)) from error
    target = assignment.fixtures / assignment.data.file
    target.write_bytes(content)
    told = ", ".join(f"{count} {what}" for what, count in counts.items())
    print(f"wrote data to {target}: {told} ({_told(len(content))})")


def _write(zip_file: Path, files: Mapping[str, bytes], folder: str) -> int:
    content = zip_bytes(files)
    zip_file.write_bytes(content)
    Console(highlight=False).print(_sizes(files, folder))
    print(f"wrote {number_of(len(files), 'file')} to {zip_file}: {_told(len(content))}")
    return len(content)


def _sizes(files: Mapping[str, bytes], folder: str) -> Table:
    """Return numbers of files and bytes, by the first part of their paths below `folder`."""
    sizes: dict[str, list[int]] = {}
    for name, data in sorted(files.items()):
        part, slash, _ = name.removeprefix(f"{folder}/").partition("/")
        sizes.setdefault(part + slash, []).append(len(data))
    table = Table("Part", box=box.SIMPLE_HEAD)
    for column in ("Files", "Unpacked"):
        table.add_column(column, justify="right")
    for part, found in sizes.items():
        table.add_row(part, str(len(found)), _told(sum(found)))
    return table


def _told(size: int) -> str:
    return f"{size / 1e6:.2f} MB" if size >= 1e5 else f"{size / 1e3:.1f} kB"


_KNOWN_SECRET = (
    "The hidden fixtures were drawn from the secret for development, which is public: put a line of random text into "
    f"fixtures/secret, run `{STAFF_COMMAND} fixtures generate`, and bundle again before you upload this."
)
