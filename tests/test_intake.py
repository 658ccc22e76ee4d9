"""Intake: any shape of an honest hand-in is found, and no dishonest one gets past a sentence."""

from __future__ import annotations

import io
import os
import stat
import struct
import tracemalloc
import zipfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from autograder.intake import IntakeError, NoSubmission, Submission, take_in
from autograder.isolation.frames import encode

LAYERS = "def affine_forward(x, w, b):\n    return x, (x, w, b)\n"
PACKAGE = {
    "layers.py": LAYERS,
    "optim.py": "def sgd(w, dw, config=None):\n    return w, config\n",
    "layer_utils.py": "",
    "fast_layers.py": "",
    "classifiers/__init__.py": "",
    "classifiers/fc_net.py": "class TwoLayerNet:\n    pass\n",
    "classifiers/cnn.py": "class ThreeLayerConvNet:\n    pass\n",
}
STUDENT_MODULES = {"layers.py", "optim.py", "classifiers/fc_net.py", "classifiers/cnn.py"}

Contents = dict[str, str | bytes]


def at(prefix: str, files: Contents = PACKAGE) -> Contents:
    return {f"{prefix}{name}": content for name, content in files.items()}


def fill(folder: Path, files: Contents) -> Path:
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode() if isinstance(content, str) else content)
    return folder


