"""The script that builds the submission: a zip that the grader takes in, and what is missing said before the upload."""

from __future__ import annotations

import json
import zipfile

import pytest

from assignment import PACKAGE
from autograder.selfcheck.notebook_facts import ANSWER_PLACE, digest_of, remarks, too_large
from autograder.submission import take_in
from tests.judging import SOURCES


def code(source: str, count: int | None = 1, error: bool = False) -> dict[str, object]:
    outputs = [{"output_type": "error", "ename": "E", "evalue": "", "traceback": []}] if error else []
    return {
        "cell_type": "code",
        "metadata": {},
        "source": source,
        "execution_count": count,
        "outputs": outputs,
    }


def text(source: str) -> dict[str, object]:
    return {"cell_type": "markdown", "metadata": {}, "source": [source]}


def notebook(*cells: dict[str, object], indent: int | None = None) -> bytes:
    content = {"cells": list(cells), "metadata": {}, "nbformat": 4, "nbformat_minor": 5}
    return json.dumps(content, indent=indent).encode()


ASKED = notebook(code("x = 1", None), text(f"Why?\n{ANSWER_PLACE}"))
DONE = notebook(code("x = 2"), text("Why?\nBecause."))
HANDED_OUT = {
    "Dropout.ipynb": digest_of(ASKED),
    "PyTorch.ipynb": digest_of(ASKED),
    "TensorFlow.ipynb": digest_of(ASKED),
}


@pytest.fixture
def finished(solved):
    """Everything written, and the one notebook that was handed out."""
    for path in solved.folder.glob("*.ipynb"):
        path.unlink()
    (solved.folder / "selfcheck" / "handed_out.json").write_text(
        json.dumps({"Dropout.ipynb": digest_of(ASKED)})
    )
    (solved.folder / "Dropout.ipynb").write_bytes(DONE)
    return solved


def test_sources_and_notebooks_are_submitted_as_the_grader_reads_them(finished):
    """And nothing else; a second time gives the same bytes."""
    for name in (
        "cs231n/__pycache__/layers.pyc",
        "cs231n/.layers.py.swp",
        "cs231n/._layers.py",
        "cs231n/.ipynb_checkpoints/layers-checkpoint.py",
        "cs231n/datasets/data.npz",
        "notes.txt",
    ):
        path = finished.folder / name
        path.parent.mkdir(exist_ok=True)
        path.write_text("x")
    (finished.folder / ".ipynb_checkpoints").mkdir()
    (finished.folder / ".ipynb_checkpoints" / "Dropout.ipynb").write_bytes(ASKED)
    target = finished.folder / "a2.zip"
    built = []
    for _ in range(2):
        done = finished.run("handin.py")
        assert done.stderr == ""
        assert done.returncode == 0, done.stdout
        assert "a2.zip is built" in done.stdout
        assert "it is complete" in done.stdout
        built.append(target.read_bytes())
    assert built[0] == built[1]
    with zipfile.ZipFile(target) as archive:
        names = set(archive.namelist())
    assert names == {"Dropout.ipynb", *(f"cs231n/{path}" for path in SOURCES)}
    submission = take_in(PACKAGE, target)
    assert submission.sources == SOURCES
    assert submission.notebooks == {"Dropout.ipynb": DONE}
    assert submission.notes == ()


@pytest.mark.nightly
def test_what_is_missing_is_said_but_the_zip_is_there(assignment):
    (assignment.folder / "cs231n" / "optim.py").unlink()
    (assignment.folder / "selfcheck" / "handed_out.json").write_text(json.dumps(HANDED_OUT))
    for path in assignment.folder.glob("*.ipynb"):
        path.unlink()
    (assignment.folder / "Dropout.ipynb").write_bytes(ASKED)
    done = assignment.run("handin.py")
    assert done.returncode == 1
    assert (assignment.folder / "a2.zip").is_file()
    for sentence in (
        "- cs231n/optim.py is missing.",
        "- Dropout.ipynb is as you received it",
        "- PyTorch.ipynb, TensorFlow.ipynb are missing",
        "public checks wait for code that is not written yet: 1.1, 1.3",
        "public checks fail: 1.10, 1.11",
        "files of cs231n and Dropout.ipynb.",
    ):
        assert sentence in " ".join(done.stdout.split())
    first, *_ = done.stdout.splitlines()
    assert first.startswith("a2.zip is built")
    assert first.endswith("it can be uploaded, but see what is missing.")


