"""The same tests as a real ordinary user, when they are run as root."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from autograder.isolation.launch import PROJECT
from tests.isolation.conftest import PYTHON_IS_READABLE

NOBODY = 65534


@pytest.fixture(scope="module")
def project() -> Iterator[Path]:
    """A copy of what the tests need, compiled code too, which belongs to the ordinary user."""
    copy = Path(tempfile.mkdtemp())
    for part in ("autograder", "graders", "tests/isolation"):
        shutil.copytree(PROJECT / part, copy / part, ignore=shutil.ignore_patterns("*.pyc.*"))
    for file in ("assignment.py", "pyproject.toml", "tests/asking.py"):
        shutil.copy(PROJECT / file, copy / file)
    for path in (copy, *copy.rglob("*")):
        os.chown(path, NOBODY, NOBODY)
    yield copy
    shutil.rmtree(copy)


@pytest.mark.skipif(
    os.geteuid() != 0, reason="the other tests of this folder already run as an ordinary user"
)
@pytest.mark.skipif(not PYTHON_IS_READABLE, reason="an ordinary user cannot run this interpreter")
@pytest.mark.nightly
@pytest.mark.parametrize("tests", ["postures", "hostile", "worker", "client"])
def test_the_sandbox_holds_for_an_ordinary_user(project: Path, tests: str) -> None:
    ended = subprocess.run(
        [sys.executable, "-B", "-m", "pytest", "-q", f"tests/isolation/test_{tests}.py"],
        cwd=project,
        user=NOBODY,
        group=NOBODY,
        extra_groups=[],
        env={
            "PATH": os.environ["PATH"],
            "HOME": str(project),
            "TMPDIR": str(project),
            "OMP_NUM_THREADS": "1",
        },
        capture_output=True,
        text=True,
        check=False,
    )
    assert ended.returncode == 0, ended.stdout[-5000:] + ended.stderr[-2000:]
