"""The output of a worker: its beginning is kept and all of it counted, but nobody waits for it."""

from __future__ import annotations

import os

_KEPT = 64 * 1024


class Output:
    """The reading end of a worker's standard output and error.

    total: bytes printed so far.
    """

    def __init__(self, fd: int) -> None:
        os.set_blocking(fd, False)
        self.total = 0
        self._fd = fd
        self._kept = bytearray()

    @property
    def text(self) -> str:
        """The first 64 KiB, as printed: not sanitised yet."""
        return self._kept.decode("utf-8", "replace")

    def fileno(self) -> int:
        """The descriptor; -1 once it has ended."""
        return self._fd

    def drain(self) -> bool:
        """Read once what is available; return whether there was anything."""
        try:
            data = os.read(self._fd, _KEPT)
        except BlockingIOError:
            return False
        self._kept += data[: _KEPT - len(self._kept)]
        self.total += len(data)
        if not data:
            self._close()
        return bool(data)

    def finish(self) -> None:
        """Read the rest that a dead worker left in the pipe, and stop listening."""
        rest = 16
        while rest and self._fd >= 0 and self.drain():
            rest -= 1  # a pipe holds less; more can only come from a living process
        self._close()

    def _close(self) -> None:
        if self._fd >= 0:
            os.close(self._fd)
            self._fd = -1
