"""The outcome of a call to a worker, and of a worker, in the judge's own words, not the worker's."""

from __future__ import annotations

import os
from dataclasses import asdict, dataclass, field, fields
from enum import Enum
from typing import Any

from autograder.isolation.frames import Message

_ASKS = "asks"


class IsolationError(Exception):
    """The zygote failed: the autograder's fault, never the submission's."""


class Outcome(Enum):
    """The outcome of a call."""

    OK = "ok"
    RAISED = "raised"
    TIMED_OUT = "timed out"
    DIED = "died"
    MALFORMED = "malformed"


def ok(values: Message) -> Message:
    """A complete reply, as a worker sends it."""
    return {"status": Outcome.OK.value, **values}


@dataclass(frozen=True)
class Raised:
    """An exception in the reply of a worker.

    file, line, function: the last line of the submission that it went through; line 0 if it went through none.
    builtin: whether its class is Python's own.
    caller_file, caller_line, caller: likewise the first line of the submission; callee, shapes: what that called, and
        the shapes of its arguments. All empty if the first line is in the same function as the last.
    returned_none: the function that returned None, if that is what it is about.
    """

    error: str = ""
    message: str = ""
    file: str = ""
    line: int = 0
    function: str = ""
    builtin: bool = False
    caller_file: str = ""
    caller_line: int = 0
    caller: str = ""
    callee: str = ""
    shapes: str = ""
    returned_none: str = ""

    def to_message(self) -> Message:
        """The reply of a worker in which it was raised."""
        return {"status": Outcome.RAISED.value, **asdict(self)}

    @classmethod
    def from_message(cls, values: Message) -> Raised:
        """The exception in a reply, whose values may be anything."""
        kinds: dict[str, Any] = {field.name: type(field.default) for field in fields(cls)}
        told: dict[str, Any] = {name: values.get(name) for name in kinds}
        return cls(**{n: value if type(value) is kinds[n] else kinds[n]() for n, value in told.items()})


def asks(question: Message) -> Message:
    """A question by a worker that it needs answered before it can reply."""
    return {**question, "status": _ASKS}


def is_question(values: Message) -> bool:
    """Return whether what a worker sends is such a question."""
    return values.get("status") == _ASKS


def outcome_of(values: Message) -> Outcome | None:
    """Return the outcome of a call whose reply has these values; None if they are not a reply."""
    status = values.get("status")
    answered = {outcome.value: outcome for outcome in (Outcome.OK, Outcome.RAISED)}
    return answered.get(status) if isinstance(status, str) else None


@dataclass(frozen=True)
class Reply:
    """The reply to a call.

    values: the reply as received, with any names and types, and with the answers before an exception.
    detail: why there is no reply ("killed by signal 11"); empty if there is one.
    end: of the process, if that is why.
    seconds: wall time, by the judge's own reading.
    """

    outcome: Outcome
    values: Message = field(default_factory=dict)
    detail: str = ""
    seconds: float = 0.0
    end: End | None = None

    @property
    def answered(self) -> bool:
        """True if there is a reply; otherwise the process has ended."""
        return self.outcome in {Outcome.OK, Outcome.RAISED}


@dataclass(frozen=True)
class End:
    """The end of a worker: its wait status, and whether it had to be killed."""

    status: int
    killed: bool

    @property
    def exited(self) -> bool:
        """True if the worker ended by itself, not by a signal."""
        return not self.killed and os.WIFEXITED(self.status)

    def describe(self) -> str:
        """Describe the end in a few words, for a reply's detail."""
        if self.killed:
            return "closed its channel to the judge"
        return describe_exit(os.waitstatus_to_exitcode(self.status))


def describe_exit(code: int) -> str:
    """Describe how a process ended, by its exit status: a negative number names the signal that ended it."""
    if code == -9:
        return "killed (signal 9), probably out of memory"
    return f"killed by signal {-code}" if code < 0 else f"exit status {code}"
