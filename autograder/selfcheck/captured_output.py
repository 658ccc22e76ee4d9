"""The output of a process: read to its end by a thread, so that it never waits; only its beginning is kept."""

from __future__ import annotations

import threading
from io import BufferedReader

_KEPT = 16 * 1024
_GRACE_SECONDS = 5.0  # for a pipe that descendants of an ended process keep open


class Printed:
    """The reading end of a pipe on which a mark follows whatever was printed for one request."""

    def __init__(self, pipe: BufferedReader, mark: bytes) -> None:
        self._pipe = pipe
        self._mark = mark
        self._news = threading.Condition()
        self._text = bytearray()
        self._tail = b""
        self._marks = 0
        self._ended = False
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    def take(self, marks: int) -> str:
        """Return the output since the last call, once there were so many marks in all, or the pipe has ended."""
        with self._news:
            self._news.wait_for(lambda: self._ended or self._marks >= marks, _GRACE_SECONDS)
            text = bytes(self._text).replace(self._mark, b"").decode("utf-8", "replace")
            self._text.clear()
            return text

    def join(self) -> None:
        """Wait until the pipe has ended."""
        self._reader.join(_GRACE_SECONDS)

    def _read(self) -> None:
        with self._pipe:
            while data := self._pipe.read1(1 << 16):
                self._add(data)
        with self._news:
            self._ended = True
            self._news.notify_all()

    def _add(self, data: bytes) -> None:
        with self._news:
            recent = self._tail + data
            self._marks += recent.count(self._mark)
            self._tail = recent[1 - len(self._mark) :]  # too short to hold a mark that was counted
            self._text += data[: max(0, _KEPT - len(self._text))]
            self._news.notify_all()
