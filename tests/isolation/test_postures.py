"""In each posture of the judge, what a submission may do is what the layers in its isolation report leave it."""

from __future__ import annotations

import json
import os
import shutil
import socket
import tempfile
from collections.abc import Iterator
from itertools import chain, combinations
from pathlib import Path

import pytest

from autograder.isolation import landlock, seccomp
from autograder.isolation.isolation_report import IsolationReport
from autograder.isolation.launch import PROJECT
from autograder.isolation.reply import Outcome
from autograder.isolation.worker_policy import WorkerPolicy
from autograder.isolation.zygote import Zygote
from tests.asking import answer
from tests.isolation.attempts import ATTEMPTS, submission
from tests.isolation.conftest import ask_in, launched

ROOT = os.geteuid() == 0
LAYERS = ("landlock", "seccomp", "uid") if ROOT else ("landlock", "seccomp")
# Each combination of layers by itself, then all layers, and namespaces of process ids alone.
COMBINATIONS = chain.from_iterable(combinations(LAYERS, n) for n in range(len(LAYERS) + 1))
POSTURES = [*((*combination, "pids") for combination in COMBINATIONS), (), LAYERS]


@pytest.fixture
def commons() -> Iterator[Path]:
    """A folder that everybody may write into, with a file and a link to the project in it."""
    folder = Path(tempfile.mkdtemp())
    folder.chmod(0o777)
    (folder / "file").touch()
    (folder / "file").chmod(0o666)
    (folder / "link").symlink_to(PROJECT / "autograder" / "judge.py")
    yield folder
    folder.chmod(0o777)
    shutil.rmtree(folder)


@pytest.fixture
def port() -> Iterator[int]:
    """A server on the loopback interface."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield server.getsockname()[1]


def stoppers(report: IsolationReport) -> set[str]:
    found = {"limits", f"landlock{report.landlock_abi}"}
    if report.landlock_abi:
        found |= {"landlock"} | {f"landlock{version}" for version in range(report.landlock_abi)}
    if report.seccomp:
        found.add("seccomp")
    if report.uid_dropped:
        found.add("uid")
    if report.own_pids:
        found.add("pids")
    if not ROOT:
        found.add("ordinary")
    if not report.seccomp and (report.uid_dropped or not ROOT):
        found.add("processes")
    return found


@pytest.mark.parametrize("without", POSTURES, ids=lambda without: " ".join(without) or "nothing")
def test_a_layer_stops_what_it_should_and_the_report_tells_which_hold(
    without: tuple[str, ...], secret: Path, commons: Path, port: int
) -> None:
    source = submission(
        SECRET=str(secret), PROJECT=str(PROJECT), COMMONS=str(commons), JUDGE=os.getpid(), PORT=port
    )
    policy = WorkerPolicy(private=(secret,), without=frozenset(without))
    with Zygote(launched(), policy) as zygote:
        heard = ask_in(zygote, source)
    assert heard.reply.outcome is Outcome.OK, (heard.reply, heard.text)
    report = heard.report
    assert report.uid_dropped == (ROOT and "uid" not in without)
    assert report.own_pids == (ROOT and "pids" not in without)
    assert report.landlock_abi == (0 if "landlock" in without else landlock.abi())
    assert report.seccomp == ("seccomp" not in without and seccomp.program() is not None)
    assert report.limits
    allowed = json.loads(str(answer(heard.reply)))
    effective = stoppers(report)
    wrong = {
        attempt.name: allowed[attempt.name]
        for attempt in ATTEMPTS
        if allowed[attempt.name] != (not attempt.stopped_by & effective)
        and (attempt.certain or attempt.stopped_by & effective)
    }
    assert not wrong


def test_private_paths_are_tried_and_not_presumed_hidden(secret: Path, commons: Path) -> None:
    policy = WorkerPolicy(private=(secret, commons), without=frozenset({"landlock"}))
    with Zygote(launched(), policy) as zygote, zygote.worker() as worker:
        assert str(commons) in worker.isolation_report.exposed
        assert (str(secret) in worker.isolation_report.exposed) is not ROOT
        assert not worker.isolation_report.holds


def test_a_folder_that_cannot_be_listed_but_entered_is_exposed(commons: Path) -> None:
    commons.chmod(0o111)
    policy = WorkerPolicy(private=(commons,), without=frozenset({"landlock"}))
    with Zygote(launched(), policy) as zygote, zygote.worker() as worker:
        assert str(commons) in worker.isolation_report.exposed


@pytest.mark.skipif(not landlock.abi(), reason="this kernel has no Landlock")
def test_landlock_hides_everything_private(secret: Path, commons: Path) -> None:
    policy = WorkerPolicy(private=(secret, commons), without=frozenset({"uid"}))
    with Zygote(launched(), policy) as zygote, zygote.worker() as worker:
        assert worker.isolation_report.exposed == ()
        assert worker.isolation_report.holds
