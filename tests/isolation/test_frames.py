"""Frames: whatever can be sent arrives as it was, and no bytes at all do more than raise a FrameError."""

from __future__ import annotations

import json
import math
import os
import threading
import time
from collections.abc import Iterator

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from autograder.isolation import frames
from autograder.isolation.frames import (
    ENVELOPE,
    MAGIC,
    FrameError,
    Message,
    Opaque,
    decode,
    encode,
    read_frame,
    to_value,
    write_frame,
)

ARRAYS = hnp.arrays(
    st.sampled_from(["?", "i1", "u1", "<i2", "<u4", "<i8", "<u8", "<f2", "<f4", "<f8"]),
    hnp.array_shapes(min_dims=0, max_dims=8, min_side=0, max_side=3),
)
VALUES = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(2**53), 2**53),
    st.floats(),
    st.text(st.characters(exclude_categories=["Cs"])),
    st.binary(),
    ARRAYS,
    st.builds(Opaque, st.sampled_from(["list", "ndarray of object"])),
)
NAMES = st.text(st.characters(categories=["L", "N", "P"]), max_size=20)


@pytest.fixture
def pipe() -> Iterator[tuple[int, int]]:
    """A pipe with non-blocking ends: to read, to write."""
    ends = os.pipe()
    for end in ends:
        os.set_blocking(end, False)
    yield ends
    for end in ends:
        os.close(end)


def through(message: Message) -> Message:
    frame = b"".join(encode(message))
    _, header, body = ENVELOPE.unpack(frame[: ENVELOPE.size])
    assert len(frame) == ENVELOPE.size + header + body
    rest = frame[ENVELOPE.size :]
    return decode(rest[:header], np.frombuffer(rest[header:], np.uint8))


def read(data: bytes, pipe: tuple[int, int], **limits: int) -> Message:
    os.write(pipe[1], data)
    return read_frame(pipe[0], time.monotonic() + 60, **limits)


def alike(a: object, b: object) -> bool:
    if isinstance(a, np.ndarray) and isinstance(b, np.ndarray):
        return a.dtype == b.dtype and a.shape == b.shape and a.tobytes() == b.tobytes()
    if isinstance(a, float) and isinstance(b, float):
        return a == b or (math.isnan(a) and math.isnan(b))
    return type(a) is type(b) and a == b


@given(st.dictionaries(NAMES, VALUES, max_size=5))
def test_every_message_arrives_as_it_was_sent(message: Message) -> None:
    arrived = through(message)
    assert list(arrived) == list(message)
    assert all(alike(arrived[name], message[name]) for name in message)
    for value in arrived.values():
        if isinstance(value, np.ndarray):
            assert type(value) is np.ndarray
            assert value.flags.c_contiguous
            assert value.flags.writeable


def decodes_or_refuses(header: bytes, body: bytes) -> None:
    try:
        message = decode(header, np.frombuffer(body, np.uint8))
    except FrameError:
        return
    again = through(message)
    assert all(alike(value, again[name]) for name, value in message.items())


@given(st.binary(max_size=200), st.binary(max_size=50))
def test_arbitrary_bytes_are_refused_or_are_a_message(header: bytes, body: bytes) -> None:
    decodes_or_refuses(header, body)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=3), inner, max_size=2),
)
DETAILS = JSON | st.lists(st.sampled_from(["<f8", "|b1", "|O", 0, 1, 2, 2**31, 2**62, -1, True]), max_size=10)
KINDS = st.sampled_from(["none", "bool", "int", "float", "text", "bytes", "opaque", "array"])


@given(st.lists(st.tuples(st.text(max_size=3), KINDS, DETAILS), max_size=4), st.binary(max_size=40))
@settings(max_examples=300)
def test_headers_of_almost_the_right_form_are_refused_or_are_a_message(entries: list, body: bytes) -> None:
    decodes_or_refuses(json.dumps(entries).encode(), body)


