"""A class goes in, and every submission has a result, whatever happens on the way."""

from __future__ import annotations

import io
import json
import os
import re
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import psutil
import pytest
from rich.console import Console

from assignment import ASSIGNMENT
from autograder.class_run.cluster import ClusterError, Job, Judges, connected, grade_all
from autograder.class_run.judge_process import JudgeError, JudgeProcess
from autograder.class_run.record import ARTEFACTS, GradingOutcome, RunRecord
from autograder.class_run.tell import tell
from autograder.grading import pipeline
from autograder.model.depth import Depth
from autograder.notebooks.keep import INLINE
from autograder.policies.config import Hints, Policies
from autograder.store.fixture_set import FixtureSet
from tests.class_run.conftest import Q3, rows_of, run
from tests.grading import PROJECT, grade_here, write_package
from tests.judging import SOURCES, made
from tests.notebooks import small


def small_class(folder: Path, *names: str) -> Path:
    for name in names:
        write_package(folder / name, {**SOURCES, "optim.py": f"# {name[0]}\n" + SOURCES["optim.py"]})
    return folder


def test_every_submission_gets_the_score_that_it_gets_alone(graded_class, zygote):
    rows = graded_class.rows()
    alone = grade_here(zygote, graded_class.export / "c_gradient", "Q3")
    told = [(test["number"], test["score"], test["output"]) for test in rows["c_gradient"].tests]
    assert told == [(test["number"], test["score"], test["output"]) for test in alone.document["tests"]]
    assert rows["a_right"].score == rows["a_right"].maximum > alone.score
    assert rows["f_broken.zip"].score == 0
    assert rows["f_broken.zip"].maximum == rows["a_right"].maximum
    assert "zip" in rows["f_broken.zip"].document["output"]
    assert {row.state for row in rows.values()} == {"graded"}


def test_a_class_of_several_offerings_has_its_tables_and_pages(tmp_path):
    """Which checks there are depends on the offering; what cannot be read is taken for one of 2020."""
    new = made("FullyConnectedNet.as_dropout_keep_ratio")
    helped = new["layers.py"] + "\n\ndef unused():\n    import torch\n"
    write_package(tmp_path / "class" / "new", {**new, "layers.py": helped})
    write_package(tmp_path / "class" / "old", SOURCES)
    (tmp_path / "class" / "unreadable.zip").write_text("no zip")
    rows = run(tmp_path / "class", tmp_path / "run", replace(Q3, questions=("Q1",)))
    assert len(rows["new"].tests) < len(rows["old"].tests) == len(rows["unreadable.zip"].tests)
    assert rows["new"].score == pytest.approx(rows["old"].score)
    tell(ASSIGNMENT, tmp_path / "run", None, Policies(), Console(quiet=True))
    page = (tmp_path / "run" / "index.html").read_text()
    for check in rows["old"].tests:
        assert f"<td>{check['number']}</td>" in page
    assert "torch (the work of a library?): 1 place, such as layers.py" in page


def test_whoever_grades_with_fixtures_that_anybody_can_read_is_told_everywhere(graded_class, tmp_path):
    out, printed = graded_class.copied(tmp_path).out, io.StringIO()
    tell(ASSIGNMENT, out, None, Policies(), Console(file=printed, width=200))
    assert "graded with the development fixtures, which everybody can read" in printed.getvalue()
    pages = [out / "index.html", *(out / "students").glob("*.html")]
    assert len(pages) == len(rows_of(out)) + 1
    assert all("hidden development " in page.read_text() for page in pages)
    document = rows_of(out)["a_right"].document
    assert document["extra_data"]["fixtures"]["hidden"].startswith("development ")
    assert "development" not in json.dumps({**document, "extra_data": {}, "tests": shown_of(document)})


@pytest.mark.parametrize(
    ("hints", "what", "how"),
    [
        (None, True, True),
        (Hints(Depth.HOW), True, True),
        (Hints(Depth.WHAT), True, False),
        (Hints(Depth.WHERE), False, False),
    ],
)
def test_students_pages_explain_as_far_as_the_policies_say(hints, what, how, graded_class, tmp_path):
    """Before the due date, as nobody knows when these were submitted; people who grade read all."""
    out = graded_class.copied(tmp_path).out
    tell(ASSIGNMENT, out, None, Policies(hints=hints), Console(quiet=True))
    (page,) = (page.read_text() for page in (out / "students").glob("*c_gradient*"))
    notes = FixtureSet(ASSIGNMENT.fixtures / "public").catalogue.notes
    mistake, remedy = notes["dropout_backward.zero_in_testing"].hint.split(";")
    assert "dropout_test: dx[" in page
    assert (mistake in page, remedy in page) == (what, how)
    assert ("dropout_backward.zero_in_testing" in page) == what
    assert f"{mistake};{remedy}" in (out / "index.html").read_text()


