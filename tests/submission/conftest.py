"""How the tests of the intake hand in."""

from __future__ import annotations

from pathlib import Path

import pytest

from autograder.submission import Submission, take_in
from tests.submission.making import Contents, fill, zip_bytes


@pytest.fixture(params=["folder", "zip"])
def hand_in(request, tmp_path):
    """Make a hand-in of files, as a folder and as a zip."""

    def make(files: Contents) -> Path:
        if request.param == "folder":
            (tmp_path / "submission").mkdir()
            return fill(tmp_path / "submission", files)
        (tmp_path / "a2.zip").write_bytes(zip_bytes(files))
        return tmp_path / "a2.zip"

    return make


@pytest.fixture
def zipped(tmp_path):
    """Take in the bytes of a zip."""

    def take(data: bytes, name: str = "a2.zip") -> Submission:
        (tmp_path / name).write_bytes(data)
        return take_in(tmp_path / name)

    return take
