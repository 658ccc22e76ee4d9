"""The judge's side: starting the zygote, querying workers, and trusting nothing that they reply.

with Zygote(Launch("autograder.execution.probe_service", ("graders",))) as zygote, zygote.worker() as worker:
    reply = worker.call(request, seconds=5)
"""

from __future__ import annotations

import itertools
import os
import socket
import struct
import subprocess
import time
from collections import deque
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from threading import RLock
from typing import Any

from autograder.isolation import linux, orders
from autograder.isolation.frames import Message, write_frame
from autograder.isolation.launch import Launch
from autograder.isolation.reply import End, IsolationError
from autograder.isolation.worker import Worker, close_all
from autograder.isolation.worker_policy import WorkerPolicy

_ORDINARY = WorkerPolicy()
_PIPE_BYTES = 1 << 20
_START_SECONDS = 120.0
_ORDER_SECONDS = 30.0

# A judge's zygotes must not meet: each ends all that runs under its user id. So many that none comes round again while
# an early one lives, and all process ids of Linux have room below 2**32.
_FIRST_UID, _UIDS_PER_JUDGE = 2_000_000_000, 512
_FIRST_SMALL_UID, _SMALL_UIDS = 30_000, 30_000
_zygotes = itertools.count()


def harden_judge() -> None:
    """Close this process to others of its user, make it heir of all its descendants, and its files private.

    Without this a worker of the same user could read the judge's memory (expected values, seeds) in /proc.
    """
    os.umask(0o077)
    if linux.LINUX:
        linux.prctl(linux.PR_SET_DUMPABLE, 0)
        linux.prctl(linux.PR_SET_CHILD_SUBREAPER, 1)


@dataclass
class _Answer:
    """A future reply of the zygote to an order; replies come in the order of the orders."""

    form: struct.Struct
    values: tuple[Any, ...] | None = None


@dataclass(frozen=True)
class _Coming:
    """An ordered worker: our ends of its descriptors, and the reply with its process id."""

    descriptors: tuple[int, int, int]
    born: _Answer


class Zygote:
    """Starts workers, each a fresh fork of one process, that of `launch`, which has imported everything."""

    def __init__(self, launch: Launch, policy: WorkerPolicy = _ORDINARY) -> None:
        self._ready = False
        self._coming: _Coming | None = None
        self._due: deque[_Answer] = deque()
        self._turn = RLock()  # several threads may use workers; answers come in the order of the orders
        self._control, self._process = launch.control, launch.process
        uid = spare_uid() if policy.uid is None else policy.uid
        policy = replace(policy, uid=uid)
        with suppress(OSError):  # if it has ended already, the next request for a worker fails
            write_frame(self._control.fileno(), policy.to_message(), None)

    def __enter__(self) -> Zygote:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def worker(self) -> Worker:
        """Return a fresh fork, whose isolation report names the layers that hold it. The next one is forked at once, so
        that it gets ready while this one works.
        """
        with self._turn:
            self._await_ready()
            coming = self._coming or self._fork()
            self._coming = None
            try:
                (pid,) = self._await(coming.born)
                self._coming = self._fork()
            except BaseException:
                close_all(coming.descriptors)
                raise
        return Worker(self, pid, *coming.descriptors)

    def hold(self, package: Message) -> None:
        """Keep a message that every later worker starts with, instead of sending it to each."""
        self._await_ready()
        self._drop_coming()
        held = self._order(orders.HOLD, orders.HELD)
        try:
            write_frame(self._control.fileno(), package, time.monotonic() + _ORDER_SECONDS)
        except OSError as error:
            raise IsolationError("the zygote is gone") from error
        self._await(held)

    def end(self, pid: int) -> None:
        """Have a worker and all processes that it left ended, without waiting for that."""
        with self._turn:
            self._order(orders.REAP, orders.ENDED, pid)

    def reap(self, pid: int, grace: float) -> End:
        """End a worker, which has `grace` seconds to do so by itself, and every process that it left."""
        with self._turn:
            return End(*self._await(self._order(orders.REAP, orders.ENDED, pid, grace)))

    def close(self) -> None:
        """End all workers and the zygote."""
        self._drop_coming()
        if self._ready:
            with suppress(OSError):
                self._control.shutdown(socket.SHUT_WR)  # its last messages may still arrive
        else:
            self._process.kill()
        try:
            self._process.wait(_ORDER_SECONDS)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._control.close()

    def _await_ready(self) -> None:
        if not self._ready:
            self._control.settimeout(_START_SECONDS)
            if self._receive(len(orders.READY)) != orders.READY:
                raise IsolationError("the zygote did not start")
            self._control.settimeout(_ORDER_SECONDS)
            self._ready = True

    def _drop_coming(self) -> None:
        """End the worker that is ordered."""
        if self._coming is not None:
            close_all(self._coming.descriptors)
            with suppress(IsolationError):
                self.end(*self._await(self._coming.born))
            self._coming = None

    def _fork(self) -> _Coming:
        requests, replies, output = _pipe(), _pipe(), os.pipe()
        theirs = (requests[0], replies[1], output[1])
        ours = (requests[1], replies[0], output[0])
        try:
            return _Coming(ours, self._order(orders.FORK, orders.STARTED, descriptors=theirs))
        except IsolationError:
            close_all(ours)
            raise
        finally:
            close_all(theirs)

    def _order(
        self,
        kind: bytes,
        form: struct.Struct,
        pid: int = 0,
        grace: float = 0.0,
        descriptors: Sequence[int] = (),
    ) -> _Answer:
        try:
            socket.send_fds(self._control, [orders.ORDER.pack(kind, pid, grace)], list(descriptors))
        except OSError as error:
            raise IsolationError("the zygote is gone") from error
        self._due.append(_Answer(form))
        return self._due[-1]

    def _await(self, answer: _Answer) -> tuple[Any, ...]:
        while answer.values is None:
            form = self._due[0].form
            self._due[0].values = form.unpack(self._receive(form.size))
            self._due.popleft()
        return answer.values

    def _receive(self, size: int) -> bytes:
        try:
            answer = self._control.recv(size, socket.MSG_WAITALL)
        except OSError as error:
            raise IsolationError("the zygote does not answer") from error
        if len(answer) != size:
            raise IsolationError("the zygote is gone")
        return answer


def _pipe() -> tuple[int, int]:
    """Return a pipe large enough for most messages, so that neither side waits in the middle of one."""
    ends = os.pipe()
    if linux.LINUX:
        import fcntl

        with suppress(OSError):  # the kernel limits their sum for a user
            fcntl.fcntl(ends[0], fcntl.F_SETPIPE_SZ, _PIPE_BYTES)
    return ends


def spare_uid() -> int | None:
    """A user id that no account and no other zygote's workers have, as far as this container knows ids.

    None if this process may not give workers another one than its own.
    """
    if not linux.LINUX or os.geteuid() != 0:
        return None
    number = os.getpid() * _UIDS_PER_JUDGE + next(_zygotes) % _UIDS_PER_JUDGE
    try:
        ranges = [line.split() for line in Path("/proc/self/uid_map").read_text().splitlines()]
    except OSError:  # no /proc here: any container that counts ids has this many
        ranges = []
    if any(
        int(first) <= _FIRST_UID and _FIRST_UID + number < int(first) + int(count)
        for first, _, count in ranges
    ):
        return _FIRST_UID + number
    return _FIRST_SMALL_UID + number % _SMALL_UIDS
