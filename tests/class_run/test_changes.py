"""Which scores changed, by how much, and why."""

from __future__ import annotations

from autograder.class_run.changes import changed
from tests.class_run.rows import check, row


def test_only_those_whose_points_changed_are_named_with_what_the_check_says_now():
    before = [row("a", check("1.1", 2.0), check("1.2", 1.0)), row("b", check("1.1", 2.0), check("1.2", 1.0))]
    after = [row("a", check("1.1", 0.5, output="dx is off\nmore"), check("1.2", 1.0)), before[1]]
    (change,) = changed(before, after)
    assert (change.who, change.before, change.after, change.difference, change.why) == (
        "a Abel",
        3.0,
        1.5,
        -1.5,
        "",
    )
    assert [(c.number, c.before, c.after, c.why) for c in change.checks] == [("1.1", 2.0, 0.5, "dx is off")]


def test_changes_that_cancel_in_the_sum_are_named():
    before = [row("a", check("1.1", 2.0), check("1.2", 1.0, output="old"))]
    after = [row("a", check("1.1", 1.0, output="new"), check("1.2", 2.0))]
    (change,) = changed(before, after)
    assert change.difference == 0.0
    assert [c.why for c in change.checks] == ["new", "no longer: old"]


def test_other_weights_and_other_checks_are_reasons():
    before = [row("a", check("1.1", 2.0), check("1.2", 2.0))]
    after = [row("a", check("1.1", 3.0, maximum=3.0), check("1.3", 2.0), digest="other")]
    (change,) = changed(before, after)
    assert change.why == "other files"
    assert [c.why for c in change.checks] == [
        "carries 3 points, not 2",
        "a removed check",
        "a new check",
    ]


def test_hand_ins_of_one_run_only_and_failures_of_the_grader_are_reasons():
    failed = {"document": None, "state": "failed", "fault": "no memory"}
    before = [row("a", check("1.1", 2.0)), row("b", check("1.1", 2.0)), row("d", **failed)]
    after = [row("b", **failed), row("c", check("1.1", 1.0)), row("d", **failed)]
    assert [(c.name, c.before, c.after, c.why) for c in changed(before, after)] == [
        ("a", 2.0, None, "not in this run"),
        ("b", 2.0, None, "not graded now: no memory"),
        ("c", None, 1.0, "not in the earlier run"),
    ]
