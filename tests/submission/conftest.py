"""How the tests of the intake hand in."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

import pytest

from assignment import ASSIGNMENT
from autograder.submission import Submission, take_in
from tests.submission.making import Contents, at, fill, zip_bytes

NOBODY = 65_534


@pytest.fixture(params=["folder", "zip"])
def submitted(request, tmp_path):
    """Make a submission of files, as a folder and as a zip."""

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
        return take_in(ASSIGNMENT.package, tmp_path / name)

    return take


@pytest.fixture
def closed():
    """Hand in a folder or a zip without the permission to read it, or a part of it: root gives its privilege up."""
    user = os.geteuid()
    with tempfile.TemporaryDirectory() as folder:  # pytest's own folders are root's alone
        root = Path(folder)
        root.chmod(0o755)
        fill(root / "submission", at("cs231n/") | {"data/notes.txt": ""})
        (root / "a2.zip").write_bytes(zip_bytes(at("cs231n/")))

        def close(name: str) -> Path:
            (root / name).chmod(0)
            if user == 0:
                os.seteuid(NOBODY)
            return root / name

        yield close
        os.seteuid(user)
        for path in (root / "submission", root / "submission" / "data"):
            path.chmod(0o755)
