"""The seccomp program, run by a small interpreter of BPF: so that aarch64 is tested on x86-64, and vice versa."""

from __future__ import annotations

import errno
import struct

import pytest

from autograder.isolation import seccomp
from autograder.isolation.profile import KERNEL, PROBE, Profile

ALLOWED, KILLED = 0x7FFF0000, 0x80000000
FORBIDDEN, UNKNOWN = 0x00050000 | errno.EPERM, 0x00050000 | errno.ENOSYS

ARCHITECTURES = {"x86_64": 0xC000003E, "aarch64": 0xC00000B7}

# The numbers of some calls, from the kernel's tables and not from the program's.
NUMBERS = {
    "x86_64": {
        "read": 0, "write": 1, "mmap": 9, "ioctl": 16, "socket": 41, "clone": 56, "fork": 57, "vfork": 58,
        "execve": 59, "kill": 62, "fcntl": 72, "truncate": 76, "rename": 82, "mkdir": 83, "unlink": 87,
        "chmod": 90, "ptrace": 101, "setuid": 105, "prctl": 157, "setrlimit": 160, "mount": 165, "futex": 202,
        "tgkill": 234, "openat": 257, "unshare": 272, "prlimit64": 302, "process_vm_readv": 310, "bpf": 321,
        "execveat": 322, "memfd_create": 319, "getrandom": 318, "clock_gettime": 228, "madvise": 28, "mincore": 27,
    },
    "aarch64": {
        "read": 63, "write": 64, "mmap": 222, "ioctl": 29, "socket": 198, "clone": 220, "execve": 221,
        "kill": 129, "fcntl": 25, "truncate": 45, "renameat": 38, "mkdirat": 34, "unlinkat": 35, "fchmodat": 53,
        "ptrace": 117, "setuid": 146, "prctl": 167, "setrlimit": 164, "mount": 40, "futex": 98, "tgkill": 131,
        "openat": 56, "unshare": 97, "prlimit64": 261, "process_vm_readv": 270, "bpf": 280, "execveat": 281,
        "memfd_create": 279, "getrandom": 278, "clock_gettime": 113, "madvise": 233, "mincore": 232,
    },
}  # fmt: skip

ASKING = {
    "x86_64": {
        "stat": 4, "lstat": 6, "access": 21, "getdents64": 217, "newfstatat": 262, "faccessat": 269, "readlink": 89,
        "readlinkat": 267, "statx": 332,
    },
    "aarch64": {"getdents64": 61, "newfstatat": 79, "faccessat": 48, "readlinkat": 78, "statx": 291},
}  # fmt: skip
# sysinfo, chdir, statfs, flock, sched_setaffinity, sched_getscheduler, getpriority, ioprio_get
MACHINE_WIDE = {
    "x86_64": (99, 80, 137, 73, 203, 145, 140, 252),
    "aarch64": (179, 49, 43, 32, 122, 120, 141, 31),
}

CONDITIONAL = {"clock_gettime", "clone", "fcntl", "ioctl", "madvise", "openat", "prctl", "prlimit64"}
PLAIN = {"read", "write", "mmap", "futex", "getrandom"}


def run(program: bytes, data: bytes) -> int:
    """What a BPF program returns for `data` (struct seccomp_data)."""
    code = list(struct.iter_unpack("=HBBI", program))
    accumulator = at = 0
    while True:
        operation, if_true, if_false, value = code[at]
        at += 1
        if operation == 0x06:
            return value
        if operation == 0x20:
            accumulator = struct.unpack_from("=I", data, value)[0]
        elif operation == 0x54:
            accumulator &= value
        elif operation == 0x05:
            at += value
        elif operation == 0x15:
            at += if_true if accumulator == value else if_false
        elif operation == 0x35:
            at += if_true if accumulator >= value else if_false
        else:
            raise AssertionError(f"instruction {operation:#x} is not known here")


def verdict(
    machine: str,
    number: int,
    *arguments: int,
    architecture: int | None = None,
    profile: Profile = PROBE,
) -> int:
    program = seccomp.program(machine, profile)
    assert program is not None
    words = (*arguments, 0, 0, 0, 0, 0, 0)[:6]
    data = struct.pack("=IIQ6Q", number, architecture or ARCHITECTURES[machine], 0, *words)
    return run(program, data)


MACHINES = pytest.mark.parametrize("machine", ["x86_64", "aarch64"])


@MACHINES
def test_reading_and_computing_are_allowed_and_nothing_else(machine: str) -> None:
    for name, number in NUMBERS[machine].items():
        if name not in CONDITIONAL:
            assert verdict(machine, number) == (ALLOWED if name in PLAIN else FORBIDDEN), name


@MACHINES
def test_calls_of_another_architecture_kill(machine: str) -> None:
    other = next(value for name, value in ARCHITECTURES.items() if name != machine)
    assert verdict(machine, NUMBERS[machine]["read"], architecture=other) == KILLED
    assert verdict(machine, 20, architecture=0x40000003) == KILLED


