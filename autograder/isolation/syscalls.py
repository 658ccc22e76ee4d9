"""The kernel's calls that workers keep, by purpose, with demands on the arguments of some."""

from __future__ import annotations

from dataclasses import dataclass

from autograder.isolation.profile import Profile

Numbers = dict[str, tuple[int | None, int | None]]


@dataclass(frozen=True)
class Word:
    """A demand on 32 bits of an argument: masked, they are among (or, unless `among`, not among) `values`."""

    argument: int
    values: tuple[int, ...]
    mask: int = 0xFFFFFFFF
    high: bool = False
    among: bool = True


# Numbers on (x86-64, aarch64); None if that architecture has no such call.
_COMPUTE: Numbers = {
    "alarm": (37, None),
    "brk": (12, 214),
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
    "fcntl": (72, 25),
    "fstat": (5, 80),
    "futex": (202, 98),
    "getcpu": (309, 168),
    "getcwd": (79, 17),
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
    "madvise": (28, 233),
    "membarrier": (324, 283),
    "mmap": (9, 222),
    "mprotect": (10, 226),
    "mremap": (25, 216),
    "munmap": (11, 215),
    "nanosleep": (35, 101),
    "pipe": (22, None),
    "pipe2": (293, 59),
    "poll": (7, None),
    "ppoll": (271, 73),
    "prctl": (157, 167),
    "pread64": (17, 67),
    "prlimit64": (302, 261),
    "pselect6": (270, 72),
    "read": (0, 63),
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
    "time": (201, None),
    "times": (100, 153),
    "uname": (63, 160),
    "write": (1, 64),
    "writev": (20, 66),
}

# Reading files, and asking about them and the machine.
_READ: Numbers = {
    "access": (21, None),
    "faccessat": (269, 48),
    "faccessat2": (439, 439),
    "getdents64": (217, 61),
    "lstat": (6, None),
    "newfstatat": (262, 79),
    "openat": (257, 56),
    "readlink": (89, None),
    "readlinkat": (267, 78),
    "stat": (4, None),
    "statx": (332, 291),
    "chdir": (80, 49),
    "get_mempolicy": (239, 236),
    "mbind": (237, 235),
    "sysinfo": (99, 179),
}

# Changing files; Landlock and the user id decide where that is possible.
_WRITE: Numbers = {
    "fdatasync": (75, 83),
    "fsync": (74, 82),
    "ftruncate": (77, 46),
    "mkdir": (83, None),
    "mkdirat": (258, 34),
    "pwrite64": (18, 68),
    "rename": (82, None),
    "renameat": (264, 38),
    "renameat2": (316, 276),
    "rmdir": (84, None),
    "unlink": (87, None),
    "unlinkat": (263, 35),
}

# Event loops, and reading and writing sockets of either side.
_TALK: Numbers = {
    "epoll_create1": (291, 20),
    "epoll_ctl": (233, 21),
    "epoll_pwait": (281, 22),
    "epoll_wait": (232, None),
    "eventfd2": (290, 19),
    "getpeername": (52, 205),
    "getsockname": (51, 204),
    "getsockopt": (55, 209),
    "recvfrom": (45, 207),
    "recvmsg": (47, 212),
    "sched_getparam": (143, 121),
    "sched_getscheduler": (145, 120),
    "sched_setscheduler": (144, 119),
    "sendmsg": (46, 211),
    "sendto": (44, 206),
    "socket": (41, 198),
    "socketpair": (53, 199),
}
_LISTEN: Numbers = {"accept4": (288, 242), "bind": (49, 200), "listen": (50, 201)}
_CONNECT: Numbers = {"connect": (42, 203)}

_NO_CLOCK_OF_OTHERS = Word(0, (0,), mask=0x80000000)
_CLONE_THREAD = 0x10000
_NAME_OF_THREAD = (15, 16)  # PR_SET_NAME, PR_GET_NAME
_OWN_DESCRIPTORS = (0, 1, 2, 3, 4, 1030)  # duplicates and flags; F_SETOWN would aim signals at others
_TERMINAL_OR_FLAGS = (0x5401, 0x5413, 0x5421, 0x5450, 0x5451)  # of the last, closing on exec and not blocking
_LOCAL, _STREAM, _KIND = 1, 1, 0xF
_TRUNCATE, _ACCESS_MODE = 0x200, 0x3

DEMANDS: dict[str, tuple[Word, ...]] = {
    # Clocks of the machine and its own, which are not negative; two processes could talk by the CPU time of each.
    "clock_gettime": (_NO_CLOCK_OF_OTHERS,),
    "clock_nanosleep": (_NO_CLOCK_OF_OTHERS,),
    "clone": (Word(0, (_CLONE_THREAD,), mask=_CLONE_THREAD),),
    "fcntl": (Word(1, _OWN_DESCRIPTORS),),
    "ioctl": (Word(1, _TERMINAL_OR_FLAGS),),
    # Giving memory back; other requests drop files from memory, which takes measurable time.
    "madvise": (Word(2, (0, 1, 2, 4, 8, 14, 15, 16, 17)),),
    # Opening to read and truncating at once gets past Landlock before ABI 3.
    "openat": (Word(2, (_TRUNCATE,), mask=_TRUNCATE | _ACCESS_MODE, among=False),),
    "prctl": (Word(0, _NAME_OF_THREAD),),
    # Streams between processes of this machine only; they are no use without an end that is bound or connected.
    "socket": (Word(0, (_LOCAL,)), Word(1, (_STREAM,), mask=_KIND)),
    "socketpair": (Word(0, (_LOCAL,)), Word(1, (_STREAM,), mask=_KIND)),
    "sendto": (Word(4, (0,)), Word(4, (0,), high=True)),  # without an address
    "sched_setscheduler": (Word(1, (0,)),),  # the usual policy, which messaging threads ask for
    # Limits may be read (no new ones given, a null pointer), never set: not even a user's own judge's.
    "prlimit64": (Word(2, (0,)), Word(2, (0,), high=True)),
}


def calls_of(profile: Profile) -> Numbers:
    """The calls that a worker keeps, with their numbers."""
    calls = dict(_COMPUTE)
    if profile.reads:
        calls |= _READ
    if profile.file_bytes or profile.listens:
        calls |= _WRITE
    if profile.listens or profile.connects:
        calls |= _TALK
    if profile.listens:
        calls |= _LISTEN
    if profile.connects:
        calls |= _CONNECT
    return calls
