"""The way to a student's code, for runners of its probes: one process, and another after one that has ended."""

from __future__ import annotations

from autograder.execution.failure_memory import Layers
from autograder.execution.package import Package
from autograder.execution.protocol import LoadRequest, calls_of, stack_of
from autograder.isolation.frames import Message
from autograder.isolation.reply import Outcome, Reply
from autograder.model.assignment import Assignment
from autograder.selfcheck.process import Process

_LOAD_SECONDS = 60.0  # the first request also waits for numpy, which a cold disk or a virus scanner may delay


class ProcessTransport:
    """Loads packages of an assignment, with fresh modules whenever it is opened, and notes what runs in them.

    called: (module path, function name) of each function called since the check began.
    """

    def __init__(self, assignment: Assignment) -> None:
        self._assignment = assignment
        self.called: set[tuple[str, str]] = set()
        self._package = Package({})
        self._process: Process | None = None
        self._printed = ""
        self._stack: list[str] = []

    def __enter__(self) -> ProcessTransport:
        return self

    def __exit__(self, *_: object) -> None:
        if self._process is not None:
            self._process.close()

    def begin(self, package: Package) -> None:
        """Begin a check of this package: forget what earlier ones have called and printed."""
        self._package = package
        self.called = set()
        self.printed()

    def open(self, _: Layers) -> ProcessTransport:
        """Like `Transport.open`: there are no reference layers, the student's own have to do."""
        process = self._living_process()
        if process.call(LoadRequest(self._package).to_message(), _LOAD_SECONDS).outcome is not Outcome.OK:
            raise RuntimeError(f"the process for your code does not start: {process.printed()}")
        return self

    def call(self, message: Message, seconds: float) -> Reply:
        """Like `Channel.call`."""
        assert self._process is not None
        reply = self._process.call(message, seconds)
        self.called |= calls_of(reply)
        if reply.outcome is Outcome.TIMED_OUT:
            self._stack = stack_of(reply)
        return reply

    def stack(self) -> list[str]:
        """The functions that the process was in when it was last stopped, the innermost last."""
        return self._stack

    def cpu_seconds(self) -> float:
        """Like `Channel.cpu_seconds`: not measured, as only the grader has anything to compare it with."""
        return 0.0

    def close(self) -> None:
        """Like `Channel.close`: the next check goes on in the same process."""

    def printed(self) -> str:
        """Return the code's output since the last call, or its beginning."""
        text = self._printed + (self._process.printed() if self._process else "")
        self._printed = ""
        return text

    def _living_process(self) -> Process:
        if self._process is not None and not self._process.alive:
            self._printed += self._process.printed()
            self._process = None
        if self._process is None:
            self._process = Process(self._assignment.root)
        return self._process
