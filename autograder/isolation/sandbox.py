"""Entering the sandbox: every layer is attempted, in an order that works, and tested before it is reported."""

from __future__ import annotations

import os
import signal
from contextlib import suppress
from dataclasses import dataclass

from autograder.isolation import landlock, limits, linux, seccomp
from autograder.isolation.isolation_report import IsolationReport
from autograder.isolation.profile import Profile


@dataclass(frozen=True)
class Sandbox:
    """The layers that a worker enters.

    profile: what it may do.
    uid: the user id to drop to, None to stay.
    ruleset, program: Landlock ruleset and seccomp filter, built in the zygote; None if there is none.
    private: paths that the worker must not be able to read.
    own_pids: whether it may be process 1 of a namespace.
    """

    profile: Profile
    uid: int | None
    memory_bytes: int
    cpu_seconds: int
    ruleset: int | None
    program: bytes | None
    private: tuple[str, ...]
    own_pids: bool


def enter(sandbox: Sandbox, parent: int) -> IsolationReport:
    """Put this process, forked by `parent`, into the sandbox for good."""
    os.setsid()
    os.chdir("/")
    os.umask(0o077)
    limits.first_to_go()
    limited = limits.impose(sandbox.memory_bytes, sandbox.cpu_seconds, sandbox.profile.file_bytes)
    dropped = sandbox.uid is not None and _drop_to(sandbox.uid)
    if dropped:
        limited = limits.bound_threads(sandbox.profile.threads) and limited
    _die_with(parent)
    with suppress(OSError):
        linux.prctl(linux.PR_SET_NO_NEW_PRIVS, 1)
    abi = landlock.restrict(sandbox.ruleset) if sandbox.ruleset is not None else 0
    exposed = tuple(path for path in sandbox.private if _can_reach(path, landlocked=abi > 0))
    filtered = seccomp.install(sandbox.program)
    if not filtered:
        limits.forbid_processes()
    uid, own_pids = sandbox.uid if dropped else None, os.getpid() == 1
    return IsolationReport(uid, abi, filtered, limited, own_pids, exposed)


def _drop_to(uid: int) -> bool:
    try:
        os.setgroups([])
        os.setresgid(uid, uid, uid)
        os.setresuid(uid, uid, uid)
    except OSError:
        return False
    with suppress(PermissionError):
        os.setuid(0)
        return False
    return os.getresuid() == (uid,) * 3 and os.getresgid() == (uid,) * 3


def _die_with(parent: int) -> None:
    """Have the kernel end this process with its parent; a change of user id would undo it."""
    with suppress(OSError):
        linux.prctl(linux.PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() not in {parent, 0}:  # 0: it is in another namespace
        os._exit(0)


def _can_reach(path: str, landlocked: bool) -> bool:
    """Return whether a private path can be opened, or a path below it, which Landlock would prevent."""
    try:
        os.close(os.open(path, os.O_RDONLY))
    except OSError:
        return not landlocked and os.path.isdir(path) and os.access(path, os.X_OK)
    return True
