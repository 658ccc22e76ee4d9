"""results.json as the platform takes it, refuses it or cuts it."""

from __future__ import annotations

import json

import pytest

from autograder.grading.results_file import write
from autograder.model.results import CheckResult, Results, Status
from autograder.simulate.receive import receive

CHECKS = (
    CheckResult("1.1", "a layer", "Q1", 2.0, 1.5, Status.FAILED, "off by one"),
    CheckResult("1.2", "another", "Q1", 1.0, 1.0, Status.PASSED),
)


@pytest.fixture
def document(tmp_path):
    write(Results(CHECKS), tmp_path / "results.json")
    return json.loads((tmp_path / "results.json").read_text())


def received(tmp_path, content: bytes):
    (tmp_path / "results.json").write_bytes(content)
    return receive(tmp_path / "results.json")


def test_what_the_judge_writes_is_taken_as_it_is(tmp_path, document):
    result = received(tmp_path, json.dumps(document).encode())
    assert (result.score, result.maximum, result.problems) == (2.5, 3.0, ())


def test_a_score_at_the_top_overrides_the_sum(tmp_path, document):
    assert received(tmp_path, json.dumps({**document, "score": 1.25}).encode()).score == 1.25


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"", "not valid JSON"),
        (b'\xef\xbb\xbf{"score": 1}', "not valid JSON"),
        (b'{"score": NaN}', "NaN is not a number"),
        (b'{"score": Infinity}', "Infinity is not a number"),
        (b'{"output": "a\nb"}', "not valid JSON"),
        (b"[]", "no object"),
        (b"[" * 100_000, "not valid JSON"),
    ],
)
def test_what_fails_the_upload_scores_nothing(tmp_path, content, why):
    result = received(tmp_path, content)
    assert (result.document, result.score) == (None, 0.0)
    assert why in result.problems[0]


def test_nothing_counts_after_a_time_out_or_without_a_file(tmp_path, document):
    received(tmp_path, json.dumps(document).encode())
    assert "time limit" in receive(tmp_path / "results.json", timed_out=True).problems[0]
    assert "no results.json" in receive(tmp_path / "absent.json").problems[0]


def test_types_formats_and_sizes_are_named(tmp_path, document):
    document["tests"][0] |= {"score": "1.5", "visibility": "secret"}
    document["output"] = "x" * 100_001
    problems = "\n".join(received(tmp_path, json.dumps(document).encode()).problems)
    for told in ("$.tests[0].score", "'secret'", "is cut to 100000"):
        assert told in problems
