"""A worker: enters the sandbox, says what holds it, then answers the judge's requests one frame at a time.

It alone runs code of a submission. Requests name their operation under "op"; mappings are flat, by prefix:

    compile  source:<path>                          -> code:<path> or error:<path>; nothing is executed
    load     source:<path>, sound:<path>, mended    -> (the package, the sound one, short names to be mended)
    import   modules                                -> ok, or raised with the module
    call     case, input:<name>                     -> answer:<name>

The reply's status is "ok" or "raised"; then error, message, where and builtin tell the exception.
"""

from __future__ import annotations

import fcntl
import gc
import marshal
import os
import random
import sys
import warnings
from collections.abc import Callable, Sequence
from contextlib import suppress
from typing import Any

import numpy as np

from autograder.case import run_probe
from autograder.isolation.frames import FrameError, Message, read_frame, to_value, write_frame
from autograder.isolation.sandbox import Policy, enter
from autograder.library import Library, compile_source
from autograder.run import failure_from

_REQUESTS, _REPLIES = 3, 4
HIGH = 64
MAX_DESCRIPTORS = 256
_MAX_MESSAGE = 2000


def main(descriptors: Sequence[int], policy: Policy, parent: int) -> None:
    """Become a worker with these descriptors: requests to read, replies to write, output to write."""
    _place(descriptors, policy.ruleset)
    stamp = enter(policy, parent)
    if policy.ruleset is not None:
        os.close(policy.ruleset)
    write_frame(_REPLIES, stamp.to_message(), None)
    gc.enable()
    random.seed(0)  # unseeded draws are alike in every run; `random` draws a seed of its own after a fork
    np.random.seed(0)
    session = _Session()
    with suppress(EOFError):
        while True:
            reply = session.answer(read_frame(_REQUESTS, None))
            _flush()
            _send(reply)


def _place(descriptors: Sequence[int], ruleset: int | None) -> None:
    """Put the descriptors where they belong, and close all others but the ruleset."""
    requests, replies, output = (fcntl.fcntl(fd, fcntl.F_DUPFD, HIGH) for fd in descriptors)
    for source, target in ((output, 1), (output, 2), (requests, _REQUESTS), (replies, _REPLIES)):
        os.dup2(source, target)
    keep = MAX_DESCRIPTORS if ruleset is None else ruleset
    os.closerange(_REPLIES + 1, keep)
    os.closerange(keep + 1, MAX_DESCRIPTORS)


def _send(reply: Message) -> None:
    try:
        write_frame(_REPLIES, reply, None)
    except FrameError as error:
        write_frame(_REPLIES, _raised(error), None)


def _flush() -> None:
    for stream in (sys.stdout, sys.__stdout__):
        with suppress(BaseException):
            stream.flush()  # type: ignore[union-attr]


class _Session:
    """The state of one worker: the package it was given."""

    def __init__(self) -> None:
        self.library = Library({})

    def answer(self, request: Message) -> Message:
        operation: Callable[[Message], Message] = {
            "compile": self._compile,
            "load": self._load,
            "import": self._import,
            "call": self._call,
        }[str(request["op"])]
        return operation(request)

    def _compile(self, request: Message) -> Message:
        warnings.simplefilter("ignore")
        reply: Message = {"status": "ok"}
        for path, text in _below("source", request).items():
            try:
                reply[f"code:{path}"] = marshal.dumps(compile_source(path, text))
            except (SyntaxError, ValueError, RecursionError, MemoryError, OverflowError) as error:
                reply[f"error:{path}"] = f"{type(error).__name__}: {error}"[:_MAX_MESSAGE]
        return reply

    def _load(self, request: Message) -> Message:
        sound = Library(_below("sound", request), "sound")
        self.library.close()
        self.library = Library(_below("source", request), sound=sound, mended=str(request["mended"]).split())
        return {"status": "ok"}

    def _import(self, request: Message) -> Message:
        for name in str(request["modules"]).split():
            try:
                self.library[name]
            except BaseException as error:
                return _raised(error) | {"module": name}
        return {"status": "ok"}

    def _call(self, request: Message) -> Message:
        inputs: dict[str, np.ndarray] = _below("input", request)
        reply: Message = {}
        try:
            for part in run_probe(str(request["case"]), self.library, inputs):
                # Converted at once: what the code does to its arrays later does not count.
                reply |= {f"answer:{name}": to_value(answer) for name, answer in part.items()}
        except BaseException as error:
            return reply | _raised(error)
        return reply | {"status": "ok"}


def _below(prefix: str, request: Message) -> dict[str, Any]:
    start = f"{prefix}:"
    return {name.removeprefix(start): value for name, value in request.items() if name.startswith(start)}


def _raised(error: BaseException) -> Message:
    """What an exception tells; its own methods are the submission's, so even asking for it may fail."""
    try:
        failure = failure_from(error)
        told: Message = {"error": failure.error[:100], "message": failure.message[:_MAX_MESSAGE]}
        told |= {"where": failure.where[:300], "builtin": failure.builtin}
    except BaseException:
        told = {"error": "Exception", "message": "", "where": "", "builtin": False}
    return {"status": "raised"} | told
