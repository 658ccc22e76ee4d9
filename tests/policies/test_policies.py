"""Late days, best submission and rate limit, from metadata of every kind; points and visibility of checks."""

from __future__ import annotations

import dataclasses
import json
import math
from datetime import datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assignment import ASSIGNMENT
from autograder.grading import pipeline
from autograder.grading.results_file import to_gradescope
from autograder.model.check import load_checks
from autograder.model.depth import Depth
from autograder.model.finding import AlsoWrong, Elsewhere, Finding
from autograder.model.fingerprints import Note
from autograder.model.results import CheckResult, Results, Status
from autograder.model.verdict import Verdict
from autograder.policies.apply import adjusted, repeated
from autograder.policies.config import Hints, Late, Policies, PolicyError, RateLimit, load
from autograder.policies.metadata import Metadata, metadata_of, read_metadata, time_of
from autograder.policies.policy_rules import days_late, next_turn, penalty
from autograder.simulate.played_metadata import DUE, EXTENSION, metadata

CHECKS = [check for checks in load_checks(ASSIGNMENT).values() for check in checks]
RESULTS = Results(
    (
        CheckResult("1.1", "a layer", "Q1", 6.0, 5.0, Status.FAILED, "off by one"),
        CheckResult("1.2", "another", "Q1", 4.0, 3.0, Status.FAILED, "off by two"),
    )
)
LATE = Late(percent_per_day=20, at_most_percent=50, grace_minutes=10)
NOON = datetime(2026, 10, 16, 12, tzinfo=timezone.utc)


def earlier_submission(
    score: object, maxima: tuple[float | None, ...] = (6, 4), **changes: object
) -> dict[str, object]:
    """An earlier submission as Gradescope tells of it, whose checks had these maxima."""
    tests = [{"name": "a check", "score": 0, "max_score": maximum} for maximum in maxima]
    return {"score": score, "results": {"tests": tests}, **changes}


def at(hours: float, **changes: object) -> Metadata:
    return metadata_of({**metadata(hours, 10), **changes})


class TestLate:
    @pytest.mark.parametrize(
        ("hours", "days"), [(-30, 0), (0, 0), (1 / 6, 0), (0.5, 1), (24, 1), (24.01, 2), (240, 10)]
    )
    def test_days_are_counted_when_they_begin_and_after_the_grace(self, hours, days):
        assert days_late(timedelta(hours=hours), LATE) == days

    def test_the_penalty_has_an_end(self):
        assert [penalty(days, LATE) for days in (0, 1, 2, 3, 9)] == [0, 0.2, 0.4, 0.5, 0.5]

    def test_the_latest_due_date_of_the_group_counts(self):
        assert at(0).due == DUE + EXTENSION

    def test_the_score_and_the_reason_are_shown(self):
        document = to_gradescope(adjusted(RESULTS, Policies(late=LATE), at(30)))
        assert document["score"] == 4.8
        assert "2 days begun, 40 % off: 8 points become 4.8." in document["output"]
        assert [test["score"] for test in document["tests"]] == [5, 3]

    def test_a_total_that_is_hidden_is_not_told(self):
        first, *rest = RESULTS.checks
        hidden = dataclasses.replace(RESULTS, checks=(dataclasses.replace(first, visibility="hidden"), *rest))
        earlier = [earlier_submission(7)]
        policies = Policies(late=LATE, best_of=True)
        document = to_gradescope(adjusted(hidden, policies, at(30, previous_submissions=earlier)))
        assert document["score"] == 7
        assert "2 days begun, 40 % off." in document["output"]
        assert "points" not in document["output"]

    def test_in_time_nothing_changes(self):
        assert adjusted(RESULTS, Policies(late=LATE), at(-1)) is RESULTS

    @pytest.mark.parametrize(
        "changes",
        [
            {"created_at": None},
            {"created_at": "yesterday"},
            {"created_at": "2026-10-20T10:00:00"},
            {"assignment": None, "users": []},
            {"assignment": {"due_date": 3}, "users": "nobody"},
        ],
    )
    def test_odd_metadata_cost_nothing_and_staff_can_see_it(self, changes):
        judged = adjusted(RESULTS, Policies(late=LATE), at(30, **changes))
        assert judged.final is None
        assert "not judged" in judged.extra["late"]


@pytest.mark.parametrize(
    "told",
    [
        "2026-10-16T12:00:00.250000+00:00",
        "2026-10-16T12:00:00.250Z",
        "2026-10-16 12:00:00.250000000 Z",
        "2026-10-16 05:00:00.250000000 -07:00",
        "2026-10-16 12:00:00.25 UTC",
    ],
)
def test_times_are_read_as_json_and_ruby_write_them(told):
    assert time_of(told) == NOON + timedelta(milliseconds=250)


