"""A forgotten return, found behind the exception that it leads to."""

from __future__ import annotations

import dis
import inspect
from collections.abc import Iterator
from types import FrameType, FunctionType, MethodType, TracebackType

_UNPACKED = "cannot unpack non-iterable NoneType object"
_NAMES = {"LOAD_FAST", "LOAD_FAST_BORROW", "LOAD_FAST_CHECK", "LOAD_GLOBAL", "LOAD_NAME", "LOAD_DEREF"}
_ATTRIBUTES = {"LOAD_ATTR", "LOAD_METHOD"}


def returned_none(error: TypeError, package: str) -> str:
    """Return the function of a package whose None was unpacked, "forward" or "Net.loss"; "" for other exceptions."""
    last = error.__traceback__
    while last is not None and last.tb_next is not None:
        last = last.tb_next
    if last is None or str(error) != _UNPACKED:
        return ""
    called = (value for value in _named(last) if isinstance(value, FunctionType | MethodType))
    own = (f for f in called if f.__code__.co_filename.startswith(f"{package}/"))
    return next((function.__qualname__ for function in own), "")


def _named(last: TracebackType) -> Iterator[object]:
    """Return the values of the names that the raising line reached, in their order."""
    frame = last.tb_frame
    value: object = None
    for step in _steps(frame, last.tb_lasti, last.tb_lineno):
        if step.opname in _NAMES:
            value = frame.f_locals.get(step.argval, frame.f_globals.get(step.argval))
            yield value
        elif step.opname in _ATTRIBUTES:
            value = _attribute(value, step.argval)
            yield value


def _attribute(owner: object, name: str) -> object:
    """An attribute, or an object's method, without running any code of its class."""
    return inspect.getattr_static(owner, name, None) if owner is not None else None


def _steps(frame: FrameType, end: int, line: int) -> Iterator[dis.Instruction]:
    lines = list(frame.f_code.co_lines())
    for step in dis.get_instructions(frame.f_code):
        if step.offset > end:
            return
        if any(start <= step.offset < stop and number == line for start, stop, number in lines):
            yield step
