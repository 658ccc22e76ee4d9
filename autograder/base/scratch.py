"""Temporary folders that end with their process; those of a killed process are removed by the next process."""

from __future__ import annotations

import fcntl
import os
import subprocess
import tempfile
from contextlib import suppress
from pathlib import Path
from types import TracebackType

_OURS = "autograder-"
_UNLOCKED = ".autograder-"  # until the folder is locked, so that nobody takes it for an abandoned one


class Scratch:
    """A new temporary folder, `path`, which is locked as long as this process lives. use: what it is for."""

    def __init__(self, use: str) -> None:
        _remove_abandoned(Path(tempfile.gettempdir()), use)
        made = Path(tempfile.mkdtemp(prefix=f"{_UNLOCKED}{use}-"))
        self._lock = os.open(made, os.O_RDONLY)
        fcntl.flock(self._lock, fcntl.LOCK_EX)
        self.path = made.rename(made.with_name(made.name.removeprefix(".")))

    def __enter__(self) -> Path:
        """Return the folder."""
        return self.path

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Remove the folder."""
        self.remove()

    def remove(self) -> None:
        """Remove the folder, however deep the folders in it are; links are not followed."""
        _remove(self.path)
        os.close(self._lock)


def _remove_abandoned(folder: Path, use: str) -> None:
    """Remove folders that other processes of this user made for the same use and no longer lock."""
    for path in folder.glob(f"{_OURS}{use}-*"):
        with suppress(OSError):
            lock = os.open(path, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
                if os.fstat(lock).st_uid == os.geteuid():
                    _remove(path)
            finally:
                os.close(lock)


def _remove(path: Path) -> None:
    subprocess.run(["rm", "-rf", "--", str(path)], check=False, stderr=subprocess.DEVNULL)