class TestBestOf:
    @pytest.mark.parametrize(
        ("before", "final"), [("9.5", 9.5), (9, 9), (8, None), (11, None), ("nan", None)]
    )
    def test_a_better_submission_counts_if_it_can_be_one(self, before, final):
        earlier = [earlier_submission(before, submission_time=None)]
        judged = adjusted(RESULTS, Policies(best_of=True), at(-1, previous_submissions=earlier))
        assert judged.final == final
        assert ("Your best submission counts" in "".join(judged.notes)) is (final is not None)

    def test_it_is_compared_after_the_penalty(self):
        earlier = [earlier_submission(5)]
        judged = adjusted(RESULTS, Policies(late=LATE, best_of=True), at(30, previous_submissions=earlier))
        assert judged.final == 5

    def test_what_the_autograder_failed_on_and_what_came_later_do_not_count(self):
        later = (DUE + timedelta(days=30)).isoformat()
        earlier = [earlier_submission(9, autograder_error=True), earlier_submission(9, submission_time=later)]
        assert adjusted(RESULTS, Policies(best_of=True), at(-1, previous_submissions=earlier)) is RESULTS

    @pytest.mark.parametrize("maxima", [(100,), (4, 4), (None,), ()])
    def test_scores_out_of_other_points_are_not_compared_and_that_is_said(self, maxima):
        earlier = [earlier_submission(9.5, maxima)]
        judged = adjusted(RESULTS, Policies(best_of=True), at(-1, previous_submissions=earlier))
        assert judged.score == 8
        assert (
            "not compared with this one, as only submissions graded out of 10 points are" in judged.notes[0]
        )


class TestHints:
    HINTS = Hints(before_due=Depth.WHAT, after_due=Depth.HOW)
    NOTE = Note("f.sign", "the sign is wrong; f should return x", ("1.1",))
    FINDINGS = (
        Finding("a_case", ("dx",), 1.0, AlsoWrong(), note=NOTE),
        Finding("a_case", ("dw",), 0.0, Elsewhere(NOTE)),
    )
    EXPLAINED = dataclasses.replace(
        RESULTS,
        checks=tuple(
            dataclasses.replace(check, verdict=Verdict(5.0, 6.0, findings=findings))
            for check, findings in zip(RESULTS.checks, (FINDINGS, ()), strict=True)
        ),
    )

    @pytest.mark.parametrize(
        ("hints", "hours", "what", "how"),
        [
            (None, -1, True, True),
            (HINTS, -1, True, False),
            (HINTS, 0, True, False),
            (HINTS, 1, True, True),
            (Hints(Depth.WHERE), -1, False, False),
        ],
    )
    def test_the_time_of_the_submission_decides_how_far_a_mistake_is_explained(self, hints, hours, what, how):
        document = to_gradescope(adjusted(self.EXPLAINED, Policies(hints=hints), at(hours)))
        output = document["tests"][0]["output"]
        assert "also wrong: dx" in output
        assert output.count("the sign is wrong") == 2 * what
        assert output.count("should return x") == 2 * how
        assert [test["score"] for test in document["tests"]] == [5, 3]

    def test_without_a_due_date_a_submission_counts_as_in_time(self):
        judged = adjusted(self.EXPLAINED, Policies(hints=self.HINTS), at(1, assignment=None, users=[]))
        assert {check.depth for check in judged.checks} == {Depth.WHAT}


class TestRateLimit:
    LIMIT = RateLimit(submissions=2, hours=6)

    @pytest.mark.parametrize(
        ("earlier", "again"),
        [
            ([], None),
            ([-1], None),
            ([-7, -1], None),
            ([-2, -1], 4),
            ([-5, -4, -1], 1),
            ([-8, -7.5, -7, -1], None),
        ],
    )
    def test_who_has_to_wait_and_until_when(self, earlier, again):
        times = [NOON + timedelta(hours=hours) for hours in earlier]
        told = next_turn(NOON, times, self.LIMIT)
        assert told == (None if again is None else NOON + timedelta(hours=again))

    def earlier(self, **changes):
        document = json.loads(json.dumps(to_gradescope(dataclasses.replace(RESULTS, final=6.4))))
        before = [(DUE + EXTENSION - timedelta(hours=hours)).isoformat() for hours in (3, 2)]
        return [
            {"submission_time": before[0], "score": "2"},
            {"submission_time": before[1], "score": "6.4", "results": {**document, **changes}},
        ]

    def test_the_results_before_are_shown_again_with_the_reason(self):
        again = repeated(Policies(rate_limit=self.LIMIT), at(-1, previous_submissions=self.earlier()))
        document = to_gradescope(again)
        assert document["score"] == 6.4
        assert "2 submissions within 6 hours" in document["output"]
        shown = [(t["number"], t["score"], t["visibility"], t["output"]) for t in document["tests"]]
        assert shown == [("1.1", 5, "visible", "off by one"), ("1.2", 3, "visible", "off by two")]

    @pytest.mark.parametrize(
        "changes", [{"tests": []}, {"tests": None}, {"tests": [{"name": "x", "score": "y"}]}]
    )
    def test_without_results_to_show_it_is_graded(self, changes):
        metadata = at(-1, previous_submissions=self.earlier(**changes))
        assert repeated(Policies(rate_limit=self.LIMIT), metadata) is None


