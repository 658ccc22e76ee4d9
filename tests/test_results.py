"""results.json: valid at every moment, exact in its schema, and never more than it should be."""

from __future__ import annotations

import dataclasses
import json
import math
import os
import signal
import subprocess
import sys
from pathlib import Path

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st

from autograder.grading.results_file import ResultsError, to_gradescope, write
from autograder.model.results import CheckResult, Leader, Results, Status
from autograder.simulate.receive import SCHEMA

PROJECT = Path(__file__).resolve().parent.parent


def check(**changes) -> CheckResult:
    values = {"number": "1.1", "name": "affine forward", "question": "Q1", "max_score": 2.0}
    return CheckResult(**(values | changes))


def read(path: Path) -> dict:
    text = path.read_bytes().decode("ascii")

    def refuse(constant: str) -> float:
        raise AssertionError(f"{constant} in results.json")

    document = json.loads(text, parse_constant=refuse)
    jsonschema.validate(document, SCHEMA)
    return document


@pytest.fixture
def written(tmp_path):
    """Write results and read them back as Gradescope would."""

    def make(*checks: CheckResult, **values) -> dict:
        write(Results(checks, **values), tmp_path / "results.json")
        return read(tmp_path / "results.json")

    return make


class TestDocument:
    def test_says_what_gradescope_needs(self, written):
        document = written(
            check(score=2.0, status=Status.PASSED, tags=("forward",), seconds=0.25, extra={"case": "affine"}),
            check(number="1.2", score=0.5, status=Status.FAILED, output="dx is wrong", visibility="hidden"),
            notes=("optim.py is missing.",),
            execution_time=1.5,
            extra={"versions": {"numpy": "2.4.6"}},
            leaderboard=(Leader("conv speed", 1.25),),
        )

        assert document["tests"][0] == {
            "number": "1.1",
            "name": "affine forward",
            "score": 2.0,
            "max_score": 2.0,
            "status": "passed",
            "output": "",
            "output_format": "text",
            "tags": ["forward"],
            "visibility": "visible",
            "extra_data": {"case": "affine", "question": "Q1", "status": "passed", "seconds": 0.25},
        }
        second = document["tests"][1]
        assert (second["status"], second["output"], second["visibility"]) == (
            "failed",
            "dx is wrong",
            "hidden",
        )
        assert document["output"] == "optim.py is missing."
        assert document["execution_time"] == 1.5
        assert document["extra_data"] == {"versions": {"numpy": "2.4.6"}}
        assert document["leaderboard"] == [{"name": "conv speed", "value": 1.25, "order": "desc"}]

    def test_before_grading_it_has_the_full_maximum_and_says_so(self, written):
        document = written(check(), check(number="1.2"), check(number="1.3", status=Status.PASSED, score=2))

        assert sum(test["max_score"] for test in document["tests"]) == 6
        assert document["tests"][0]["output"] == "Not graded yet."
        assert "ended before 2 of 3 checks were graded" in document["output"]

    def test_a_fault_of_the_grader_is_not_blamed_on_the_student(self, written):
        test = written(check(status=Status.GRADER_FAULT, output="fixture missing"))["tests"][0]

        assert "not the submission" in test["output"]
        assert "fixture missing" in test["output"]
        assert test["extra_data"]["status"] == "grader fault"

    def test_without_checks_the_score_is_stated(self, written):
        assert written()["score"] == 0

    @pytest.mark.parametrize(
        ("score", "expected"), [(math.nan, 0), (math.inf, 0), (-3, 0), (25, 2), (0.1 + 0.2, 0.3), (2, 2)]
    )
    def test_scores_stay_between_zero_and_the_maximum(self, written, score, expected):
        assert written(check(score=score))["tests"][0]["score"] == expected

    @pytest.mark.parametrize(
        "changes", [{"max_score": math.nan}, {"max_score": -1}, {"visibility": "secret"}]
    )
    def test_a_check_that_makes_no_sense_is_refused(self, changes):
        with pytest.raises(ValueError, match="check"):
            check(**changes)

    def test_totals(self):
        results = Results((check(score=0.1), check(score=0.2)))

        assert (results.score, results.max_score) == (0.3, 4.0)

    def test_hostile_text_is_plain_everywhere(self, written):
        nasty = "\x1b[2J<script>\x00\ud800\u202e & 'quotes' \"\\ \r\n"
        document = written(
            check(name=nasty, number=nasty, output=nasty, tags=(nasty,), extra={nasty: nasty}),
            notes=(nasty,),
            extra={nasty: [nasty, math.nan]},
            leaderboard=(Leader(nasty, nasty), Leader("nan", math.nan)),
        )

        assert document["tests"][0]["output"] == "<script> & 'quotes' \"\\ \n"

    @pytest.mark.parametrize("character", ["x", "é", "\U0001f600", "\x1b", "\n"])
    def test_each_test_is_at_most_ten_kilobytes(self, written, character):
        flood = character * 2_000_000
        document = written(
            check(output=flood, name=flood, tags=(flood,) * 100, extra={"x": flood, "y": [flood] * 99})
        )

        assert len(json.dumps(document["tests"][0])) <= 10_000

    def test_the_whole_is_at_most_a_megabyte_and_keeps_every_check(self, tmp_path):
        checks = tuple(check(number=f"1.{i}", output="é" * 9000) for i in range(400))
        write(
            Results(checks, notes=("n" * 10**6,), extra={"x": ["y" * 2000] * 2000}), tmp_path / "results.json"
        )

        assert (tmp_path / "results.json").stat().st_size <= 1_000_000
        document = read(tmp_path / "results.json")
        assert len(document["tests"]) == 400
        assert document["tests"][-1]["output"]

    def test_what_a_caller_does_with_a_document_does_not_change_the_next(self):
        results = Results((check(),))
        to_gradescope(results)["tests"][0]["score"] = 99

        assert to_gradescope(results)["tests"][0]["score"] == 0

    @given(
        st.builds(
            CheckResult,
            number=st.text(),
            name=st.text(),
            question=st.text(),
            max_score=st.floats(0, 100),
            score=st.floats(),
            status=st.sampled_from(Status),
            output=st.text(),
            tags=st.lists(st.text()).map(tuple),
            seconds=st.floats(),
            extra=st.dictionaries(st.text(), st.text() | st.floats() | st.integers()),
        ),
        st.lists(st.text()).map(tuple),
        st.floats(),
    )
    def test_any_results_make_a_valid_document(self, result, notes, seconds):
        document = to_gradescope(Results((result,), notes, max(seconds, 0.0)))

        json.dumps(document, allow_nan=False)
        jsonschema.validate(document, SCHEMA)
        assert document["tests"][0]["score"] <= document["tests"][0]["max_score"]


