"""The engine installed as a package, away from its checkout: it holds all that bundles are made of."""

from __future__ import annotations

import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from tests.examples.attention import FOLDER, ta
from tests.grading import PROJECT

_TA = "import sys; sys.path.append(sys.argv.pop(1)); from autograder.__main__ import staff; staff()"


@pytest.fixture(scope="module")
def installed(tmp_path_factory) -> Path:
    """The folder that the engine is installed in, and nothing else."""
    folder = tmp_path_factory.mktemp("installed")
    pip = [sys.executable, "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    alone = ["--no-deps", "--no-index", "--no-build-isolation", "--target", folder]
    subprocess.run([*pip, *alone, PROJECT], check=True, capture_output=True)
    return folder


def installed_ta(installed: Path, folder: Path, *words: str | Path) -> str:
    """Run a staff command of the installed engine in a folder, and return what it printed; fails unless it succeeds."""
    command = [sys.executable, "-I", "-c", _TA, installed, *words]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.mark.nightly
def test_it_holds_the_engine_alone_and_the_command(installed):
    assert {path.name.partition("-")[0] for path in installed.iterdir()} == {
        "autograder",
        "assignment_autograder",
        "bin",
    }
    assert (installed / "bin" / "ta").is_file()
    assert not list(installed.rglob("cs231n"))


@pytest.mark.nightly
def test_its_bundles_are_those_of_the_checkout(installed, tmp_path):
    """Of an assignment that is nothing but a folder, the current one."""
    alone = tmp_path / "attention"
    shutil.copytree(FOLDER, alone, ignore=shutil.ignore_patterns("__pycache__"))
    for kind in ("gradescope", "student"):
        ta("bundle", kind, tmp_path / "here.zip")
        installed_ta(installed, alone, "bundle", kind, tmp_path / "there.zip")
        here, there = (zipfile.ZipFile(tmp_path / name) for name in ("here.zip", "there.zip"))
        assert here.namelist() == there.namelist()
        assert all(here.read(name) == there.read(name) for name in here.namelist())


@pytest.mark.nightly
def test_away_from_any_assignment_it_says_so(installed, tmp_path):
    command = [sys.executable, "-I", "-c", _TA, installed, "doctor"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert done.stderr.startswith(f"Error: {tmp_path} is not an assignment")