@pytest.mark.parametrize(
    "header",
    [
        b"",
        b"{}",
        b"[1]",
        b'[["a","int",NaN]]',
        b'[["a","int",9007199254740993]]',
        b'[["a","int",true]]',
        b'[["a","int",1.0]]',
        b'[["a","bool",1]]',
        b'[["a","none",0]]',
        b'[["a","float","spam"]]',
        b'[["a","float","0x1p99999"]]',
        b'[["a","opaque","\\u001b[31m"]]',
        b'[["a\\u202e","none",null]]',
        b'[["\\ud800","none",null]]',
        b'[["a","none",null],["a","none",null]]',
        b'[["a","array",[]]]',
        b'[["a","array",["|O",1]]]',
        b'[["a","array",["<f16",1]]]',
        b'[["a","array",["<c16",0]]]',
        b'[["a","array",["<M8[s]",0]]]',
        b'[["a","array",["<f8",-1]]]',
        b'[["a","array",["<f8",true]]]',
        b'[["a","array",["<f8",1073741824,1073741824]]]',
        b'[["a","array",["<f8",0,9007199254740992,9007199254740992]]]',
        b'[["a","array",["<f8",0,0,0,0,0,0,0,0,0]]]',
        b'[["a","bytes",1]]',
        b'[["a","text",99999999]]',
        b'[["a","pickle",0]]',
        b"[" * 60000,
        b"1" * 60000,
    ],
)
def test_malformed_headers_are_refused(header: bytes) -> None:
    with pytest.raises(FrameError):
        decode(header, np.empty(0, np.uint8))


def test_bytes_that_belong_to_no_value_are_refused() -> None:
    with pytest.raises(FrameError):
        decode(b'[["a","none",null]]', np.zeros(1, np.uint8))


def test_text_that_is_not_utf8_is_refused() -> None:
    with pytest.raises(FrameError):
        decode(b'[["a","text",1]]', np.array([255], np.uint8))


def test_booleans_are_0_or_1_whatever_bytes_stand_for_them() -> None:
    value = decode(b'[["a","array",["|b1",3]]]', np.array([0, 1, 7], np.uint8))["a"]
    assert isinstance(value, np.ndarray)
    assert value.view(np.uint8).tolist() == [0, 1, 1]


@pytest.mark.parametrize(
    "envelope",
    [
        ENVELOPE.pack(b"A2F0", 2, 0),
        ENVELOPE.pack(MAGIC, frames.MAX_HEADER + 1, 0),
        ENVELOPE.pack(MAGIC, 2, frames.MAX_BODY + 1),
        ENVELOPE.pack(MAGIC, 2, 2**62),
        b"12345".ljust(ENVELOPE.size),
    ],
)
def test_envelopes_of_wrong_magic_or_excessive_lengths_are_refused(
    envelope: bytes, pipe: tuple[int, int]
) -> None:
    with pytest.raises(FrameError):
        read(envelope, pipe)


def test_a_reader_may_accept_less_than_the_most(pipe: tuple[int, int]) -> None:
    with pytest.raises(FrameError):
        read(b"".join(encode({"a": b"xy"})), pipe, max_bytes=1)


def test_half_a_frame_ends_at_the_deadline(pipe: tuple[int, int]) -> None:
    os.write(pipe[1], b"".join(encode({"a": b"x" * 100}))[:50])
    with pytest.raises(TimeoutError):
        read_frame(pipe[0], time.monotonic() + 0.05)


def test_a_writer_that_ends_early_is_an_end_of_file() -> None:
    reader, writer = os.pipe()
    os.write(writer, b"".join(encode({"a": b"x" * 100}))[:50])
    os.close(writer)
    with pytest.raises(EOFError):
        read_frame(reader, time.monotonic() + 60)
    os.close(reader)


def test_a_reader_that_does_not_read_cannot_hold_the_writer(pipe: tuple[int, int]) -> None:
    with pytest.raises(TimeoutError):
        write_frame(pipe[1], {"a": np.zeros(10**6)}, time.monotonic() + 0.05)


