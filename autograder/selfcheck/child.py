"""The process that student code runs in; it answers one request after the other until its input ends.

Requests are those of `autograder.execution.protocol`. A reply also tells which functions of the package were called.
"""

from __future__ import annotations

import os
import random
import sys
import threading
import traceback
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from pathlib import Path
from queue import SimpleQueue
from typing import BinaryIO

import numpy as np

from autograder.execution.call_recorder import calls_noted, function_of, in_package
from autograder.execution.protocol import (
    RUNS_CODE,
    WHERE,
    calls_message,
    operation_of,
    raised_message,
    stack_message,
)
from autograder.execution.session import Session
from autograder.isolation.frames import FrameError, Message
from autograder.model.assignment import load_assignment
from autograder.model.check import load_checks
from autograder.model.failure import CodePlace
from autograder.selfcheck.gradient_comparison import explain
from autograder.selfcheck.gradient_nodes import EXPLAIN
from autograder.selfcheck.pipe_frames import receive, send

# Written to the output after each request, when all that the code printed has been written.
MARK = b"\0done\0"


def main(folder: str) -> None:
    """Serve requests from standard input, replies to standard output; all that is printed goes to the errors.

    folder: the assignment's.
    """
    assignment = load_assignment(Path(folder))
    load_checks(assignment)  # defines the cases
    requests, replies = _take_channel()
    queue: SimpleQueue[Message] = SimpleQueue()
    where = partial(_where, assignment.package.name)
    threading.Thread(target=_forward, args=(requests, replies, queue, where), daemon=True).start()
    session = Session(assignment, operations={EXPLAIN: explain})
    while True:
        reply = _answer(session, queue.get())
        with suppress(Exception):
            sys.stdout.flush()
        os.write(2, MARK)
        _send(replies, reply)


def _take_channel() -> tuple[BinaryIO, BinaryIO]:
    requests, replies = os.fdopen(os.dup(0), "rb"), os.fdopen(os.dup(1), "wb")
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    os.dup2(2, 1)
    return requests, replies


def _forward(
    requests: BinaryIO, replies: BinaryIO, queue: SimpleQueue[Message], where: Callable[[], Message]
) -> None:
    """Queue requests; when the input ends, end the process, even if its code would never end. A request for the
    process's place is answered at once, while its code goes on; it is the last request.
    """
    with suppress(EOFError, OSError, FrameError):
        while True:
            request = receive(requests)
            if operation_of(request) == WHERE:
                send(replies, where())
            else:
                queue.put(request)
    os._exit(0)


def _where(package: str) -> Message:
    """The functions of the package that the main thread is in."""
    frame = sys._current_frames().get(threading.main_thread().ident or 0)
    frames = [frame for frame, _ in traceback.walk_stack(frame) if in_package(frame, package)]
    return stack_message(
        (CodePlace(f.f_code.co_filename, f.f_lineno, f.f_code.co_name), ":".join(function_of(f)))
        for f in reversed(frames)
    )


def _answer(session: Session, request: Message) -> Message:
    if operation_of(request) not in RUNS_CODE:
        random.seed(0)  # unseeded draws at import are alike in every run
        np.random.seed(0)
        return session.answer(request)
    with calls_noted(session.layout.name) as called:
        reply = session.answer(request)
    return reply | calls_message(called)


def _send(replies: BinaryIO, reply: Message) -> None:
    try:
        send(replies, reply)
    except FrameError as error:
        send(replies, raised_message(error, ""))
