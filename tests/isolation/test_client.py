"""The judge's side: no process, descriptor or doubt is left, whoever dies first."""

from __future__ import annotations

import os
import select
import signal
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from autograder.execution import SERVICE
from autograder.execution.package import Package
from autograder.execution.protocol import package_message
from autograder.isolation.isolation_report import IsolationReport
from autograder.isolation.launch import PROJECT, Launch
from autograder.isolation.reply import IsolationError, Outcome
from autograder.isolation.worker_policy import WorkerPolicy
from autograder.isolation.zygote import Zygote, spare_uid
from tests.asking import answer, call, import_of, load, load_held, package
from tests.isolation.conftest import launched

ROOT = os.geteuid() == 0
CALL = call(x=np.zeros(2))


def ends(pid: int) -> bool:
    """Whether a process ends within seconds; true if it has already."""
    try:
        watched = os.pidfd_open(pid)
    except ProcessLookupError:
        return True
    ended, _, _ = select.select([watched], [], [], 20)
    os.close(watched)
    return bool(ended)


def test_a_worker_ends_once_closed(zygote: Zygote) -> None:
    with zygote.worker() as worker:
        worker.call(load("def f(x): return x"), 20)
        assert Path(f"/proc/{worker.pid}").exists()
    assert ends(worker.pid)


def test_a_held_package_is_what_later_workers_load(zygote: Zygote) -> None:
    with zygote.worker():
        zygote.hold(package_message(package("def f(x): return x + 1")))
    with zygote.worker() as worker:
        worker.call(load_held(), 20)
        held = worker.call(CALL, 20)
        worker.call(load("def f(x): return x + 2"), 20)
        sent = worker.call(CALL, 20)
    assert [answer(reply).tolist() for reply in (held, sent)] == [[1, 1], [2, 2]]


FINDS_WHAT_WAS_HELD = """
import ctypes, os
def f(x):
    libc = ctypes.CDLL(None)
    libc.sbrk.restype = ctypes.c_void_p
    libc.write.argtypes = ctypes.c_int, ctypes.c_void_p, ctypes.c_size_t
    reading, writing = os.pipe()
    end = start = libc.sbrk(0) & -4096
    while libc.write(writing, start - 4096, 1) == 1:
        os.read(reading, 1)
        start -= 4096
    return x * ctypes.string_at(start, end - start).count(bytes(c ^ 1 for c in b'%s'))
"""


def test_what_is_no_longer_held_cannot_be_found_by_the_workers_that_come(zygote: Zygote) -> None:
    secret = b"the work of somebody else"
    disguised = bytes(c ^ 1 for c in secret).decode()
    zygote.hold(package_message(Package({"layers.py": secret * 4000})))
    zygote.hold(package_message(package(FINDS_WHAT_WAS_HELD % disguised)))
    with zygote.worker() as worker:
        worker.call(load_held(), 20)
        reply = worker.call(call(x=np.ones(2)), 20)
    assert answer(reply).tolist() == [0, 0]


def test_after_its_end_a_worker_says_so_to_every_call(zygote: Zygote) -> None:
    with zygote.worker() as worker:
        worker.call(load("import os\ndef f(x): os._exit(2)"), 20)
        assert [worker.call(CALL, 20).detail for _ in range(2)] == ["exit status 2"] * 2


def test_a_worker_killed_from_outside_looks_short_of_memory(zygote: Zygote) -> None:
    with zygote.worker() as worker:
        os.kill(worker.pid, signal.SIGKILL)
        reply = worker.call(CALL, 20)
    assert reply.outcome is Outcome.DIED
    assert reply.detail == "killed (signal 9), probably out of memory"


def test_workers_can_be_used_side_by_side(zygote: Zygote) -> None:
    with zygote.worker() as first, zygote.worker() as second:
        first.call(load("def f(x): return 1"), 20)
        second.call(load("def f(x): return 2"), 20)
        assert answer(first.call(CALL, 20)) == 1
        assert answer(second.call(CALL, 20)) == 2


