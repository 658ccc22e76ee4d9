"""One notebook, run by a kernel and its client, and then asked by probes."""

from __future__ import annotations

import os
import secrets
import signal
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from autograder.execution.replies import answers_of, failure_of
from autograder.execution.time_budget import TimeBudget
from autograder.execution.worker_runner import COMPILE_SECONDS
from autograder.isolation.frames import Message, Value
from autograder.isolation.reply import IsolationError, Outcome, Reply
from autograder.isolation.worker import Worker
from autograder.model.case import Case
from autograder.model.run import Cause, Failure, Run

_GRACE_SECONDS = 15.0
_MOST_NOTES, _MOST_TEXT = 300, 2000


@dataclass(frozen=True)
class CellError:
    """What a cell raised. cell: its first line."""

    cell: str
    error: str
    message: str


@dataclass(frozen=True)
class Executed:
    """What running a notebook gave.

    ended: "" where all its cells were run, else a sentence on why not.
    ipynb, html: the notebook with its outputs, as far as it was run; nothing of it is trusted.
    inline: inline questions, each with the text of its answer, empty where there is none.
    """

    name: str
    ended: str = ""
    errors: tuple[CellError, ...] = ()
    notes: tuple[str, ...] = ()
    ipynb: bytes = b""
    html: bytes = b""
    inline: tuple[tuple[str, str], ...] = ()
    seconds: float = 0.0


@dataclass(frozen=True)
class Task:
    """A notebook to be run.

    name, short_name: "PyTorch", "pytorch".
    folder: the kernel's working directory.
    package: as every worker gets it.
    seconds, cell_seconds: limits.
    """

    name: str
    short_name: str
    source: bytes
    folder: Path
    package: Message
    seconds: float
    cell_seconds: float = 120.0


class NotebookRunner:
    """Runs probes in the kernel that has run a notebook. It ends with its first failure to reply."""

    def __init__(self, executed: Executed, kernel: Worker | None, clock: TimeBudget) -> None:
        self.executed = executed
        self._kernel = kernel
        self._clock = clock
        self._gone = Failure(Cause.NOTEBOOK, message=executed.ended) if executed.ended else None

    def close(self) -> None:
        """End the kernel."""
        if self._kernel is not None:
            self._kernel.close()

    def run(self, case: Case, inputs: Mapping[str, np.ndarray], *, on_reference: bool = False) -> Run:
        """As `Runner.run`; the reference has no layers for what is in a notebook."""
        if self._kernel is None or self._gone is not None:
            return Run(failure=self._gone)
        request: Message = {"op": "call", "case": case.name}
        request |= {f"input:{name}": array for name, array in inputs.items()}
        reply = self._kernel.call(request, self._clock.allow(case.seconds))
        failure = failure_of(reply)
        if reply.outcome not in {Outcome.OK, Outcome.RAISED}:
            self._gone = failure
        return Run(answers_of(reply), failure)

    def reference(self) -> NotebookRunner:
        """Nothing in a notebook is measured against the reference."""
        raise NotImplementedError("notebooks have no speed tests")


def execute(task: Task, kernel: Worker, client: Worker) -> Executed:
    """Run a notebook; afterwards the kernel answers probes, unless the notebook ended badly."""
    key = secrets.token_hex(16)
    about: Message = {"folder": str(task.folder), "name": task.name, "key": key}
    about |= {"seconds": task.seconds, "cell_seconds": task.cell_seconds}
    kernel.call({"op": "load", "layers": "", **task.package}, COMPILE_SECONDS)
    alive = os.pidfd_open(kernel.pid)  # a number that is never another process's
    with ThreadPoolExecutor(1) as aside:
        being = aside.submit(
            kernel.call,
            {"op": "kernel", "notebook": task.short_name, **about},
            task.seconds + 2 * _GRACE_SECONDS,
        )
        reply = client.call({"op": "notebook", "source": task.source, **about}, task.seconds + _GRACE_SECONDS)
        if reply.values.get("ended") != "":
            _kill(alive)
        been = being.result()
    os.close(alive)
    if reply.outcome is Outcome.DIED and reply.detail.startswith("exit"):
        raise IsolationError(f"running {task.name}.ipynb failed: {client.output.text[-_MOST_TEXT:]}")
    return _executed(task, reply, been)


def _kill(process: int) -> None:
    with suppress(ProcessLookupError):
        signal.pidfd_send_signal(process, signal.SIGKILL)


def _executed(task: Task, reply: Reply, been: Reply) -> Executed:
    left_out = reply.values.get("left_out")
    late = (
        [f"Time was up before the last {left_out} cells."] if isinstance(left_out, int) and left_out else []
    )
    notes = (*late, *_lines(been.values.get("notes")), *_lines(reply.values.get("notes")))
    return Executed(
        name=task.name,
        ended=_why_ended(task, reply, been),
        errors=_errors(reply.values.get("errors")),
        notes=notes,
        ipynb=_bytes(reply.values.get("ipynb")),
        html=_bytes(reply.values.get("html")),
        inline=tuple(_inline(reply.values)),
        seconds=reply.seconds,
    )


def _why_ended(task: Task, reply: Reply, been: Reply) -> str:
    if reply.outcome is Outcome.TIMED_OUT:
        return f"{task.name}.ipynb was stopped after {reply.seconds:.0f} seconds"
    if reply.outcome is not Outcome.OK:
        return f"{task.name}.ipynb could not be run: what it sends is too much or not what kernels send"
    if ended := str(reply.values.get("ended")):
        return ended
    if been.outcome is not Outcome.OK:
        return f"the kernel of {task.name}.ipynb ended its process ({been.detail})"
    return ""


def _bytes(content: Value) -> bytes:
    return content if isinstance(content, bytes) else b""


def _inline(values: Message) -> Iterator[tuple[str, str]]:
    for name, question in values.items():
        kind, _, number = name.partition(":")
        if kind == "question":
            yield str(question), str(values.get(f"answer:{number}", ""))


def _lines(text: Value) -> tuple[str, ...]:
    return tuple(text.splitlines()[:_MOST_NOTES]) if isinstance(text, str) else ()


def _errors(text: Value) -> tuple[CellError, ...]:
    """Errors by cell: lines of three, which come from the notebook and are only shown."""
    lines = text.split("\n")[:_MOST_NOTES] if isinstance(text, str) else []  # the last message may be empty
    return tuple(CellError(*lines[i : i + 3]) for i in range(0, len(lines) - 2, 3))
