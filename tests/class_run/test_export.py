"""What a class handed in, however it was exported."""

from __future__ import annotations

import os
import zipfile
from pathlib import Path

import pytest

from autograder.class_run.export import EarlierSubmission, ExportError, Person, open_export

YAML = """---
submission_1:
  :submitters:
  - :name: Ada Abel
    :sid: "0042"
    :email: ada@example.org
  - :name: Ken Klein
    :sid: ""
    :email: ken@example.org
  :created_at: 2026-10-09 23:59:58.000000000 -07:00
  :score: 12.5
  :results: !ruby/hash:ActiveSupport::HashWithIndifferentAccess
    tests: []
  :history:
  - :id: 7
    :created_at: 2026-10-08 20:00:00.000000000 -07:00
    :score: 60.5
  - odd
submission_2:
  :score: null
"""


def write(folder: Path, *names: str, metadata: str = "") -> Path:
    for name in names:
        (folder / name / "cs231n").mkdir(parents=True)
        (folder / name / "cs231n" / "layers.py").write_text(f"# {name}\n")
    if metadata:
        (folder / "submission_metadata.yml").write_text(metadata)
    return folder


def zipped(folder: Path, target: Path, root: str = "") -> Path:
    with zipfile.ZipFile(target, "w") as archive:
        for path in sorted(folder.rglob("*")):
            archive.write(path, f"{root}{path.relative_to(folder)}")
    return target


def test_an_exported_folder_tells_who_submitted_what_and_when(tmp_path):
    write(tmp_path, "submission_1", "submission_2", metadata=YAML)
    with open_export(tmp_path, "cs231n") as export:
        one, two = export.submissions
    assert one.people == (
        Person("Ada Abel", "0042", "ada@example.org"),
        Person("Ken Klein", "", "ken@example.org"),
    )
    assert one.created_at == "2026-10-09 23:59:58.000000000 -07:00"
    assert one.earlier_score == 12.5
    assert one.history == (EarlierSubmission("2026-10-08 20:00:00.000000000 -07:00", 60.5),)
    assert (two.people, two.created_at, two.earlier_score) == ((), "", None)
    assert export.notes == ()


def test_an_exported_zip_is_the_same_but_for_its_root(tmp_path):
    folder = write(tmp_path / "class", "submission_1", "submission_2", metadata=YAML)
    (folder / "__MACOSX").mkdir()
    archive = zipped(folder, tmp_path / "class.zip", root="assignment_7_export/")
    with open_export(archive, "cs231n") as export:
        assert [submission.name for submission in export.submissions] == ["submission_1", "submission_2"]
        assert export.submissions[0].people[0].name == "Ada Abel"
        assert (export.submissions[1].path / "cs231n" / "layers.py").read_text() == "# submission_2\n"
        unpacked = export.submissions[0].path
    assert not unpacked.exists()


def test_a_folder_of_zips_and_folders_needs_no_metadata(tmp_path):
    folder = write(tmp_path / "class", "ada")
    zipped(write(tmp_path / "ken", "assignment2"), folder / "ken.ZIP")
    (folder / "grades.csv").write_text("")
    with open_export(folder, "cs231n") as export:
        assert [submission.name for submission in export.submissions] == ["ada", "ken.ZIP"]
    assert export.notes == ("'grades.csv': neither a folder nor a zip, and left out.",)


def test_what_does_not_fit_the_metadata_is_said(tmp_path):
    write(tmp_path, "submission_2", "submission_3", metadata=YAML)
    with open_export(tmp_path, "cs231n") as export:
        assert len(export.submissions) == 2
    assert any("'submission_1'" in note and "not in the export" in note for note in export.notes)
    assert any("'submission_3'" in note and "without a name" in note for note in export.notes)


def test_a_name_that_is_no_text_costs_nobody_else(tmp_path):
    write(tmp_path, "ada", "ken").joinpath("ken").rename(tmp_path / os.fsdecode(b"k\xf6n"))
    with open_export(tmp_path, "cs231n") as export:
        assert [submission.name for submission in export.submissions] == ["ada"]
    assert export.notes == (r"'k\udcf6n': its name is not UTF-8, so it was left out: rename it.",)


def test_an_entry_that_would_leave_the_folder_stays_in_it(tmp_path):
    with zipfile.ZipFile(tmp_path / "class.zip", "w") as archive:
        archive.writestr("../../outside.txt", "x")
        archive.writestr("ada/cs231n/layers.py", "x")
    with open_export(tmp_path / "class.zip", "cs231n") as export:
        assert [submission.name for submission in export.submissions] == ["ada"]
    assert not (tmp_path.parent / "outside.txt").exists()


@pytest.mark.parametrize(
    ("name", "content", "told"),
    [
        ("class.zip", "not a zip", "cannot be unpacked"),
        ("class/submission_metadata.yml", "a: [", "cannot be read"),
        ("class/submission_metadata.yml", "- a", "does not list submissions"),
        ("class/grades.csv", "", "no folder and no zip"),
    ],
)
def test_what_is_no_export_is_refused_with_a_sentence(name, content, told, tmp_path):
    path = tmp_path / name
    path.parent.mkdir(exist_ok=True)
    path.write_text(content)
    with (
        pytest.raises(ExportError, match=told),
        open_export(path if name == "class.zip" else path.parent, "cs231n"),
    ):
        pass
