"""seccomp: a worker keeps the kernel's calls that reading, computing and answering need.

An allow-list, as a raw BPF program, for x86-64 and aarch64. All other calls fail as forbidden. So a worker can make no
processes, programs, sockets or signals, and trace nothing. It cannot change names, modes or owners of files, nor limits
or priorities of other processes; a probe's worker can open no file. Calls that later kernels invent are forbidden, too.
"""

from __future__ import annotations

import ctypes
import errno
import os
import platform
import struct
from collections.abc import Sequence

from autograder.isolation import linux
from autograder.isolation.profile import PROBE, Profile
from autograder.isolation.syscalls import DEMANDS, Word, calls_of

_MODE_FILTER = 2
_ALLOW = 0x7FFF0000
_KILL = 0x80000000
_FORBID = 0x00050000 | errno.EPERM
_UNKNOWN = 0x00050000 | errno.ENOSYS  # the C library then falls back to the older call
_UNKNOWN_FROM = 424

_LOAD, _AND, _JUMP, _EQUAL, _AT_LEAST, _RETURN = 0x20, 0x54, 0x05, 0x15, 0x35, 0x06

_MACHINES = {"x86_64": (0, 0xC000003E), "aarch64": (1, 0xC00000B7)}


def program(machine: str = platform.machine(), profile: Profile = PROBE) -> bytes | None:
    """The filter for a machine, None if it is not known; built once, in the zygote."""
    if machine not in _MACHINES:
        return None
    column, architecture = _MACHINES[machine]
    numbers = {name: number[column] for name, number in calls_of(profile).items()}
    guarded = [(numbers[name], words) for name, words in DEMANDS.items() if name in numbers]
    plain = [n for name, n in numbers.items() if n is not None and name not in DEMANDS]
    code = [_instruction(_LOAD, 4), _instruction(_EQUAL, architecture, 1), _instruction(_RETURN, _KILL)]
    code.append(_instruction(_LOAD, 0))
    for number, words in guarded:
        assert number is not None
        code += _guard(number, words)
    code += [_instruction(_EQUAL, n, len(plain) - i + 2) for i, n in enumerate(plain)]
    code += [_instruction(_AT_LEAST, _UNKNOWN_FROM, 1), _instruction(_RETURN, _FORBID)]
    code += [_instruction(_RETURN, _UNKNOWN), _instruction(_RETURN, _ALLOW)]
    return b"".join(code)


def install(code: bytes | None) -> bool:
    """Put the filter on this thread for good; return whether it holds. Needs no_new_privs."""
    if code is None:
        return False
    instructions = ctypes.create_string_buffer(code, len(code))
    try:
        linux.prctl(
            linux.PR_SET_SECCOMP,
            _MODE_FILTER,
            struct.pack("=HxxxxxxQ", len(code) // 8, ctypes.addressof(instructions)),
        )
        os.kill(os.getpid(), 0)
    except PermissionError as error:
        return error.filename is None  # from the trial signal; a filter that was refused names its call
    except OSError:
        return False
    return False


def _guard(number: int, words: Sequence[Word]) -> list[bytes]:
    body = [instruction for word in words for instruction in _test(word)]
    body.append(_instruction(_RETURN, _ALLOW))
    return [_instruction(_EQUAL, number, 0, len(body)), *body]


def _test(word: Word) -> list[bytes]:
    """Instructions that return if the demand is not met, and fall through if it is."""
    count = len(word.values)
    load = _instruction(_LOAD, 16 + 8 * word.argument + 4 * word.high)
    mask = [] if word.mask == 0xFFFFFFFF else [_instruction(_AND, word.mask)]
    tests = [_instruction(_EQUAL, value, count - i) for i, value in enumerate(word.values)]
    over = [] if word.among else [_instruction(_JUMP, 1)]
    return [load, *mask, *tests, *over, _instruction(_RETURN, _FORBID)]


def _instruction(code: int, value: int, if_true: int = 0, if_false: int = 0) -> bytes:
    return struct.pack("=HBBI", code, if_true, if_false, value)
