"""Memory that is loaded before any submission: the time to load a page would tell whether it was read before."""

from __future__ import annotations

import ctypes
from contextlib import suppress

from autograder.isolation import linux

_POPULATE_READ = 22  # of madvise(2), since Linux 5.14


def make_resident() -> None:
    """Have every file that is mapped into this process read into memory."""
    if not linux.LINUX:
        return
    madvise = ctypes.CDLL(None).madvise
    madvise.argtypes = (ctypes.c_void_p, ctypes.c_size_t, ctypes.c_int)
    with suppress(OSError), open("/proc/self/maps") as maps:
        for line in maps.read().splitlines():
            span, rights, _, _, inode = line.split()[:5]
            if inode != "0" and rights[0] == "r":
                start, _, end = span.partition("-")
                madvise(int(start, 16), int(end, 16) - int(start, 16), _POPULATE_READ)
