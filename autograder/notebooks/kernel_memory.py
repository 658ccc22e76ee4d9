"""The memory of a kernel: little is wasted, and a part is reserved for the probes that follow the cells."""

from __future__ import annotations

import ctypes
from mmap import mmap

LIMIT = 3 << 30  # of the address space that cells may add
RESERVE = 512 << 20  # for probes

# What glibc's mallopt sets, by its numbers for them: arrays from 32 MB on are given back to the system when they are
# freed, and threads share two heaps. A large data set, twice, is a third of the address space that a kernel has.
# Smaller arrays are given back between cells: within one, a training would have each of them mapped anew.
_MALLOC = {-3: 32 << 20, -4: 1024, -8: 2}  # M_MMAP_THRESHOLD, M_MMAP_MAX, M_ARENA_MAX
_KEPT = 16 << 20  # bytes at the end of the heap
_libc = ctypes.CDLL(None)


def save_memory() -> None:
    """Have large arrays given back from now on, and all that is free now."""
    for option, value in _MALLOC.items() if hasattr(_libc, "mallopt") else ():
        _libc.mallopt(option, value)
    give_back()


def give_back() -> None:
    """Give free memory back, wherever it lies in the heap."""
    if hasattr(_libc, "malloc_trim"):
        _libc.malloc_trim(_KEPT)


def reserved() -> mmap:
    """Address space reserved from the cells; probes get it when this is closed. It takes up no memory."""
    return mmap(-1, RESERVE)
