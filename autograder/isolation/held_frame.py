"""A received frame, kept undecoded in private memory, so that nothing of it survives for later forks."""

from __future__ import annotations

import mmap
import os

import numpy as np

from autograder.isolation.frames import ENVELOPE, MAX_BODY, Message, decode, sizes


class HeldFrame:
    """A frame from a trusted writer, read but not decoded: every object made of it would leave traces in the heap."""

    def __init__(self, fd: int) -> None:
        envelope = bytearray(ENVELOPE.size)
        _fill(fd, memoryview(envelope))
        self._header, body = sizes(bytes(envelope), MAX_BODY)
        # Private: one worker could write to shared memory for the next to read.
        self._memory = mmap.mmap(-1, self._header + body, flags=mmap.MAP_PRIVATE)
        with memoryview(self._memory) as view:
            _fill(fd, view)

    def message(self) -> Message:
        """Return the decoded message, in a fork that serves a single submission."""
        data = np.frombuffer(self._memory, np.uint8)
        return decode(data[: self._header].tobytes(), data[self._header :])

    def close(self) -> None:
        """Give the memory back to the kernel."""
        self._memory.close()


def _fill(fd: int, view: memoryview) -> None:
    start = 0
    while start < len(view):
        with view[start:] as rest:
            count = os.readv(fd, [rest])
        if not count:
            raise EOFError("the writer ended")
        start += count
