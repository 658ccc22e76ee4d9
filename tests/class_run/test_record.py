"""What a run has come to is kept, once for each content."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from autograder.class_run.export import ExportedSubmission, Person
from autograder.class_run.record import FILE, GradingOutcome, RecordError, RunRecord, open_earlier
from tests.grading import PROJECT


def document(*scores: float, status: str = "passed") -> dict[str, object]:
    tests = [
        {"number": f"1.{n}", "score": score, "max_score": 2.0, "extra_data": {"status": status}}
        for n, score in enumerate(scores)
    ]
    return {"tests": tests}


def entered(folder: Path, *names: str) -> RunRecord:
    record = RunRecord(folder)
    record.enter(
        [
            ExportedSubmission(name, folder / name, (Person(f"{name} Abel"),), "2026-10-09", 1.5)
            for name in names
        ]
    )
    return record


def test_hand_ins_with_one_content_share_a_result(tmp_path):
    with entered(tmp_path, "a", "b", "c") as record:
        for name in "ab":
            record.read(name, "same")
        record.keep("same", GradingOutcome(document(2.0, 0.5)))
        assert record.counts() == (2, 0)
        a, b, c = record.rows()
    assert (a.score, a.maximum, a.state, a.who, a.earlier_score) == (2.5, 4.0, "graded", "a Abel", 1.5)
    assert b.document == a.document
    assert (c.state, c.score) == ("", None)


def test_what_was_kept_is_there_when_the_run_is_opened_again(tmp_path):
    with entered(tmp_path, "a") as record:
        record.settle({"questions": "Q1"})
        record.keep("x", GradingOutcome(document(1.0), seconds=2.0, worker="w"))
    with open_earlier(tmp_path) as record:
        assert record.facts() == {"questions": "Q1"}
        assert record.state("x") == "graded"
        assert record.state("y") == ""


@pytest.mark.parametrize(
    "outcome", [GradingOutcome(fault="the judge died"), GradingOutcome(document(0.0, status="grader fault"))]
)
def test_a_failure_of_the_grader_is_told_from_a_low_score(outcome, tmp_path):
    with entered(tmp_path, "a") as record:
        record.read("a", "x")
        record.keep("x", outcome)
        assert record.counts() == (1, 1)
        record.keep("x", GradingOutcome(document(0.0, status="failed")))
        assert record.counts() == (1, 0)
        assert next(record.rows()).times == 2


def test_a_run_goes_on_only_with_what_it_began_with(tmp_path):
    with RunRecord(tmp_path) as record:
        record.settle({"questions": "Q1", "graders": "abc"})
        record.settle({"questions": "Q1", "graders": "abc"})
        with pytest.raises(RecordError, match=r"graders abc, and now it would be def.*--compare"):
            record.settle({"questions": "Q1", "graders": "def"})


HOLDER = """
import sys
from pathlib import Path
from autograder.class_run.record import RunRecord
record, memory = RunRecord(Path(sys.argv[1])), bytearray(300 << 20)
print("open", flush=True)
input()
"""


def test_one_that_was_killed_is_in_nobodys_way(tmp_path):
    """A process that is being killed holds its lock until its memory is given back."""
    command = [sys.executable, "-c", HOLDER, str(tmp_path)]
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE}
    with subprocess.Popen(command, cwd=PROJECT, **pipes) as holder:
        assert holder.stdout.readline() == b"open\n"
        holder.kill()
        with RunRecord(tmp_path) as record:
            assert record.counts() == (0, 0)


def test_two_cannot_write_to_one_run(tmp_path):
    with RunRecord(tmp_path), pytest.raises(RecordError, match="another regrade is at work"):
        RunRecord(tmp_path)


def test_what_is_no_run_is_said(tmp_path):
    with pytest.raises(RecordError, match="no run"):
        open_earlier(tmp_path)
    (tmp_path / FILE).write_text("something else, and long enough to be taken for a database's header" * 9)
    with pytest.raises(RecordError, match="not the record of a run"):
        RunRecord(tmp_path)