@MACHINES
def test_newer_calls_look_as_if_the_kernel_had_none(machine: str) -> None:
    clone3, io_uring_setup, pidfd_open, openat2, faccessat2, x32_read = 435, 425, 434, 437, 439, 0x40000000
    for number in (clone3, io_uring_setup, pidfd_open, openat2, x32_read, 9999):
        assert verdict(machine, number) == UNKNOWN, number
    assert verdict(machine, faccessat2) == UNKNOWN
    assert verdict(machine, faccessat2, profile=KERNEL) == ALLOWED


@MACHINES
def test_threads_are_allowed_and_processes_are_not(machine: str) -> None:
    clone = NUMBERS[machine]["clone"]
    assert verdict(machine, clone, 0x3D0F00) == ALLOWED
    assert verdict(machine, clone, 17) == FORBIDDEN
    assert verdict(machine, clone, 0x10000000 | 17) == FORBIDDEN
    assert verdict(machine, clone, 0x10000 << 32) == FORBIDDEN


@MACHINES
def test_clocks_may_be_read_but_those_of_other_processes(machine: str) -> None:
    monotonic, own, thread = 1, 2, 3
    for clock in (monotonic, own, thread):
        assert verdict(machine, NUMBERS[machine]["clock_gettime"], clock) == ALLOWED
    for other in (1, 4711):
        assert verdict(machine, NUMBERS[machine]["clock_gettime"], (~other << 3 | 2) % 2**32) == FORBIDDEN
        assert verdict(machine, NUMBERS[machine]["clock_gettime"], (~other << 3 | 2) % 2**64) == FORBIDDEN


@MACHINES
def test_kernels_may_open_files_but_not_truncate_them_while_reading(machine: str) -> None:
    openat = NUMBERS[machine]["openat"]
    read_only, write_new, truncate = 0, 0o1101, 0o1000
    assert verdict(machine, openat, 0, 0, read_only, profile=KERNEL) == ALLOWED
    assert verdict(machine, openat, 0, 0, write_new, profile=KERNEL) == ALLOWED
    assert verdict(machine, openat, 0, 0, truncate, profile=KERNEL) == FORBIDDEN
    assert verdict(machine, openat, 0, 0, truncate | 0o2000000, profile=KERNEL) == FORBIDDEN


@MACHINES
def test_a_probe_opens_no_file_and_asks_nothing_of_the_machine(machine: str) -> None:
    openat, read_only, read_write, write_new = NUMBERS[machine]["openat"], 0, 2, 0o1101
    assert verdict(machine, openat, 0, 0, read_only) == FORBIDDEN
    assert (
        verdict(machine, openat, 0, 0, write_new) == verdict(machine, openat, 0, 0, read_write) == FORBIDDEN
    )
    for name, number in ASKING[machine].items():
        assert verdict(machine, number, -100 % 2**64, 0, 0, 0x1000) == FORBIDDEN, name
    for number in MACHINE_WIDE[machine]:
        assert verdict(machine, number) == FORBIDDEN


@MACHINES
def test_memory_may_be_given_back_but_not_paged_out(machine: str) -> None:
    dont_need, huge, will_need, cold, page_out, populate = 4, 14, 3, 20, 21, 22
    for request in (dont_need, huge):
        assert verdict(machine, NUMBERS[machine]["madvise"], 0, 4096, request) == ALLOWED
    for request in (will_need, cold, page_out, populate):
        assert verdict(machine, NUMBERS[machine]["madvise"], 0, 4096, request) == FORBIDDEN


@MACHINES
def test_limits_may_be_read_but_not_set(machine: str) -> None:
    prlimit = NUMBERS[machine]["prlimit64"]
    assert verdict(machine, prlimit, 0, 7, 0, 0x7FFF0000) == ALLOWED
    assert verdict(machine, prlimit, 0, 7, 0x1000, 0) == FORBIDDEN
    assert verdict(machine, prlimit, 0, 7, 0x1_0000_0000, 0) == FORBIDDEN


@MACHINES
def test_descriptors_cannot_be_made_to_signal_other_processes(machine: str) -> None:
    fcntl, ioctl = NUMBERS[machine]["fcntl"], NUMBERS[machine]["ioctl"]
    set_owner, set_signal, set_owner_ex, fiosetown, inject_input = 8, 10, 15, 0x8901, 0x5412
    assert [verdict(machine, fcntl, 1, command) for command in (1, 3, 1030)] == [ALLOWED] * 3
    for command in (set_owner, set_signal, set_owner_ex):
        assert verdict(machine, fcntl, 1, command) == FORBIDDEN
    assert verdict(machine, ioctl, 1, 0x5401) == ALLOWED
    for command in (fiosetown, inject_input):
        assert verdict(machine, ioctl, 1, command) == FORBIDDEN


@MACHINES
def test_a_process_cannot_undo_that_it_dies_with_its_parent(machine: str) -> None:
    prctl = NUMBERS[machine]["prctl"]
    set_name, set_death_signal, set_dumpable = 15, 1, 4
    assert verdict(machine, prctl, set_name) == ALLOWED
    assert verdict(machine, prctl, set_death_signal) == FORBIDDEN
    assert verdict(machine, prctl, set_dumpable) == FORBIDDEN


def test_an_unknown_machine_has_no_program() -> None:
    assert seccomp.program("riscv64") is None
    assert seccomp.install(None) is False
