"""Forbidden things that a submission may try, and which layers, each alone, stop it.

Besides the layers of an isolation report (landlock4: Landlock from ABI 4 on) these stop something: "limits" always,
"processes" (the limit on processes) if there is no seccomp and the worker is not root, "pids" if it is process 1
of a namespace, "ordinary" where the judge is not root.
"""

from __future__ import annotations

import textwrap
from dataclasses import dataclass


@dataclass(frozen=True)
class Attempt:
    """A statement that raises unless it succeeds.

    certain: it does succeed where nothing stops it, on every machine.
    """

    name: str
    stopped_by: frozenset[str]
    code: str
    certain: bool = True


def _attempt(name: str, stopped_by: str, code: str, certain: bool = True) -> Attempt:
    return Attempt(name, frozenset(stopped_by.split()), textwrap.dedent(code).strip(), certain)


# SECRET: a private file. PROJECT: the autograder's folder. COMMONS: a folder that all may write, with a file
# "file" in it. JUDGE: the judge's process id. PORT: where a server listens on the loopback interface.
ATTEMPTS = [
    _attempt("read a private file", "uid landlock seccomp", "open(SECRET).read()"),
    _attempt("list a private folder", "uid landlock seccomp", "os.listdir(os.path.dirname(SECRET))"),
    _attempt("write into a private folder", "uid landlock seccomp", "open(SECRET + '.new', 'w')"),
    _attempt("change the mode of a private file", "uid seccomp", "os.chmod(SECRET, 0o600)"),
    _attempt(
        "read the autograder",
        "landlock seccomp",
        "open(PROJECT + '/autograder/grading/settlement.py').read()",
        certain=False,
    ),
    _attempt("read through a link", "landlock seccomp", "open(COMMONS + '/link').read()", certain=False),
    _attempt("read /etc/passwd", "landlock seccomp", "open('/etc/passwd').read()"),
    _attempt("list all processes", "landlock seccomp", "os.listdir('/proc')"),
    _attempt("read a command line", "landlock seccomp", "open(f'/proc/{JUDGE}/cmdline').read()"),
    _attempt("read the judge's environment", "uid landlock seccomp", "open(f'/proc/{JUDGE}/environ').read()"),
    _attempt("open the judge's memory", "uid landlock seccomp", "open(f'/proc/{JUDGE}/mem', 'rb')"),
    _attempt("list the judge's descriptors", "uid landlock seccomp", "os.listdir(f'/proc/{JUDGE}/fd')"),
    _attempt(
        "open the zygote's memory",
        "uid landlock seccomp ordinary",
        "open(f'/proc/{os.getppid()}/mem', 'rb')",
        certain=False,
    ),
    _attempt(
        "trace the judge", "uid landlock seccomp pids", "call('ptrace', 0x4206, JUDGE, 0, 0)", certain=False
    ),
    _attempt("create a file", "landlock seccomp", "open(COMMONS + f'/{os.getpid()}', 'w')"),
    _attempt(
        "write a byte to a file",
        "landlock limits seccomp",
        "os.write(os.open(COMMONS + '/file', os.O_WRONLY), b'x')",
    ),
    _attempt(
        "fill the shared memory",
        "landlock limits seccomp",
        "os.write(os.open('/dev/shm', os.O_WRONLY | os.O_TMPFILE), b'x')",
    ),
    _attempt("empty a file by reading", "landlock seccomp", "os.open(COMMONS + '/file', os.O_TRUNC)"),
    _attempt(
        "rename a file",
        "landlock seccomp",
        """
        os.rename(COMMONS + '/file', COMMONS + '/other')
        os.rename(COMMONS + '/other', COMMONS + '/file')
        """,
    ),
    _attempt("make a folder", "landlock seccomp", "os.mkdir(COMMONS + f'/folder{os.getpid()}')"),
    _attempt("make a link", "landlock seccomp", "os.symlink('/etc', COMMONS + f'/link{os.getpid()}')"),
    _attempt("make a fifo", "landlock seccomp", "os.mkfifo(COMMONS + f'/fifo{os.getpid()}')"),
    _attempt("fork", "seccomp processes", "os.waitpid(os.fork() or os._exit(0), 0)"),
    _attempt("run a program", "seccomp processes landlock", "subprocess.run(['/bin/true'], check=True)"),
    _attempt("run a shell", "seccomp processes landlock", "assert os.system('exit 0') == 0"),
    _attempt("hide a program in memory", "seccomp", "os.memfd_create('program')"),
    _attempt("connect by TCP", "seccomp landlock4", "socket.socket().connect(('127.0.0.1', PORT))"),
    _attempt(
        "send by UDP",
        "seccomp",
        "socket.socket(type=socket.SOCK_DGRAM).sendto(b'', ('127.0.0.1', 9))",
    ),
    _attempt("open a local socket", "seccomp", "socket.socketpair()"),
    _attempt("signal the judge", "uid landlock6 seccomp pids", "os.kill(JUDGE, 0)"),
    _attempt("signal the zygote", "uid landlock6 seccomp pids", "os.kill(os.getppid() or 1 << 22, 0)"),
    _attempt("have the judge signalled", "seccomp pids", "fcntl.fcntl(1, 8, JUDGE)"),
    _attempt(
        "limit the judge",
        "uid seccomp pids",
        "resource.prlimit(JUDGE, resource.RLIMIT_CORE, resource.prlimit(JUDGE, resource.RLIMIT_CORE))",
    ),
    _attempt("slow the judge down", "uid seccomp pids", "os.setpriority(0, JUDGE, os.getpriority(0, JUDGE))"),
    _attempt("pin the judge", "uid seccomp pids", "os.sched_setaffinity(JUDGE, os.sched_getaffinity(JUDGE))"),
    _attempt("become root", "uid seccomp ordinary", "os.setuid(0)"),
    _attempt("change the root", "uid seccomp ordinary", "os.chroot('/')"),
    _attempt(
        "lift the own limits",
        "uid seccomp ordinary",
        "resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY,) * 2)",
        certain=False,
    ),
    _attempt("outlive the zygote", "seccomp", "call('prctl', 1, 0)"),
    _attempt("ask when a file was read", "seccomp", "os.stat('/etc/passwd').st_atime_ns"),
    _attempt("ask where a link leads", "seccomp", "os.readlink('/proc/self/exe')", certain=False),
    _attempt("ask how busy the machine is", "seccomp", "call('sysinfo', ctypes.create_string_buffer(256))"),
    _attempt(
        "have a file dropped from memory",
        "seccomp",
        "call('madvise', ctypes.c_void_p(ctypes.cast(libc.getpid, ctypes.c_void_p).value & ~4095), 4096, 21)",
        certain=False,
    ),
    _attempt("watch files", "seccomp", "call('inotify_init')"),
    _attempt("make a user namespace", "seccomp", "call('unshare', 0x10000000)", certain=False),
    _attempt("use io_uring", "seccomp", "call('syscall', 425, 1, bytes(120))", certain=False),
]

_PROLOGUE = """
import ctypes, fcntl, json, os, resource, socket, subprocess
libc = ctypes.CDLL(None, use_errno=True)

def call(name, *arguments):
    if getattr(libc, name)(*arguments) < 0:
        raise OSError(ctypes.get_errno(), name)

def allowed(action):
    try:
        action()
    except BaseException:
        return False
    return True

def f(x):
    return json.dumps({name: allowed(action) for name, action in ACTIONS.items()})

ACTIONS = {}
"""


def submission(**places: object) -> str:
    """A submission whose `f` makes every attempt and answers, as JSON, which succeeded."""
    lines = [_PROLOGUE, *(f"{name} = {place!r}" for name, place in places.items())]
    for number, attempt in enumerate(ATTEMPTS):
        lines += [f"def action{number}():", textwrap.indent(attempt.code, "    ")]
        lines.append(f"ACTIONS[{attempt.name!r}] = action{number}")
    return "\n".join(lines)
