"""The memory of a kernel: little is wasted, and a part is reserved for the probes that follow the cells."""

from __future__ import annotations

import ctypes
from mmap import mmap

LIMIT = 3 << 30  # of the address space that cells may add
RESERVE = 512 << 20  # for probes

# What glibc's mallopt sets, by its numbers for them: arrays from 32 MB on are given back to the system when they are
# freed, the heap grows and shrinks by 16 MB at a time, and threads share two. A large data set, twice, is a third of
# the address space that a kernel has. The zygote's own settings keep all memory, so that times can be compared.
_STEP = 16 << 20
# M_MMAP_THRESHOLD, M_MMAP_MAX, M_TRIM_THRESHOLD, M_TOP_PAD, M_ARENA_MAX
_MALLOC = {-3: 2 * _STEP, -4: 1024, -1: 2 * _STEP, -2: _STEP, -8: 2}
_libc = ctypes.CDLL(None)


def save_memory() -> None:
    """Have what is freed given back from now on."""
    for option, value in _MALLOC.items() if hasattr(_libc, "mallopt") else ():
        _libc.mallopt(option, value)
    give_back()


def give_back() -> None:
    """Give back what is free by now, wherever it lies in the heap."""
    if hasattr(_libc, "malloc_trim"):
        _libc.malloc_trim(_STEP)


def reserved() -> mmap:
    """Address space reserved from the cells; probes get it when this is closed. It takes up no memory."""
    return mmap(-1, RESERVE)
