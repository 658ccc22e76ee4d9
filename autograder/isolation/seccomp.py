"""seccomp: of the kernel's calls, a worker keeps what reading, computing and answering take.

An allow-list, as a raw BPF program, for x86-64 and aarch64. What is not listed fails as forbidden: new
processes, programs, sockets, signals, tracing, changes to files' names, modes and owners, limits and priorities
of other processes, and whatever later kernels invent.
"""

from __future__ import annotations

import ctypes
import errno
import os
import platform
import struct
from collections.abc import Sequence
from dataclasses import dataclass

from autograder.isolation import kernel

_MODE_FILTER = 2
_ALLOW = 0x7FFF0000
_KILL = 0x80000000
_FORBID = 0x00050000 | errno.EPERM
_UNKNOWN = 0x00050000 | errno.ENOSYS  # the C library then falls back to the older call
_UNKNOWN_FROM = 424

_LOAD, _AND, _JUMP, _EQUAL, _AT_LEAST, _RETURN = 0x20, 0x54, 0x05, 0x15, 0x35, 0x06

# Numbers on (x86-64, aarch64); None where that architecture has no such call.
_CALLS: dict[str, tuple[int | None, int | None]] = {
    "access": (21, None),
    "alarm": (37, None),
    "brk": (12, 214),
    "chdir": (80, 49),
    "clock_getres": (229, 114),
    "clock_gettime": (228, 113),
    "clock_nanosleep": (230, 115),
    "clone": (56, 220),
    "close": (3, 57),
    "dup": (32, 23),
    "dup2": (33, None),
    "dup3": (292, 24),
    "exit": (60, 93),
    "exit_group": (231, 94),
    "faccessat": (269, 48),
    "faccessat2": (439, 439),
    "fcntl": (72, 25),
    "fstat": (5, 80),
    "futex": (202, 98),
    "get_mempolicy": (239, 236),
    "getcpu": (309, 168),
    "getcwd": (79, 17),
    "getdents64": (217, 61),
    "getegid": (108, 177),
    "geteuid": (107, 175),
    "getgid": (104, 176),
    "getitimer": (36, 102),
    "getpid": (39, 172),
    "getppid": (110, 173),
    "getrandom": (318, 278),
    "getrusage": (98, 165),
    "gettid": (186, 178),
    "gettimeofday": (96, 169),
    "getuid": (102, 174),
    "ioctl": (16, 29),
    "lseek": (8, 62),
    "lstat": (6, None),
    "madvise": (28, 233),
    "mbind": (237, 235),
    "membarrier": (324, 283),
    "mmap": (9, 222),
    "mprotect": (10, 226),
    "mremap": (25, 216),
    "munmap": (11, 215),
    "nanosleep": (35, 101),
    "newfstatat": (262, 79),
    "openat": (257, 56),
    "pipe": (22, None),
    "pipe2": (293, 59),
    "poll": (7, None),
    "ppoll": (271, 73),
    "prctl": (157, 167),
    "pread64": (17, 67),
    "prlimit64": (302, 261),
    "pselect6": (270, 72),
    "read": (0, 63),
    "readlink": (89, None),
    "readlinkat": (267, 78),
    "readv": (19, 65),
    "restart_syscall": (219, 128),
    "rseq": (334, 293),
    "rt_sigaction": (13, 134),
    "rt_sigprocmask": (14, 135),
    "rt_sigreturn": (15, 139),
    "sched_getaffinity": (204, 123),
    "sched_yield": (24, 124),
    "select": (23, None),
    "set_robust_list": (273, 99),
    "setitimer": (38, 103),
    "sigaltstack": (131, 132),
    "stat": (4, None),
    "statx": (332, 291),
    "sysinfo": (99, 179),
    "time": (201, None),
    "times": (100, 153),
    "uname": (63, 160),
    "write": (1, 64),
    "writev": (20, 66),
}


@dataclass(frozen=True)
class _Word:
    """A demand on 32 bits of an argument: masked, they are among (or, unless `among`, not among) `values`."""

    argument: int
    values: tuple[int, ...]
    mask: int = 0xFFFFFFFF
    high: bool = False
    among: bool = True

    def test(self) -> list[bytes]:
        """Instructions that return where the demand is not met, and fall through where it is."""
        count = len(self.values)
        load = _instruction(_LOAD, 16 + 8 * self.argument + 4 * self.high)
        mask = [] if self.mask == 0xFFFFFFFF else [_instruction(_AND, self.mask)]
        tests = [_instruction(_EQUAL, value, count - i) for i, value in enumerate(self.values)]
        over = [] if self.among else [_instruction(_JUMP, 1)]
        return [load, *mask, *tests, *over, _instruction(_RETURN, _FORBID)]


_CLONE_THREAD = 0x10000
_NAME_OF_THREAD = (15, 16)  # PR_SET_NAME, PR_GET_NAME
_OWN_DESCRIPTORS = (
    0,
    1,
    2,
    3,
    4,
    1030,
)  # duplicates and flags; F_SETOWN would aim signals at other processes
_TERMINAL_OR_CLOEXEC = (0x5401, 0x5413, 0x5450, 0x5451)
_TRUNCATE, _ACCESS_MODE = 0x200, 0x3

_DEMANDS: dict[str, tuple[_Word, ...]] = {
    "clone": (_Word(0, (_CLONE_THREAD,), mask=_CLONE_THREAD),),
    "fcntl": (_Word(1, _OWN_DESCRIPTORS),),
    "ioctl": (_Word(1, _TERMINAL_OR_CLOEXEC),),
    # Opening to read and truncating at once gets past Landlock before ABI 3.
    "openat": (_Word(2, (_TRUNCATE,), mask=_TRUNCATE | _ACCESS_MODE, among=False),),
    "prctl": (_Word(0, _NAME_OF_THREAD),),
    # Limits may be read (no new ones given, a null pointer), never set: not even a user's own judge's.
    "prlimit64": (_Word(2, (0,)), _Word(2, (0,), high=True)),
}

_MACHINES = {"x86_64": (0, 0xC000003E), "aarch64": (1, 0xC00000B7)}


def program(machine: str = platform.machine()) -> bytes | None:
    """The filter for a machine, None where it is not known; built once, in the zygote."""
    if machine not in _MACHINES:
        return None
    column, architecture = _MACHINES[machine]
    numbers = {name: number[column] for name, number in _CALLS.items()}
    guarded = [(numbers[name], words) for name, words in _DEMANDS.items()]
    plain = [n for name, n in numbers.items() if n is not None and name not in _DEMANDS]
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
    """Put the filter on this thread for good; whether it holds. Needs no_new_privs."""
    if code is None:
        return False
    instructions = ctypes.create_string_buffer(code, len(code))
    try:
        kernel.prctl(
            kernel.PR_SET_SECCOMP,
            _MODE_FILTER,
            struct.pack("=HxxxxxxQ", len(code) // 8, ctypes.addressof(instructions)),
        )
        os.kill(os.getpid(), 0)
    except PermissionError as error:
        return error.filename is None  # from the trial signal; a filter that was refused names its call
    except OSError:
        return False
    return False


def _guard(number: int, words: Sequence[_Word]) -> list[bytes]:
    body = [instruction for word in words for instruction in word.test()]
    body.append(_instruction(_RETURN, _ALLOW))
    return [_instruction(_EQUAL, number, 0, len(body)), *body]


def _instruction(code: int, value: int, if_true: int = 0, if_false: int = 0) -> bytes:
    return struct.pack("=HBBI", code, if_true, if_false, value)