def test_large_messages_pass_in_pieces(pipe: tuple[int, int]) -> None:
    message: Message = {"a": np.arange(10**6, dtype=float), "b": "after it"}
    writer = threading.Thread(target=write_frame, args=(pipe[1], message, time.monotonic() + 60))
    writer.start()
    arrived = read_frame(pipe[0], time.monotonic() + 60)
    writer.join()
    assert alike(arrived["a"], message["a"])
    assert arrived["b"] == "after it"


class Derived(np.ndarray):
    """An array that is not quite one."""


class Evil(np.float64):
    """A scalar that equals everything."""

    def __eq__(self, other: object) -> bool:
        return True

    __hash__ = None  # type: ignore[assignment]


@pytest.mark.parametrize(
    ("answer", "name"),
    [
        (np.ma.masked_array([1.0], mask=[True]), "MaskedArray"),
        (np.ones(2).view(Derived), "Derived"),
        (np.array([None]), "ndarray of object"),
        (np.ones(2, complex), "ndarray of complex128"),
        (np.array(["a"]), "ndarray of <U1"),
        (np.broadcast_to(1.0, (10**5, 10**5)), "ndarray too large"),
        (Evil(1), "Evil"),
        ([1.0], "list"),
        ((1.0,), "tuple"),
        ({}, "dict"),
        (1j, "complex"),
        (2**53 + 1, "int beyond 2**53"),
        ("x" * (frames.MAX_TEXT + 1), "str too long"),
        (type("\x1b[31m\u202eé" + "x" * 99, (), {})(), "?[31m??" + "x" * 53),
    ],
)
def test_anything_but_plain_numbers_and_texts_is_named_instead(answer: object, name: str) -> None:
    assert to_value(answer) == Opaque(name)


@pytest.mark.parametrize(
    "answer", [np.ones((2, 3)).view(np.matrix), np.ones((2, 3), np.longdouble), np.longdouble(1)]
)
def test_matrices_and_wider_numbers_arrive_as_plain_arrays(answer: np.ndarray) -> None:
    value = to_value(answer)
    assert type(value) is np.ndarray
    assert value.dtype == np.float64
    assert np.array_equal(value, answer)


@pytest.mark.parametrize("answer", [None, True, 3, -2.5, math.inf, "text", b"bytes"])
def test_plain_values_stay_what_they_are(answer: object) -> None:
    assert to_value(answer) == answer
    assert type(to_value(answer)) is type(answer)


@pytest.mark.parametrize("answer", [np.float32(1.5), np.int64(3), np.bool_(True), np.float64("nan")])
def test_numpy_scalars_become_arrays_without_dimensions(answer: np.generic) -> None:
    value = to_value(answer)
    assert isinstance(value, np.ndarray)
    assert value.shape == ()
    assert value.dtype == answer.dtype
    assert value.tobytes() == answer.tobytes()


@pytest.mark.parametrize(
    "array",
    [
        np.arange(6.0).reshape(2, 3).T,
        np.arange(10)[::-2],
        np.arange(3, dtype=">f8"),
        np.float64(2.0) * np.ones(()),
        np.broadcast_to(1.0, (2, 3)),
    ],
)
def test_memory_layout_does_not_matter(array: np.ndarray) -> None:
    arrived = through({"a": to_value(array)})["a"]
    assert isinstance(arrived, np.ndarray)
    assert arrived.shape == array.shape
    assert np.array_equal(arrived, array)


def test_arrays_are_copied_at_once() -> None:
    array = np.zeros(3)
    value = to_value(array)
    array += 1
    assert isinstance(value, np.ndarray)
    assert not value.any()


@pytest.mark.parametrize(
    "message",
    [
        {"a": 2**54},
        {"a": "x" * (frames.MAX_TEXT + 1)},
        {"a": [1]},
        {"a": np.ones(2, complex)},
        {"a": bytes(frames.MAX_BODY + 1)},
        {"a\n": 1},
        {str(i): None for i in range(20_000)},
    ],
)
def test_what_has_no_wire_form_cannot_be_sent(message: Message) -> None:
    with pytest.raises(FrameError):
        encode(message)
