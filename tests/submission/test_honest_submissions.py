"""Any shape of an honest submission is found."""

from __future__ import annotations

import os

import pytest

from assignment import ASSIGNMENT
from autograder.submission import take_in
from tests.submission.making import LAYERS, PACKAGE, STUDENT_MODULES, at, fill


class TestShapes:
    @pytest.mark.parametrize(
        "prefix",
        [
            "cs231n/",
            "a2/cs231n/",
            "Users/ann/spring 2020/assignment2/cs231n/",
            "CS231n/",
            "a2/cs231/",
            "",
            "code/",
        ],
    )
    def test_finds_the_package_wherever_it_is(self, submitted, prefix):
        submission = take_in(ASSIGNMENT.package, submitted(at(prefix)))

        assert submission.sources == PACKAGE
        assert submission.notes == ()

    def test_loose_files_are_put_in_their_places(self, submitted):
        loose = {name.rpartition("/")[2]: text for name, text in PACKAGE.items() if name in STUDENT_MODULES}

        assert set(take_in(ASSIGNMENT.package, submitted(loose)).sources) == STUDENT_MODULES

    def test_keeps_modules_that_students_add(self, submitted):
        extra = {"helpers.py": "a = 1", "blocks/conv.py": "b = 2", "größen.py": "c = 3"}

        sources = take_in(ASSIGNMENT.package, submitted(at("cs231n/", PACKAGE | extra))).sources

        assert sources == PACKAGE | extra

    def test_takes_what_lies_beside_the_package_for_notebooks_to_import(self, submitted):
        beside = {"helpers.py": "A = 1\n", "layers.py": "draft\n", "setup.py": "", "deeper/x.py": ""}

        submission = take_in(
            ASSIGNMENT.package, submitted(at("a2/cs231n/") | at("a2/", beside) | {"other.py": ""})
        )

        assert submission.sources == PACKAGE | {"helpers.py": "A = 1\n"}

    @pytest.mark.parametrize("missing", sorted(STUDENT_MODULES))
    def test_a_missing_module_is_noted(self, submitted, missing):
        submission = take_in(
            ASSIGNMENT.package,
            submitted(at("a2/cs231n/", {k: v for k, v in PACKAGE.items() if k != missing})),
        )

        assert submission.notes == (f"cs231n/{missing} is missing.",)

    def test_prefers_the_complete_package_then_the_shallow_one(self, submitted):
        files = (
            at("cs231n/", {"layers.py": "stray"})
            | at("a2/cs231n/")
            | at("old/2019/cs231n/", {"layers.py": "old"})
        )

        submission = take_in(ASSIGNMENT.package, submitted(files))

        assert submission.sources == PACKAGE
        assert any("another copy in 'cs231n'" in note for note in submission.notes)

    def test_prefers_the_package_by_name_over_a_complete_backup(self, submitted):
        unfinished = {"layers.py": LAYERS, "optim.py": ""}

        assert (
            take_in(ASSIGNMENT.package, submitted(at("cs231n/", unfinished) | at("backup/"))).sources
            == unfinished
        )

    def test_assignments_1_and_3_beside_it_do_not_mislead(self, submitted):
        others = {
            "assignment1/cs231n/classifiers/softmax.py": "",
            "assignment3/cs231n/layers.py": "third",
            "assignment3/cs231n/optim.py": "",
            "assignment3/cs231n/classifiers/rnn.py": "",
        }

        assert take_in(ASSIGNMENT.package, submitted(others | at("assignment2/cs231n/"))).sources == PACKAGE

    def test_droppings_are_left_out(self, submitted):
        droppings = {
            "__MACOSX/cs231n/._layers.py": b"\x00\x05\x16\x07",
            "cs231n/._layers.py": b"\x00\x05\x16\x07",
            "cs231n/.ipynb_checkpoints/layers-checkpoint.py": "old",
            "cs231n/__pycache__/layers.cpython-37.pyc": b"\x42\x0d\x0d\x0a",
            "cs231n/layers.pyc": b"\x42\x0d\x0d\x0a",
            "cs231n/im2col_cython.cpython-37m-x86_64-linux-gnu.so": b"\x7fELF",
            "cs231n/datasets/get.py": "",
            "cs231n/layers (1).py": "a copy",
            ".git/hooks/layers.py": "",
            "venv/pyvenv.cfg": "home = /usr/bin",
            "venv/lib/python3.7/site-packages/keras/layers.py": "not theirs",
            "myenv/pyvenv.cfg": "home = /usr/bin",
            "myenv/cs231n/layers.py": "installed",
        }

        assert take_in(ASSIGNMENT.package, submitted(at("cs231n/") | droppings)).sources == PACKAGE

    def test_a_virtual_environment_in_the_assignment_folder_itself(self, submitted):
        environment = {"pyvenv.cfg": "", "lib/python3.8/site-packages/cs231n/layers.py": "installed"}

        assert take_in(ASSIGNMENT.package, submitted(at("cs231n/") | environment)).sources == PACKAGE


