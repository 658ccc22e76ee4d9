"""Nothing that a hostile function does helps it, harms another check, or loses the results."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import jsonschema
import pytest

from autograder.library import read_package
from autograder.simulate.receive import SCHEMA
from tests.attacks.hostile import BODIES, module
from tests.grading import PROJECT, REFERENCE, Graded, run_autograder, write_package

SOURCES = read_package(REFERENCE / "cs231n")
ORDINARY = 54321  # a user id without an account
STUB = "an honest stub"


def grade(name: str, folder: Path, project: Path, user: int | None) -> Graded:
    results = folder / "out" / "results.json"
    results.parent.mkdir(mode=0o777)
    results.parent.chmod(0o777)
    optim = SOURCES["optim.py"] + module(name, str(project), str(results))
    submission = write_package(folder / "hand-in", {**SOURCES, "optim.py": optim})
    graded = run_autograder(submission, results, "--questions", "Q1", project=project, user=user)
    jsonschema.validate(graded.document, SCHEMA)
    return graded


@pytest.fixture(scope="session", autouse=True)
def environment() -> Iterator[None]:
    """The environment that is there, for copies of the project too."""
    with pytest.MonkeyPatch.context() as patch:
        python = subprocess.run(["sh", PROJECT / "setup.sh"], capture_output=True, text=True, check=True)
        patch.setenv("AUTOGRADER_VENV", str(Path(python.stdout.strip()).parent.parent))
        yield


@contextmanager
def open_folder() -> Iterator[Path]:
    """A folder that every user may enter."""
    with tempfile.TemporaryDirectory() as folder:
        Path(folder).chmod(0o755)
        yield Path(folder)


@pytest.fixture(scope="session", params=["root", "ordinary user"])
def posture(request) -> Iterator[tuple[Path, int | None]]:
    """The project and the user id to run it with; an ordinary user gets a checkout that is theirs to read."""
    if request.param == "root" and os.geteuid() != 0:
        pytest.skip("root's posture needs root")
    if request.param == "root" or os.geteuid() != 0:
        yield PROJECT, None
        return
    with open_folder() as folder:  # pytest's own folders are closed to other users
        yield checkout(folder / "project"), ORDINARY


def checkout(project: Path) -> Path:
    """What grading needs of the project, copied for everybody to read."""
    for part in ("autograder", "graders", "fixtures", "reference"):
        shutil.copytree(PROJECT / part, project / part, ignore=shutil.ignore_patterns("__pycache__"))
    for part in ("run_autograder", "setup.sh", "requirements.lock", "requirements-test.lock"):
        shutil.copy(PROJECT / part, project / part)
    for path in (project, *project.rglob("*")):
        path.chmod(path.stat().st_mode | (0o555 if path.is_dir() else 0o444))
    return project


@pytest.fixture(scope="session")
def stub(posture) -> Graded:
    """What a submission gets whose sgd is not written."""
    with open_folder() as folder:
        return grade(STUB, folder, *posture)


def test_a_stub_loses_points(stub):
    assert stub.score < stub.maximum


@pytest.mark.slow
@pytest.mark.parametrize("name", [name for name in BODIES if name != STUB])
def test_hostile_code_gains_nothing_and_costs_nobody_else(name, posture, stub):
    with open_folder() as folder:
        graded = grade(name, folder, *posture)
    assert graded.exit_status == 0
    assert graded.scores == stub.scores
    assert graded.maximum == stub.maximum
    assert "\x1b" not in graded.printed