class TestWriting:
    def test_leaves_nothing_but_the_document(self, tmp_path):
        for score in (0, 1, 2):
            write(Results((check(score=score),)), tmp_path / "new" / "results.json")

        assert os.listdir(tmp_path / "new") == ["results.json"]

    def test_is_for_the_owner_only(self, tmp_path):
        write(Results(()), tmp_path / "results.json")

        assert (tmp_path / "results.json").stat().st_mode & 0o777 == 0o600

    @pytest.mark.parametrize("kind", ["link", "pipe", "folder"])
    def test_replaces_nothing_but_a_regular_file(self, tmp_path, kind):
        path, target = tmp_path / "results.json", tmp_path / "target"
        target.write_text("precious")
        {"link": lambda: path.symlink_to(target), "pipe": lambda: os.mkfifo(path), "folder": path.mkdir}[
            kind
        ]()

        with pytest.raises(ResultsError, match="not a regular file"):
            write(Results(()), path)
        assert target.read_text() == "precious"

    def test_a_folder_that_cannot_be_made_is_named(self, tmp_path):
        (tmp_path / "file").write_text("")

        with pytest.raises(ResultsError, match=r"cannot be written to .*file/results\.json: "):
            write(Results(()), tmp_path / "file" / "results.json")

    def test_where_the_disk_is_full_the_earlier_document_stays(self, tmp_path):
        path = tmp_path / "results.json"
        write(Results((check(score=1),)), path)
        code = """
            import resource, sys
            from pathlib import Path
            from autograder.grading.results_file import ResultsError, write
            from autograder.model.results import Results
            resource.setrlimit(resource.RLIMIT_FSIZE, (50, 50))
            try:
                write(Results(()), Path(sys.argv[1]))
            except ResultsError as error:
                print(error)
        """

        said = _python(code, path).communicate()[0]

        assert "cannot be written" in said
        assert os.listdir(tmp_path) == ["results.json"]
        assert read(path)["tests"][0]["score"] == 1

    def test_a_killed_writer_leaves_a_valid_document_and_the_next_one_tidies_up(self, tmp_path):
        path = tmp_path / "results.json"
        code = """
            import itertools, sys
            from pathlib import Path
            from autograder.grading.results_file import write
            from autograder.model.results import CheckResult, Results
            for i in itertools.count():
                checks = (CheckResult("1.1", "x", "Q1", 2.0, output="y" * (i % 3000)),)
                write(Results(checks), Path(sys.argv[1]))
                if i == 0:
                    print("started", flush=True)
        """
        for _ in range(2):
            with _python(code, path) as writer:
                assert writer.stdout.readline() == "started\n"
                for _ in range(40):
                    read(path)
                writer.send_signal(signal.SIGKILL)
            read(path)
        write(Results(()), path)

        assert os.listdir(tmp_path) == ["results.json"]

    def test_what_was_left_in_the_way_is_no_way_in(self, tmp_path):
        target = tmp_path / "target"
        target.write_text("precious")
        (tmp_path / ".results.json.partial").symlink_to(target)

        write(Results(()), tmp_path / "results.json")

        assert target.read_text() == "precious"
        assert sorted(os.listdir(tmp_path)) == ["results.json", "target"]

    def test_a_later_state_replaces_an_earlier_one(self, tmp_path):
        first = check()
        for result in (
            first,
            dataclasses.replace(first, score=1.0, status=Status.FAILED, output="now it is"),
        ):
            write(Results((result,)), tmp_path / "results.json")

        assert read(tmp_path / "results.json")["tests"][0]["output"] == "now it is"


def _python(code: str, path: Path) -> subprocess.Popen[str]:
    lines = "\n".join(line[12:] for line in code.splitlines())
    return subprocess.Popen(
        [sys.executable, "-c", lines, str(path)], cwd=PROJECT, stdout=subprocess.PIPE, text=True
    )