class TestNotebooks:
    def test_are_keyed_by_their_path_in_the_assignment_folder(self, submitted):
        files = {
            "a2/Dropout.ipynb": b"{}",
            "a2/drafts/Dropout copy.ipynb": b"[]",
            "a2/.ipynb_checkpoints/Dropout-checkpoint.ipynb": b"old",
            "elsewhere/Dropout.ipynb": b"other",
        }

        submission = take_in(ASSIGNMENT.package, submitted(at("a2/cs231n/") | files))

        assert submission.notebooks == {"Dropout.ipynb": b"{}", "drafts/Dropout copy.ipynb": b"[]"}

    def test_are_found_above_the_folder_of_the_package(self, submitted):
        files = at("a2/code/cs231n/") | {"a2/Dropout.ipynb": b"{}"}

        assert take_in(ASSIGNMENT.package, submitted(files)).notebooks == {"Dropout.ipynb": b"{}"}

    def test_beside_loose_files(self, submitted):
        files = {"layers.py": LAYERS, "Dropout.ipynb": b"{}"}

        assert take_in(ASSIGNMENT.package, submitted(files)).notebooks == {"Dropout.ipynb": b"{}"}

    def test_a_huge_one_is_left_out_with_a_note(self, submitted):
        files = at("cs231n/") | {"Dropout.ipynb": os.urandom(17_000_000), "PyTorch.ipynb": b"{}"}

        submission = take_in(ASSIGNMENT.package, submitted(files))

        assert set(submission.notebooks) == {"PyTorch.ipynb"}
        assert "Dropout.ipynb" in submission.notes[0]


class TestTexts:
    @pytest.mark.parametrize(
        "data",
        [
            "é = 1\nb = 2\n".encode(),
            "é = 1\r\nb = 2\r\n".encode(),
            "é = 1\rb = 2\r".encode(),
            "é = 1\nb = 2\n".encode("utf-8-sig"),
            "é = 1\nb = 2\n".encode("utf-16"),
        ],
        ids=["utf-8", "CRLF", "CR", "BOM", "utf-16"],
    )
    def test_is_decoded(self, submitted, data):
        submission = take_in(ASSIGNMENT.package, submitted(at("cs231n/", {"layers.py": data})))

        assert submission.sources["layers.py"] == "é = 1\nb = 2\n"
        assert not any("Latin-1" in note for note in submission.notes)

    def test_a_declared_encoding_is_honoured(self, submitted):
        text = "#!/usr/bin/python\n# -*- coding: cp1251 -*-\n# слой\n"

        assert (
            take_in(
                ASSIGNMENT.package, submitted(at("cs231n/", {"layers.py": text.encode("cp1251")}))
            ).sources["layers.py"]
            == text
        )

    @pytest.mark.parametrize("name", ["idna", "unicode_escape", "rot13", "no-such-thing", "punycode"])
    def test_a_declared_codec_that_is_no_character_set_is_not(self, submitted, name):
        text = f"# coding: {name}\nx = '\\u0041'\n"

        assert (
            take_in(ASSIGNMENT.package, submitted(at("cs231n/", {"layers.py": text}))).sources["layers.py"]
            == text
        )

    def test_anything_else_is_latin_1_with_a_note(self, submitted):
        submission = take_in(
            ASSIGNMENT.package, submitted(at("cs231n/", PACKAGE | {"layers.py": b"# caf\xe9\n"}))
        )

        assert submission.sources["layers.py"] == "# café\n"
        assert submission.notes == ("cs231n/layers.py is not UTF-8: read as Latin-1.",)

    def test_a_huge_module_is_left_out_with_a_note(self, submitted):
        submission = take_in(
            ASSIGNMENT.package, submitted(at("cs231n/", PACKAGE | {"layers.py": os.urandom(1_100_000)}))
        )

        assert "layers.py" not in submission.sources
        assert "'layers.py' was left out" in submission.notes[0]


def test_trained_weights_are_taken_in_as_they_are(tmp_path):
    weights = bytes(range(256))
    files = {**at("cs231n/"), "deep/down/other.pth": b"other", "model.pt": weights, "Model.ipynb": "{}"}
    assert take_in(ASSIGNMENT.package, fill(tmp_path, files)).checkpoint == weights
    assert take_in(ASSIGNMENT.package, fill(tmp_path / "none", at("cs231n/"))).checkpoint == b""


@pytest.mark.parametrize(("size", "why"), [(30_000_001, "larger than"), (0, "empty")])
def test_weights_that_are_of_no_use_are_left_out_with_a_note(tmp_path, size, why):
    submission = take_in(
        ASSIGNMENT.package, fill(tmp_path, {**at("cs231n/"), "model.safetensors": bytes(size)})
    )
    assert submission.checkpoint == b""
    assert any("model.safetensors" in note and why in note for note in submission.notes)
