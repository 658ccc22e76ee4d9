"""The few system calls that the layers need and Python does not wrap."""

from __future__ import annotations

import ctypes
import errno
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress

LINUX = sys.platform.startswith("linux")

PR_SET_PDEATHSIG = 1
PR_SET_DUMPABLE = 4
PR_SET_SECCOMP = 22
PR_SET_CHILD_SUBREAPER = 36
PR_SET_NO_NEW_PRIVS = 38

_CLONE_NEWPID = 0x20000000

_libc = ctypes.CDLL(None, use_errno=True) if LINUX else None


def prctl(option: int, *arguments: int | bytes) -> int:
    """`prctl(2)` with integers and structures to be read; raises OSError."""
    return _call("prctl", option, *(*arguments, 0, 0, 0, 0)[:4])


def syscall(number: int, *arguments: int | bytes) -> int:
    """`syscall(2)` with integers and structures to be read; raises OSError."""
    return _call("syscall", number, *arguments)


@contextmanager
def own_process_ids() -> Iterator[None]:
    """Make a process that is forked meanwhile process 1 of a namespace, if the kernel permits it, which it does to
    root. Process and thread ids then tell it nothing of others, and processes that it leaves running end with it.
    """
    usual = None
    try:
        with suppress(OSError):
            usual = os.open("/proc/self/ns/pid", os.O_RDONLY | os.O_CLOEXEC)
            _call("unshare", _CLONE_NEWPID)
        yield
    finally:
        if usual is not None:
            with suppress(OSError):
                _call("setns", usual, _CLONE_NEWPID)
            os.close(usual)


def _call(function: str, *arguments: int | bytes) -> int:
    if _libc is None:
        raise OSError(errno.ENOSYS, "only on Linux", function)
    words = [ctypes.c_ulong(word) if isinstance(word, int) else ctypes.c_char_p(word) for word in arguments]
    result: int = getattr(_libc, function)(*words)
    if result < 0:
        raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()), function)
    return result
