"""The four postures, for real: a user id is dropped, and system calls are refused as on a kernel without them."""

from __future__ import annotations

import os
import platform
import struct
import sys
from collections.abc import Iterable

from tests.attacks.attack import Posture

ORDINARY = 54321  # a user id without an account

_ALLOW, _ERROR = 0x7FFF0000, 0x00050000
_NO_SUCH_CALL, _NO_SUCH_OPTION = 38, 22
_LANDLOCK_CREATE_RULESET = 444
_PRCTL, _SECCOMP = {"x86_64": (157, 317), "aarch64": (167, 277)}.get(platform.machine(), (0, 0))
_PR_SET_SECCOMP = 22

_LAUNCH = """
import ctypes, os, sys
program = ctypes.create_string_buffer(bytes.fromhex(sys.argv[1]))
filter = (len(program) // 8).to_bytes(8, "little") + ctypes.addressof(program).to_bytes(8, "little")
prctl = ctypes.CDLL(None, use_errno=True).prctl
if prctl(38, 1, 0, 0, 0) or prctl(22, 2, filter, 0, 0):
    sys.exit("there is no seccomp to take anything away with")
os.execvp(sys.argv[2], sys.argv[2:])
"""


def command_in(posture: Posture, command: Iterable[str]) -> list[str]:
    """The command, behind a filter that takes away what the posture lacks."""
    refused = {
        Posture.ROOT_WITHOUT_LANDLOCK: _refuse_landlock(),
        Posture.ORDINARY_WITHOUT_SECCOMP: _refuse_seccomp(),
    }.get(posture)
    return (
        [*command]
        if refused is None
        else [sys.executable, "-I", "-S", "-c", _LAUNCH, refused.hex(), *command]
    )


def user_in(posture: Posture) -> int | None:
    """The user id to run as; None for the one that there is."""
    ordinary = posture in {Posture.ORDINARY, Posture.ORDINARY_WITHOUT_SECCOMP}
    return ORDINARY if ordinary and os.geteuid() == 0 else None


def possible(posture: Posture) -> bool:
    """Whether this machine can show the posture."""
    return os.geteuid() == 0 or posture in {Posture.ORDINARY, Posture.ORDINARY_WITHOUT_SECCOMP}


def _refuse_landlock() -> bytes:
    return b"".join(
        [_load(0), _equal(_LANDLOCK_CREATE_RULESET, 0, 1), _end(_ERROR | _NO_SUCH_CALL), _end(_ALLOW)]
    )


def _refuse_seccomp() -> bytes:
    """No seccomp(2), and no prctl(PR_SET_SECCOMP)."""
    by_call = [_load(0), _equal(_SECCOMP, 0, 1), _end(_ERROR | _NO_SUCH_CALL)]
    by_option = [
        _equal(_PRCTL, 0, 3),
        _load(16),
        _equal(_PR_SET_SECCOMP, 0, 1),
        _end(_ERROR | _NO_SUCH_OPTION),
    ]
    return b"".join([*by_call, *by_option, _end(_ALLOW)])


def _load(offset: int) -> bytes:
    return struct.pack("=HBBI", 0x20, 0, 0, offset)


def _equal(value: int, if_true: int, if_false: int) -> bytes:
    return struct.pack("=HBBI", 0x15, if_true, if_false, value)


def _end(action: int) -> bytes:
    return struct.pack("=HBBI", 0x06, 0, 0, action)
