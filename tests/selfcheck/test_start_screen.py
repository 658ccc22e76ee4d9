"""`python selfcheck`: a row for each function to write, the points of each question, and what comes next."""

from __future__ import annotations

import json
import re

import pytest

from autograder.selfcheck.rows import next_of, points_of_questions, row_of
from autograder.selfcheck.shares import State
from autograder.selfcheck.worklist import unwritten_functions
from tests.judging import SOURCES
from tests.selfcheck.public import CHECKS, TEMPLATE, WORK, results_of, solved, unsolved


def rows(results, sources):
    return [
        row_of(f, WORK, [results[check.number] for check in checks], sources)
        for f, checks in WORK.functions.items()
    ]


def test_the_empty_template_shows_each_function_once_and_names_the_first(assignment):
    done = assignment.run("selfcheck")
    assert done.stderr == ""
    assert done.returncode == 1
    lines = done.stdout.splitlines()
    assert len(lines) <= 45
    for path, text in TEMPLATE.items():
        for function in unwritten_functions({path: text}):
            name = function.partition(":")[2]
            (line,) = (line for line in lines if f" {name} " in line and not line.startswith("next"))
            assert re.search(r" [0-9.]+  to do$", line), line
    line = TEMPLATE["layers.py"].splitlines().index("def affine_forward(x, w, b):") + 1
    assert f"next: affine_forward, cs231n/layers.py:{line} (python selfcheck affine_forward)" in lines
    assert [line[:3].strip() for line in lines if " of " in line and "[" in line] == [
        "Q1",
        "Q2",
        "Q3",
        "Q4",
        "all",
    ]


@pytest.mark.nightly(days=3)
def test_only_the_first_failures_are_explained_unless_all_are_asked_for(solved):
    text = SOURCES["optim.py"].replace("    next_w = w ", "    next_w = -w ")
    layers = SOURCES["layers.py"].replace("out = np.maximum(0, x)", "out = -x")
    layers = layers.replace("out = x_flat @ w + b", "out = x_flat @ w")
    solved.write({"optim.py": text, "layers.py": layers})
    short, full = solved.check(), solved.check("--all")
    assert short.count(" FAIL ") == 3
    assert "more that fail: python selfcheck --failed" in short
    assert full.count(" FAIL ") > 3
    assert re.search(r"relu_forward +layers.py", short)
    assert "wrong (1.3" in short
    failed = solved.check("--failed")
    assert failed.count(" FAIL ") == full.count(" FAIL ")
    assert " pass " not in failed


def test_points_of_functions_add_up_to_those_of_their_answers():
    whole = rows(solved(), SOURCES)
    assert {row.state for row in whole} == {State.PASSED}
    assert all(row.earned == row.points for row in whole)
    asked = sum(points.points for points in points_of_questions(list(solved().values())))
    rest = sum(
        share.points
        for result in solved().values()
        if "given" not in result.check.tags
        for share in result.shares
        if (share.case, share.answer) not in WORK.owners
    )
    assert sum(row.points for row in whole) + rest == pytest.approx(asked)


def test_nothing_that_waits_has_earned_its_points():
    empty = rows(unsolved(), TEMPLATE)
    assert {row.state for row in empty} == {State.UNWRITTEN}
    assert sum(row.earned for row in empty) == 0
    assert next_of(empty).function == "layers.py:affine_forward"


def test_a_function_that_is_written_waits_for_one_that_is_wrong(swapped):
    sources = swapped("layers.py", "    out = x_flat @ w + b\n", "    out = x_flat @ w\n")
    numbers = [c.number for c in WORK.functions["classifiers/fc_net.py:TwoLayerNet.loss"]]
    net = row_of(
        "classifiers/fc_net.py:TwoLayerNet.loss", WORK, list(results_of(sources, *numbers).values()), sources
    )
    assert net.state is State.WAITS
    assert net.awaits[0] == "affine_forward"
    assert net.earned < net.points


@pytest.mark.nightly(days=3)
def test_history_keeps_the_day_on_which_a_function_first_passed(solved):
    solved.check("relu_forward")
    first = json.loads((solved.folder / ".selfcheck.json").read_text())["passed"]
    assert list(first) == ["layers.py:relu_forward"]
    (solved.folder / ".selfcheck.json").write_text(
        json.dumps({"states": {}, "passed": {"layers.py:relu_forward": "2020-04-01 10:00"}})
    )
    solved.check("relu_forward", "adam")
    lines = solved.check("--history").splitlines()
    assert lines[0] == "2020-04-01 10:00  relu_forward"
    assert lines[1].endswith("  adam")
    assert "not yet           affine_forward" in lines


def test_a_list_runs_nothing(assignment):
    printed = assignment.check("--list", "adam")
    assert printed.startswith("1.13    1.5  adam")
    assert not (assignment.folder / ".selfcheck.json").exists()
    assert len(assignment.check("--list").splitlines()) == 2 * len(CHECKS)


@pytest.mark.nightly(days=3)
def test_hints_come_in_steps_and_only_when_they_are_asked_for(solved, swapped):
    solved.write(swapped("layers.py", "    db = dout.sum(axis=0)\n", "    db = dout.mean(axis=0)\n"))
    where = solved.check("1.2")
    assert "hint: " not in where
    assert "what may be wrong: python selfcheck 1.2 --hint\n" in where
    what = solved.check("1.2", "--hint")
    assert "hint: affine_backward averages db" in what
    assert "what to do: python selfcheck 1.2 --hint 2\n" in what
    how = " ".join(solved.check("1.2", "--hint", "2").split())
    assert how == " ".join(solved.check("--hint", "--hint", "1.2").split())
    assert re.search(r"hint: affine_backward averages db[^;]*; it should", how)
    assert "--hint" not in how
    assert "No hint" not in what + how
    assert "No hint: none of these checks fails." in solved.check("1.1", "--hint")