@pytest.mark.nightly
def test_one_check_that_fails_is_one(finished):
    optim = finished.folder / "cs231n" / "optim.py"
    optim.write_text(optim.read_text().replace("w - config", "w + config"))
    first, missing, where = finished.run("handin.py").stdout.partition("- 1 public check fails: 1.10\n")
    assert missing
    assert "1.10  FAIL   sgd" in where
    assert "pass " not in first + where


def test_a_notebook_with_too_much_output_is_named_with_the_command_that_clears_it(finished):
    (finished.folder / "Dropout.ipynb").write_bytes(DONE + b" " * 17_000_000)
    done = finished.run("handin.py")
    assert done.returncode == 2
    assert "clear the outputs of Dropout.ipynb" in done.stderr
    assert "nbconvert --clear-output --inplace Dropout.ipynb" in done.stderr


def test_of_notebooks_too_large_together_the_largest_is_named():
    notebooks = {f"{number}.ipynb": b" " * (13_000_000 + number) for number in range(4)}
    (sentence,) = too_large(notebooks)
    assert sentence.startswith("3.ipynb has 13 MB; clear the outputs of 3.ipynb")


def test_a_folder_without_a_package_is_refused(assignment, tmp_path):
    (assignment.folder / "cs231n").rename(tmp_path / "elsewhere")
    done = assignment.run("handin.py")
    assert done.returncode == 2
    assert not (assignment.folder / "a2.zip").exists()


def test_every_notebook_of_the_bundle_is_known_as_handed_out(assignment):
    found = {path.name: path.read_bytes() for path in assignment.folder.glob("*.ipynb")}
    handed_out = json.loads((assignment.folder / "selfcheck" / "handed_out.json").read_text())
    assert set(found) == set(handed_out) != set()
    assert list(remarks(found, handed_out)) == [f"{', '.join(handed_out)} are as you received them"]


def of(name: str, data: bytes) -> list[str]:
    return [r for r in remarks({name: data}, {name: HANDED_OUT.get(name, "")}) if r.startswith(name)]


def test_a_finished_notebook_is_not_remarked_on():
    assert of("Dropout.ipynb", DONE) == []


def test_an_untouched_notebook_that_was_run_is_told_apart():
    assert of("Dropout.ipynb", notebook(code("x = 1", 3), text(f"Why?\n{ANSWER_PLACE}"))) == [
        "Dropout.ipynb was run, but nothing is written in it"
    ]


def test_saving_an_untouched_notebook_does_not_touch_it():
    assert of("Dropout.ipynb", notebook(code("x = 1", None), text(f"Why?\n{ANSWER_PLACE}"), indent=1)) == [
        "Dropout.ipynb is as you received it"
    ]


def test_cells_that_were_not_run_failed_or_are_empty_are_counted():
    cells = (
        code("x = 2", None),
        code("x = 3"),
        code("1/0", 3, error=True),
        code("", None),
        text(ANSWER_PLACE),
    )
    assert of("Dropout.ipynb", notebook(*cells)) == [
        "Dropout.ipynb: code cells never run, or not saved since: 1 of 3; code cells that ended with an error: 1; "
        "questions not answered: 1",
    ]


@pytest.mark.parametrize("data", [b"", b"[]", b"{}", b'{"cells": 3}', b'{"cells": [1]}', b"\xff\xfe"])
def test_a_file_that_is_no_notebook_is_told(data):
    assert of("Dropout.ipynb", data) == [
        "Dropout.ipynb: it cannot be read; open it in Jupyter and save it again"
    ]


def test_one_of_the_two_frameworks_is_enough():
    both = {"PyTorch.ipynb": DONE, "TensorFlow.ipynb": ASKED}
    handed_out = {name: HANDED_OUT[name] for name in both}
    choices = [set(both)]
    assert list(remarks(both, handed_out, choices)) == []
    assert list(remarks({"PyTorch.ipynb": DONE}, handed_out, choices)) == []
    untouched = dict.fromkeys(both, ASKED)
    assert list(remarks(untouched, handed_out, choices)) == [
        "PyTorch.ipynb, TensorFlow.ipynb are as you received them"
    ]
