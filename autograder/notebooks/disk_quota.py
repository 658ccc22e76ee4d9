"""A quota for a kernel's files on disk, as the limits of its process only hold for each file alone."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from threading import Event, Thread

MEGABYTES, FILES = 512, 5_000  # in all; a checkpoint of the assignment's nets has some ten megabytes
_EVERY_SECONDS = 0.1


class DiskQuota:
    """Watches the folder that a kernel works in, until it is closed, and ends the kernel if it holds too much.

    exceeded: the limit that was exceeded; "" if none.
    """

    def __init__(self, folder: Path, pid: int) -> None:
        self.exceeded = ""
        self._folder = folder
        self._kernel = os.pidfd_open(pid)  # a number that is never another process's
        self._closed = Event()
        self._watcher = Thread(target=self._watch, daemon=True)
        self._watcher.start()

    def close(self) -> None:
        """Stop watching."""
        self._closed.set()
        self._watcher.join()
        os.close(self._kernel)

    def _watch(self) -> None:
        while not (self.exceeded or self._closed.wait(_EVERY_SECONDS)):
            self.exceeded = _excess(self._folder)
        if self.exceeded:
            with suppress(ProcessLookupError):
                signal.pidfd_send_signal(self._kernel, signal.SIGKILL)


def _excess(folder: Path) -> str:
    """Return the limit that a folder exceeds; stop counting at the first."""
    size = 0
    for number, entry in enumerate(_entries(folder), 1):
        if number > FILES:
            return f"{FILES} files"
        with suppress(OSError):  # it may be gone by now
            size += 512 * entry.stat(follow_symlinks=False).st_blocks
        if size > MEGABYTES << 20:
            return f"{MEGABYTES} MB"
    return ""


def _entries(folder: Path) -> Iterator[os.DirEntry[str]]:
    """All that is in a folder; links are not followed, and folders that vanish or cannot be opened are empty."""
    left = [str(folder)]
    while left:
        with suppress(OSError), os.scandir(left.pop()) as entries:
            for entry in entries:
                yield entry
                if entry.is_dir(follow_symlinks=False):
                    left.append(entry.path)
