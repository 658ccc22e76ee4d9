"""A process for student code, asked over pipes, with a time limit for every answer."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
import time
from contextlib import suppress
from io import BufferedReader, BufferedWriter
from pathlib import Path
from typing import cast

from autograder.base.paths import ENGINE
from autograder.execution.protocol import WHERE, request_message
from autograder.isolation.frames import FrameError, Message
from autograder.isolation.reply import Outcome, Reply, describe_exit, outcome_of
from autograder.selfcheck.captured_output import Printed
from autograder.selfcheck.child import MARK
from autograder.selfcheck.pipe_frames import receive, send

# Import nothing from the folder that Python was started in, where students may have a random.py.
_BOOT = (
    "import sys; sys.path[:] = [sys.argv.pop(1), *filter(None, sys.path)]; "
    "from autograder.selfcheck.child import main; main(sys.argv.pop(1))"
)
_WHERE_SECONDS = 1.0  # for a process to report its place before it is stopped
_GRACE_SECONDS = 5.0  # for the exit status of a process that has closed its pipes


class Process:
    """Ends with `close`, with its first failure to reply, or with the process that started it.

    folder: the assignment's.
    """

    def __init__(self, folder: Path) -> None:
        command = [sys.executable, "-u", "-c", _BOOT, str(ENGINE.parent), str(folder)]
        self._process = subprocess.Popen(
            command,
            cwd=folder,
            env=os.environ | {"PYTHONIOENCODING": "utf-8:backslashreplace"},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )
        self._requests = cast(BufferedWriter, self._process.stdin)
        self._replies = cast(BufferedReader, self._process.stdout)
        self._printed = Printed(cast(BufferedReader, self._process.stderr), MARK)
        self._answered = 0

    def __enter__(self) -> Process:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @property
    def pid(self) -> int:
        """Its number, as the system knows it."""
        return self._process.pid

    @property
    def alive(self) -> bool:
        """True if the process can be asked."""
        return self._process.poll() is None

    def call(self, message: Message, seconds: float) -> Reply:
        """Send a request and wait for its reply, at most so many seconds."""
        started = time.monotonic()
        replies: list[Reply] = []
        exchange = threading.Thread(target=self._exchange, args=(message, replies), daemon=True)
        exchange.start()
        exchange.join(seconds)
        if replies and replies[0].answered:
            self._answered += 1
            return replies[0]
        spent = time.monotonic() - started
        reply = replies[0] if replies else self._late(exchange, replies, spent)
        self._process.kill()
        exchange.join()
        self.close()
        return reply

    def _late(self, exchange: threading.Thread, replies: list[Reply], spent: float) -> Reply:
        """Return the reply of a process that will be stopped, with its place if it can tell."""
        asking = threading.Thread(target=self._ask_where, daemon=True)
        asking.start()
        exchange.join(_WHERE_SECONDS)
        values = replies[0].values if replies else {}
        return Reply(Outcome.TIMED_OUT, values, detail="no answer in time", seconds=spent)

    def _ask_where(self) -> None:
        with suppress(OSError, ValueError):
            send(self._requests, request_message(WHERE, {}))

    def printed(self) -> str:
        """Return the output since the last call, or its beginning."""
        return self._printed.take(self._answered)

    def close(self) -> None:
        """End the process, whatever it does."""
        self._process.kill()
        self._process.wait()
        self._printed.join()
        with suppress(OSError):  # what was left to be written has no reader
            self._requests.close()
        self._replies.close()

    def _exchange(self, message: Message, replies: list[Reply]) -> None:
        try:
            send(self._requests, message)
            values = receive(self._replies)
        except FrameError as error:
            replies.append(Reply(Outcome.MALFORMED, detail=str(error)))
        except (EOFError, OSError, ValueError):
            replies.append(Reply(Outcome.DIED, detail=self._how_it_ended()))
        else:
            replies.append(Reply(outcome_of(values) or Outcome.MALFORMED, values))

    def _how_it_ended(self) -> str:
        try:
            return describe_exit(self._process.wait(_GRACE_SECONDS))
        except subprocess.TimeoutExpired:
            return "closed its channel"