def shown_of(document) -> list:
    """What Gradescope shows of checks."""
    return [{**test, "extra_data": {}} for test in document["tests"]]


def test_equal_submissions_are_graded_once(graded_class):
    rows = graded_class.rows()
    assert rows["a_right"].digest == rows["a_copy"].digest
    assert {row.times for row in rows.values()} == {1}


def test_a_run_grades_what_failed_or_what_is_new_and_nothing_else(graded_class, tmp_path):
    copy = graded_class.copied(tmp_path)
    before = copy.rows()
    with RunRecord(copy.out) as record:
        record.keep(before["b_elsewhere"].digest, GradingOutcome(fault="the machine went down"))
    small_class(copy.export, "g_new")
    rows = run(copy.export, copy.out, only_failed=True)
    told = {name: (row.state, row.times) for name, row in rows.items()}
    as_before = dict.fromkeys(before, ("graded", 1)) | {"b_elsewhere": ("graded", 3)}
    assert told == {**as_before, "g_new": ("", 0)}
    rows = run(copy.export, copy.out)
    told = {name: (row.state, row.times) for name, row in rows.items()}
    assert told == {**as_before, "g_new": ("graded", 1)}


@pytest.mark.nightly
@pytest.mark.parametrize("kill", [os.kill, os.killpg], ids=["alone", "with its judges"])
def test_a_killed_run_goes_on_where_it_was(kill, tmp_path):
    """At once, and also under policies that have no part in grading."""
    folder, policies = small_class(tmp_path / "class", *"abc"), tmp_path / "october.toml"
    policies.write_text("[late]\npercent_per_day = 20\n[due]\ndate = 2026-10-16T23:59:00-07:00\n")
    command = [sys.executable, "-m", "autograder", "regrade", str(folder), "--out", str(tmp_path / "run")]
    command += ["--questions", "Q3", "--code-only", "--workers", "1"]
    killed = subprocess.Popen(command, cwd=PROJECT, stdout=subprocess.PIPE, text=True, start_new_session=True)
    assert any("1 of 3 done" in line for line in killed.stdout)
    kill(killed.pid, signal.SIGKILL)
    again = [*command, "--policies", str(policies)]
    done = subprocess.run(again, cwd=PROJECT, capture_output=True, text=True, check=False)
    killed.communicate()
    assert done.returncode == 0, done.stderr
    assert "3 of 3 done, 0 failed" in done.stdout
    assert "it is unknown whether 3 were late: the export has no time of theirs" in done.stdout
    with RunRecord(tmp_path / "run") as record:
        assert [(row.state, row.times) for row in record.rows()] == [("graded", 1)] * 3


@pytest.mark.nightly
def test_a_run_that_is_interrupted_twice_ends_with_one_sentence_and_a_whole_record(tmp_path):
    """And nothing is left behind: what a killed run leaves, the next one removes."""
    folder, temporary = small_class(tmp_path / "class", *"abcdef"), tmp_path / "temporary"
    temporary.mkdir()
    export = shutil.make_archive(str(folder), "zip", folder)
    command = [sys.executable, "-m", "autograder", "regrade", export, "--out", str(tmp_path / "run")]
    command += ["--questions", "Q3", "--code-only", "--workers", "1"]
    for end in (signal.SIGKILL, signal.SIGINT):
        running = subprocess.Popen(
            command,
            cwd=PROJECT,
            env={**os.environ, "TMPDIR": str(temporary)},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
        )
        assert any(" of 6 done" in line for line in running.stdout)
        os.killpg(running.pid, end)
        if end == signal.SIGKILL:
            assert list(temporary.glob("autograder-export-*"))
        else:
            said = running.stdout.readline()
            os.killpg(running.pid, end)
            said += running.stdout.read()
            assert "Traceback" not in said
            assert said.count("interrupted: give the same command again to resume.") == 1
        running.communicate()
    assert not [*temporary.glob("autograder-export-*"), *temporary.glob("*dask*")]
    with RunRecord(tmp_path / "run") as record:
        assert {row.state for row in record.rows()} <= {"graded", ""}
        assert record.counts()[0] >= 1