def test_a_worker_that_does_not_read_is_left_at_the_deadline(zygote: Zygote) -> None:
    with zygote.worker() as worker:
        os.kill(worker.pid, signal.SIGSTOP)
        reply = worker.call(call(x=np.zeros(10**6)), 0.2)
    assert reply.outcome is Outcome.TIMED_OUT
    assert not Path(f"/proc/{worker.pid}").exists()


def test_cpu_time_is_what_the_kernel_counts(zygote: Zygote) -> None:
    source = """
import time
def f(x):
    clock, time.process_time = time.process_time, lambda: -5.0
    end = clock() + 0.1
    while clock() < end: pass
    time.perf_counter = time.monotonic = lambda: -5.0
"""
    with zygote.worker() as worker:
        worker.call(load(source), 20)
        before = worker.cpu_seconds()
        reply = worker.call(CALL, 20)
        assert 0.1 <= worker.cpu_seconds() - before <= reply.seconds + 0.1


def test_cpu_time_that_no_tick_has_seen_is_counted(zygote: Zygote) -> None:
    source = """
import time
def f(x):
    end = time.perf_counter() + 0.001
    while time.perf_counter() < end: pass
"""
    own = os.sched_getaffinity(0)
    os.sched_setaffinity(0, {min(own)})
    try:
        with zygote.worker() as worker:
            os.sched_setaffinity(worker.pid, {max(own)})
            worker.call(load(source), 20)
            spent = []
            for _ in range(100):
                before = worker.cpu_seconds()
                assert worker.call(CALL, 20).outcome is Outcome.OK
                spent.append(worker.cpu_seconds() - before)
    finally:
        os.sched_setaffinity(0, own)
    assert min(spent) > 0


def test_many_workers_leave_no_descriptor_behind(zygote: Zygote) -> None:
    zygote.worker().close()
    before = len(os.listdir("/proc/self/fd"))
    for source in ("def f(x): return x", "import os\nos._exit(0)", "import os\nos.write(4, b'x' * 99)"):
        with zygote.worker() as worker:
            worker.call(load(source), 20)
            worker.call(CALL, 20)
    assert len(os.listdir("/proc/self/fd")) == before


