"""What goes wrong around a grading, for real: results.json stays a valid document with the full maximum."""

from __future__ import annotations

import itertools
import json
import os
import select
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from autograder.commands.grade import grade
from autograder.isolation import linux
from autograder.model.library import read_package
from autograder.simulate.container import Container, Size
from autograder.simulate.receive import receive
from tests.grading import PROJECT, REFERENCE, write_package

GRADE = [sys.executable, "-m", "autograder", "grade"]
Q1 = ("--questions", "Q1", "--code-only")
CODE = ("--code-only",)  # long enough to be ended in the middle
POINTS = {Q1: 16, CODE: 80}
ROOT = os.geteuid() == 0


@pytest.fixture
def results(tmp_path: Path) -> Path:
    return tmp_path / "results.json"


@pytest.fixture
def own() -> Iterator[set[int]]:
    """Makes this process the parent of whatever the judge leaves behind; the children that it has of its own."""
    linux.prctl(linux.PR_SET_CHILD_SUBREAPER, 1)
    yield set(children_of(os.getpid()))
    linux.prctl(linux.PR_SET_CHILD_SUBREAPER, 0)


def start(results: Path, *before: str) -> subprocess.Popen[bytes]:
    command = [*before, *GRADE, REFERENCE, "--results", results, *CODE]
    return subprocess.Popen(command, cwd=PROJECT, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)


def grade_here(*arguments: object, **environment: str) -> Result:
    """Call the command in this process."""
    return CliRunner().invoke(grade, [str(argument) for argument in arguments], env=environment)


def await_checks(judge: subprocess.Popen[bytes], results: Path, graded: int) -> None:
    """Wait until so many checks are graded."""
    ended = os.pidfd_open(judge.pid)
    while not select.select([ended], [], [], 0.005)[0]:
        if results.exists() and statuses(results).count("passed") >= graded:
            os.close(ended)
            return
    raise AssertionError("it was over before")


def statuses(results: Path) -> list[str]:
    return [test["extra_data"]["status"] for test in json.loads(results.read_text())["tests"]]


def check_valid(results: Path, graded: tuple[str, ...] = Q1) -> None:
    received = receive(results)
    assert received.problems == ()
    assert received.maximum == POINTS[graded]


def children_of(pid: int) -> list[int]:
    return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def await_left_behind(own: set[int]) -> None:
    """Wait until everything that was left to this process has ended by itself; zygotes of other tests live on."""
    while left := set(children_of(os.getpid())) - own:
        for pid in left:
            os.waitpid(pid, 0)


@pytest.mark.nightly
@pytest.mark.parametrize(
    ("number", "graded"),
    [(signal.SIGKILL, 0), (signal.SIGKILL, 1), (signal.SIGKILL, 12), (signal.SIGTERM, 1)],
)
def test_a_judge_that_is_ended_leaves_a_valid_state_and_no_process(
    results: Path, own: set[int], number: int, graded: int
) -> None:
    with start(results) as judge:
        await_checks(judge, results, graded)
        judge.send_signal(number)
        assert judge.wait() == -number
    await_left_behind(own)
    check_valid(results, CODE)
    assert statuses(results).count("passed") >= graded
    assert "ended before" in json.loads(results.read_text())["output"]


@pytest.mark.nightly
def test_where_the_zygote_dies_what_is_graded_stands_and_the_rest_is_held(results: Path) -> None:
    with start(results) as judge:
        await_checks(judge, results, 3)
        for child in children_of(judge.pid):
            os.kill(child, signal.SIGKILL)
        assert judge.wait() == 0
    check_valid(results, CODE)
    assert set(statuses(results)) == {"passed", "grader fault"}
    assert "held for a rerun" in results.read_text()


@pytest.mark.nightly
@pytest.mark.parametrize("descriptors", [6, 12])
def test_where_no_zygote_can_start_all_is_held(results: Path, descriptors: int) -> None:
    """6 are too few to start its process, 12 for what it does first."""
    with start(results, "prlimit", f"--nofile={descriptors}") as judge:
        judge.communicate()
    assert judge.returncode == 0
    check_valid(results, CODE)
    assert set(statuses(results)) == {"grader fault"}
    assert "held for a rerun" in results.read_text()


MEMORY_BOMB = """
def sgd(w, dw, config=None):
    pieces = []
    while True:
        pieces.append(bytearray(b"x" * (1 << 24)))
"""


