"""Temporary folders end with their process, and whatever a killed one leaves is removed by the next."""

from __future__ import annotations

import signal
import subprocess
import sys
from pathlib import Path

import pytest

from autograder.base.scratch import Scratch
from tests.grading import PROJECT

OTHER = """
import sys, time
from autograder.base.scratch import Scratch
with Scratch("test") as folder:
    (folder / "deep").mkdir()
    print(folder, flush=True)
    sys.stdin.read()
"""


@pytest.fixture
def temporary(tmp_path, monkeypatch) -> Path:
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    monkeypatch.setattr("tempfile.tempdir", None)
    return tmp_path


@pytest.fixture
def other(temporary):
    """Another process, whose folder exists."""
    process = subprocess.Popen(
        [sys.executable, "-c", OTHER], cwd=PROJECT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    process.folder = Path(process.stdout.readline().strip())
    yield process
    process.kill()
    process.communicate()


def test_a_killed_process_leaves_nothing_to_the_next(temporary, other):
    other.send_signal(signal.SIGKILL)
    other.wait()
    assert (other.folder / "deep").is_dir()
    with Scratch("else"):
        assert other.folder.is_dir()
    with Scratch("test") as folder:
        assert list(temporary.iterdir()) == [folder]
    assert list(temporary.iterdir()) == []


def test_the_folder_of_a_living_process_stays(other):
    with Scratch("test"):
        assert (other.folder / "deep").is_dir()


def test_folders_that_are_somebody_elses_stay(temporary):
    plain, target = temporary / "autograder-test-x", temporary / "target"
    target.mkdir()
    plain.symlink_to(target)
    with Scratch("test"):
        assert target.is_dir()
        assert plain.is_symlink()