def zip_bytes(files: Contents, **entry: int) -> bytes:
    """A zip; `entry` sets attributes of every ZipInfo."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            info = zipfile.ZipInfo(name)
            info.compress_type = zipfile.ZIP_DEFLATED
            for attribute, value in entry.items():
                setattr(info, attribute, value)
            archive.writestr(info, content)
    return stream.getvalue()


def link_to(target: str, name: str, rest: Contents) -> bytes:
    stream = io.BytesIO(zip_bytes(rest))
    with zipfile.ZipFile(stream, "a") as archive:
        info = zipfile.ZipInfo(name)
        info.create_system = 3
        info.external_attr = (stat.S_IFLNK | 0o777) << 16
        archive.writestr(info, target)
    return stream.getvalue()


@pytest.fixture(params=["folder", "zip"])
def hand_in(request, tmp_path):
    """Make a hand-in of files, as a folder and as a zip."""

    def make(files: Contents) -> Path:
        if request.param == "folder":
            (tmp_path / "submission").mkdir()
            return fill(tmp_path / "submission", files)
        (tmp_path / "a2.zip").write_bytes(zip_bytes(files))
        return tmp_path / "a2.zip"

    return make


@pytest.fixture
def zipped(tmp_path):
    """Take in the bytes of a zip."""

    def take(data: bytes, name: str = "a2.zip") -> Submission:
        (tmp_path / name).write_bytes(data)
        return take_in(tmp_path / name)

    return take


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
    def test_finds_the_package_wherever_it_is(self, hand_in, prefix):
        submission = take_in(hand_in(at(prefix)))

        assert submission.sources == PACKAGE
        assert submission.notes == ()

    def test_loose_files_are_put_in_their_places(self, hand_in):
        loose = {name.rpartition("/")[2]: text for name, text in PACKAGE.items() if name in STUDENT_MODULES}

        assert set(take_in(hand_in(loose)).sources) == STUDENT_MODULES

    def test_keeps_modules_that_students_add(self, hand_in):
        extra = {"helpers.py": "a = 1", "blocks/conv.py": "b = 2", "größen.py": "c = 3"}

        sources = take_in(hand_in(at("cs231n/", PACKAGE | extra))).sources

        assert sources == PACKAGE | extra

    @pytest.mark.parametrize("missing", sorted(STUDENT_MODULES))
    def test_a_missing_module_is_noted(self, hand_in, missing):
        submission = take_in(hand_in(at("a2/cs231n/", {k: v for k, v in PACKAGE.items() if k != missing})))

        assert submission.notes == (f"cs231n/{missing} is missing.",)

    def test_prefers_the_complete_package_then_the_shallow_one(self, hand_in):
        files = (
            at("cs231n/", {"layers.py": "stray"})
            | at("a2/cs231n/")
            | at("old/2019/cs231n/", {"layers.py": "old"})
        )

        submission = take_in(hand_in(files))

        assert submission.sources == PACKAGE
        assert any("another copy in 'cs231n'" in note for note in submission.notes)

    def test_prefers_the_package_by_name_over_a_complete_backup(self, hand_in):
        unfinished = {"layers.py": LAYERS, "optim.py": ""}

        assert take_in(hand_in(at("cs231n/", unfinished) | at("backup/"))).sources == unfinished

    def test_assignments_1_and_3_beside_it_do_not_mislead(self, hand_in):
        others = {
            "assignment1/cs231n/classifiers/softmax.py": "",
            "assignment3/cs231n/layers.py": "third",
            "assignment3/cs231n/optim.py": "",
            "assignment3/cs231n/classifiers/rnn.py": "",
        }

        assert take_in(hand_in(others | at("assignment2/cs231n/"))).sources == PACKAGE

    def test_droppings_are_left_out(self, hand_in):
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

        assert take_in(hand_in(at("cs231n/") | droppings)).sources == PACKAGE

    def test_a_virtual_environment_in_the_assignment_folder_itself(self, hand_in):
        environment = {"pyvenv.cfg": "", "lib/python3.8/site-packages/cs231n/layers.py": "installed"}

        assert take_in(hand_in(at("cs231n/") | environment)).sources == PACKAGE


class TestNotebooks:
    def test_are_keyed_by_their_path_in_the_assignment_folder(self, hand_in):
        files = {
            "a2/Dropout.ipynb": b"{}",
            "a2/drafts/Dropout copy.ipynb": b"[]",
            "a2/.ipynb_checkpoints/Dropout-checkpoint.ipynb": b"old",
            "elsewhere/Dropout.ipynb": b"other",
        }

        submission = take_in(hand_in(at("a2/cs231n/") | files))

        assert submission.notebooks == {"Dropout.ipynb": b"{}", "drafts/Dropout copy.ipynb": b"[]"}

    def test_are_found_above_the_folder_of_the_package(self, hand_in):
        files = at("a2/code/cs231n/") | {"a2/Dropout.ipynb": b"{}"}

        assert take_in(hand_in(files)).notebooks == {"Dropout.ipynb": b"{}"}

    def test_beside_loose_files(self, hand_in):
        files = {"layers.py": LAYERS, "Dropout.ipynb": b"{}"}

        assert take_in(hand_in(files)).notebooks == {"Dropout.ipynb": b"{}"}

    def test_a_huge_one_is_left_out_with_a_note(self, hand_in):
        files = at("cs231n/") | {"Dropout.ipynb": os.urandom(17_000_000), "PyTorch.ipynb": b"{}"}

        submission = take_in(hand_in(files))

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
    def test_is_decoded(self, hand_in, data):
        submission = take_in(hand_in(at("cs231n/", {"layers.py": data})))

        assert submission.sources["layers.py"] == "é = 1\nb = 2\n"
        assert not any("Latin-1" in note for note in submission.notes)

    def test_a_declared_encoding_is_honoured(self, hand_in):
        text = "#!/usr/bin/python\n# -*- coding: cp1251 -*-\n# слой\n"

        assert (
            take_in(hand_in(at("cs231n/", {"layers.py": text.encode("cp1251")}))).sources["layers.py"] == text
        )

    @pytest.mark.parametrize("name", ["idna", "unicode_escape", "rot13", "no-such-thing", "punycode"])
    def test_a_declared_codec_that_is_no_character_set_is_not(self, hand_in, name):
        text = f"# coding: {name}\nx = '\\u0041'\n"

        assert take_in(hand_in(at("cs231n/", {"layers.py": text}))).sources["layers.py"] == text

    def test_anything_else_is_latin_1_with_a_note(self, hand_in):
        submission = take_in(hand_in(at("cs231n/", PACKAGE | {"layers.py": b"# caf\xe9\n"})))

        assert submission.sources["layers.py"] == "# café\n"
        assert submission.notes == ("cs231n/layers.py is not UTF-8: read as Latin-1.",)

    def test_a_huge_module_is_left_out_with_a_note(self, hand_in):
        submission = take_in(hand_in(at("cs231n/", PACKAGE | {"layers.py": os.urandom(1_100_000)})))

        assert "layers.py" not in submission.sources
        assert "'layers.py' was left out" in submission.notes[0]


class TestNothingToGrade:
    def test_no_such_path_is_no_fault_of_the_submission(self, tmp_path):
        with pytest.raises(NoSubmission, match="No such file"):
            take_in(tmp_path / "nowhere")
        with pytest.raises(NoSubmission):
            take_in(tmp_path / "null\0byte")

    def test_an_empty_folder(self, tmp_path):
        with pytest.raises(IntakeError, match="folder is empty"):
            take_in(tmp_path)

    def test_a_folder_without_a_package(self, hand_in):
        with pytest.raises(IntakeError, match="No cs231n folder"):
            take_in(hand_in({"notes.txt": "x", "essay.py": "x"}))

    def test_a_zip_in_the_hand_in_is_pointed_to(self, hand_in):
        with pytest.raises(IntakeError, match=r"'a2\.zip': hand in that zip"):
            take_in(hand_in({"a2.zip": zip_bytes(at("cs231n/"))}))

    @pytest.mark.parametrize(
        ("data", "sentence"),
        [
            (b"", "is empty"),
            (b"I did not do it", "is not a zip"),
            (b"Rar!\x1a\x07\x01\x00 and so on", "is a RAR archive"),
            (b"\x1f\x8b\x08\x00 and so on", "is a gzip"),
            (zip_bytes({}), "The zip is empty"),
            (zip_bytes(at("cs231n/"))[:-40], "incomplete"),
        ],
        ids=["no bytes", "text", "rar", "gzip", "empty zip", "cut short"],
    )
    def test_a_file_that_is_no_zip_of_anything(self, zipped, data, sentence):
        with pytest.raises(IntakeError, match=sentence):
            zipped(data)

    def test_a_zip_by_another_name_is_a_zip(self, zipped):
        assert zipped(zip_bytes(at("cs231n/")), "hand-in.doc").sources == PACKAGE

    def test_a_pipe_is_not_waited_for(self, tmp_path):
        os.mkfifo(tmp_path / "a2.zip")
        with pytest.raises(IntakeError, match="neither a folder nor a file"):
            take_in(tmp_path / "a2.zip")


class TestHostileFolders:
    @pytest.mark.parametrize("name", ["cs231n/layers.py", "cs231n/classifiers", "Dropout.ipynb", "a2/cs231n"])
    def test_a_link_in_the_place_of_work_is_refused(self, tmp_path, name):
        target = fill(tmp_path / "secret", PACKAGE) / "layers.py"
        hand_in = fill(tmp_path / "hand-in", at("cs231n/", {"optim.py": ""}))
        (hand_in / name).parent.mkdir(parents=True, exist_ok=True)
        (hand_in / name).symlink_to(target if "." in name else target.parent)

        with pytest.raises(IntakeError, match="is a symbolic link"):
            take_in(hand_in)

    def test_links_elsewhere_are_ignored(self, tmp_path):
        hand_in = fill(tmp_path / "hand-in", at("cs231n/"))
        (hand_in / "cs231n" / "datasets").symlink_to("/")
        (hand_in / "loop").symlink_to(hand_in)

        assert take_in(hand_in).sources == PACKAGE

    def test_pipes_and_sockets_are_not_opened(self, tmp_path):
        hand_in = fill(tmp_path / "hand-in", at("cs231n/", {"optim.py": "x = 1\n"}))
        os.mkfifo(hand_in / "cs231n" / "layers.py")

        assert take_in(hand_in).sources == {"optim.py": "x = 1\n"}

    def test_odd_names_are_harmless(self, tmp_path):
        odd = ["-rf.py", "a\nb.py", "\x1b[31m.py", "$(id).py", "a;b.py", "x" * 250 + ".py", "\u202egnp.py"]
        hand_in = fill(tmp_path / "hand-in", at("cs231n/") | {f"cs231n/{name}": "" for name in odd})
        (hand_in / os.fsdecode(b"cs231n/\xff\xfe.py")).write_text("")

        submission = take_in(hand_in)

        assert submission.sources == PACKAGE
        assert [note for note in submission.notes if "longer than 100" in note and len(note) < 200]

    def test_all_that_is_taken_in_fits_into_a_message(self, zipped):
        longest = {f"cs231n/{chr(0x10400) * 90}{n}.py": "" for n in range(300)}

        sources = zipped(zip_bytes(at("cs231n/") | longest)).sources

        assert len(sources) == 200
        assert encode({f"source:{path}": text for path, text in sources.items()})

    def test_too_deep_is_not_reached(self, tmp_path):
        fill(tmp_path, at("cs231n/") | {"d/" * 60 + "Dropout.ipynb": b"{}"})

        assert take_in(tmp_path).notebooks == {}


class TestHostileZips:
    @pytest.mark.parametrize("name", ["cs231n/layers.py", "cs231n", "link", "cs231n/classifiers/"])
    def test_a_link_gets_a_sentence(self, zipped, name):
        with pytest.raises(IntakeError, match="symbolic link"):
            zipped(link_to("/etc/passwd", name, {"README.md": "see the link"}))

    def test_a_link_in_the_place_of_work_is_refused(self, zipped):
        with pytest.raises(IntakeError, match=r"'cs231n/layers.py' is a symbolic link"):
            zipped(link_to("/etc/passwd", "cs231n/layers.py", at("cs231n/", {"optim.py": ""})))

    def test_links_of_a_virtual_environment_are_ignored(self, zipped):
        assert zipped(link_to("/usr/bin/python3", "venv/bin/python", at("cs231n/"))).sources == PACKAGE

    @pytest.mark.parametrize(
        "name",
        ["/cs231n/layers.py", "../cs231n/layers.py", "cs231n/../cs231n/layers.py", "C:\\cs231n\\layers.py"],
    )
    def test_unsafe_names_are_left_out(self, zipped, name):
        submission = zipped(zip_bytes({name: "planted"} | at("cs231n/", {"optim.py": "x"})))

        assert submission.sources == {"optim.py": "x"}
        assert "unsafe names" in submission.notes[0]

    def test_backslashes_are_separators(self, zipped):
        data = zip_bytes({name.replace("/", "\\"): text for name, text in at("a2/cs231n/").items()})

        assert zipped(data).sources == PACKAGE

    def test_the_last_of_two_entries_with_one_name_counts_and_is_noted(self, zipped):
        stream = io.BytesIO(zip_bytes(at("cs231n/", PACKAGE | {"layers.py": "first"})))
        with zipfile.ZipFile(stream, "a") as archive:
            archive.writestr("cs231n\\layers.py", "second")

        submission = zipped(stream.getvalue())

        assert submission.sources["layers.py"] == "second"
        assert submission.notes == (
            "The zip holds 'cs231n/layers.py' more than once: the last one was graded.",
        )

    def test_a_bomb_is_refused_without_unpacking_it(self, zipped):
        data = zip_bytes(at("cs231n/") | {"cs231n/data.bin": bytes(110_000_000)})

        with pytest.raises(IntakeError, match="zip bomb"):
            zipped(data)

    def test_memory_stays_bounded(self, zipped):
        files = {f"{i}.ipynb": bytes(15_000_000) for i in range(6)}
        data = zip_bytes(at("cs231n/") | files | {"cs231n/layers.py": bytes(9_000_000)})
        del files

        tracemalloc.start()
        submission = zipped(data)
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()

        assert len(submission.notebooks) == 3
        assert peak < 100_000_000

    def test_a_lying_size_is_found_out(self, zipped):
        data = zip_bytes({"cs231n/layers.py": bytes(5000)})
        lying = data.replace(struct.pack("<L", 5000), struct.pack("<L", 7))

        with pytest.raises(IntakeError, match="damaged"):
            zipped(lying)

    def test_a_password_gets_a_sentence(self, zipped):
        data = bytearray(zip_bytes({"cs231n/layers.py": LAYERS}))
        for mark, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
            data[data.index(mark) + offset] |= 1

        with pytest.raises(IntakeError, match="password"):
            zipped(bytes(data))

    @pytest.mark.parametrize("method", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
    def test_methods_that_unpack_without_bound_are_refused(self, zipped, method):
        with pytest.raises(IntakeError, match="unusual compression"):
            zipped(zip_bytes({"cs231n/layers.py": LAYERS}, compress_type=method))

    def test_a_device_entry_is_no_module(self, zipped):
        data = zip_bytes({"cs231n/layers.py": ""}, external_attr=(stat.S_IFCHR | 0o666) << 16)

        with pytest.raises(IntakeError, match="No cs231n folder"):
            zipped(data)

    def test_a_hundred_thousand_entries_are_too_many(self, zipped):
        entry = (
            struct.pack("<4s6H3L5H2L", b"PK\x01\x02", 20, 20, 0, 0, 0, 33, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0)
            + b"a"
        )
        directory = entry * 170_000
        end = struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, 0xFFFE, 0xFFFE, len(directory), 0, 0)

        with pytest.raises(IntakeError, match="more than 100000 files"):
            zipped(directory + end)
        with pytest.raises(IntakeError, match="more than 100000 files"):
            zipped(
                directory * 2
                + end.replace(struct.pack("<L", len(directory)), struct.pack("<L", 2 * len(directory)))
            )


def _outcome(path: Path, data: bytes) -> str | Submission:
    path.write_bytes(data)
    try:
        return take_in(path)
    except IntakeError as error:
        return str(error)


def _is_sound(outcome: str | Submission) -> bool:
    if isinstance(outcome, str):
        return outcome.isascii() and outcome.isprintable() and outcome.endswith(".")
    return all(isinstance(text, str) for text in outcome.sources.values())


_MANY = settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
_NAMES = st.text(st.characters(codec="utf-8", exclude_characters="\0"), min_size=1, max_size=40)
_SOUND = zip_bytes(at("a2/cs231n/") | {"a2/Dropout.ipynb": b"{}"})


class TestAnyBytes:
    @_MANY
    @given(data=st.binary(max_size=2000))
    def test_give_a_submission_or_a_sentence(self, tmp_path, data):
        assert _is_sound(_outcome(tmp_path / "any.zip", data))

    @_MANY
    @given(
        damage=st.dictionaries(st.integers(0, len(_SOUND) - 1), st.integers(0, 255), max_size=12),
        cut=st.integers(0, 60),
    )
    def test_in_place_of_those_of_a_sound_zip(self, tmp_path, damage, cut):
        data = bytearray(_SOUND)
        for where, value in damage.items():
            data[where] = value
        assert _is_sound(_outcome(tmp_path / "any.zip", bytes(data[: len(data) - cut])))

    @_MANY
    @given(names=st.sets(_NAMES, max_size=8), data=st.binary(max_size=200))
    def test_as_names_and_modules(self, tmp_path, names, data):
        files = dict.fromkeys(names, data)
        _outcome(
            tmp_path / "any.zip", zip_bytes(files | {"cs231n/layers.py": data, "cs231n/optim.py": data[::-1]})
        )


def test_trained_weights_are_taken_in_as_they_are(tmp_path):
    weights = bytes(range(256))
    files = {**at("cs231n/"), "deep/down/other.pth": b"other", "model.pt": weights, "Model.ipynb": "{}"}
    assert take_in(fill(tmp_path, files)).checkpoint == weights
    assert take_in(fill(tmp_path / "none", at("cs231n/"))).checkpoint == b""


def test_weights_that_are_too_large_are_left_out_with_a_note(tmp_path):
    submission = take_in(fill(tmp_path, {**at("cs231n/"), "model.safetensors": bytes(30_000_001)}))
    assert submission.checkpoint == b""
    assert any("model.safetensors" in note and "larger than" in note for note in submission.notes)