@pytest.mark.nightly
def test_where_memory_runs_out_the_worker_goes_and_the_judge_stays(tmp_path: Path, results: Path) -> None:
    sources = read_package(REFERENCE / "cs231n")
    submission = write_package(
        tmp_path / "submission", sources | {"optim.py": sources["optim.py"] + MEMORY_BOMB}
    )
    with Container(Size(2, 500 << 20)) as container, open(tmp_path / "output", "wb") as output:
        if not container.groups:
            pytest.skip("this user or this kernel has no cgroups to give")
        command = [*GRADE, submission, "--results", results, *Q1]
        ended = container.run(["env", "-C", str(PROJECT), *map(str, command)], output, 300)
    assert ended.status == 0
    check_valid(results)
    lost = [test for test in json.loads(results.read_text())["tests"] if test["score"] < test["max_score"]]
    assert [test["name"].partition(":")[0] for test in lost] == ["sgd"]
    assert "out of memory" in lost[0]["output"]


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A file system that has room for one results.json, and not for a second beside it."""
    folder = tmp_path / "disk"
    folder.mkdir()
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=12k", "tmpfs", folder], check=False)
    if mounted.returncode:
        pytest.skip("needs the right to mount")
    yield folder
    subprocess.run(["umount", folder], check=True)


@pytest.mark.nightly
@pytest.mark.skipif(not ROOT, reason="needs the right to mount")
def test_where_the_disk_is_full_the_last_state_that_fitted_stays(small_disk: Path) -> None:
    results = small_disk / "results.json"
    assert "cannot be written" in grade_here(REFERENCE, "--results", results, *Q1).output
    assert os.listdir(small_disk) == ["results.json"]
    check_valid(results)


@pytest.mark.nightly
@pytest.mark.skipif(not ROOT, reason="needs the right to mount")
def test_a_folder_that_cannot_be_written_is_named_and_its_document_stays(small_disk: Path) -> None:
    results = small_disk / "results.json"
    results.write_text("{}")
    subprocess.run(["mount", "-o", "remount,ro", small_disk], check=True)
    with start(results) as judge:
        _, told = judge.communicate()
    assert b"Read-only file system" in told
    assert results.read_text() == "{}"


@pytest.mark.nightly
def test_the_time_of_day_does_not_matter(results: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    jumps, clock = itertools.cycle([0.0, 1e9, -1e9, 86400.0]), time.time
    monkeypatch.setattr(time, "time", lambda: clock() + next(jumps))
    assert grade_here(REFERENCE, "--results", results, *Q1).exit_code == 0
    check_valid(results)
    assert set(statuses(results)) == {"passed"}


# What may stand where Gradescope says who handed in what and when, and until when it waits.
ODD_METADATA = {
    "none": (None, "600"),
    "no text": (b"\xff\xfe\x00", ""),
    "no object": (b"[1, 2]", "soon"),
    "nested deeply": (b"[" * 100_000, "-1"),
    "other types": (b'{"users": 3, "assignment": [], "created_at": {}, "previous_submissions": "x"}', "nan"),
    "numbers that JSON has not": (b'{"previous_submissions": [{"score": NaN}, {"score": 1e999}]}', "inf"),
}


@pytest.mark.nightly
@pytest.mark.parametrize(("metadata", "timeout"), ODD_METADATA.values(), ids=ODD_METADATA)
def test_odd_metadata_cost_nothing(tmp_path: Path, metadata: bytes | None, timeout: str) -> None:
    write_package(tmp_path / "submission", {"optim.py": read_package(REFERENCE / "cs231n")["optim.py"]})
    if metadata is not None:
        (tmp_path / "submission_metadata.json").write_bytes(metadata)
    graded = grade_here(*Q1, AUTOGRADER_ROOT=str(tmp_path), TIMEOUT_SECONDS=timeout)
    assert graded.exit_code == 0
    check_valid(tmp_path / "results" / "results.json")
    assert "passed" in statuses(tmp_path / "results" / "results.json")


# Any bytes at all, in the place of a submission.
ANYTHING = {
    "nothing": b"",
    "a NUL": b"\0",
    "text": b"print('hello')\n",
    "the start of a zip": b"PK\x03\x04" + b"\xff" * 100,
    "the end of a zip": b"PK\x05\x06" + b"\xff" * 18,
    "a program": b"\x7fELF" + bytes(60),
    "a pickle": b"cos\nsystem\n(S'exit'\ntR.",
}


@pytest.mark.parametrize("content", ANYTHING.values(), ids=ANYTHING)
def test_any_bytes_as_a_submission_get_a_valid_document(
    tmp_path: Path, results: Path, content: bytes
) -> None:
    (tmp_path / "a2.zip").write_bytes(content)
    assert grade_here(tmp_path / "a2.zip", "--results", results, *Q1).exit_code == 0
    check_valid(results)
    assert receive(results).score == 0
