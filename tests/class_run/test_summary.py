"""What a class came to, and what in it deserves a look."""

from __future__ import annotations

import numpy as np
import pytest

from autograder.class_run.pages.anomalies import find_anomalies
from autograder.class_run.pages.summary import correlation, summarise
from autograder.feedback.finding_text import lines_of
from autograder.grading.staff_data import staff_data
from autograder.isolation.frames import Opaque
from autograder.model.compare import ABSENT, Expected, compare
from autograder.model.failure import Cause, Failure
from autograder.model.finding import Finding
from autograder.model.fingerprints import Note
from autograder.model.verdict import Verdict
from tests.class_run.rows import check, row


def test_a_check_is_summed_up_over_the_class():
    rows = [
        row("a", check("1.1", 2.0), check("2.1", 2.0)),
        row("b", check("1.1", 1.0, mistakes=["x.y"]), check("2.1", 2.0)),
        row("c", check("1.1", 0.0, mistakes=["x.y", "z.w"]), check("2.1", 1.0, mistakes=["x.y"])),
        row("d", document=None, state="failed"),
    ]
    summary = summarise(rows)
    first, second = summary.checks
    assert (first.number, first.passed, first.difficulty, first.mistake) == ("1.1", 1 / 3, 0.5, ("x.y", 2))
    assert first.discrimination == pytest.approx(correlation([2, 1, 0], [2, 2, 1]))
    assert second.difficulty == pytest.approx(5 / 6)
    assert summary.totals == (4.0, 3.0, 1.0)
    assert (summary.median, summary.maximum) == (3.0, 4.0)
    assert [(q.name, q.mean) for q in summary.questions] == [("Q1", 1.0), ("Q2", pytest.approx(5 / 3))]


def test_checks_that_some_were_not_asked_are_summed_up_over_the_others():
    rows = [
        row("new", check("1.10", 3.0, maximum=4.0)),
        row("old", check("1.2", 2.0), check("1.10", 2.0)),
        row("old too", check("1.2", 0.0, mistakes=["x.y"]), check("1.10", 0.0)),
        row("nothing"),
    ]
    summary = summarise(rows)
    assert [(c.number, c.maximum, c.passed, c.difficulty) for c in summary.checks] == [
        ("1.2", 2.0, 0.5, 0.5),
        ("1.10", 4.0, pytest.approx(1 / 3), pytest.approx(1.75 / 3)),
    ]
    assert [(q.name, q.mean, q.maximum) for q in summary.questions] == [("Q1", pytest.approx(7 / 3), 4.0)]
    assert [(m.id, m.count, m.checks) for m in summary.mistakes] == [("x.y", 1, ("1.2",))]


def test_a_mistake_counts_once_for_each_submission():
    rows = [
        row("a", check("1.1", 0.0, mistakes=["x.y"]), check("1.2", 0.0, mistakes=["x.y"])),
        row("b", check("1.1", 0.0, mistakes=["z.w"]), check("1.2", 2.0)),
    ]
    assert [(m.id, m.count, m.checks) for m in summarise(rows).mistakes] == [
        ("x.y", 1, ("1.1", "1.2")),
        ("z.w", 1, ("1.1",)),
    ]


def test_a_correlation_needs_differences():
    assert correlation([1, 2, 3], [2, 4, 6]) == pytest.approx(1.0)
    assert correlation([1, 2, 3], [3, 2, 1]) == pytest.approx(-1.0)
    assert correlation([1, 1, 1], [1, 2, 3]) is None


def test_a_class_without_any_result_is_summed_up():
    assert summarise([row("a", document=None, state="failed")]).checks == ()


def wrong(number: str, got: object, mistake: str = "") -> dict[str, object]:
    """A check whose answer dx, of shape (1,), should be 1."""
    mismatch = compare("dx", got, Expected(np.ones(1), tolerance=1e-6, scale=1.0))
    note = Note(mistake, "says so", (number,)) if mistake else None
    verdict = Verdict(findings=(Finding("affine", ("dx",), 2.0, mismatch, note=note),))
    return check(number, 0.0, output="\n".join(lines_of(verdict)), **staff_data(verdict))


