"""What the bundle commands write and print."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from rich import box
from rich.console import Console
from rich.table import Table

from autograder.base import paths
from autograder.base.reproducible_zip import zip_bytes
from autograder.grading.pipeline import policies_in_force
from autograder.handout.bundle import FOLDER, student_files
from autograder.handout.gradescope import gradescope_files
from autograder.notebooks.data_subset import write_subset
from autograder.store.fixture_set import FixtureSet


def write_student_bundle(zip_file: Path) -> int:
    """Write what students receive, and print what it holds; returns its bytes."""
    return _write(zip_file, {f"{FOLDER}/{name}": data for name, data in student_files().items()}, FOLDER)


def write_gradescope_bundle(zip_file: Path) -> int:
    """Write what is uploaded to Gradescope, and print what it holds; returns its bytes. Raises PolicyError."""
    policies_in_force()
    size = _write(zip_file, gradescope_files(), "")
    if FixtureSet(paths.FIXTURES / "hidden").manifest["secret"] == paths.DEVELOPMENT_SECRET:
        print(_KNOWN_SECRET)
    return size


def write_data(batches: Path, per_class: int) -> None:
    """Write the part of CIFAR-10 that notebooks are graded with, and print how much of it is for what."""
    counts = write_subset(batches, per_class, paths.CIFAR10)
    told = ", ".join(f"{count} {_PARTS[part]}" for part, count in counts.items())
    print(f"wrote images to {paths.CIFAR10}: {told} ({_told(paths.CIFAR10.stat().st_size)})")


def _write(zip_file: Path, files: Mapping[str, bytes], folder: str) -> int:
    content = zip_bytes(files)
    zip_file.write_bytes(content)
    Console(highlight=False).print(_sizes(files, folder))
    print(f"wrote {len(files)} files to {zip_file}: {_told(len(content))}")
    return len(content)


def _sizes(files: Mapping[str, bytes], folder: str) -> Table:
    """Files and bytes by what stands first in their path below `folder`."""
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


_PARTS = {"train": "to train with", "val": "to validate", "test": "to test", "held_back": "held back"}


def _told(size: int) -> str:
    return f"{size / 1e6:.2f} MB" if size >= 1e5 else f"{size / 1e3:.1f} kB"


_KNOWN_SECRET = (
    "The hidden fixtures were drawn from the secret for development, which is public: put a line of random text into "
    "fixtures/secret, run `python -m autograder fixtures generate`, and bundle again before you upload this."
)
