"""What students do: unpack the bundle, write code, run the self-check."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest

from autograder.handout.template import write_files
from tests import bundle
from tests.judging import SOURCES


@dataclass(frozen=True)
class Assignment:
    """A student's folder."""

    folder: Path

    def write(self, sources: Mapping[str, str]) -> None:
        """Put modules into the package."""
        for path, text in sources.items():
            target = self.folder / "cs231n" / path
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text(text, encoding="utf-8")

    def run(self, *command: str, **environment: str) -> subprocess.CompletedProcess[str]:
        """A command in the folder, with Python before it."""
        return subprocess.run(
            [sys.executable, *command],
            cwd=self.folder,
            env={**os.environ, **environment},
            capture_output=True,
            text=True,
            check=False,
        )

    def check(self, *arguments: str) -> str:
        """What the self-check prints."""
        done = self.run("selfcheck", *arguments)
        assert done.stderr == ""
        return done.stdout


@pytest.fixture
def assignment(tmp_path: Path) -> Assignment:
    """The bundle as students unpack it."""
    write_files(tmp_path / "assignment", bundle.for_students())
    return Assignment(tmp_path / "assignment")


@pytest.fixture
def solved(assignment: Assignment) -> Assignment:
    """The same with everything written."""
    assignment.write(SOURCES)
    return assignment


@pytest.fixture(scope="session")
def swapped() -> Callable[[str, str, str], dict[str, str]]:
    """The solution with one text of a module swapped for another."""

    def swap(path: str, old: str, new: str) -> dict[str, str]:
        assert SOURCES[path].count(old) == 1
        return {**SOURCES, path: SOURCES[path].replace(old, new)}

    return swap
