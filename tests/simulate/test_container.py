"""Limits of a container that hold."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from autograder.simulate import container as containers
from autograder.simulate.container import Container, Size

SMALL = Size(0.5, 512 << 20)  # of which malloc reserves 256 where timings are compared
TAKE_MUCH = "data = bytearray(1 << 30); data[::4096] = b'x' * len(data[::4096])"


def run(container: Container, tmp_path: Path, code: str, seconds: float = 60):
    with open(tmp_path / "output", "wb") as output:
        return container.run([sys.executable, "-c", code], output, seconds)


@pytest.fixture(params=["cgroup", "rlimit"])
def container(request, monkeypatch, tmp_path):
    """One with a cgroup if there are any, and one without."""
    if request.param == "rlimit":
        monkeypatch.setattr(containers, "CGROUPS", tmp_path / "nothing")
    with Container(SMALL) as made:
        if request.param == "cgroup" and not made.groups:
            pytest.skip("this user or this kernel has no cgroups to give")
        assert request.param in made.limited_by
        yield made


def test_an_ordinary_command_runs(container, tmp_path):
    ended = run(container, tmp_path, "print('here')")
    assert (ended.status, ended.timed_out) == (0, False)
    assert (tmp_path / "output").read_text() == "here\n"


def test_too_much_memory_ends_it(container, tmp_path):
    assert run(container, tmp_path, TAKE_MUCH).status != 0
    assert run(container, tmp_path, "print('here')").status == 0


def test_the_time_limit_ends_it(container, tmp_path):
    ended = run(container, tmp_path, "while True: pass", seconds=0.5)
    assert ended.timed_out


def test_a_cgroup_counts_memory_and_ends_what_is_left(tmp_path):
    with Container(SMALL) as container:
        if not container.groups:
            pytest.skip("this user or this kernel has no cgroups to give")
        leave = "import subprocess, sys; subprocess.Popen([sys.executable, '-c', 'while True: pass'])"
        ended = run(container, tmp_path, leave)
        assert 0 < ended.peak < SMALL.memory
        assert (container.groups[0] / "cgroup.procs").read_text()
        container.kill()
        assert not (container.groups[0] / "cgroup.procs").read_text()
        run(container, tmp_path, "bytearray(100 << 20)")
        assert run(container, tmp_path, "").peak < 100 << 20
    assert not any(group.exists() for group in container.groups)
