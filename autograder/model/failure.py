"""The reason why a probe stopped early: a value, without words."""

from __future__ import annotations

import traceback
import zlib
from dataclasses import dataclass
from enum import Enum

UNWRITTEN = " is not implemented yet"  # what the template's functions raise, after their names


class Cause(Enum):
    """The cause of a probe's early stop."""

    RAISED = "raised"
    IMPORT = "not importable"
    TIMED_OUT = "timed out"
    DIED = "died"
    MALFORMED = "malformed"
    NOTEBOOK = "no notebook"


@dataclass(frozen=True)
class CodePlace:
    """A line of the package: "package/layers.py", 12, "forward"."""

    file: str
    line: int
    function: str


@dataclass(frozen=True)
class Failure:
    """A probe's early stop.

    error, message: the exception's class and text; for other causes `message` is a detail (seconds, an exit status).
    place: the last line of the package that the exception went through; None if it went through none.
    builtin: whether the exception's name is Python's own, so that it reveals nothing that a submission made up.
    """

    cause: Cause
    error: str = ""
    message: str = ""
    place: CodePlace | None = None
    builtin: bool = True

    @property
    def signature(self) -> str:
        """The part that two failures for the same reason have in common."""
        function = self.place.function if self.place else ""
        return f"{self.error} {zlib.crc32(self.message.encode('utf-8', 'replace')):08x} {function}"

    @property
    def unwritten(self) -> str:
        """The function that is still to be written, if the template's own exception stopped the probe."""
        if self.cause is not Cause.RAISED or not self.builtin or self.error != "NotImplementedError":
            return ""
        named = self.message.removesuffix(UNWRITTEN)
        return named if named != self.message else ""


def failure_from(error: BaseException, package: str) -> Failure:
    """The failure that an exception stands for; its place is the last line of the package under test, of this name."""
    frames = [f for f in traceback.extract_tb(error.__traceback__) if f.filename.startswith(f"{package}/")]
    place = CodePlace(frames[-1].filename, frames[-1].lineno or 0, frames[-1].name) if frames else None
    builtin = type(error).__module__ == "builtins"
    return Failure(Cause.RAISED, type(error).__name__, str(error), place, builtin)
