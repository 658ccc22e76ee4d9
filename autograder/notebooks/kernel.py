"""A worker as a Jupyter kernel, until it is asked to shut down; its namespace then stays for probes.

It listens on sockets in its scratch folder. Whatever it sends is a submission's word.
"""

from __future__ import annotations

import logging
import os
import random
import signal
import sys
from collections.abc import Callable
from pathlib import Path
from types import FrameType
from typing import Any

import numpy as np
import zmq
from ipykernel.iostream import IOPubThread, OutStream
from ipykernel.kernelapp import IPKernelApp
from ipykernel.zmqshell import ZMQInteractiveShell
from IPython.core.interactiveshell import ExecutionResult
from IPython.display import display
from matplotlib.backends import backend_registry
from traitlets.config import Config

from autograder.base.named_function import resolve
from autograder.compat.environment import Environment
from autograder.execution.protocol import package_of
from autograder.execution.session import Session
from autograder.isolation.frames import Message
from autograder.isolation.reply import ok
from autograder.isolation.service import Answer, Ask, Start
from autograder.model.assignment import loaded_assignment
from autograder.notebooks.between_cells import BetweenCells
from autograder.notebooks.channel import connection
from autograder.notebooks.kernel_memory import give_back, reserved, save_memory
from autograder.notebooks.notebook_budget import NotebookBudget
from autograder.notebooks.notebook_messages import KERNEL, NotebookRequest, notes_message
from autograder.notebooks.prepare import Notes, prepare_shell
from autograder.notebooks.written_modules import take_written

backend_registry.list_all()  # "inline" is looked for among what is installed, which no kernel can see

AGAIN_SECONDS = 1.0  # after which a cell that goes on when its time is up is interrupted again
PATIENCE = 5  # times that it is interrupted; then its kernel ends
CELL_TEXT = 100_000  # characters that a cell may print to each of its two streams


class CellTimeout(BaseException):
    """Ends a cell; no `except Exception` of a submission holds it up."""


class CappedStream(OutStream):
    """A cell's output, up to a limit."""

    left = CELL_TEXT

    def write(self, string: str) -> int:
        """Print the part that is within the limit; the rest is dropped."""
        if not isinstance(string, str) or len(string) <= self.left:
            self.left -= len(string)
            return super().write(string) or 0
        if self.left >= 0:
            super().write(string[: self.left] + "\n[what follows was cut by the grader]\n")
        self.left = -1
        return len(string)


class _App(IPKernelApp):
    """A kernel that receives everything at its start, and reads no file."""

    def init_connection_file(self) -> None:
        """Read no connection file."""

    def write_connection_file(self, **_: object) -> None:
        """Write no connection file."""

    def init_iopub(self, context: zmq.Context[zmq.Socket[bytes]]) -> None:
        """Do as ipykernel does, but without its TCP port for output of child processes."""
        publisher = context.socket(zmq.XPUB)
        publisher.linger = 1000
        self.iopub_port = self._bind_socket(publisher, self.iopub_port)
        self.iopub_thread = IOPubThread(publisher, session=self.session)
        self.iopub_thread.start()
        self.iopub_socket = self.iopub_thread.background_socket


def prepare() -> Start:
    """Return a session that can also be the kernel of a notebook. See `isolation.service.Service`."""
    assignment = loaded_assignment()
    environment = Environment(assignment)

    def start(held: Message, _: Ask) -> Answer:
        return Session(assignment, package_of(held), environment, {KERNEL: run}).answer

    return start


def run(session: Session, request: Message) -> Message:
    """Be the kernel of one notebook, then have its namespace among the library's modules."""
    this = NotebookRequest.from_message(request)
    os.chdir(this.folder)
    save_memory()
    reserve = reserved()
    notes = Notes()
    budget = NotebookBudget(this.cpu_seconds, this.wall_seconds, notes)
    hooks, package = session.assignment.hooks, session.layout.name
    app = _start(this.folder, this.key)
    shell: ZMQInteractiveShell = app.kernel.shell
    if session.library.builtins is not None:
        shell.user_ns |= {"__builtins__": session.library.builtins, "display": display}
    shell.compile.get_code_name = lambda _, __, number: f"{package}/{this.name}.ipynb In [{number}]"
    prepare_shell(shell, notes)
    take_written(shell, session.library)
    if hooks.before_notebook:
        resolve(hooks.before_notebook)(session.library, budget)
    _limit_cells(shell, budget, resolve(hooks.after_cell) if hooks.after_cell else None)
    session.library.add(this.short_name, shell.user_module)
    app.start()
    app.reset_io()  # its sockets and threads stay: closing them may wait for ever
    _set_timers(0, 0)
    reserve.close()
    return ok({"limited": budget.limited, **notes_message(notes.lines())})


def _start(folder: Path, key: str) -> IPKernelApp:
    # TensorFlow ends the process if it finds no place for a temporary file.
    os.environ |= {"HOME": str(folder), "TMPDIR": str(folder), "IPYTHONDIR": str(folder / ".ipython")}
    startup = folder / ".ipython" / "profile_default" / "startup"
    startup.mkdir(parents=True)
    (startup / "README").touch()  # else one is copied, with its mode, which no worker may change
    config = Config(
        IPKernelApp={
            "capture_fd_output": False,
            "log_level": logging.CRITICAL,
            "outstream_class": f"{__name__}.CappedStream",
        },
        HistoryManager={"enabled": False},
        InteractiveShell={"colors": "nocolor"},
        Session={"key": key.encode()},
    )
    app = _App.instance(config=config, **connection())
    app.initialize([])
    app.debug_shell_socket.close()  # it would try to connect for ever, which no kernel may
    random.seed(0)
    np.random.seed(0)
    return app


def _lacked_memory(error: BaseException | None) -> bool:
    """Tell if a cell ended because it ran out of memory, as numpy, PyTorch or TensorFlow say it."""
    said = f"{type(error).__name__} {error}"
    return any(words in said for words in ("MemoryError", "t allocate memory", "ResourceExhausted"))


def _set_timers(cpu_seconds: float, wall_seconds: float) -> None:
    signal.setitimer(signal.ITIMER_PROF, cpu_seconds, AGAIN_SECONDS)
    signal.setitimer(signal.ITIMER_REAL, wall_seconds, AGAIN_SECONDS)


AfterCell = Callable[[dict[str, Any], NotebookBudget], None]


def _limit_cells(shell: ZMQInteractiveShell, budget: NotebookBudget, after_cell: AfterCell | None) -> None:
    """Give every cell its time, and its share of output, and call the hook after each."""
    between = BetweenCells()
    patience: list[int] = []

    def begin(_: object) -> None:
        between.leave()
        for stream in (sys.stdout, sys.stderr):
            if isinstance(stream, CappedStream):
                stream.left = CELL_TEXT
        patience.clear()
        patience.extend(range(PATIENCE))
        _set_timers(*budget.begin_cell())

    def end(result: ExecutionResult | None) -> None:
        _set_timers(0, 0)
        between.enter()
        if result is not None and _lacked_memory(result.error_in_exec):
            budget.limited = True
        if after_cell is not None:
            after_cell(shell.user_ns, budget)
        give_back()

    def ring(_: int, __: FrameType | None) -> None:
        if not patience:
            os._exit(1)
        patience.pop()
        budget.limited = True
        raise CellTimeout("its time was up")

    signal.signal(signal.SIGPROF, ring)
    signal.signal(signal.SIGALRM, ring)
    shell.events.register("pre_run_cell", begin)
    shell.events.register("post_run_cell", end)
