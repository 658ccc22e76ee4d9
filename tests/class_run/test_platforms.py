"""Exports of several platforms: whose a submission is, and that a class is never counted as one."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest

from assignment import ASSIGNMENT
from autograder.class_run.export import Export, ExportError, open_export
from autograder.class_run.platforms import student_of
from autograder.submission import take_in
from tests.submission.making import PACKAGE, at, fill, zip_bytes

WORK = at("cs231n/")
ZIP = zip_bytes(at("assignment2/cs231n/"))
NAMES = ("ann", "ben", "cem", "dee")


def opened(path: Path) -> Export:
    with open_export(path, "cs231n") as export:
        for submission in export.submissions:
            assert take_in(ASSIGNMENT.package, submission.path).sources == PACKAGE
        return export


def people(export: Export) -> list[str]:
    return [person.name for submission in export.submissions for person in submission.people]


LAYOUTS = {
    "folders of work": lambda name: at(f"{name}/", WORK),
    "folders of work, deeper": lambda name: at(f"{name}/hand in/assignment2/", WORK),
    "zips": lambda name: {f"{name}.zip": ZIP},
    "folders of one zip": lambda name: {f"{name}/a2.zip": ZIP},
    "Moodle's folders": lambda name: {f"{name} doe_12{len(name)}_assignsubmission_file_/a2.zip": ZIP},
    "Moodle's files": lambda name: {f"{name} doe_123_assignsubmission_file_a2.zip": ZIP},
    "Canvas": lambda name: {f"doe{name}_LATE_12345_678910_a2-1.zip": ZIP},
    "Blackboard": lambda name: {
        f"gradebook_CS_A2_{name}_attempt_2026-10-16-12-00-00_a2.zip": ZIP,
        f"gradebook_CS_A2_{name}_attempt_2026-10-16-12-00-00.txt": "Name: x",
    },
    "GitHub Classroom": lambda name: at(f"a2-{name}/", {**WORK, "README.md": "x", ".git/HEAD": "x"}),
    "two copies each": lambda name: at(f"{name}/a2_original/", WORK) | at(f"{name}/assignment2/", WORK),
}
AROUND = {"nothing": "", "a root": "a2-11-30-2026-18-00-00/", "two roots": "Downloads/export (1)/"}


@pytest.mark.parametrize("around", AROUND.values(), ids=AROUND)
@pytest.mark.parametrize("layout", LAYOUTS.values(), ids=LAYOUTS)
@pytest.mark.parametrize("packed", [False, True], ids=["folder", "zip"])
def test_every_student_is_counted(tmp_path, layout, around, packed):
    files = {f"{around}{path}": data for name in NAMES for path, data in layout(name).items()}
    clutter = {"__MACOSX/._x": b"x", ".DS_Store": b"x"}
    if packed:
        path = tmp_path / "class.zip"
        path.write_bytes(zip_bytes(files | clutter))
    else:
        path = fill(tmp_path, files | clutter)
    export = opened(path)
    assert len(export.submissions) == len(NAMES)
    assert export.found.startswith("4 submissions in ")


@pytest.mark.parametrize(
    ("name", "student"),
    [
        ("Jane Doe_1234567_assignsubmission_file_", ("Jane Doe", "")),
        ("Zoë Müller-Łuk_77_assignsubmission_file_a2.zip", ("Zoë Müller-Łuk", "")),
        ("Jane Doe_1234567_file", ("Jane Doe", "")),
        ("doejane_12345_678910_a2.zip", ("doejane", "12345")),
        ("doejane_LATE_12345_678910_a2-2.zip", ("doejane", "12345")),
        ("gradebook_CS_HW 2_jdoe_attempt_2026-10-16-12-00-00_a2.zip", ("jdoe", "")),
        ("submission_12", ("", "")),
        ("a2-jane", ("", "")),
        ("jane_doe_a2.zip", ("", "")),
    ],
)
def test_names_of_files_tell_whose_they_are(name, student):
    assert student_of(name) == student


def test_students_of_platforms_have_names(tmp_path):
    fill(tmp_path, {"Ann Lee_1_assignsubmission_file_/a2.zip": ZIP, "doeben_12_34_a2.zip": ZIP})
    export = opened(tmp_path)
    assert people(export) == ["Ann Lee", "doeben"]
    assert "1 folder and 1 zip, 2 with a student's name" in export.found


def test_one_student_alone_is_one_submission(tmp_path):
    assert len(opened(fill(tmp_path, at("ann/assignment2/", WORK))).submissions) == 1


@pytest.mark.parametrize("sections", [("monday", "tuesday"), ("a", "b", "c")])
def test_a_folder_of_several_classes_is_one_level_too_high(tmp_path, sections):
    fill(tmp_path, {f"{s}/{n}/{path}": data for s in sections for n in NAMES for path, data in WORK.items()})
    with pytest.raises(ExportError, match="one level too high"), open_export(tmp_path, "cs231n"):
        pass


def test_a_class_beside_others_work_is_told(tmp_path):
    fill(tmp_path, at("ann/", WORK) | {f"late/{name}.zip": ZIP for name in NAMES})
    with open_export(tmp_path, "cs231n") as export:
        assert "'late': holds several submissions" in " ".join(export.notes)


def test_a_zip_of_zips(tmp_path):
    path = tmp_path / "class.zip"
    with zipfile.ZipFile(path, "w") as archive:
        for name in NAMES:
            archive.writestr(f"{name}.zip", ZIP)
    assert len(opened(path).submissions) == len(NAMES)


def test_a_student_with_two_zips_is_named_before_grading(tmp_path):
    folder = "ann doe_123_assignsubmission_file_"
    fill(tmp_path, {f"{folder}/a2.zip": ZIP, f"{folder}/a2 (1).zip": ZIP, "ben doe_4_file/a2.zip": ZIP})
    with open_export(tmp_path, "cs231n") as export:
        assert len(export.submissions) == 2
        assert f"'{folder}': holds several zips, none of which is graded: leave one." in export.notes


@pytest.mark.parametrize("around", ["", "term/"])
def test_an_export_that_was_zipped_once_more(tmp_path, around):
    moodle = {f"{name} doe_123_assignsubmission_file_/a2.zip": ZIP for name in NAMES}
    path = tmp_path / "twice.zip"
    path.write_bytes(zip_bytes({f"{around}class.zip": zip_bytes(moodle)}))
    assert people(opened(path)) == [f"{name} doe" for name in NAMES]
    gradescope = {f"export/submission_{name}/{file}": data for name in NAMES for file, data in WORK.items()}
    gradescope["export/submission_metadata.yml"] = b"submission_ann:\n  :submitters:\n  - :name: Ann\n"
    path.write_bytes(zip_bytes({f"{around}class.zip": zip_bytes(gradescope)}))
    export = opened(path)
    assert (len(export.submissions), people(export)) == (len(NAMES), ["Ann"])


def test_several_zipped_classes_are_one_level_too_high(tmp_path):
    of_section = zip_bytes({f"{name}.zip": ZIP for name in NAMES})
    fill(tmp_path, {"monday.zip": of_section, "tuesday.zip": of_section})
    with (
        pytest.raises(ExportError, match=r"one level too high: 'monday\.zip'"),
        open_export(tmp_path, "cs231n"),
    ):
        pass


def test_text_that_was_typed_in_is_no_submission(tmp_path):
    typed = "ann doe_123_assignsubmission_onlinetext_"
    file = "ann doe_123_assignsubmission_file_/a2.zip"
    export = opened(fill(tmp_path, {file: ZIP, f"{typed}/onlinetext.html": b"<p>"}))
    assert people(export) == ["ann doe"]
    assert f"'{typed}': text that a student typed in, and left out." in export.notes


@pytest.mark.parametrize(
    "files",
    [("Jose\u0301.zip", "Jos\u00e9.zip"), ("doejos\u00e9_1_2_a.zip", "doejos\u00e9_1_3_a-1.zip")],
    ids=["spelled in other bytes", "Canvas"],
)
def test_a_student_who_is_there_twice_is_named(tmp_path, files):
    export = opened(fill(tmp_path, dict.fromkeys([*files, "ben.zip"], ZIP)))
    assert len(export.submissions) == 3
    assert [note for note in export.notes if "more than one submission under this name" in note]
