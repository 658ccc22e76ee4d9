"""Limits on a worker's resources: a runaway worker dies before anything else does."""

from __future__ import annotations

import os
import resource
from contextlib import suppress

from autograder.isolation import linux


def first_to_go() -> None:
    """Make this process the one that the kernel ends when memory runs out; not possible after a uid drop.

    A process that is closed to others of its user, as the zygote is, owns none of its files in /proc.
    """
    with suppress(OSError):
        linux.prctl(linux.PR_SET_DUMPABLE, 1)
        score = os.open("/proc/self/oom_score_adj", os.O_WRONLY)
        os.write(score, b"1000")
        os.close(score)
    with suppress(OSError):
        linux.prctl(linux.PR_SET_DUMPABLE, 0)


def impose(memory_bytes: int, cpu_seconds: int, file_bytes: int) -> bool:
    """Limit memory, CPU time and files of this process; return whether all limits took hold.

    memory_bytes: address space in addition to that in use, shared mappings included. file_bytes: size of a file; with
    0, no file can be written anywhere.
    """
    wanted = {
        resource.RLIMIT_AS: (_address_space() + memory_bytes,) * 2,
        resource.RLIMIT_CPU: (cpu_seconds, cpu_seconds + 1),
        resource.RLIMIT_FSIZE: (file_bytes, file_bytes),
        resource.RLIMIT_CORE: (0, 0),
    }
    held = [_set(kind, limit) for kind, limit in wanted.items()]
    return all(held)


def bound_threads(most: int) -> bool:
    """Bound the threads of a user id that no one else has; the kernel counts them by user, never for root."""
    return _set(resource.RLIMIT_NPROC, (most, most))


def forbid_processes() -> bool:
    """Forbid new processes and threads if there is no filter; this does not hold root."""
    return _set(resource.RLIMIT_NPROC, (0, 0))


def _set(kind: int, limit: tuple[int, int]) -> bool:
    try:
        resource.setrlimit(kind, limit)
    except (OSError, ValueError):
        return False
    return resource.getrlimit(kind) == limit


def _address_space() -> int:
    try:
        statm = os.open("/proc/self/statm", os.O_RDONLY)
    except OSError:
        return 0
    pages = os.read(statm, 20).split()[0]
    os.close(statm)
    return int(pages) * os.sysconf("SC_PAGE_SIZE")
