"""A worker that is the client of a kernel: nbconvert runs the cells from top to bottom.

It trusts nothing that the kernel sends: the size of messages, and the size and number of outputs, are bounded.
"""

from __future__ import annotations

import json
import os
import socket
import time
from collections.abc import Iterator
from copy import deepcopy
from dataclasses import replace
from pathlib import Path
from typing import Any

import nbformat
import zmq
from jupyter_client.asynchronous.client import AsyncKernelClient
from jupyter_client.manager import KernelManager
from jupyter_core.utils import run_sync
from nbclient.exceptions import CellTimeoutError, DeadKernelError
from nbconvert.preprocessors.execute import ExecutePreprocessor
from nbformat import NotebookNode

from autograder.isolation.frames import Message
from autograder.isolation.service import Answer, Ask, Start
from autograder.model.executed_notebook import CellError
from autograder.notebooks.channel import connection, path_of
from autograder.notebooks.notebook_budget import CELL_SHARE
from autograder.notebooks.notebook_messages import ClientReply, NotebookRequest
from autograder.notebooks.page import cleaned, page
from autograder.notebooks.questions import inline_questions
from autograder.notebooks.read import NotebookError, first_line, is_skipped, read, reading_notes
from autograder.notebooks.stored import contradictions
from autograder.notebooks.untouched import is_untouched

START_SECONDS = 60.0
GRACE_SECONDS = 10  # for cells that the kernel itself ends
MESSAGE_BYTES = 16 << 20
OUTPUTS, CELL_BYTES, NOTEBOOK_BYTES = 60, 4 << 20, 20 << 20
MOST_QUESTIONS = 30
_HUNG, _DIED = "hung and could not be interrupted", "ended its kernel"
KEPT = ("text/plain", "image/png", "image/jpeg")


class _Client(AsyncKernelClient):
    """A client that tells by the kernel's socket whether the kernel is alive."""

    async def is_alive(self) -> bool:
        with socket.socket(socket.AF_UNIX) as probe:
            return probe.connect_ex(path_of("hb")) == 0


class _Kernel(KernelManager):
    """A kernel that was started elsewhere."""

    has_kernel = True

    def __init__(self, key: str) -> None:
        super().__init__()
        self.key = key.encode()

    def client(self, **_: object) -> Any:
        client = _Client(**connection())
        client.session.key = self.key
        client.context.setsockopt(zmq.MAXMSGSIZE, MESSAGE_BYTES)
        client.context.setsockopt(zmq.RCVHWM, 200)
        return client


class _Executor(ExecutePreprocessor):
    """Runs cells until the time is up, and keeps outputs that are within the limits."""

    def __init__(self, seconds: float, without: int) -> None:
        super().__init__(allow_errors=True, record_timing=False, timeout_func=self._time_for)
        self.deadline = time.monotonic() + seconds
        self.cell_seconds = CELL_SHARE * seconds
        self.without = without
        self.current = -1
        self.left_out = 0
        self._bytes = self._bytes_of_cell = 0

    def preprocess_cell(self, cell: NotebookNode, resources: Any, index: int) -> tuple[NotebookNode, Any]:
        """Run one cell, unless it is to be skipped or the time is up."""
        self._bytes_of_cell = 0
        if cell.cell_type == "code":
            cell.outputs = []
            if is_skipped(cell) or index == self.without:
                return cell, resources
            if time.monotonic() > self.deadline:
                self.left_out += 1
                return cell, resources
        self.current = index
        return super().preprocess_cell(cell, resources, index)

    def output(self, outs: list[NotebookNode], msg: dict[str, Any], *place: Any) -> NotebookNode | None:
        """Keep an output, if there is room."""
        size = len(json.dumps(msg["content"]))
        self._bytes_of_cell += size
        self._bytes += size
        if len(outs) >= OUTPUTS or self._bytes_of_cell > CELL_BYTES or self._bytes > NOTEBOOK_BYTES:
            return None
        if "data" in msg["content"]:
            msg["content"]["data"] = _shown(msg["content"]["data"])
        return super().output(outs, msg, *place)

    def handle_comm_msg(self, outs: list[NotebookNode], msg: dict[str, Any], cell_index: int) -> None:
        """Ignore messages of widgets."""

    def _time_for(self, _: NotebookNode) -> int:
        left = max(1.0, self.deadline - time.monotonic())
        return int(min(left, self.cell_seconds)) + GRACE_SECONDS


