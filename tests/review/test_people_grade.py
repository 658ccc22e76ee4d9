"""Graders grade: what they decide is on every page and in every total."""

from __future__ import annotations

import csv
import re
from pathlib import Path

import pytest

from autograder.class_run.final import open_run
from autograder.class_run.tables import write_tables
from autograder.policies.config import Policies
from tests.review.conftest import EVIL, Browser

Q = "Dropout 1"


def answers(browser: Browser) -> list[str]:
    """The ids of the answers, in the order in which they are walked through."""
    found, page = [], browser.get(f"/inline/{Q}")
    while move := re.search(r'data-key="k" href="([^"]+)"', page):
        page = browser.get(move[1])
    while True:
        found.append(re.search(r'name="answer" value="(\w+)"', page)[1])
        if not (move := re.search(r'data-key="j" href="([^"]+)"', page)):
            return found
        page = browser.get(move[1])


def item_of(page: str, text: str) -> str:
    """The id of a rubric item."""
    return re.search(r'name="item" value="(\d+)"(?:(?!</li>).)*' + re.escape(text), page, re.DOTALL)[1]


def totals(run: Path) -> dict[str, dict[str, str]]:
    """The grades as they are written to the table, by the name of the submission."""
    write_tables(open_run(run).decided(Policies()), run)
    with (run / "gradescope.csv").open(newline="", encoding="utf-8-sig") as file:
        return {row["Submission ID"]: row for row in csv.DictReader(file)}


@pytest.fixture
def started(browser: Browser) -> Browser:
    """The question carries 4 points."""
    assert browser.post("maximum", question=Q, points="4", back="/inline") == (303, "/inline")
    return browser


def test_questions_count_once_they_carry_points(browser, run):
    assert totals(run)["submission_1"]["Max Points"] == "4.0"
    browser.post("maximum", question=Q, points="4", back="/")
    rows = totals(run)
    assert rows["submission_1"]["Max Points"] == "8.0"
    assert {name: row["Status"] for name, row in rows.items()} == {
        **dict.fromkeys(("submission_0", "submission_1", "submission_2"), "Ungraded"),
        "submission_3": "Graded",
    }


def test_an_answer_stands_beside_question_and_model_without_its_name(started):
    ids = answers(started)
    assert len(set(ids)) == 3
    page = started.get(f"/inline/{Q}/{ids[0]}")
    assert "Suppose that the outputs" in page
    assert "In training the expected output" in page
    for told in ("Ada", "example.edu", "submission_"):
        assert all(told not in started.get(f"/inline/{Q}/{answer}") for answer in ids)


def test_points_of_the_rubric_reach_the_tables(started, run):
    first, second, third = answers(started)
    about = {"question": Q, "back": f"/inline/{Q}/{first}"}
    started.post("item", answer=first, text="names the scale", points="2,5", **about)
    page = started.get(f"/inline/{Q}/{second}")
    item = item_of(page, "names the scale")
    started.post("apply", answer=second, item=item, on="1", **about)
    started.post("read", answer=third, **about)
    started.post("comment", answer=third, text="see the lecture", **about)
    points = sorted(row[f"{Q}: Inline question (4 pts)"] for row in totals(run).values())
    assert points == ["0.0", "0.0", "2.5", "2.5"]
    assert {row["Status"] for row in totals(run).values()} == {"Graded"}
    assert sorted(float(row["Total Score"]) for row in totals(run).values()) == [3.0, 3.0, 5.5, 5.5]
    assert "3 of 3" in started.get("/inline")


def test_an_undo_goes_back_to_the_answer_and_takes_only_ones_own(started, address, run):
    first, second, _ = answers(started)
    other = Browser(address, "bob").sign_in()
    started.post("points", question=Q, answer=first, points="3", back="/")
    other.post("points", question=Q, answer=second, points="1", back="/")
    status, to = started.post("undo-last", question=Q, answer=second, back="/")
    assert (status, to) == (303, f"/inline/{Q.replace(' ', '%20')}/{first}")
    assert "Not graded yet" in started.get(to)
    assert "Graded by bob" in started.get(f"/inline/{Q}/{second}")
    status, text = started.post("undo-last", question=Q, answer=second, back="/")
    assert status == 400
    assert "nothing to undo in this question" in text


def test_two_graders_are_sent_to_different_answers(started, address):
    other = Browser(address, "bob").sign_in()
    one, two = (re.search(r'name="answer" value="(\w+)"', b.get(f"/inline/{Q}"))[1] for b in (started, other))
    assert one != two
    started.post("read", question=Q, answer=one, back="/")
    third = re.search(r'name="answer" value="(\w+)"', started.get(f"/inline/{Q}?after={one}"))[1]
    assert third not in {one, two}


