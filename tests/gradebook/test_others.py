"""Rosters, and the gradebook of Canvas."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from autograder.base.csv_file import TableError
from autograder.class_run.export import Person
from autograder.gradebook.canvas import fill
from autograder.gradebook.people import attendance
from tests.class_run.rows import check, row

CANVAS = """Student,ID,SIS User ID,SIS Login ID,Section,Homework (12),Assignment 2 (345),Final Score
    Points Possible,,,,,10,100,(read only)
"Abel, Ada",7001,0042,ada,"CS 1",9,,80
"Müller, Ken",7002,,ken@example.org,"CS 1",8,50,70
"Nobody, Ann",7003,0099,ann,"CS 1",,,
"Student, Test",7004,,abc,"CS 1",,,
"""


def rows():
    pair = (Person("Ada Abel", "0042", "ada@example.org"), Person("Ken Müller", "", "Ken@Example.org "))
    lone = row("b", check("1.1", 1.0), people=(Person("Eve", "0044", "eve@example.org"),))
    return [row("a", check("1.1", 2.0), check("1.2", 0.5), people=pair), lone]


def written(folder: Path, text: str) -> Path:
    path = folder / "export.csv"
    path.write_text(text, encoding="utf-8-sig")
    return path


@pytest.mark.parametrize("separator", [",", ";"])
def test_canvas_gets_only_its_own_students_and_the_one_column(separator, tmp_path):
    text = CANVAS
    if separator == ";":
        text = "\n".join(";".join(cells) for cells in csv.reader(CANVAS.splitlines()))
    filled = fill(written(tmp_path, text), "assignment 2", rows(), tmp_path)
    with filled.path.open(newline="", encoding="utf-8-sig") as file:
        lines = list(csv.reader(file))
    assert lines == [
        ["Student", "ID", "SIS User ID", "SIS Login ID", "Section", "Assignment 2 (345)"],
        ["    Points Possible", "", "", "", "", "4.0"],
        ["Abel, Ada", "7001", "0042", "ada", "CS 1", "2.5"],
        ["Müller, Ken", "7002", "", "ken@example.org", "CS 1", "2.5"],
        ["Nobody, Ann", "7003", "0099", "ann", "CS 1", ""],
        ["Student, Test", "7004", "", "abc", "CS 1", ""],
    ]
    assert filled.unmatched == ("Eve",)
    assert filled.empty == 2


def test_a_title_that_canvas_does_not_know_makes_a_new_assignment(tmp_path):
    fill(written(tmp_path, CANVAS), "A2, with answers", rows(), tmp_path)
    first = (tmp_path / "canvas.csv").read_text(encoding="utf-8-sig").splitlines()[0]
    assert first.endswith('"A2, with answers"')


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("Name,SID\nAda,0042\n", "has no column Student"),
        (CANVAS.replace("Homework (12)", "Assignment 2 (12)"), "has 2 columns 'Assignment 2'"),
    ],
)
def test_what_is_no_gradebook_of_canvas_is_refused(text, told, tmp_path):
    with pytest.raises(TableError, match=told):
        fill(written(tmp_path, text), "Assignment 2", rows(), tmp_path)
    assert not (tmp_path / "canvas.csv").exists()


@pytest.mark.parametrize(
    "roster",
    [
        "Name,SID,Email\nAda,0042,\nKen,,KEN@example.org\nAnn Nobody,0099,ann@example.org\n",
        "First Name;Last Name;Email\nAda;A;ada@example.org\nK;M;ken@example.org\nAnn;Nobody;ann@example.org\n",
    ],
)
def test_a_roster_says_who_has_not_submitted_and_who_is_not_on_it(roster, tmp_path):
    found = attendance(written(tmp_path, roster), rows())
    assert [person.name for person in found.absent] == ["Ann Nobody"]
    assert [person.name for person in found.strangers] == ["Eve"]


def test_a_roster_without_anything_to_tell_people_by_is_refused(tmp_path):
    with pytest.raises(TableError, match="no column SID or Email"):
        attendance(written(tmp_path, "Name\nAda Abel\n"), rows())