@contextmanager
def cluster_by_hand(folder: Path) -> Iterator[str]:
    """The address of a scheduler with one worker, each a process of its own, as docs/regrade.md starts them."""
    options = {
        "cwd": folder,
        "env": {**os.environ, "PYTHONPATH": str(PROJECT)},
        "stderr": subprocess.PIPE,
        "text": True,
    }
    scheduler = [sys.executable, "-m", "distributed.cli.dask_scheduler", "--host", "127.0.0.1", "--port", "0"]
    worker = [sys.executable, "-m", "distributed.cli.dask_worker", "--nthreads", "2", "--no-nanny"]
    with ending(subprocess.Popen([*scheduler, "--no-dashboard"], **options)) as started:
        address = next(found[0] for line in started.stderr if (found := re.search(r"tcp://[\d.:]+", line)))
        with ending(subprocess.Popen([*worker, "--no-dashboard", address], **options)):
            yield address


@contextmanager
def ending(process: subprocess.Popen[str]) -> Iterator[subprocess.Popen[str]]:
    try:
        yield process
    finally:
        process.terminate()
        process.communicate()


@pytest.mark.nightly
def test_a_cluster_elsewhere_gives_the_same(graded_class, tmp_path):
    here = graded_class.rows()
    with cluster_by_hand(tmp_path) as address:
        there = run(graded_class.export, tmp_path / "there", scheduler=address)
    assert {name: (row.digest, row.score) for name, row in here.items()} == {
        name: (row.digest, row.score) for name, row in there.items()
    }


def test_workers_with_other_fixtures_are_refused_with_the_reason():
    jobs = iter([Job("x", pipeline.Order(ASSIGNMENT.solution, ("Q3",), code_only=True))])
    versions = {**pipeline.versions(ASSIGNMENT), "hidden": "0123456789ab"}
    with (
        connected(None, 1) as client,
        pytest.raises(ClusterError, match=r"hidden.*0123456789ab here.*fixtures/hidden"),
    ):
        list(grade_all(client, jobs, Judges(ASSIGNMENT.root, versions)))


def test_the_cluster_of_this_machine_is_for_this_machine():
    with connected(None, 2) as client:
        assert len(client.nthreads()) == 2
        sockets = psutil.Process().net_connections("inet")
    assert {socket.laddr.ip for socket in sockets if socket.status == psutil.CONN_LISTEN} == {"127.0.0.1"}


def test_a_scheduler_that_is_not_there_is_said(monkeypatch):
    monkeypatch.setattr("autograder.class_run.cluster._CONNECT_SECONDS", 1)
    with (
        pytest.raises(ClusterError, match="no Dask scheduler at tcp://127"),
        connected("tcp://127.0.0.1:9", 1),
    ):
        pass


def test_a_judge_that_dies_has_a_successor():
    class Address:
        address = "here"

    judges = Judges(ASSIGNMENT.root, pipeline.versions(ASSIGNMENT))
    judges.setup(Address())
    order = pipeline.Order(ASSIGNMENT.solution, ("Q3",), code_only=True)
    try:
        first = judges.grade(order)
        judges._idle[0].kill()
        second = judges.grade(order)
    finally:
        judges.teardown(Address())
    assert (second.state, second.fault) == ("graded", "")
    assert [test["score"] for test in second.document["tests"]] == [
        test["score"] for test in first.document["tests"]
    ]


def test_a_judge_that_cannot_go_on_says_why():
    judge = JudgeProcess(ASSIGNMENT.root)
    try:
        with pytest.raises(JudgeError, match="KeyError: 'Q9'"):
            judge.grade(replace(Q3, questions=("Q9",)))
    finally:
        judge.close()


@pytest.mark.nightly
def test_executed_notebooks_come_back_with_their_inline_answers(tmp_path):
    folder = write_package(tmp_path / "class" / "a", SOURCES)
    (folder / "Dropout.ipynb").write_bytes(small.dropout_notebook())
    out = tmp_path / "run"
    row = run(tmp_path / "class", out, replace(Q3, code_only=False))["a"]
    assert row.score == row.maximum == 10
    kept = out / ARTEFACTS / row.digest
    assert (kept / "Dropout.html").is_file()
    assert json.loads((kept / INLINE).read_text()) == [
        {"name": "Dropout", "inline": [[small.QUESTION, small.ANSWER]]}
    ]