JSON = st.recursive(
    st.none() | st.booleans() | st.floats() | st.text(max_size=5) | st.just(DUE.isoformat()),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from([*metadata(0, 1), "submission_time", "score", "results", "due_date"]), inner
        )
    ),
    max_leaves=15,
)


@given(JSON)
def test_whatever_the_metadata_say_there_is_a_valid_score(read):
    policies = Policies(late=LATE, best_of=True, rate_limit=RateLimit(1, 1))
    said = metadata_of(read)
    for judged in (adjusted(RESULTS, policies, said), repeated(policies, said)):
        if judged is not None and judged.final is not None:
            assert math.isfinite(judged.final)
            assert 0 <= judged.final <= judged.max_score


def test_files_that_are_no_metadata_say_nothing(tmp_path):
    assert read_metadata(tmp_path / "absent.json") == Metadata()
    (tmp_path / "odd.json").write_bytes(b"\xff{" + b"[" * 100_000)
    assert read_metadata(tmp_path / "odd.json") == Metadata()


class TestFile:
    def read(self, tmp_path, text: str) -> Policies:
        (tmp_path / "policies.toml").write_text(text)
        return load(tmp_path / "policies.toml", CHECKS)

    def test_no_file_and_the_one_of_the_project_change_nothing(self, tmp_path):
        assert load(tmp_path / "absent.toml", CHECKS) == Policies() == pipeline.policies_in_force(ASSIGNMENT)

    def test_what_the_projects_file_offers_can_be_switched_on(self, tmp_path):
        lines = ASSIGNMENT.policies.read_text().splitlines()[3:]
        policies = self.read(tmp_path, "\n".join(line.removeprefix("# ") for line in lines))
        assert policies.late == Late(20, 60, 15)
        assert policies.best_of
        assert policies.due.of(["ada@example.edu"]) - policies.due.of(["0042"]) == timedelta(days=2)
        assert policies.rate_limit == RateLimit(6, 24)
        assert policies.hints == Hints(Depth.WHAT, Depth.HOW)
        assert policies.checks["2.8"].visibility == "after_due_date"

    def test_points_and_visibility_reach_the_checks(self, tmp_path):
        policies = self.read(
            tmp_path, '[checks."2.7"]\npoints = 3.5\n[checks."2.8"]\npoints = 3\nvisibility = "hidden"'
        )
        order = pipeline.Order(tmp_path, questions=("Q2",), policies=policies, code_only=True)
        graded = {check.number: check for check in pipeline.refused(ASSIGNMENT, order, "").checks}
        assert [graded["2.7"].max_score, graded["2.8"].max_score] == [3.5, 3]
        assert [graded["2.7"].visibility, graded["2.8"].visibility] == ["visible", "hidden"]

    @pytest.mark.parametrize(
        ("text", "told"),
        [
            ("[late", "is not TOML"),
            ("[late]\npercent_per_day = 120", "late.percent_per_day: 120 is greater than the maximum of 100"),
            ("[late]\n", "'percent_per_day' is a required property"),
            ("[late]\npercent_per_day = 1\nhours = 1", "'hours' was unexpected"),
            ("[due]\ndate = 2026-10-16T23:59:00", "is not of type 'time with an offset"),
            ("[due]\ndate = '2026-10-16'", "is not of type 'time with an offset"),
            ("best_off = true", "'best_off' was unexpected) (did you mean best_of?)"),
            ("[late]\npercent_per_dya = 5", "did you mean percent_per_day?"),
            ('[hints]\nafter_deu = "how"', "did you mean after_due?"),
            ('[hints]\nbefore_due = "waht"', "hints.before_due: 'waht' is not one of"),
            ('[hints]\nbefore_due = "waht"', "did you mean what?"),
            ("[late]\npercent_per_day = nan", "nan is not of type 'finite number'"),
            ("[late]\npercent_per_day = 1\ngrace_minutes = inf", "late.grace_minutes: inf is not of type"),
            ("[rate_limit]\nsubmissions = 1\nhours = nan", "rate_limit.hours: nan is not of type"),
            ("[rate_limit]\nsubmissions = 0\nhours = 1", "rate_limit.submissions"),
            ('[checks."2.7"]\nvisibility = "secret"', "checks.2.7.visibility: 'secret' is not one of"),
            ('[checks."9.9"]\nvisibility = "hidden"', "there is no check 9.9"),
            ('[checks."2.7"]\npoints = 5', "take 1 elsewhere"),
        ],
    )
    def test_errors_name_the_place_and_what_would_be_right(self, tmp_path, text, told):
        with pytest.raises(PolicyError) as error:
            self.read(tmp_path, text)
        assert told in str(error.value)
        assert str(error.value).startswith("policies.toml")
