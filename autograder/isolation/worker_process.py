"""A worker: enters the sandbox, says what holds it, then answers the judge's requests one frame at a time.

It alone runs code of a submission. The service handles the content of requests and replies.
"""

from __future__ import annotations

import fcntl
import gc
import os
import random
import sys
from collections.abc import Sequence
from contextlib import suppress
from threading import Lock

import numpy as np

from autograder.isolation.frames import FrameError, Message, read_frame, write_frame
from autograder.isolation.held_frame import HeldFrame
from autograder.isolation.reply import Raised, asks
from autograder.isolation.sandbox import Sandbox, enter
from autograder.isolation.service import Start

_REQUESTS, _REPLIES = 3, 4
HIGH = 64
MAX_DESCRIPTORS = 256
_turn = Lock()


def main(
    descriptors: Sequence[int], sandbox: Sandbox, parent: int, held: HeldFrame | None, start: Start
) -> None:
    """Become a worker with these descriptors: requests to read, replies to write, output to write.

    held: the message that the zygote keeps for all workers; start: the service's function.
    """
    _place(descriptors, sandbox.ruleset)
    report = enter(sandbox, parent)
    if sandbox.ruleset is not None:
        os.close(sandbox.ruleset)
    write_frame(_REPLIES, report.to_message(), None)
    _open_streams()
    gc.enable()
    random.seed(0)  # unseeded draws are alike in every run; `random` draws a seed of its own after a fork
    np.random.seed(0)
    answer = start(held.message() if held else {}, _ask)
    with suppress(EOFError):
        while True:
            reply = answer(read_frame(_REQUESTS, None))
            _flush()
            _send(reply)


def _place(descriptors: Sequence[int], ruleset: int | None) -> None:
    """Put the descriptors where they belong, and close all others but the ruleset.

    The standard input is opened anew: flags of one that all workers share would tell each what others have set.
    """
    requests, replies, output = (fcntl.fcntl(fd, fcntl.F_DUPFD, HIGH) for fd in descriptors)
    null = fcntl.fcntl(os.open(os.devnull, os.O_RDONLY), fcntl.F_DUPFD, HIGH)
    for source, target in ((null, 0), (output, 1), (output, 2), (requests, _REQUESTS), (replies, _REPLIES)):
        os.dup2(source, target)
    keep = MAX_DESCRIPTORS if ruleset is None else ruleset
    os.closerange(_REPLIES + 1, keep)
    os.closerange(keep + 1, MAX_DESCRIPTORS)


def _open_streams() -> None:
    """Those of the zygote were opened on a file: whoever reconfigures one has it look for its place there."""
    for name, descriptor, buffering in (("stdout", 1, -1), ("stderr", 2, 1)):
        stream = os.fdopen(descriptor, "w", buffering, "utf-8", "backslashreplace", closefd=False)
        setattr(sys, name, stream)
        setattr(sys, f"__{name}__", stream)


def _ask(question: Message) -> Message:
    with _turn:  # several threads of a submission may ask
        write_frame(_REPLIES, asks(question), None)
        return read_frame(_REQUESTS, None)


def _send(reply: Message) -> None:
    try:
        write_frame(_REPLIES, reply, None)
    except FrameError as error:
        write_frame(_REPLIES, Raised("FrameError", str(error)).to_message(), None)


def _flush() -> None:
    for stream in (sys.stdout, sys.__stdout__):
        with suppress(BaseException):
            stream.flush()  # type: ignore[union-attr]
