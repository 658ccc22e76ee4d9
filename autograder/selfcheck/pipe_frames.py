"""Frames over a pair of plain pipes, as every platform has them."""

from __future__ import annotations

from typing import BinaryIO

import numpy as np

from autograder.isolation.frames import ENVELOPE, Message, decode, encode, sizes


def send(file: BinaryIO, message: Message) -> None:
    """Write a message; raise `FrameError` if it does not fit into a frame."""
    for part in encode(message):
        file.write(part)
    file.flush()


def receive(file: BinaryIO) -> Message:
    """Read a message; raise `EOFError` if the writer has ended, `FrameError` if its bytes are not a frame."""
    header_size, body_size = sizes(_read(file, ENVELOPE.size))
    header = _read(file, header_size)
    return decode(header, np.frombuffer(_read(file, body_size), np.uint8))


def _read(file: BinaryIO, size: int) -> bytes:
    data = file.read(size)
    if len(data) < size:
        raise EOFError("the writer ended")
    return data
