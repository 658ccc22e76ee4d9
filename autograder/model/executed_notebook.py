"""The result of running a notebook."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class CellError:
    """An exception in a cell. cell: its first line."""

    cell: str
    error: str
    message: str


@dataclass(frozen=True)
class ExecutedNotebook:
    """A notebook that was run.

    ended: "" if all its cells were run, else a sentence on why not.
    ipynb, html: the notebook with its outputs, as far as it was run; nothing of it is trusted.
    killer: the place of the cell in which its kernel ended; -1 if that lived.
    limited: whether a limit on time or memory has ended a training, a cell or its kernel.
    inline: inline questions, each with the text of its answer, empty if there is none.
    """

    name: str
    ended: str = ""
    killer: int = -1
    limited: bool = False
    errors: tuple[CellError, ...] = ()
    notes: tuple[str, ...] = ()
    ipynb: bytes = b""
    html: bytes = b""
    inline: tuple[tuple[str, str], ...] = ()
    seconds: float = 0.0
