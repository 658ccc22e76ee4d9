"""The CPU time of another process, as the kernel counts it."""

from __future__ import annotations

import time
from pathlib import Path

from autograder.isolation import linux

_REST_SECONDS = 0.1  # many ticks, which last 1 to 10 ms


def cpu_seconds(pid: int) -> float:
    """CPU time of a process that has just answered or waits, all of it; 0 if there is no such process.

    If the kernel does not tell, it is wall time since some moment.
    """
    if not linux.LINUX:
        return time.monotonic()
    _let_rest(pid)
    try:
        return time.clock_gettime((~pid << 3) | 2)  # clock_getcpuclockid(3)
    except OSError:
        return 0.0


def _let_rest(pid: int) -> None:
    """Let a process leave its processor: while it runs, its clock only advances at ticks. A process that has answered
    leaves at once; one that stays has its ticks counted.
    """
    deadline = time.monotonic() + _REST_SECONDS
    while _runs(pid) and time.monotonic() < deadline:
        time.sleep(0.0002)


def _runs(pid: int) -> bool:
    try:
        stat = Path(f"/proc/{pid}/stat").read_bytes()
    except OSError:  # hidden from us: it may
        return True
    return stat.rpartition(b")")[2].split()[0] == b"R"  # proc_pid_stat(5)
