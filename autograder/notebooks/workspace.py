"""Folders for kernels: one to work in for each, and the data, which all may read."""

from __future__ import annotations

import os
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from autograder.model.library import PACKAGE
from autograder.notebooks.training_files import write_data

_SHARED = ("/tmp", "/var/tmp", "/dev/shm")  # where every user may write


class Place:
    """A temporary folder; `uid` is the user id of the kernels, None where they have the judge's.

    data: what kernels may read; work: where they may write, each in a folder of its own.
    """

    def __init__(self, uid: int | None) -> None:
        self.uid = uid
        self.root = Path(tempfile.mkdtemp(prefix="a2-notebooks-"))
        self.data, self.work = self.root / "data", self.root / "work"
        self._datasets = self.data / PACKAGE / "datasets"
        self._datasets.mkdir(parents=True)
        self.work.mkdir()
        for folder in (self.root, self.work, self.data, self._datasets.parent):
            folder.chmod(0o755)

    def fill(self) -> None:
        """Write the data."""
        write_data(self._datasets)

    def folder(self, name: str) -> Path:
        """A working directory that looks like the assignment's folder: the data are where they should be."""
        folder = Path(tempfile.mkdtemp(prefix=f"{name}-", dir=self.work))
        (folder / PACKAGE).symlink_to(self.data / PACKAGE)
        if self.uid is not None:
            os.chown(folder, self.uid, self.uid)
        return folder

    def remove(self) -> None:
        """Remove all, however deep a kernel made its folders; links are not followed."""
        left = [] if self.uid is None else [str(path) for path in _owned_by(self.uid)]
        subprocess.run(["rm", "-rf", "--", str(self.root), *left], check=False)


def _owned_by(uid: int) -> Iterator[Path]:
    """What kernels have left where every user may write, which without Landlock nothing keeps them from."""
    for folder in {*_SHARED, tempfile.gettempdir()}:
        with suppress(OSError):
            yield from (
                Path(entry) for entry in os.scandir(folder) if entry.stat(follow_symlinks=False).st_uid == uid
            )
