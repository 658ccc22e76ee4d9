"""Messages between judge and worker: flat, typed, without pickle, and hostile until decoded.

A frame is 4 bytes of magic, the header's length (u32), the body's length (u64), the header and the body. The
header is a JSON list with one [name, kind, detail] for each value; texts, bytes and arrays follow one another
in the body. Every length is checked before anything is allocated, and whatever deviates is a `FrameError`.
"""

from __future__ import annotations

import json
import math
import os
import select
import struct
import time
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np


@dataclass(frozen=True)
class Opaque:
    """A placeholder for a value that cannot be sent."""

    type_name: str


Value = None | bool | int | float | str | bytes | np.ndarray | Opaque
Message = dict[str, Value]
Parts = list[bytes | memoryview]

MAGIC = b"A2F1"
ENVELOPE = struct.Struct("<4sIQ")
MAX_HEADER = 256 * 1024  # 200 modules with the longest names that intake takes
MAX_BODY = 32 * 1024 * 1024
MAX_TEXT = 4 * 1024 * 1024
MAX_ARRAY = 8 * 1024 * 1024  # the assignment's are below 1 MiB; the judge keeps several at a time
MAX_NAME = 200
MAX_NDIM = 8
MAX_INT = 2**53
_PARTS_AT_ONCE = 1024  # IOV_MAX of Linux

_DTYPES = {
    np.dtype(code).str: np.dtype(code)
    for code in ("?", "i1", "u1", "<i2", "<u2", "<i4", "<u4", "<i8", "<u8", "<f2", "<f4", "<f8")
}
_SCALARS = {np.dtype(code).type for code in "?bBhHiIlLqQefdg"}


class FrameError(Exception):
    """The bytes are not a frame, or the message does not fit into one."""


class Side(Protocol):
    """A second descriptor to be emptied while waiting for the first."""

    def fileno(self) -> int:
        """The descriptor; negative once it has ended."""

    def drain(self) -> object:
        """Read what is there, once, without blocking."""


def to_value(answer: object) -> Value:
    """Return the value that is sent for `answer`; arrays are copied, so that later changes to them do not count."""
    if isinstance(answer, np.generic) and type(answer) in _SCALARS:
        answer = np.asarray(answer)
    if type(answer) is np.matrix:
        answer = np.asarray(answer)
    if type(answer) is np.ndarray:
        return _array_value(answer)
    if answer is None or type(answer) is bool or type(answer) is float:
        return answer
    if type(answer) is int:
        return answer if abs(answer) <= MAX_INT else Opaque("int beyond 2**53")
    if type(answer) is str or type(answer) is bytes:
        return answer if len(answer) <= MAX_TEXT // 4 else Opaque(f"{type(answer).__name__} too long")
    return Opaque(_printable(type(answer).__name__))


def _array_value(array: np.ndarray) -> Value:
    dtype = np.dtype(float) if array.dtype.type is np.longdouble else array.dtype
    wire = dtype.newbyteorder("<").str
    if wire not in _DTYPES:
        return Opaque(_printable(f"ndarray of {array.dtype}"))
    if array.ndim > MAX_NDIM or array.nbytes > MAX_ARRAY:
        return Opaque("ndarray too large")
    return np.array(array, dtype=_DTYPES[wire], order="C", copy=True)


def _printable(name: object) -> str:
    return "".join(c if " " <= c <= "~" else "?" for c in str(name)[:60])


def encode(message: Message) -> Parts:
    """The frame of a message, in parts that need not be joined."""
    header: list[list[Any]] = []
    body: Parts = []
    for name, value in message.items():
        _check_name(name)
        kind, detail, part = _encode_value(value)
        header.append([name, kind, detail])
        if part is not None:
            body.append(part)
    packed = json.dumps(header, separators=(",", ":"), allow_nan=False).encode("ascii")
    size = sum(len(part) for part in body)
    if len(packed) > MAX_HEADER or size > MAX_BODY:
        raise FrameError(f"message too large: header {len(packed)}, body {size} bytes")
    return [ENVELOPE.pack(MAGIC, len(packed), size) + packed, *body]


