"""The reason why a probe stopped early: a value, without words."""

from __future__ import annotations

import traceback
import zlib
from dataclasses import dataclass
from enum import Enum
from types import FrameType

import numpy as np

from autograder.model.returned_none import returned_none

REFERENCE = (
    "reference"  # first part of the file names of the reference's code, where it takes the place of layers
)
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
class CodeCall:
    """A call that a line of the package makes.

    function: the name of what is called; shapes: of its arguments that are arrays: "x (5, 12), w (12, 7)".
    """

    place: CodePlace
    function: str
    shapes: str = ""


@dataclass(frozen=True)
class Failure:
    """A probe's early stop.

    error, message: the exception's class and text; for other causes `message` is a detail (seconds, an exit status).
    place: the last line of the package that the exception went through; None if it went through none.
    builtin: whether the exception's name is Python's own, so that it reveals nothing that a submission made up.
    call: the first call by the package that the exception came out of, to itself or to reference layers; None if it
        was raised where it was first called.
    returned_none: the function of the package that returned None, if that is what the exception is about.
    """

    cause: Cause
    error: str = ""
    message: str = ""
    place: CodePlace | None = None
    builtin: bool = True
    call: CodeCall | None = None
    returned_none: str = ""

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
    """Return an exception's failure; its place is the last line inside the package under test, of this name."""
    frames = [
        (CodePlace(frame.f_code.co_filename, line, frame.f_code.co_name), frame)
        for frame, line in traceback.walk_tb(error.__traceback__)
        if frame.f_code.co_filename.startswith((f"{package}/", f"{REFERENCE}/"))
    ]
    own = [number for number, (place, _) in enumerate(frames) if place.file.startswith(f"{package}/")]
    call = None
    if own and len(frames) > own[0] + 1:
        called, frame = frames[own[0] + 1]
        call = CodeCall(frames[own[0]][0], called.function, _shapes(frame))
    builtin = type(error).__module__ == "builtins"
    place = frames[own[-1]][0] if own else None
    none = returned_none(error, package) if isinstance(error, TypeError) else ""
    return Failure(Cause.RAISED, type(error).__name__, str(error), place, builtin, call, none)


def _shapes(frame: FrameType) -> str:
    """The shapes of the arguments that are arrays; of those that were bound to something else since, the new ones."""
    arguments = frame.f_code.co_varnames[: frame.f_code.co_argcount]
    values = {name: frame.f_locals.get(name) for name in arguments}
    return ", ".join(f"{name} {value.shape}" for name, value in values.items() if type(value) is np.ndarray)
