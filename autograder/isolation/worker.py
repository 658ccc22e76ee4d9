"""A worker process, seen from the judge, which sends requests and trusts no reply."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import replace
from typing import TYPE_CHECKING

from autograder.isolation.cpu_clock import cpu_seconds
from autograder.isolation.frames import (
    FrameError,
    Message,
    Parts,
    RawFrame,
    encode,
    read_frame,
    read_raw,
    write_parts,
)
from autograder.isolation.isolation_report import IsolationReport
from autograder.isolation.output import Output
from autograder.isolation.reply import End, IsolationError, Outcome, Reply, is_question, outcome_of

if TYPE_CHECKING:
    from autograder.isolation.zygote import Zygote

_START_SECONDS = 30.0
_GRACE_SECONDS = 1.0  # for the exit status of a worker whose channel closed because it was ending


# The response to a worker's question: to its frame, and what is in it; with the time when it is too late.
Respond = Callable[[RawFrame, Message, float], Parts]


class Worker:
    """One sandboxed process, which ends with `close`, with its first failure to reply, or with the judge."""

    def __init__(self, zygote: Zygote, pid: int, requests: int, replies: int, output: int) -> None:
        self.pid = pid
        self.output = Output(output)
        self._zygote = zygote
        self._requests, self._replies = requests, replies
        self._end: End | None = None
        os.set_blocking(requests, False)
        os.set_blocking(replies, False)
        self.isolation_report = self._read_report()

    def __enter__(self) -> Worker:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def call(self, message: Message, seconds: float, respond: Respond | None = None) -> Reply:
        """Send a request and wait for its reply, at most so many seconds.

        respond: answers what the worker asks meanwhile.
        """
        started = time.monotonic()
        reply = self._exchange(encode(message), started + seconds, respond)
        if not reply.answered:
            self._finish(0.0)
        return replace(reply, seconds=time.monotonic() - started)

    def relay(self, request: RawFrame, deadline: float) -> RawFrame:
        """Send another worker's question as it is, and return the reply as it is.

        Raises TimeoutError, EOFError, OSError and FrameError; after that the worker is of no use.
        """
        write_parts(self._requests, request.parts, deadline, self.output)
        return read_raw(self._replies, deadline, side=self.output)

    def cpu_seconds(self) -> float:
        """CPU time of the worker so far, 0 once it ended; the kernel is asked, not the worker."""
        return cpu_seconds(self.pid) if self._end is None else 0.0

    def close(self) -> None:
        """End the worker; what it printed remains."""
        if self._end is not None:
            return
        self._end = End(signal.SIGKILL, True)
        close_all((self._requests, self._replies))
        self.output.finish()
        with suppress(IsolationError):
            self._zygote.end(self.pid)

    def _read_report(self) -> IsolationReport:
        deadline = time.monotonic() + _START_SECONDS
        try:
            return IsolationReport.from_message(
                read_frame(self._replies, deadline, side=self.output)
            ).checked(self.pid)
        except (FrameError, OSError, EOFError) as error:
            self.close()
            raise IsolationError(f"a worker did not start: {self.output.text}") from error

    def _exchange(self, request: Parts, deadline: float, respond: Respond | None) -> Reply:
        if self._end is not None:
            return Reply(Outcome.DIED, detail=self._end.describe(), end=self._end)
        try:
            if self._speaks_unasked():
                return Reply(Outcome.MALFORMED, detail="answered before it was asked")
            write_parts(self._requests, request, deadline, self.output)
            return self._receive(deadline, respond)
        except TimeoutError:
            return Reply(Outcome.TIMED_OUT, detail="no answer in time")
        except (EOFError, OSError):
            end = self._finish(_GRACE_SECONDS)
            return Reply(Outcome.DIED, detail=end.describe(), end=end)

    def _receive(self, deadline: float, respond: Respond | None) -> Reply:
        try:
            frame = read_raw(self._replies, deadline, side=self.output)
            values = frame.message()
            while respond is not None and is_question(values):
                write_parts(self._requests, respond(frame, values, deadline), deadline, self.output)
                frame = read_raw(self._replies, deadline, side=self.output)
                values = frame.message()
        except FrameError as error:
            return Reply(Outcome.MALFORMED, detail=str(error))
        outcome = outcome_of(values)
        return (
            Reply(outcome, values) if outcome else Reply(Outcome.MALFORMED, detail="a reply without status")
        )

    def _speaks_unasked(self) -> bool:
        try:
            early = os.read(self._replies, 1)
        except BlockingIOError:
            return False
        if not early:
            raise EOFError("the worker ended")
        return True

    def _finish(self, grace: float) -> End:
        if self._end is None:
            self._end = End(signal.SIGKILL, True)
            close_all((self._requests, self._replies))
            try:
                self._end = self._zygote.reap(self.pid, grace)
            finally:
                self.output.finish()
        return self._end


def close_all(descriptors: Sequence[int]) -> None:
    """Close all descriptors."""
    for descriptor in descriptors:
        os.close(descriptor)