def _encode_value(value: Value) -> tuple[str, Any, bytes | memoryview | None]:
    if value is None or isinstance(value, bool):
        return "bool" if value is not None else "none", value, None
    if isinstance(value, int) and abs(value) <= MAX_INT:
        return "int", value, None
    if isinstance(value, float):
        return "float", value.hex(), None
    if isinstance(value, str) and len(text := value.encode("utf-8", "backslashreplace")) <= MAX_TEXT:
        return "text", len(text), text
    if isinstance(value, bytes):
        return "bytes", len(value), value
    if isinstance(value, Opaque):
        return "opaque", _printable(value.type_name), None
    if type(value) is np.ndarray and value.dtype.str in _DTYPES and value.ndim <= MAX_NDIM:
        flat = np.ascontiguousarray(value).reshape(-1).view(np.uint8)
        return "array", [value.dtype.str, *value.shape], flat.data
    raise FrameError(f"no wire form for this {type(value).__name__}")


class _Body:
    """Hands out the body piece by piece; no piece reaches beyond its end."""

    def __init__(self, data: np.ndarray) -> None:
        self.data = data
        self.start = 0

    def take(self, size: int) -> np.ndarray:
        if size > len(self.data) - self.start:
            raise FrameError("a value reaches beyond the body")
        self.start += size
        return self.data[self.start - size : self.start]


def decode(header: bytes, body: np.ndarray) -> Message:
    """The message of a frame's header and body (bytes as a uint8 array)."""
    try:
        entries = json.loads(header.decode("ascii"), parse_constant=_refuse)
    except (ValueError, RecursionError) as error:
        raise FrameError("the header is not plain JSON") from error
    if type(entries) is not list:
        raise FrameError("the header is not a list")
    rest = _Body(body)
    message: Message = {}
    for entry in entries:
        if type(entry) is not list or len(entry) != 3:
            raise FrameError("an entry is not [name, kind, detail]")
        name, kind, detail = entry
        _check_name(name)
        if name in message:
            raise FrameError("a name occurs twice")
        message[name] = _decode_value(kind, detail, rest)
    if rest.start != len(body):
        raise FrameError("the body has bytes that belong to no value")
    return message


def _decode_value(kind: Any, detail: Any, body: _Body) -> Value:
    if kind == "none" and detail is None:
        return None
    if kind == "bool" and type(detail) is bool:
        return detail
    if kind == "int" and type(detail) is int and abs(detail) <= MAX_INT:
        return detail
    if kind == "float" and type(detail) is str and len(detail) <= 32:
        return _decode_float(detail)
    if kind == "opaque" and type(detail) is str and detail == _printable(detail):
        return Opaque(detail)
    if kind == "array" and type(detail) is list:
        return _decode_array(detail, body)
    if kind == "bytes":
        return body.take(_size(detail)).tobytes()
    if kind == "text" and _size(detail) <= MAX_TEXT:
        try:
            return body.take(detail).tobytes().decode("utf-8")
        except UnicodeDecodeError as error:
            raise FrameError("a text is not UTF-8") from error
    raise FrameError("a value of no known kind")


def _decode_float(digits: str) -> float:
    try:
        return float.fromhex(digits)
    except (ValueError, OverflowError) as error:
        raise FrameError("a float is not in hexadecimal") from error


def _decode_array(detail: list[Any], body: _Body) -> np.ndarray:
    if not 1 <= len(detail) <= 1 + MAX_NDIM or type(detail[0]) is not str or detail[0] not in _DTYPES:
        raise FrameError("an array of no known type, or of too many dimensions")
    dtype = _DTYPES[detail[0]]
    shape = [_size(length) for length in detail[1:]]
    raw = body.take(math.prod(shape) * dtype.itemsize)
    try:
        if dtype.kind == "b":
            return (raw != 0).reshape(shape)  # bytes other than 0 and 1 would make booleans that are neither
        return raw.view(dtype).reshape(shape).copy()
    except ValueError as error:
        raise FrameError("an array of impossible shape") from error


