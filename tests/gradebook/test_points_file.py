"""points.csv comes back from any spreadsheet, as a whole or not at all."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from autograder.base.csv_file import TableError
from autograder.class_run.export import Person
from autograder.class_run.marked import marked
from autograder.gradebook.points_file import changes_of, write_points
from autograder.policies.journal import Entry
from autograder.policies.marks import marks_of
from tests.class_run.rows import check, row

Q = "Dropout 1"


def rows():
    """A pair, and a student who has a text for a name that a spreadsheet would run."""
    marks = marks_of([Entry(1, "", "ann", "maximum", {"question": Q, "points": 4.0})])
    pair = (Person("Ada Abel", "0042", "ada@example.org"), Person("Ken Müller", "0043", "ken@example.org"))
    some = row("submission_1", check("1.1", 2.0), check("1.10", 0.5), people=pair)
    alone = row("=1+1", check("1.1", 1.0), people=(Person("-Eve", "0044", "eve@example.org"),))
    return [marked(r, marks, {Q}) for r in (some, alone)]


def edited(folder: Path, text: str, encoding: str = "utf-8") -> Path:
    path = folder / "points.csv"
    path.write_bytes(text.encode(encoding))
    return path


def test_what_was_written_changes_nothing(tmp_path):
    assert changes_of(write_points(rows(), tmp_path), rows()) == []


def test_what_was_written_is_read_by_excel_and_runs_nothing(tmp_path):
    path = write_points(rows(), tmp_path)
    assert path.read_bytes().startswith(b"\xef\xbb\xbf")
    with path.open(newline="", encoding="utf-8-sig") as file:
        header, *lines = csv.reader(file)
    assert header[:4] == ["Name", "Submission ID", "SID", "Email"]
    assert header[4:] == ["1.1 (2 pts)", "1.10 (2 pts)", "Dropout 1 (4 pts)"]
    assert lines[0] == ["Ada Abel", "submission_1", "0042", "ada@example.org", "2.0", "0.5", "0.0"]
    assert lines[2] == ["'-Eve", "'=1+1", "0044", "eve@example.org", "1.0", "", "0.0"]


def test_only_what_differs_is_changed(tmp_path):
    path = write_points(rows(), tmp_path)
    text = path.read_text(encoding="utf-8-sig").replace("2.0,0.5,0.0", "2.0,1.5,3.25")
    about = {"submission": "submission_1", "check": "1.10", "points": 1.5, "reason": "edited in points.csv"}
    assert changes_of(edited(tmp_path, text), rows()) == [
        ("override", about),
        ("points", {"question": Q, "submission": "submission_1", "points": 3.25}),
    ]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_any_encoding_and_separator_is_read(encoding, separator, tmp_path):
    number = "3,5" if separator == ";" else "3.5"
    text = separator.join(("Name", "SID", f"{Q} (4 pts)")) + "\r\n"
    text += separator.join(("Ken Müller", "0043", number)) + "\r\n"
    assert changes_of(edited(tmp_path, text, encoding), rows()) == [
        ("points", {"question": Q, "submission": "submission_1", "points": 3.5})
    ]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (f"SID,{Q}\n0042,3\n0099,1\n", "line 3: SID '0099' is that of nobody"),
        (f"SID,{Q}\n0042,4.5\n", "line 2, Dropout 1: 4.5 is not between 0 and 4"),
        (f"SID,{Q}\n0042,-1\n", "is not between 0 and 4"),
        (f"SID,{Q}\n0042,nan\n", "is not between"),
        (f"SID,{Q}\n0042,many\n", "is not a number of points"),
        (f"SID,{Q}\n0042,1\n0043,2\n", "2 here, 1 for the same submission in line 2"),
        (f"Name,{Q}\nAda Abel,3\n", "none of the columns Submission ID, SID, Email"),
        ("SID,1.1,9.9\n0042,1,1\n", "no check and no inline question '9.9'"),
        ("SID,1.1,1.1\n0042,1,1\n", "several columns '1.1'"),
        ("SID,1.10\n0044,1\n", "was not asked that"),
        (f"SID,{Q}\n,3\n", "line 2: there is neither"),
        (f"SID,{Q}\n0042,1,7\n", "line 2: more cells than columns"),
        (f'SID,{Q}\n0042,"1\n', "line 2"),
        ("", "is empty"),
        ("PK\x03\x04\0\0", "is not text"),
    ],
)
def test_what_cannot_be_meant_is_refused_with_one_sentence(text, told, tmp_path):
    with pytest.raises(TableError) as caught:
        changes_of(edited(tmp_path, text), rows())
    assert told in str(caught.value)
    assert "\n" not in str(caught.value)


def test_an_empty_cell_leaves_points_as_they_are(tmp_path):
    assert changes_of(edited(tmp_path, f"SID,1.1,{Q}\n0042,,\n\n"), rows()) == []
