"""The messages between the judge, the kernel of a notebook and its client."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from autograder.execution.protocol import gathered, request_message, spread
from autograder.isolation.frames import Message, Value
from autograder.isolation.reply import Reply, ok
from autograder.model.executed_notebook import CellError

KERNEL = "kernel"
_MOST_LINES = 300


@dataclass(frozen=True)
class NotebookRequest:
    """Be the kernel of a notebook, or with its source the client that runs it.

    name, short_name: "Attention", "notebook".
    folder: where the two meet, the kernel's working directory; key: of the messages between them.
    cpu_seconds, wall_seconds: limits, see `NotebookBudget`.
    given: the lines of code of a notebook that is not run if it has no others; "" for one that is run anyway.
    without: the place of a cell that is not run, as it has ended a kernel before; -1 if there is none.
    """

    name: str
    short_name: str
    folder: Path
    key: str
    cpu_seconds: float
    wall_seconds: float
    source: bytes = b""
    given: str = ""
    without: int = -1

    def to_message(self) -> Message:
        """The request as a message."""
        return request_message(KERNEL, {**vars(self), "folder": str(self.folder)})

    @classmethod
    def from_message(cls, message: Message) -> NotebookRequest:
        """The request in a message of the judge's."""
        cpu_seconds, wall_seconds, source = (
            message[name] for name in ("cpu_seconds", "wall_seconds", "source")
        )
        assert isinstance(cpu_seconds, float)
        assert isinstance(wall_seconds, float)
        assert isinstance(source, bytes)
        without = message["without"]
        assert isinstance(without, int)
        name, short_name, folder, key, given = (
            str(message[word]) for word in ("name", "short_name", "folder", "key", "given")
        )
        return cls(name, short_name, Path(folder), key, cpu_seconds, wall_seconds, source, given, without)


@dataclass(frozen=True)
class ClientReply:
    """A client's report on a notebook that it ran.

    ended: "" if all its cells were run, else a sentence on why not; left_out: the number of cells that were not run for
    want of time. killer: the place of the cell in which its kernel ended; -1 if the kernel survived.
    inline: inline questions, each with the text of its answer.
    """

    ended: str | None = ""
    left_out: int = 0
    killer: int = -1
    errors: tuple[CellError, ...] = ()
    notes: tuple[str, ...] = ()
    ipynb: bytes = b""
    html: bytes = b""
    inline: tuple[tuple[str, str], ...] = ()

    def to_message(self) -> Message:
        """A reply with this."""
        questions = spread("question", {str(i): question for i, (question, _) in enumerate(self.inline)})
        answers = spread("answer", {str(i): answer for i, (_, answer) in enumerate(self.inline)})
        told: Message = {
            "ended": self.ended,
            "left_out": self.left_out,
            "killer": self.killer,
            "ipynb": self.ipynb,
            "html": self.html,
        }
        errors = (line for error in self.errors for line in (error.cell, error.error, error.message))
        return ok({**told, "errors": "\n".join(errors), **notes_message(self.notes), **questions, **answers})

    @classmethod
    def from_reply(cls, reply: Reply) -> ClientReply:
        """Read a reply, which may be anything; `ended` is None if it does not tell."""
        values = reply.values
        ended, left_out, killer, errors = (
            values.get(name) for name in ("ended", "left_out", "killer", "errors")
        )
        # Not splitlines, as the last message may be empty.
        lines = errors.split("\n")[:_MOST_LINES] if isinstance(errors, str) else []
        answers = gathered("answer", values)
        return cls(
            None if ended is None else str(ended),
            left_out if isinstance(left_out, int) else 0,
            killer if isinstance(killer, int) else -1,
            tuple(CellError(*lines[i : i + 3]) for i in range(0, len(lines) - 2, 3)),
            notes_of(reply),
            _bytes(values.get("ipynb")),
            _bytes(values.get("html")),
            tuple((str(q), str(answers.get(i, ""))) for i, q in gathered("question", values).items()),
        )


def notes_message(notes: Iterable[str]) -> Message:
    """The part of a reply with the notes on skipped or shortened code, one a line."""
    return {"notes": "\n".join(notes)}


def notes_of(reply: Reply) -> tuple[str, ...]:
    """The notes in a reply."""
    notes = reply.values.get("notes")
    return tuple(notes.splitlines()[:_MOST_LINES]) if isinstance(notes, str) else ()


def _bytes(content: Value) -> bytes:
    return content if isinstance(content, bytes) else b""
