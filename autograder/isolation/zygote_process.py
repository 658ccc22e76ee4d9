"""The zygote: a process that has imported everything, computes nothing, and forks workers.

The judge starts it with the control socket as its standard input; when that closes, all workers end. A dead
worker stays a zombie until the judge has it reaped, so no process id is ever taken for another's.
"""

from __future__ import annotations

import fcntl
import gc
import importlib
import os
import resource
import signal
import socket
import sys
import time
import traceback
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext, suppress
from pathlib import Path
from typing import NoReturn

from autograder.isolation import (
    landlock,
    linux,
    mapped_files,
    module_archive,
    readable,
    seccomp,
    worker_process,
)
from autograder.isolation.frames import read_frame
from autograder.isolation.held_frame import HeldFrame
from autograder.isolation.landlock import READ, SCRATCH
from autograder.isolation.orders import ENDED, FORK, HELD, HOLD, ORDER, READY, STARTED
from autograder.isolation.profile import PROBE
from autograder.isolation.sandbox import Sandbox
from autograder.isolation.service import Service, Start
from autograder.isolation.worker_policy import WorkerPolicy

# Modules that students import, that numpy would load at first use, or that are compiled, which no archive can hold.
_PRELOADED = """
    numpy.fft numpy.lib.stride_tricks numpy.linalg numpy.ma numpy.polynomial numpy.random
    abc array ast base64 bisect cmath collections.abc concurrent.futures.thread contextlib copy csv ctypes
    dataclasses datetime decimal enum fractions functools glob gzip hashlib heapq inspect io itertools json
    linecache logging math mmap numbers operator os pathlib pickle platform pprint queue random re shutil
    signal statistics string struct subprocess sys tempfile textwrap threading time timeit traceback types
    typing warnings weakref zipfile
"""
_COMPILED = """
    _bz2 _contextvars _csv _ctypes _decimal _elementtree _hashlib _json _lsprof _lzma _multibytecodec
    _multiprocessing _posixshmem _posixsubprocess _queue _random _socket _statistics _struct _uuid _zoneinfo array
    binascii cmath fcntl grp mmap pyexpat resource select termios unicodedata zlib
"""


def main() -> None:
    """Serve the judge until it closes the control socket."""
    control = socket.socket(fileno=os.dup(0))
    null = os.open(os.devnull, os.O_RDWR)
    os.dup2(null, 0)
    os.close(null)
    _settle()
    service = _preload(*sys.argv[1:])
    try:
        policy = WorkerPolicy.from_message(read_frame(control.fileno(), None))
    except EOFError:  # it was never needed
        return
    sandbox, start = _sandbox(policy), service.prepare()
    if not policy.profile.reads:
        module_archive.install()
    mapped_files.make_resident()
    nursery = _Nursery(control, sandbox, start)
    gc.disable()
    gc.collect()
    gc.freeze()
    nursery.serve()


def _settle() -> None:
    most = min(worker_process.MAX_DESCRIPTORS, resource.getrlimit(resource.RLIMIT_NOFILE)[1])
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
    with suppress(OSError):
        linux.prctl(linux.PR_SET_DUMPABLE, 0)
        linux.prctl(linux.PR_SET_CHILD_SUBREAPER, 1)


def _preload(service: str, *names: str) -> Service:
    """Import what workers need, then leave only the standard library importable; return the service."""
    with _unheard():
        for name in (*_PRELOADED.split(), service, *names):
            importlib.import_module(name)
        for name in _COMPILED.split():
            with suppress(ImportError):  # built in here, or left out
                importlib.import_module(name)
    stdlib = readable.stdlib()
    sys.path[:] = [
        entry
        for entry in sys.path
        if {Path(entry), Path(entry).parent} & stdlib and not entry.endswith("-packages")
    ]
    return sys.modules[service]


@contextmanager
def _unheard() -> Iterator[None]:
    """Keep what is written to standard error, as TensorFlow's greetings are, out of the report."""
    heard, null = os.dup(2), os.open(os.devnull, os.O_WRONLY)
    os.dup2(null, 2)
    try:
        yield
    finally:
        os.dup2(heard, 2)
        os.close(heard)
        os.close(null)


def _sandbox(policy: WorkerPolicy) -> Sandbox:
    """Return the sandbox for workers of this policy, as far as it is made before they are forked."""
    ruleset = None if "landlock" in policy.without else _out_of_the_way(_ruleset(policy))
    filtered = "seccomp" not in policy.without
    return Sandbox(
        profile=policy.profile,
        uid=None if "uid" in policy.without else policy.uid,
        memory_bytes=policy.memory_bytes,
        cpu_seconds=policy.cpu_seconds,
        ruleset=ruleset,
        program=seccomp.program(profile=policy.profile) if filtered else None,
        private=tuple(map(str, policy.private)),
        own_pids="pids" not in policy.without,
    )