@pytest.mark.parametrize(
    ("action", "form", "told"),
    [
        ("maximum", {"points": "nan"}, "not between"),
        ("maximum", {"points": "-1"}, "not between"),
        ("maximum", {"points": "many"}, "is not a number of points"),
        ("maximum", {"question": "Dropout 99", "points": "1"}, "no inline question"),
        ("points", {"points": "4.5"}, "more than the question"),
        ("points", {"points": "inf"}, "not between"),
        ("points", {"answer": "nobody", "points": "1"}, "no such answer"),
        ("item", {"text": " ", "points": "1"}, "Say what the rubric item is about"),
        ("apply", {"item": "99"}, "no such rubric item"),
        ("override", {"check": "1.2", "points": "1", "reason": ""}, "needs a reason"),
        ("override", {"check": "1.2", "points": "3", "reason": "r"}, "more than the 2 points of check 1.2"),
        ("override", {"check": "9.9", "points": "1", "reason": "r"}, "no check"),
        ("undo", {"entry": "99"}, "no such entry"),
        ("reply", {"request": "1", "state": "accepted"}, "no such request"),
        ("dance", {}, "no action"),
    ],
)
def test_what_cannot_be_meant_is_refused_with_a_sentence(action, form, told, started):
    page = re.search(r"/submission/(\w+)", started.get("/submissions"))[1]
    given = {"question": Q, "answer": answers(started)[0], "page": page, "back": "/inline", **form}
    before = started.get("/journal").count("<tr>")
    status, text = started.post(action, **given)
    assert status == 400
    assert told in text
    assert started.get("/journal").count("<tr>") == before


def test_an_override_is_in_totals_pages_and_tables_with_its_reason(browser, run):
    page = re.search(r"/submission/(\w+)[^>]+>Ada 1<", browser.get("/submissions"))[1]
    about = {"page": page, "check": "1.2", "back": "/"}
    browser.post("override", points="1.5", reason="the text was unclear", **about)
    row = totals(run)["submission_1"]
    assert row["Total Score"] == "3.5"
    assert row["Overrides"] == "1.2: 1.5 instead of 1 (ann: the text was unclear)"
    assert "the text was unclear" in browser.get("/overrides")
    assert "3.5 of 4 points" in browser.get(f"/submission/{page}")
    with (run / "checks.csv").open(newline="", encoding="utf-8-sig") as file:
        told = [line["override"] for line in csv.DictReader(file) if line["submission"] == "submission_1"]
    assert told == ["", row["Overrides"]]
    entry = re.search(r'name="entry" value="(\d+)"', browser.get("/overrides"))[1]
    browser.post("undo", entry=entry, back="/")
    assert totals(run)["submission_1"]["Total Score"] == "3.0"


def test_a_regrade_request_gets_a_state_and_an_answer(browser):
    page = re.search(r"/submission/(\w+)", browser.get("/submissions"))[1]
    browser.post("request", page=page, about="1.2", text=EVIL, back="/requests")
    asked = browser.get("/requests")
    assert "1.2: open" in asked
    request = re.search(r'name="request" value="(\d+)"', asked)[1]
    browser.post("reply", request=request, state="declined", text="It is a sum.", back="/requests")
    assert "1.2: declined" in browser.get("/requests")
    assert "It is a sum." in browser.get(f"/submission/{page}")


def test_staff_read_what_students_pages_leave_out(browser):
    address = re.search(r"/submission/[^\"?]+", browser.get("/submissions"))[0]
    page = browser.get(address)
    assert "traceback 0" in page
    assert "Isolation:" in page


def test_from_checks_and_mistakes_to_students_and_their_code(browser):
    who = browser.get("/who")
    assert "/submissions?mistake=affine_backward.db_mean" in who
    listed = browser.get("/submissions?mistake=affine_backward.db_mean")
    assert "4 of 4" in listed
    page = re.search(r'/submission/\w+\?[^"]+', listed)[0].replace("&amp;", "&")
    code = browser.get(page)
    assert 'data-key="j"' in code
    assert "layers.py: affine_backward, line 5" in code
    marked = re.findall(r'<span class="hll">(.*?)\n', code)
    assert len(marked) == 1
    assert re.sub("<[^>]+>", "", marked[0]).split() == ["7", "db", "=", "dout.mean(axis=0)"]
    assert "0 of 4" in browser.get("/submissions?check=1.1")


def test_nothing_that_a_student_wrote_becomes_markup(started):
    pages = [started.get(path) for path in ("/", "/submissions", "/who")]
    pages += [started.get(f"/inline/{Q}/{answer}") for answer in answers(started)]
    pages += [started.get(f"/submission/{page}") for page in re.findall(r"/submission/(\w+)", pages[1])]
    assert not any("<script>alert" in page or "<img" in page for page in pages)
    assert any("&lt;script&gt;alert(1)" in page for page in pages)
