"""The memory of a kernel: little is wasted, and a part is reserved for the probes that follow the cells."""

from __future__ import annotations

import ctypes
from mmap import mmap

LIMIT = 3 << 30  # of the address space that cells may add
RESERVE = 512 << 20  # for probes

# What glibc's mallopt sets, by its numbers for them: arrays from 32 MB on are given back to the system when they are
# freed, and threads share two heaps. A large data set, twice, is a third of the address space that a kernel has.
_MALLOC = {-3: 32 << 20, -4: 1024, -8: 2}  # M_MMAP_THRESHOLD, M_MMAP_MAX, M_ARENA_MAX
_libc = ctypes.CDLL(None)


def save_memory() -> None:
    """Have what is freed given back."""
    for option, value in _MALLOC.items() if hasattr(_libc, "mallopt") else ():
        _libc.mallopt(option, value)


def reserved() -> mmap:
    """Address space reserved from the cells; probes get it when this is closed. It takes up no memory."""
    return mmap(-1, RESERVE)
