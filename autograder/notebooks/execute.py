"""One notebook, run by a kernel and its client."""

from __future__ import annotations

import os
import signal
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import replace

from autograder.base.counts import number_of
from autograder.execution.compiled_submission import COMPILE_SECONDS
from autograder.execution.package import Package
from autograder.execution.protocol import LoadRequest, met_of
from autograder.feedback.compat_notes import sentences
from autograder.isolation.reply import IsolationError, Outcome, Reply
from autograder.isolation.worker import Worker
from autograder.model.executed_notebook import ExecutedNotebook
from autograder.notebooks.notebook_messages import ClientReply, NotebookRequest, notes_of

_GRACE_SECONDS = 30.0
_MOST_TEXT = 2000


def execute(
    request: NotebookRequest, package: Package, source: bytes, kernel: Worker, client: Worker
) -> ExecutedNotebook:
    """Run a notebook on a package; afterwards the kernel answers probes, unless the notebook ended badly."""
    kernel.call(LoadRequest(package).to_message(), COMPILE_SECONDS)
    alive = os.pidfd_open(kernel.pid)  # a number that is never another process's
    with ThreadPoolExecutor(1) as aside:
        being = aside.submit(kernel.call, request.to_message(), request.wall_seconds + 2 * _GRACE_SECONDS)
        running = replace(request, source=source)
        reply = client.call(running.to_message(), request.wall_seconds + _GRACE_SECONDS)
        told = ClientReply.from_reply(reply)
        if told.ended != "":
            _kill(alive)
        been = being.result()
    os.close(alive)
    if reply.end is not None and reply.end.exited:
        raise IsolationError(f"running {request.name}.ipynb failed: {client.output.text[-_MOST_TEXT:]}")
    late = [f"Time was up before the last {number_of(told.left_out, 'cell')}."] if told.left_out else []
    return ExecutedNotebook(
        name=request.name,
        ended=_why_ended(request.name, reply, told, been),
        killer=told.killer,
        limited=reply.outcome is Outcome.TIMED_OUT
        or told.left_out > 0
        or told.killer >= 0
        or been.values.get("limited") is True,
        errors=told.errors,
        notes=(*late, *notes_of(been), *sentences(filter(_is_absent, met_of(been))), *told.notes),
        ipynb=told.ipynb,
        html=told.html,
        inline=told.inline,
        seconds=reply.seconds,
    )


def _is_absent(met: str) -> bool:
    return met.startswith("absent ")  # the package's notes mention all other differences


def _kill(process: int) -> None:
    with suppress(ProcessLookupError):
        signal.pidfd_send_signal(process, signal.SIGKILL)


def _why_ended(name: str, reply: Reply, told: ClientReply, been: Reply) -> str:
    if reply.outcome is Outcome.TIMED_OUT:
        return f"{name}.ipynb was stopped after {number_of(round(reply.seconds), 'second')}"
    if reply.outcome is not Outcome.OK:
        return f"{name}.ipynb could not be run: its kernel sent too much, or messages that no kernel sends"
    if told.ended:
        return told.ended
    if been.outcome is not Outcome.OK:
        return f"the kernel of {name}.ipynb ended its process ({been.detail})"
    return ""
