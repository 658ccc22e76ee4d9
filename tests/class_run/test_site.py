"""Pages that show everything, and run nothing of what a student wrote."""

from __future__ import annotations

import base64
import hashlib
import json
import re
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote

import numpy as np
import pytest

from autograder.class_run.changes import changed
from autograder.class_run.export import Person
from autograder.class_run.pages.site import Comparison, write_pages
from autograder.model.compare import Difference
from autograder.model.heatmap import heatmap
from tests.class_run.rows import check, row

EVIL = "<script>alert(1)</script><img src=http://evil.example/x onerror=alert(2)>\"'`{{ 7 * 7 }}"
FACTS = {"questions": "Q1", "seconds": "480", "graders": "abc"}
VOID = {"meta", "br", "img", "input", "link", "hr"}


class Page(HTMLParser):
    """Elements with their attributes, all text, and whether every element is closed."""

    def __init__(self, path: Path) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []
        self.text = ""
        self.feed(path.read_text(encoding="utf-8"))

    def handle_starttag(self, tag, attrs):
        self.elements.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag, attrs):
        self.elements.append((tag, dict(attrs)))

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        self.text += data


def pages(folder: Path, rows, comparison: Comparison | None = None) -> list[Page]:
    """The class page and those of the students."""
    write_pages(rows, folder, FACTS, {"x.y": "Do it otherwise."}, comparison)
    found = [Page(folder / "index.html"), *map(Page, sorted((folder / "students").iterdir()))]
    assert not any(page.open for page in found)
    return found


def test_nothing_that_a_student_wrote_becomes_markup(tmp_path):
    evil = row(
        EVIL.replace("/", "."),
        check("1.1", 0.0, output=EVIL, mistakes=[EVIL]),
        check("1.2", 2.0, output=EVIL),
        extra={"review_flags": [EVIL]},
        people=(Person(EVIL, EVIL, EVIL),),
        output=EVIL,
        created_at=EVIL,
    )
    failed = row("b", document=None, state="failed", fault=EVIL, people=())
    index, student, other = pages(
        tmp_path, [evil, failed], Comparison(changed([], [evil]), [("graders", EVIL, "b")])
    )
    for page in (index, student, other):
        assert "img" not in [tag for tag, _ in page.elements]
        assert not [name for _, attributes in page.elements for name in attributes if name.startswith("on")]
    assert EVIL in index.text
    assert EVIL in student.text


def test_a_students_page_holds_nothing_that_is_for_course_staff(tmp_path):
    broken = check("1.1", 0.0, output="the grader failed", fault="Traceback: a line of the grader")
    failed = row("b", document=None, state="failed", fault="a worker of host.example died")
    index, student, other = pages(
        tmp_path, [row("a", broken, extra={"isolation": {"holds": False, "exposed": 1}}), failed]
    )
    assert "the grader failed" in student.text
    assert "a line of the grader" not in student.text
    assert "Isolation" not in student.text
    assert "host.example" in index.text
    assert "host.example" not in other.text
    assert "The grader failed" in other.text


def test_pages_ask_for_nothing_and_only_our_own_script_may_run(tmp_path):
    index, student = pages(tmp_path, [row("a", check("1.1", 1.0, output="off"))])
    for page in (index, student):
        links = [a.get("href") or "" for tag, a in page.elements if tag == "a"]
        links = [link for link in links if not link.startswith("#")]
        assert all((tmp_path / "students" / link).is_file() or (tmp_path / link).is_file() for link in links)
        assert not [a for _, a in page.elements if "src" in a or "style" in a]
    (policy,) = [a["content"] for tag, a in student.elements if "http-equiv" in a]
    assert "default-src 'none'" in policy
    assert "script-src 'none'" in policy
    assert "script" not in [tag for tag, _ in student.elements]
    script = re.search("<script>(.*?)</script>", (tmp_path / "index.html").read_text(), re.DOTALL)[1]
    allowed = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    (policy,) = [a["content"] for tag, a in index.elements if "http-equiv" in a]
    assert f"script-src 'sha256-{allowed}'" in policy


