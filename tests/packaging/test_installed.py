"""The engine installed as a package, away from its checkout: it holds all that bundles are made of."""

from __future__ import annotations

import shutil
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.examples.attention import FOLDER, ta
from tests.grading import PROJECT, run_autograder

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


@pytest.mark.nightly(days=3)
def test_it_holds_the_engine_alone_and_the_command(installed):
    assert {path.name.partition("-")[0] for path in installed.iterdir()} == {
        "autograder",
        "assignment_autograder",
        "bin",
    }
    assert (installed / "bin" / "ta").is_file()
    assert not list(installed.rglob("cs231n"))


@pytest.mark.nightly(days=3)
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


@pytest.mark.nightly(days=3)
def test_away_from_any_assignment_it_says_so(installed, tmp_path):
    command = [sys.executable, "-I", "-c", _TA, installed, "doctor"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert done.stderr.startswith(f"Error: {tmp_path} is not an assignment")


@pytest.mark.nightly(days=3)
def test_a_new_assignment_and_a_new_check_of_it_work_at_once(installed, tmp_path):
    """From an empty folder to a submission that the unpacked bundle grades, with nothing edited but the points."""
    installed_ta(installed, tmp_path, "new", "assignment", "hw")
    folder = tmp_path / "hw"
    assert released(installed, folder)("reference") == {"1.1": 1}
    told = installed_ta(installed, folder, "new", "check", "2.1", "halve")
    assert "all checks together carry 2 points" in told
    assert "then ta fixtures generate" in told  # there is no ./ta
    definition = folder / "assignment.py"
    definition.write_text(definition.read_text().replace("points=1", "points=2"))
    graded = released(installed, folder)
    assert graded("reference") == {"1.1": 1, "2.1": 1}
    assert graded("student_template") == {"1.1": 0, "2.1": 0}
    mistaken = shutil.copytree(folder / "reference" / "hw", tmp_path / "mistaken" / "hw") / "functions.py"
    mistaken.write_text(mistaken.read_text().replace("2 * x", "3 * x", 1))
    assert graded(tmp_path / "mistaken") == {"1.1": 0, "2.1": 1}
    subprocess.run(
        [sys.executable, "-m", "ruff", "check", "--quiet", "--isolated", folder], cwd=folder, check=True
    )
    subprocess.run(
        [sys.executable, "-m", "ruff", "format", "--quiet", "--isolated", "--check", folder], check=True
    )


def released(installed: Path, folder: Path) -> Callable[[Path | str], dict[str, float]]:
    """Freeze, prove and bundle an assignment; returns what grades a submission from the unpacked bundle."""
    installed_ta(installed, folder, "fixtures", "generate")
    installed_ta(installed, folder, "prove")
    installed_ta(installed, folder, "bundle", "gradescope", folder.parent / "bundle.zip")
    project = folder.parent / "project"
    shutil.rmtree(project, ignore_errors=True)
    with zipfile.ZipFile(folder.parent / "bundle.zip") as bundle:
        bundle.extractall(project)
    (project / "run_autograder").chmod(0o755)
    results = folder.parent / "results.json"
    return lambda submission: run_autograder(folder / submission, results, project=project).scores


@pytest.mark.nightly(days=3)
@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["assignment", "hw"], "hw is not empty"),
        (["assignment", "statistics"], "gives no name for a package"),
        (["check", "1.1", "other"], "there is a check 1.1 already"),
        (["check", "two", "other"], "is not the number of a check"),
        (
            ["check", "2.1", "other", "--module", "nets"],
            "students do not write a module 'nets'; there are functions",
        ),
    ],
)
def test_nothing_that_exists_is_written_over(installed, tmp_path, words, sentence):
    installed_ta(installed, tmp_path, "new", "assignment", "hw")
    before = sorted((path, path.stat().st_mtime_ns) for path in tmp_path.rglob("*.py"))
    folder = tmp_path / "hw" if words[0] == "check" else tmp_path
    command = [sys.executable, "-I", "-B", "-c", _TA, installed, "new", *words]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert sentence in done.stderr
    assert sorted((path, path.stat().st_mtime_ns) for path in tmp_path.rglob("*.py")) == before
