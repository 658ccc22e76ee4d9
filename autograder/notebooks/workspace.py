"""Folders for kernels: one to work in for each, and the data, which all may read."""

from __future__ import annotations

import os
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from autograder.base.named_function import resolve
from autograder.base.scratch import Scratch
from autograder.model.assignment import Assignment

_SHARED = ("/tmp", "/var/tmp", "/dev/shm")  # where every user may write


class Workspace:
    """A temporary folder for an assignment's notebooks.

    uid: the user id of the kernels, None if they have the judge's.
    data: the folder that kernels may read; work: the one below which each may write to a folder of its own.
    """

    def __init__(self, assignment: Assignment, uid: int | None) -> None:
        self.uid = uid
        self._scratch = Scratch("notebooks")
        self.root = self._scratch.path
        self.data, self.work = self.root / "data", self.root / "work"
        self._files = assignment.data
        self._package = self.data / assignment.package.name
        self._package.mkdir(parents=True)
        self.work.mkdir()
        for folder in (self.root, self.work, self.data, self._package):
            folder.chmod(0o755)

    def fill(self) -> None:
        """Write the data, if there are any."""
        if self._files is None:
            return
        folder = self._package / self._files.folder
        folder.mkdir()
        resolve(self._files.write)(folder)
        for path in (folder, *folder.rglob("*")):
            path.chmod(0o755 if path.is_dir() else 0o644)  # for kernels with a user id of their own

    def folder(self, name: str) -> Path:
        """A working directory that looks like the assignment's folder: the data are where they should be."""
        folder = Path(tempfile.mkdtemp(prefix=f"{name}-", dir=self.work))
        (folder / self._package.name).symlink_to(self._package)
        if self.uid is not None:
            os.chown(folder, self.uid, self.uid)
        return folder

    def remove(self) -> None:
        """Remove all, however deep a kernel made its folders; links are not followed."""
        left = [] if self.uid is None else [str(path) for path in _owned_by(self.uid)]
        subprocess.run(["rm", "-rf", "--", *left], check=False)
        self._scratch.remove()


def _owned_by(uid: int) -> Iterator[Path]:
    """Yield files that kernels have left where every user may write; without Landlock, nothing prevents them."""
    for folder in {*_SHARED, tempfile.gettempdir()}:
        with suppress(OSError):
            yield from (
                Path(entry) for entry in os.scandir(folder) if entry.stat(follow_symlinks=False).st_uid == uid
            )
