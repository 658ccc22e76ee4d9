"""No dishonest submission gets past a sentence."""

from __future__ import annotations

import io
import os
import stat
import struct
import tracemalloc
import zipfile

import pytest

from assignment import ASSIGNMENT
from autograder.isolation.frames import encode
from autograder.submission import IntakeError, NoSubmission, folder_listing, take_in
from autograder.submission.collect import collect
from autograder.submission.folder_listing import scan_folder
from tests.submission.making import LAYERS, PACKAGE, at, fill, link_to, zip_bytes


class TestNothingToGrade:
    def test_no_such_path_is_no_fault_of_the_submission(self, tmp_path):
        with pytest.raises(NoSubmission, match="No such file"):
            take_in(ASSIGNMENT.package, tmp_path / "nowhere")
        with pytest.raises(NoSubmission):
            take_in(ASSIGNMENT.package, tmp_path / "null\0byte")

    def test_an_empty_folder(self, tmp_path):
        with pytest.raises(IntakeError, match="folder is empty"):
            take_in(ASSIGNMENT.package, tmp_path)

    def test_a_folder_without_a_package(self, submitted):
        with pytest.raises(IntakeError, match="No cs231n folder"):
            take_in(ASSIGNMENT.package, submitted({"notes.txt": "x", "essay.py": "x"}))

    def test_a_zip_in_the_submission_within_a_zip_is_pointed_to(self, zipped):
        with pytest.raises(IntakeError, match=r"'a2\.zip': hand in that zip"):
            zipped(zip_bytes({"a2.zip": zip_bytes(at("cs231n/"))}))

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
        assert zipped(zip_bytes(at("cs231n/")), "submission.doc").sources == PACKAGE

    def test_a_pipe_is_not_waited_for(self, tmp_path):
        os.mkfifo(tmp_path / "a2.zip")
        with pytest.raises(IntakeError, match="neither a folder nor a file"):
            take_in(ASSIGNMENT.package, tmp_path / "a2.zip")


class TestHostileFolders:
    @pytest.mark.parametrize("name", ["cs231n/layers.py", "cs231n/classifiers", "Dropout.ipynb", "a2/cs231n"])
    def test_a_link_in_the_place_of_work_is_refused(self, tmp_path, name):
        target = fill(tmp_path / "secret", PACKAGE) / "layers.py"
        submitted = fill(tmp_path / "submission", at("cs231n/", {"optim.py": ""}))
        (submitted / name).parent.mkdir(parents=True, exist_ok=True)
        (submitted / name).symlink_to(target if "." in name else target.parent)

        with pytest.raises(IntakeError, match="is a symbolic link"):
            take_in(ASSIGNMENT.package, submitted)

    def test_links_elsewhere_are_ignored(self, tmp_path):
        submitted = fill(tmp_path / "submission", at("cs231n/"))
        (submitted / "cs231n" / "datasets").symlink_to("/")
        (submitted / "loop").symlink_to(submitted)

        assert take_in(ASSIGNMENT.package, submitted).sources == PACKAGE

    def test_pipes_and_sockets_are_not_opened(self, tmp_path):
        submitted = fill(tmp_path / "submission", at("cs231n/", {"optim.py": "x = 1\n"}))
        os.mkfifo(submitted / "cs231n" / "layers.py")

        assert take_in(ASSIGNMENT.package, submitted).sources == {"optim.py": "x = 1\n"}

    def test_odd_names_are_harmless(self, tmp_path):
        odd = ["-rf.py", "a\nb.py", "\x1b[31m.py", "$(id).py", "a;b.py", "x" * 250 + ".py", "\u202egnp.py"]
        submitted = fill(tmp_path / "submission", at("cs231n/") | {f"cs231n/{name}": "" for name in odd})
        (submitted / os.fsdecode(b"cs231n/\xff\xfe.py")).write_text("")

        submission = take_in(ASSIGNMENT.package, submitted)

        assert submission.sources == PACKAGE
        assert [note for note in submission.notes if "longer than 100" in note and len(note) < 200]

    def test_all_that_is_taken_in_fits_into_a_message(self, zipped):
        longest = {f"cs231n/{chr(0x10400) * 90}{n}.py": "" for n in range(300)}

        sources = zipped(zip_bytes(at("cs231n/") | longest)).sources

        assert len(sources) == 200
        assert encode({f"source:{path}": text for path, text in sources.items()})

    def test_more_files_than_any_submission_has_are_too_many(self, tmp_path, monkeypatch):
        monkeypatch.setattr(folder_listing, "MAX_ENTRIES", len(PACKAGE))  # folders count too

        with pytest.raises(IntakeError, match="more than 7 files"):
            take_in(ASSIGNMENT.package, fill(tmp_path, at("cs231n/")))

    @pytest.mark.parametrize(
        ("swap", "sentence"),
        [
            (lambda path: path.symlink_to("/etc/passwd"), r"'layers\.py' cannot be read"),
            (os.mkfifo, r"'layers\.py' is not a regular file"),
        ],
        ids=["link", "pipe"],
    )
    def test_what_is_swapped_in_after_the_scan_is_not_read(self, tmp_path, swap, sentence):
        listing = scan_folder(fill(tmp_path, at("cs231n/")))
        (tmp_path / "cs231n" / "layers.py").unlink()
        swap(tmp_path / "cs231n" / "layers.py")

        with pytest.raises(IntakeError, match=sentence):
            collect(ASSIGNMENT.package, listing)

    def test_too_deep_is_not_reached(self, tmp_path):
        fill(tmp_path, at("cs231n/") | {"d/" * 60 + "Dropout.ipynb": b"{}"})

        assert take_in(ASSIGNMENT.package, tmp_path).notebooks == {}


class TestWithoutPermission:
    @pytest.mark.parametrize("name", ["submission", "a2.zip"])
    def test_it_is_said_of_the_whole(self, closed, name):
        with pytest.raises(IntakeError, match="cannot be read: Permission denied"):
            take_in(ASSIGNMENT.package, closed(name))

    def test_it_is_noted_of_a_folder_in_it(self, closed):
        submission = take_in(ASSIGNMENT.package, closed("submission/data").parent)

        assert submission.sources == PACKAGE
        assert submission.notes == ("The folder 'data' cannot be read: Permission denied.",)


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
