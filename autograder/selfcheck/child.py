"""The process that student code runs in: answers one request after the other until its input ends.

Requests are those of `autograder.execution.protocol`. A reply also tells which functions of the package were called.
"""

from __future__ import annotations

import os
import random
import sys
import threading
from contextlib import suppress
from pathlib import Path
from queue import SimpleQueue
from typing import BinaryIO

import numpy as np

from autograder.execution.call_recorder import calls_noted
from autograder.execution.protocol import RUNS_CODE, calls_message, operation_of, raised_message
from autograder.execution.session import Session
from autograder.isolation.frames import FrameError, Message
from autograder.model.assignment import load_assignment
from autograder.model.check import load_checks
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
    threading.Thread(target=_forward, args=(requests, queue), daemon=True).start()
    session = Session(assignment)
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


def _forward(requests: BinaryIO, queue: SimpleQueue[Message]) -> None:
    """Queue requests; when there can be no more, end the process even where its code never would."""
    with suppress(EOFError, OSError, FrameError):
        while True:
            queue.put(receive(requests))
    os._exit(0)


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
