"""What kernels and their clients may do besides what every worker may: sockets of files, and one folder."""

from __future__ import annotations

import json
import os
import shutil
import socket
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from autograder.isolation.profile import CLIENT, KERNEL, PROBE, Profile
from autograder.isolation.reply import Outcome
from autograder.isolation.worker_policy import WorkerPolicy
from autograder.isolation.zygote import Zygote, spare_uid
from tests.asking import answer
from tests.isolation.conftest import ask_in, launched

SOURCE = """
import json, os, socket

def attempt(action):
    try:
        action()
        return "done"
    except OSError as error:
        return type(error).__name__

def local(kind=socket.SOCK_STREAM):
    return socket.socket(socket.AF_UNIX, kind)

def listen():
    server = local()
    server.bind("here")
    server.listen()

def write(path):
    with open(path, "w") as file:
        file.write("x")

def f(x):
    attempt(lambda: os.chdir({scratch!r}))
    return json.dumps({{
        "write in the folder": attempt(lambda: write({scratch!r} + "/file")),
        "write too much": attempt(lambda: open({scratch!r} + "/large", "wb").truncate(1 << 40)),
        "write beside it": attempt(lambda: write({beside!r})),
        "link": attempt(lambda: os.symlink("/etc", "link")),
        "change a mode": attempt(lambda: os.chmod("file", 0o777)),
        "listen": attempt(listen),
        "connect": attempt(lambda: local().connect({server!r})),
        "a local datagram": attempt(lambda: local(socket.SOCK_DGRAM)),
        "a network": attempt(socket.socket),
        "a network by datagram": attempt(lambda: socket.socket(socket.AF_INET6, socket.SOCK_DGRAM)),
        "fork": attempt(os.fork),
        "execute": attempt(lambda: os.execv("/bin/true", ["true"])),
        "signal": attempt(lambda: os.kill(os.getpid(), 0)),
    }})
"""
ALLOWED = {
    PROBE: set(),
    KERNEL: {"write in the folder", "listen"},
    CLIENT: {"connect"},
}


@pytest.fixture
def folders() -> Iterator[tuple[int | None, Path, Path, str]]:
    """A user id, a scratch folder for it, a file beside it that all may write, and a socket that all may reach."""
    root = Path(tempfile.mkdtemp())
    root.chmod(0o755)
    scratch, beside, server = root / "scratch", root / "beside", root / "server"
    scratch.mkdir()
    beside.touch()
    beside.chmod(0o666)
    uid = spare_uid()
    if uid is not None:
        os.chown(scratch, uid, uid)
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind(str(server))
        listening.listen()
        server.chmod(0o777)
        yield uid, scratch, beside, str(server)
    shutil.rmtree(root)


@pytest.mark.parametrize("profile", [PROBE, KERNEL, CLIENT], ids=lambda profile: profile.name)
def test_a_profile_allows_what_its_work_takes_and_no_more(
    profile: Profile, folders: tuple[int | None, Path, Path, str]
) -> None:
    uid, scratch, beside, server = folders
    source = SOURCE.format(scratch=str(scratch), beside=str(beside), server=server)
    with Zygote(launched(), WorkerPolicy(uid=uid, profile=profile, scratch=scratch)) as zygote:
        heard = ask_in(zygote, source)
    assert heard.reply.outcome is Outcome.OK, (heard.reply, heard.text)
    if not (heard.report.seccomp and heard.report.landlock_abi):
        pytest.skip("without Landlock and seccomp nothing tells the profiles apart")
    done = {what for what, came in json.loads(str(answer(heard.reply))).items() if came == "done"}
    assert done == ALLOWED[profile]