def _size(detail: Any) -> int:
    if type(detail) is not int or not 0 <= detail <= MAX_INT:
        raise FrameError("a size is not a count")
    return detail


def _check_name(name: Any) -> None:
    if type(name) is not str or len(name) > MAX_NAME or not name.isprintable():
        raise FrameError("a name is too long or not printable")


def _refuse(constant: str) -> None:
    raise ValueError(f"{constant} in a header")


def sizes(envelope: bytes, max_bytes: int = MAX_BODY) -> tuple[int, int]:
    """Return the lengths of the header and of the body that follow an envelope."""
    magic, header_size, body_size = ENVELOPE.unpack(envelope)
    if magic != MAGIC or header_size > MAX_HEADER or body_size > max_bytes:
        raise FrameError("not the envelope of a frame, or one of excessive lengths")
    return header_size, body_size


@dataclass(frozen=True)
class RawFrame:
    """A frame as it was read, for whoever passes it on."""

    envelope: bytes
    header: bytes
    body: np.ndarray

    @property
    def parts(self) -> Parts:
        """The frame in parts that need not be joined."""
        return [self.envelope, self.header, self.body.data]

    def message(self) -> Message:
        """The message in it. Raises FrameError."""
        return decode(self.header, self.body)


def write_frame(fd: int, message: Message, deadline: float | None, side: Side | None = None) -> None:
    """Write a message, whatever the reader does, until the deadline (`TimeoutError`; time.monotonic)."""
    write_parts(fd, encode(message), deadline, side)


def write_parts(fd: int, parts: Parts, deadline: float | None, side: Side | None = None) -> None:
    """Like `write_frame`, for a frame that is already encoded."""
    rest = [memoryview(part) for part in parts]
    while rest:
        try:
            written = os.writev(fd, rest[:_PARTS_AT_ONCE])
        except BlockingIOError:
            _wait(fd, select.POLLOUT, deadline, side)
            continue
        while rest and written >= len(rest[0]):
            written -= len(rest.pop(0))
        if rest:
            rest[0] = rest[0][written:]


def read_frame(
    fd: int, deadline: float | None, max_bytes: int = MAX_BODY, side: Side | None = None
) -> Message:
    """Read a message; `EOFError` when the writer ended, `TimeoutError` at the deadline (time.monotonic)."""
    return read_raw(fd, deadline, max_bytes, side).message()


def read_raw(
    fd: int, deadline: float | None, max_bytes: int = MAX_BODY, side: Side | None = None
) -> RawFrame:
    """Like `read_frame`, but look at the lengths only."""
    envelope = _read(fd, ENVELOPE.size, deadline, side).tobytes()
    header_size, body_size = sizes(envelope, max_bytes)
    header = _read(fd, header_size, deadline, side).tobytes()
    return RawFrame(envelope, header, _read(fd, body_size, deadline, side))


def _read(fd: int, size: int, deadline: float | None, side: Side | None) -> np.ndarray:
    data = np.empty(size, np.uint8)  # pages that a lying length never fills are never touched
    rest = data.data
    while rest:
        try:
            count = os.readv(fd, [rest])
        except BlockingIOError:
            _wait(fd, select.POLLIN, deadline, side)
            continue
        if not count:
            raise EOFError("the writer ended")
        rest = rest[count:]
    return data


def _wait(fd: int, event: int, deadline: float | None, side: Side | None) -> None:
    """Wait until `fd` is ready, emptying `side` meanwhile."""
    while True:
        poller = select.poll()
        poller.register(fd, event)
        if side is not None and side.fileno() >= 0:
            poller.register(side.fileno(), select.POLLIN)
        left = None if deadline is None else deadline - time.monotonic()
        if left is not None and left <= 0:
            raise TimeoutError("no answer before the deadline")
        ready = {found for found, _ in poller.poll(None if left is None else math.ceil(left * 1000))}
        if side is not None and side.fileno() in ready:
            side.drain()
        if fd in ready:
            return