def test_a_student_finds_points_reasons_and_pictures(tmp_path):
    found = heatmap("dx", Difference(np.ones((2, 3)), np.zeros((2, 3)), limit=1e-6))
    picture = {"case": "affine", **found.to_json()}
    lost = check("1.1", 0.5, output="dx is off", pictures=[picture])
    page = pages(tmp_path, [row("a", lost, check("1.2", 2.0), check("2.1", 1.0, maximum=1.0))])[1]
    for told in (
        "a Abel",
        "3.5 of 5 points",
        "0.5 of 2 points",
        "dx is off",
        "|difference| of dx[:, :]",
        "2.5 of 4",
    ):
        assert told in page.text
    assert page.text.index("Q1: lost points") < page.text.index("2 checks with all points")
    assert "Q2: lost points" not in page.text


def test_inline_answers_stand_beside_their_questions_and_executed_notebooks_are_linked(tmp_path):
    asked = {
        "name": "Dropout",
        "inline": [["Inline question 1: why?", "So that <b>all</b> learn."], ["And 2?", ""]],
    }
    given = row("a", check("1.1", 2.0))
    kept = tmp_path / "artefacts" / given.digest
    kept.mkdir(parents=True)
    (kept / "Dropout #1.html").write_text("")
    (kept / "inline_answers.json").write_text(json.dumps([asked]))
    page = pages(tmp_path, [given])[1]
    (link,) = [a["href"] for tag, a in page.elements if tag == "a" and "artefacts" in a["href"]]
    assert (tmp_path / "students" / unquote(link)).is_file()
    text = page.text[page.text.index("inline questions") :]
    assert (
        text.index("why?")
        < text.index("So that <b>all</b> learn.")
        < text.index("And 2?")
        < text.index("No answer.")
    )


def test_checks_that_are_lost_for_one_reason_are_told_of_once(tmp_path):
    said = "the module cannot be imported: ImportError: no such thing (layers.py:1) (-{})"
    finding = {"kind": "not importable", "case": "any", "answers": []}
    lost = [
        check(f"1.{n}", 0.0, maximum=n, output=said.format(n), findings=[finding], mistakes=[])
        for n in range(1, 20)
    ]
    wrong = [check(f"2.{n}", 0.0, output="the same", findings=[{"kind": "value"}]) for n in (1, 2)]
    page = pages(tmp_path, [row("a", *lost, *wrong)])[1]
    assert page.text.count("no such thing") == 1
    assert "0 of 190 points, 19 checks for one reason" in page.text
    assert page.text.count("the same") == 2


def test_the_class_page_links_everybody_and_draws_the_points_and_speeds(tmp_path):
    rows = [row(f"s{n}", check("1.1", n / 4, mistakes=["x.y"], speed=1.5 + n)) for n in range(8)]
    index = pages(tmp_path, rows)[0]
    assert len([a for tag, a in index.elements if tag == "a" and a["href"].startswith("students/")]) >= len(
        rows
    )
    assert "Points of 8 submissions: median 0.875 of 2, lowest 0, highest 1.75." in index.text
    assert "CPU times as multiples of the reference's. check 1.1: median 5.5, slowest 8.5." in index.text
    assert "Do it otherwise." in index.text


def test_what_changed_is_on_the_class_page(tmp_path):
    then, now = [row("a", check("1.1", 2.0))], [row("a", check("1.1", 0.5, output="dx is off"))]
    comparison = Comparison(changed(then, now), [("graders", "abc", "def")])
    text = " ".join(pages(tmp_path, now, comparison)[0].text.split())
    assert "graders: abc then, def now." in text
    assert "1.1: 2 to 0.5: dx is off" in text


@pytest.mark.parametrize("rows", [[], [row("a", document=None, state="", people=())]])
def test_a_run_without_results_has_pages(rows, tmp_path):
    assert "Class report" in pages(tmp_path, rows)[0].text