def _ruleset(policy: WorkerPolicy) -> int | None:
    rules = list(readable.rules())
    if policy.profile is not PROBE:
        rules += readable.imported()
    rules += [(path, READ) for path in policy.shared]
    if policy.scratch is not None:
        rules.append((policy.scratch, SCRATCH))
    return landlock.build(rules)


def _out_of_the_way(descriptor: int | None) -> int | None:
    """Return the descriptor under a number that workers do not need for another one."""
    return None if descriptor is None else fcntl.fcntl(descriptor, fcntl.F_DUPFD_CLOEXEC, worker_process.HIGH)


class _Nursery:
    """Forks workers, and ends and reaps them."""

    def __init__(self, control: socket.socket, sandbox: Sandbox, start: Start) -> None:
        self.control = control
        self.sandbox = sandbox
        self.start = start
        self.living: set[int] = set()
        self.held: HeldFrame | None = None

    def serve(self) -> None:
        """Follow orders until the judge ends, which may happen before it gets an answer."""
        with suppress(ConnectionError):
            self.control.sendall(READY)
            while self._follow():
                pass
        for pid in list(self.living):
            self._reap(pid, 0)
        self._sweep()

    def _follow(self) -> bool:
        """Follow an order and answer it; False if none will come."""
        order, descriptors, _, _ = socket.recv_fds(self.control, ORDER.size, 3)
        if len(order) != ORDER.size:
            return False
        kind, pid, grace = ORDER.unpack(order)
        if kind == FORK:
            self.control.sendall(STARTED.pack(self._fork(descriptors)))
        elif kind == HOLD:
            self._hold()
            self.control.sendall(HELD.pack(True))
        else:
            self.control.sendall(ENDED.pack(*self._reap(pid, grace)))
        return True

    def _hold(self) -> None:
        if self.held is not None:
            self.held.close()
        self.held = HeldFrame(self.control.fileno())

    def _fork(self, descriptors: list[int]) -> int:
        parent = os.getpid()
        with linux.own_process_ids() if self.sandbox.own_pids else nullcontext():
            pid = os.fork()
            if not pid:
                _become_worker(descriptors, self.sandbox, parent, self.held, self.start)
        for descriptor in descriptors:
            os.close(descriptor)
        self.living.add(pid)
        return pid

    def _reap(self, pid: int, grace: float) -> tuple[int, bool]:
        deadline = time.monotonic() + grace
        found, status, used = os.wait4(pid, os.WNOHANG)
        while not found and time.monotonic() < deadline:
            time.sleep(0.002)
            found, status, used = os.wait4(pid, os.WNOHANG)
        killed = not found
        if killed:
            os.kill(pid, signal.SIGKILL)
            _, status, used = os.wait4(pid, 0)
        elif os.WIFSIGNALED(status) and used.ru_utime + used.ru_stime >= self.sandbox.cpu_seconds:
            status = signal.SIGXCPU  # which process 1 is not sent: it is killed a second later
        self.living.discard(pid)
        self._end_strays()
        return status, killed

    def _end_strays(self) -> None:
        """End the processes that a worker left behind, now our children; there are none unless it could fork."""
        while strays := self._children() - self.living:
            for pid in strays:
                os.kill(pid, signal.SIGKILL)
                os.waitpid(pid, 0)

    def _children(self) -> set[int]:
        try:
            with open(f"/proc/self/task/{os.getpid()}/children") as file:
                return {int(pid) for pid in file.read().split()}
        except OSError:
            return set()

    def _sweep(self) -> None:
        """End every process under the workers' user id, which is theirs alone."""
        uid = self.sandbox.uid
        if uid is None:
            return
        pid = os.fork()
        if not pid:
            with suppress(OSError):
                os.setresuid(uid, uid, uid)
                os.kill(-1, signal.SIGKILL)
            os._exit(0)
        os.waitpid(pid, 0)


def _become_worker(
    descriptors: list[int], sandbox: Sandbox, parent: int, held: HeldFrame | None, start: Start
) -> NoReturn:
    """Run a worker; this never returns to the zygote's code."""
    try:
        worker_process.main(descriptors, sandbox, parent, held, start)
        os._exit(0)
    except BaseException:
        traceback.print_exc()
    finally:
        os._exit(1)