def test_a_zygote_that_fails_between_two_workers_leaves_no_descriptor_behind(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def fails(_: Zygote) -> None:
        raise IsolationError("the zygote is gone")

    with Zygote(launched()) as zygote:
        zygote.worker().close()
        before = len(os.listdir("/proc/self/fd"))
        monkeypatch.setattr(Zygote, "_fork", fails)
        with pytest.raises(IsolationError):
            zygote.worker()
        assert len(os.listdir("/proc/self/fd")) == before - 3  # those of the worker that was on its way


def test_the_zygote_of_a_judge_that_ended_meanwhile_has_nothing_to_say() -> None:
    source = f"import os\nfrom autograder.isolation.launch import Launch\nLaunch({SERVICE!r})\nos._exit(0)"
    command = [sys.executable, "-c", source]
    done = subprocess.run(command, cwd=PROJECT, capture_output=True, text=True, check=True)
    assert done.stderr == ""


@pytest.mark.skipif(not ROOT, reason="an ordinary user's worker cannot fork even without seccomp")
def test_processes_that_a_worker_left_are_ended_with_it() -> None:
    source = """
import os, time
def f(x):
    reader, writer = os.pipe()
    if not os.fork():
        os.setsid()
        if not os.fork():
            os.write(writer, str(os.getpid()).encode())
            time.sleep(1000)
        os._exit(0)
    return int(os.read(reader, 20))
"""
    layers = frozenset({"uid", "seccomp", "landlock", "pids"})
    with Zygote(launched(), WorkerPolicy(without=layers)) as zygote:
        with zygote.worker() as worker:
            worker.call(load(source), 20)
            stray = answer(worker.call(CALL, 20))
            assert isinstance(stray, int)
            assert Path(f"/proc/{stray}").exists()
        assert ends(stray)


def parent_of(pid: int) -> int:
    return int(Path(f"/proc/{pid}/stat").read_text().split()[3])


def test_a_worker_is_the_first_to_go_when_memory_runs_out(zygote: Zygote) -> None:
    with zygote.worker() as worker:
        assert Path(f"/proc/{worker.pid}/oom_score_adj").read_text() == "1000\n"


def test_neither_zygote_nor_worker_has_the_judges_terminal(zygote: Zygote) -> None:
    with zygote.worker() as worker:
        assert os.getsid(worker.pid) == worker.pid
        assert os.getsid(parent_of(worker.pid)) == parent_of(worker.pid)


@pytest.mark.skipif(not ROOT, reason="the kernel lets root alone make namespaces")
def test_numbers_of_processes_and_threads_tell_nothing_of_earlier_workers(zygote: Zygote) -> None:
    source = """
import os, threading
def f(x):
    for _ in range(x.size):
        threading.Thread(target=int).start()
    thread = threading.Thread(target=int)
    thread.start()
    return os.getpid() * 10_000 + thread.native_id
"""
    numbers = []
    for _ in range(2):
        with zygote.worker() as worker:
            assert worker.isolation_report.own_pids
            worker.call(load(source), 20)
            numbers.append(answer(worker.call(CALL, 20)))
    assert numbers[0] == numbers[1]


def test_cpu_time_is_limited_even_without_a_judge() -> None:
    with Zygote(launched(), WorkerPolicy(cpu_seconds=1)) as zygote, zygote.worker() as worker:
        worker.call(load("sum(iter(int, 1))"), 20)
        reply = worker.call(import_of("layers"), 60)
    assert reply.outcome is Outcome.DIED
    assert reply.detail == f"killed by signal {signal.SIGXCPU.value}"


ELSEWHERE = """
import sys
sys.platform = "win32"
sys.modules["resource"] = sys.modules["fcntl"] = None
from autograder.isolation import zygote
"""


def test_the_judges_side_can_be_imported_where_there_are_no_layers() -> None:
    subprocess.run([sys.executable, "-c", ELSEWHERE], cwd=PROJECT, check=True)


@pytest.mark.skipif(not ROOT, reason="only root can give workers a user id")
def test_zygotes_do_not_share_a_user_id() -> None:
    with (
        Zygote(launched()) as one,
        Zygote(launched()) as other,
        one.worker() as first,
        other.worker() as second,
    ):
        assert first.isolation_report.uid is not None
        assert second.isolation_report.uid is not None
        assert first.isolation_report.uid != second.isolation_report.uid


@pytest.mark.skipif(not ROOT, reason="only root can give workers a user id")
def test_user_ids_do_not_come_round_while_an_early_zygote_lives() -> None:
    with Zygote(launched()) as early, early.worker() as worker:
        later = {spare_uid() for _ in range(300)}
        assert len(later) == 300
        assert worker.isolation_report.uid not in later


@pytest.mark.skipif(not ROOT, reason="only root can give workers a user id")
def test_nothing_under_the_workers_user_id_outlives_the_zygote() -> None:
    with Zygote(launched()) as zygote:
        with zygote.worker() as worker:
            stray = subprocess.Popen(["sleep", "1000"], user=worker.isolation_report.uid)
        assert stray.poll() is None
    assert stray.wait(20) == -signal.SIGKILL


def test_closing_the_zygote_ends_its_workers() -> None:
    with Zygote(launched()) as zygote:
        worker = zygote.worker()
    assert ends(worker.pid)
    worker.close()


def test_a_zygote_that_was_never_used_closes_in_silence(capfd: pytest.CaptureFixture[str]) -> None:
    with Zygote(launched()):
        pass
    assert capfd.readouterr().err == ""


def test_a_process_that_was_launched_before_becomes_a_zygote() -> None:
    launch = launched()
    with Zygote(launch) as zygote, zygote.worker() as worker:
        assert parent_of(worker.pid) == launch.process.pid
        worker.call(load("def f(x): return 3"), 20)
        assert answer(worker.call(CALL, 20)) == 3


def test_a_launched_process_that_no_zygote_needs_ends_in_silence(capfd: pytest.CaptureFixture[str]) -> None:
    launch = launched()
    launch.control.close()
    assert launch.process.wait(60) == 0
    assert capfd.readouterr().err == ""


def test_a_dead_zygote_is_the_autograders_fault_and_takes_its_workers_along() -> None:
    with Zygote(launched()) as zygote:
        worker = zygote.worker()
        os.kill(parent_of(worker.pid), signal.SIGKILL)
        assert ends(worker.pid)
        with pytest.raises(IsolationError):
            worker.call(CALL, 20)
        with pytest.raises(IsolationError):
            zygote.worker()
        worker.close()


def test_a_zygote_that_cannot_import_what_it_should_is_the_autograders_fault(
    capfd: pytest.CaptureFixture[str],
) -> None:
    with Zygote(Launch(SERVICE, ("no_such_graders",))) as zygote, pytest.raises(IsolationError):
        zygote.worker()
    assert "no_such_graders" in capfd.readouterr().err


JUDGE = """
import sys
from autograder.isolation.zygote import Zygote
from tests.asking import import_of, load
from tests.isolation.conftest import launched
zygote = Zygote(launched())
worker = zygote.worker()
worker.call(load("while True: pass"), 20)
print(open(f"/proc/{worker.pid}/stat").read().split()[3], worker.pid, flush=True)
worker.call(import_of("layers"), 1000)
"""


def test_zygote_and_workers_die_with_the_judge() -> None:
    judge = subprocess.Popen([sys.executable, "-c", JUDGE], cwd=PROJECT, stdout=subprocess.PIPE)
    assert judge.stdout is not None
    with judge, judge.stdout:
        pids = [int(pid) for pid in judge.stdout.readline().split()]
        assert all(Path(f"/proc/{pid}").exists() for pid in pids)
        judge.kill()
    assert len(pids) == 2
    assert all(ends(pid) for pid in pids)


HARDENED = """
import ctypes, os
from autograder.isolation.zygote import harden_judge
harden_judge()
libc, heir = ctypes.CDLL(None), ctypes.c_int()
libc.prctl(37, ctypes.byref(heir))
print(libc.prctl(3, 0, 0, 0, 0), heir.value, oct(os.umask(0)))
"""


def test_a_hardened_judge_is_closed_and_inherits_its_descendants() -> None:
    told = subprocess.run([sys.executable, "-c", HARDENED], cwd=PROJECT, capture_output=True, check=True)
    assert told.stdout.split() == [b"0", b"1", b"0o77"]


def test_an_isolation_report_is_not_believed_against_the_kernel() -> None:
    claimed = IsolationReport(uid=12345, landlock_abi=7, seccomp=True, limits=True)
    assert claimed.holds
    checked = claimed.checked(os.getpid())
    assert not checked.uid_dropped
    assert not checked.seccomp
    assert checked.landlock_abi == 0
    assert not checked.holds
    assert claimed.checked(2**22 + 1) == checked  # no such process


@pytest.mark.skipif(not ROOT, reason="needs a process with capabilities")
def test_a_user_id_with_capabilities_is_no_boundary() -> None:
    assert IsolationReport(uid=0).checked(os.getpid()).uid is None


@pytest.mark.parametrize(
    ("changes", "holds"),
    [
        ({}, False),
        ({"uid": 7}, True),
        ({"landlock_abi": 1}, False),
        ({"seccomp": True}, False),
        ({"landlock_abi": 1, "seccomp": True}, True),
        ({"uid": 7, "exposed": ("/fixtures",)}, False),
        ({"uid": 7, "landlock_abi": 1, "seccomp": True, "exposed": ("/fixtures",)}, False),
    ],
)
def test_a_boundary_holds_by_user_id_or_by_landlock_with_seccomp(changes: dict, holds: bool) -> None:
    assert replace(IsolationReport(), **changes).holds is holds