def off(number: str, value: float, mistake: str = "") -> dict[str, object]:
    return wrong(number, np.array([float(value)]), mistake)


def kinds(rows, seconds: float = 100.0) -> list[tuple[str, tuple[str, ...]]]:
    return [(a.kind, tuple(row.name for row in a.rows)) for a in find_anomalies(rows, seconds)]


def test_wrong_answers_that_two_alone_share_are_named():
    others = [row(f"o{n}", off("1.1", n), off("1.2", n)) for n in range(2, 7)]
    assert kinds(
        [*others, row("a", off("1.1", 7.5), off("1.2", 8.5)), row("b", off("1.1", 7.5), off("1.2", 8.5))]
    ) == [("same wrong answers", ("a", "b"))]


def test_common_wrong_answers_and_known_mistakes_are_not_named():
    assert kinds([row(f"o{n}", off("1.1", 7.5), off("1.2", 8.5)) for n in range(5)]) == []
    known = [row(name, *(off(n, 7.5, mistake="x.y") for n in ("1.1", "1.2"))) for name in "ab"]
    assert kinds(known) == []


@pytest.mark.parametrize("got", [None, ABSENT, np.zeros(2), np.array([np.nan]), Opaque("list")])
def test_answers_that_are_no_numbers_are_nothing_to_have_in_common(got):
    """Two students who forgot the same two returns have computed nothing alike."""
    assert kinds([row(name, wrong("1.1", got), wrong("1.2", got)) for name in "ab"]) == []


def test_same_files_flags_time_and_failures_are_named():
    stopped = Verdict(findings=(Finding("affine", ("dx",), 2.0, Failure(Cause.TIMED_OUT, message="5 s")),))
    rows = [
        row("a", check("1.1", 2.0), digest="same"),
        row("b", check("1.1", 2.0), digest="same"),
        row("c", check("1.1", 2.0), extra={"review_flags": ["layers.py:1 in f: torch"]}, seconds=60.0),
        row("d", check("1.1", 0.0, **staff_data(stopped))),
        row("e", document=None, state="failed", fault="no memory"),
        row("f", check("1.1", 0.0), digest="nothing"),
        row("g", check("1.1", 0.0), digest="nothing"),
    ]
    assert kinds(rows) == [
        ("not graded", ("e",)),
        ("review flag", ("c",)),
        ("time", ("c",)),
        ("time", ("d",)),
        ("same files", ("a", "b")),
    ]


def flagged(name, *lines):
    return row(name, check("1.1", 2.0), extra={"review_flags": list(lines)})


def test_flags_are_grouped_by_word_with_their_counts_and_the_rare_come_first():
    library, reaching = "torch (the work of a library?)", "socket (no business of an assignment?)"
    rows = [
        flagged(f"s{n}", f"layers.py:{n} in f: {library}", f"layers.py:9 in g: {library}") for n in range(60)
    ]
    rows += [flagged("x", f"optim.py:3 in h: {reaching}"), flagged("y")]
    found = find_anomalies(rows, 480.0)
    assert [(len(a.rows), a.about) for a in found] == [
        (1, f"{reaching}: 1 place, such as optim.py:3 in h."),
        (60, f"{library}: 120 places, such as layers.py:0 in f."),
    ]


def test_a_class_of_seventy_fits_one_screen():
    """However many flags, slow and failed gradings there are."""
    words = ("torch", "scipy", "numba", "cupy")
    rows = [
        row(
            f"s{n}",
            check("1.1", 2.0),
            extra={"review_flags": [f"layers.py:{k} in f: {words[(n + k) % 4]} (?)" for k in range(20)]},
            seconds=400.0 + n,
        )
        for n in range(65)
    ]
    rows += [row(f"e{n}", document=None, state="failed", fault="no memory") for n in range(5)]
    assert len(find_anomalies(rows, 480.0)) == 6
