"""A worker as the client of a kernel: nbconvert runs the cells, top to bottom.

    notebook   source, folder, name, key, seconds, cell_seconds
        -> ended, left_out, errors, notes, ipynb, html, question:<number>, answer:<number>

It believes nothing that the kernel sends: the size of messages, outputs and their number are bounded.
"""

from __future__ import annotations

import json
import os
import socket
import time
from copy import deepcopy
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
from autograder.isolation.reply import ok
from autograder.isolation.service import Answer, Start
from autograder.notebooks.channel import connection, path_of
from autograder.notebooks.page import page
from autograder.notebooks.questions import inline_questions
from autograder.notebooks.read import NotebookError, first_line, read
from autograder.notebooks.stored import contradictions

START_SECONDS = 20.0
GRACE_SECONDS = 5  # for a cell that the kernel ends by itself
MESSAGE_BYTES = 16 << 20
OUTPUTS, CELL_BYTES, NOTEBOOK_BYTES = 60, 4 << 20, 20 << 20
MOST_QUESTIONS = 30
KEPT = ("text/plain", "image/png", "image/jpeg")


class _Client(AsyncKernelClient):
    """A client that looks at the kernel's socket to see whether it lives."""

    async def is_alive(self) -> bool:
        with socket.socket(socket.AF_UNIX) as probe:
            return probe.connect_ex(path_of("hb")) == 0


class _Kernel(KernelManager):
    """A kernel that somebody else has started."""

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
    """Runs cells until the time is up, and keeps of their outputs what is within the limits."""

    def __init__(self, seconds: float, cell_seconds: float) -> None:
        super().__init__(allow_errors=True, record_timing=False, timeout_func=self._time_for)
        self.deadline = time.monotonic() + seconds
        self.cell_seconds = cell_seconds
        self.current: NotebookNode | None = None
        self.left_out = 0
        self._bytes = self._bytes_of_cell = 0

    def preprocess_cell(self, cell: NotebookNode, resources: Any, index: int) -> tuple[NotebookNode, Any]:
        """Run one cell, if there is time."""
        self._bytes_of_cell = 0
        if cell.cell_type == "code" and time.monotonic() > self.deadline:
            self.left_out += 1
            cell.outputs = []
            return cell, resources
        self.current = cell
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
        """Widgets talk to nobody."""

    def _time_for(self, _: NotebookNode) -> int:
        left = max(1.0, self.deadline - time.monotonic())
        return int(min(left, self.cell_seconds)) + GRACE_SECONDS


def _shown(data: dict[str, Any]) -> dict[str, Any]:
    """Of an output, its text and pictures: no markup and no script is kept."""
    kept = {kind: content for kind, content in data.items() if kind in KEPT}
    return kept or {"text/plain": f"(an output is left out: {', '.join(data)[:200]})"}


def prepare() -> Start:
    """As in `isolation.service.Service`: what a client needs is in each request."""

    def start(_: Message) -> Answer:
        return run

    return start


def run(request: Message) -> Message:
    """Run a notebook on the kernel that is about to listen in the folder; the reply has what came of it."""
    name, source = str(request["name"]), request["source"]
    assert isinstance(source, bytes)
    try:
        notebook = read(source)
        stored = deepcopy(notebook.cells)
        return ok({**_run(notebook, request), **_told(name, notebook, stored)})
    except NotebookError as error:
        return ok({"ended": f"{name}.ipynb cannot be read: {error}"})
    except MemoryError:
        return ok({"ended": f"{name}.ipynb has more output than there is room for"})


def _run(notebook: NotebookNode, request: Message) -> Message:
    name, seconds, cell_seconds = str(request["name"]), request["seconds"], request["cell_seconds"]
    assert isinstance(seconds, float)
    assert isinstance(cell_seconds, float)
    if not _enter(Path(str(request["folder"]))):
        return {"ended": f"the kernel of {name}.ipynb did not start"}
    executor = _Executor(seconds, cell_seconds)
    ended = _execute(executor, notebook, _Kernel(str(request["key"])))
    return {"ended": f"{name}.ipynb {ended}" if ended else "", "left_out": executor.left_out}


def _told(name: str, notebook: NotebookNode, stored: list[NotebookNode]) -> Message:
    """What there is to read of an executed notebook."""
    return {
        "errors": "\n".join(_errors(notebook)),
        "notes": "\n".join(contradictions(stored, notebook.cells)),
        "ipynb": nbformat.writes(notebook).encode(),
        "html": page(name, notebook).encode(),
        **_inline(notebook),
    }


def _inline(notebook: NotebookNode) -> Message:
    """Inline questions as question:<number> and answer:<number>."""
    told: Message = {}
    for number, inline in enumerate(inline_questions(notebook.cells)[:MOST_QUESTIONS]):
        told |= {f"question:{number}": inline.question, f"answer:{number}": inline.answer}
    return told


def _enter(folder: Path) -> bool:
    """Go where the kernel is, once it listens; whether it does."""
    deadline = time.monotonic() + START_SECONDS
    while not (folder / path_of("hb")).exists():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.01)
    os.chdir(folder)
    return True


def _execute(executor: _Executor, notebook: NotebookNode, kernel: _Kernel) -> str:
    """Run all cells; "", or how it ended before the last."""
    try:
        executor.preprocess(notebook, {}, kernel)
        notebook.metadata.pop("widgets", None)
        run_sync(_shut_down)(executor.kc)
    except (CellTimeoutError, TimeoutError):
        how = "hung and could not be interrupted"
    except DeadKernelError:
        how = "ended its kernel"
    except MemoryError:
        raise
    except Exception:  # nbclient takes what kernels send for what they should send
        how = "sent what no kernel sends"
    else:
        return ""
    return f"{how} in the cell {first_line(executor.current)!r}"


async def _shut_down(client: AsyncKernelClient) -> None:
    await client.shutdown(reply=True, timeout=GRACE_SECONDS)


def _errors(notebook: NotebookNode) -> list[str]:
    """Three lines for each: the cell, the error, its message."""
    lines = []
    for cell in notebook.cells:
        for output in cell.get("outputs", []):
            if output.output_type == "error":
                message = " ".join(output.evalue.split())
                lines += [first_line(cell), output.ename[:100], message[:500]]
    return lines