def _shown(data: dict[str, Any]) -> dict[str, Any]:
    """Return an output's text, pictures and formatting, without scripts."""
    kept = {kind: content for kind, content in data.items() if kind in KEPT}
    if html := cleaned(str(data.get("text/html", ""))).strip():
        kept["text/html"] = html
    return kept or {"text/plain": f"(an output is left out: {', '.join(data)[:200]})"}


def prepare() -> Start:
    """Do nothing; each request carries all that a client needs. See `isolation.service.Service`."""

    def start(_: Message, __: Ask) -> Answer:
        return lambda request: run(NotebookRequest.from_message(request)).to_message()

    return start


def run(request: NotebookRequest) -> ClientReply:
    """Run a notebook on the kernel that will soon listen in the folder."""
    try:
        notebook = read(request.source)
        if request.given and is_untouched(notebook, request.given):
            return ClientReply(f"{request.name}.ipynb is as it was handed out, so it was not run")
        stored = deepcopy(notebook.cells)
        return _told(request.name, notebook, stored, _run(notebook, request))
    except NotebookError as error:
        return ClientReply(f"{request.name}.ipynb cannot be read: {error}")
    except MemoryError:
        return ClientReply(f"{request.name}.ipynb has more output than there is room for")


def _run(notebook: NotebookNode, request: NotebookRequest) -> ClientReply:
    if not _enter(request.folder):
        return ClientReply(f"the kernel of {request.name}.ipynb did not start")
    executor = _Executor(request.wall_seconds, request.without)
    how = _execute(executor, notebook, _Kernel(request.key))
    if not how:
        return ClientReply(left_out=executor.left_out)
    cell = first_line(notebook.cells[executor.current] if executor.current >= 0 else None)
    killer = executor.current if how in (_HUNG, _DIED) else -1
    return ClientReply(f"{request.name}.ipynb {how} in the cell {cell!r}", killer=killer)


def _told(name: str, notebook: NotebookNode, stored: list[NotebookNode], came: ClientReply) -> ClientReply:
    """Return the outcome of a notebook, with as much of it as people can read."""
    questions = inline_questions(notebook.cells)[:MOST_QUESTIONS]
    return replace(
        came,
        errors=tuple(_errors(notebook)),
        notes=(*reading_notes(notebook), *contradictions(stored, notebook.cells)),
        ipynb=nbformat.writes(notebook).encode(),
        html=page(name, notebook).encode(),
        inline=tuple((inline.question, inline.answer) for inline in questions),
    )


def _enter(folder: Path) -> bool:
    """Change into the kernel's folder once the kernel listens; return whether it does."""
    deadline = time.monotonic() + START_SECONDS
    while not (folder / path_of("hb")).exists():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.01)
    os.chdir(folder)
    return True


def _execute(executor: _Executor, notebook: NotebookNode, kernel: _Kernel) -> str:
    """Run all cells; return "", or how the kernel ended before the last cell."""
    try:
        executor.preprocess(notebook, {}, kernel)
        notebook.metadata.pop("widgets", None)
        run_sync(_shut_down)(executor.kc)
    except (CellTimeoutError, TimeoutError):
        return _HUNG
    except DeadKernelError:
        return _DIED
    except MemoryError:
        raise
    except Exception:  # nbclient does not check what kernels send
        return "sent what no kernel sends"
    return ""


async def _shut_down(client: AsyncKernelClient) -> None:
    await client.shutdown(reply=True, timeout=GRACE_SECONDS)


def _errors(notebook: NotebookNode) -> Iterator[CellError]:
    for cell in notebook.cells:
        for output in cell.get("outputs", []):
            if output.output_type == "error":
                message = " ".join(output.evalue.split())
                yield CellError(first_line(cell), output.ename[:100], message[:500])
