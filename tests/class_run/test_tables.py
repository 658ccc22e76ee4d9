"""A run as tables that other programs read."""

from __future__ import annotations

import codecs
import csv
from pathlib import Path

from autograder.base.csv_file import read_table
from autograder.class_run.changes import changed
from autograder.class_run.export import Person
from autograder.class_run.tables import write_changes, write_tables
from tests.class_run.rows import check, row


def read(path: Path) -> list[dict[str, str]]:
    with path.open(newline="", encoding="utf-8-sig") as file:
        return list(csv.DictReader(file))


def test_grades_have_a_line_for_each_person_of_a_group(tmp_path):
    pair = (Person("Ada Abel", "0042", "ada@example.org"), Person("Ken Klein", "0043", "ken@example.org"))
    failed = row("b", document=None, state="failed", people=())
    write_tables([row("a", check("1.1", 2.0), check("1.2", 0.5), people=pair), failed], tmp_path)
    ada, ken, nobody = read(tmp_path / "gradescope.csv")
    assert (ada["Name"], ada["SID"], ada["Total Score"], ada["Max Points"]) == (
        "Ada Abel",
        "0042",
        "2.5",
        "4.0",
    )
    assert (ken["Email"], ken["1.2: about 1.2 (2 pts)"], ken["Status"]) == (
        "ken@example.org",
        "0.5",
        "Graded",
    )
    assert (nobody["Name"], nobody["Total Score"], nobody["Status"]) == ("b", "", "Ungraded")


def test_a_check_that_some_were_not_asked_has_a_column(tmp_path):
    write_tables([row("a", check("1.10", 1.0)), row("b", check("1.2", 2.0), check("1.10", 0.0))], tmp_path)
    one, other = read(tmp_path / "gradescope.csv")
    columns = ("1.2: about 1.2 (2 pts)", "1.10: about 1.10 (2 pts)")
    assert tuple(one)[-2:] == columns
    assert [[line[column] for column in columns] for line in (one, other)] == [["", "1.0"], ["2.0", "0.0"]]


def test_checks_are_told_one_by_one(tmp_path):
    write_tables([row("a", check("1.1", 2.0), check("2.1", 0.5, mistakes=["x.y", "z.w"]))], tmp_path)
    assert [
        (c["submission"], c["question"], c["check"], c["points"], c["mistakes"])
        for c in read(tmp_path / "checks.csv")
    ] == [
        ("a", "Q1", "1.1", "2.0", ""),
        ("a", "Q2", "2.1", "0.5", "x.y z.w"),
    ]


def test_changes_are_told_in_all_and_by_check(tmp_path):
    found = changed([row("a", check("1.1", 2.0))], [row("a", check("1.1", 0.5, output="off"))])
    write_changes(found, tmp_path)
    assert [(c["check"], c["difference"], c["why"]) for c in read(tmp_path / "changes.csv")] == [
        ("", "-1.5", ""),
        ("1.1", "-1.5", "off"),
    ]


def test_no_name_becomes_a_formula(tmp_path):
    write_tables(
        [row("a", check("1.1", 2.0), people=(Person('=HYPERLINK("http://x")', "-1", "@x"),))], tmp_path
    )
    (line,) = read(tmp_path / "gradescope.csv")
    assert (line["Name"], line["SID"], line["Email"]) == ('\'=HYPERLINK("http://x")', "'-1", "'@x")


def test_names_stay_on_their_line_and_turn_no_text_around(tmp_path):
    write_tables([row("a", check("1.1", 2.0), people=(Person("Ada\nTotal\u202e", "\uff1d1"),))], tmp_path)
    (line,) = read(tmp_path / "gradescope.csv")
    assert (line["Name"], line["SID"]) == ("Ada Total", "'\uff1d1")


def test_accents_arrive_in_excel_and_in_other_readers(tmp_path):
    rows = [row("a", check("1.1", 2.0), people=(Person("Zoë Łuk", "7", "zoë@example.org"),))]
    write_tables(rows, tmp_path)
    for name in ("gradescope.csv", "checks.csv"):
        data = (tmp_path / name).read_bytes()
        assert data.startswith(codecs.BOM_UTF8)
        assert not data.startswith(codecs.BOM_UTF8 * 2)
        assert "Zoë" in data.decode("utf-8-sig")
    assert read_table(tmp_path / "gradescope.csv").columns[0] == "Name"
