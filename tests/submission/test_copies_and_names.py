"""Of several copies the finished one is graded, and a module under another name is taken where it is the only one."""

from __future__ import annotations

import zipfile
import zlib

import pytest

from assignment import ASSIGNMENT
from autograder.submission import IntakeError, Submission, take_in
from autograder.submission.unwritten import functions
from tests.submission.making import PACKAGE, at, fill, zip_bytes

STARTER = {
    **PACKAGE,
    "layers.py": "def affine_forward(x, w, b):\n    out = None\n    cache = (x, w, b)\n    return out, cache\n",
    "classifiers/fc_net.py": "class TwoLayerNet:\n    def loss(self):\n        loss = None\n        return loss\n",
}
RAISING = {**PACKAGE, "layers.py": "def affine_forward(x, w, b):\n    raise NotImplementedError('later')\n"}
DONE = PACKAGE["layers.py"]
NOTEBOOK = b"{}"


def graded(submitted, files) -> Submission:
    return take_in(ASSIGNMENT.package, submitted(files))


@pytest.mark.parametrize("starter", [STARTER, RAISING])
@pytest.mark.parametrize(
    ("untouched", "worked_on"),
    [
        ("a2_original/cs231n/", "assignment2/cs231n/"),
        ("assignment2/cs231n/", "cs231n-master/spring/assignment2/cs231n/"),
        ("cs231n/", "my work/cs231n/"),
    ],
)
def test_an_untouched_starter_beside_the_work_is_passed_over(submitted, starter, untouched, worked_on):
    notebook = {f"{untouched}../Dropout.ipynb".replace("cs231n/../", ""): NOTEBOOK}
    submission = graded(submitted, at(untouched, starter) | at(worked_on) | notebook)
    assert submission.sources["layers.py"] == DONE
    assert f"Graded '{worked_on[:-1]}', as fewer of its functions are unwritten" in " ".join(submission.notes)


def test_a_work_that_lacks_a_module_still_comes_before_its_starter(submitted):
    work = {path: text for path, text in PACKAGE.items() if path != "classifiers/cnn.py"}
    submission = graded(submitted, at("a/cs231n/", STARTER) | at("b/cs231n/", work))
    assert submission.sources["layers.py"] == DONE


@pytest.mark.parametrize("folder", ["b", "deep/er"])
def test_of_equal_copies_the_one_with_notebooks_is_graded(submitted, folder):
    other = {**PACKAGE, "layers.py": DONE + "# other\n"}
    files = at("a/cs231n/") | at(f"{folder}/cs231n/", other) | {f"{folder}/Dropout.ipynb": NOTEBOOK}
    submission = graded(submitted, files)
    assert submission.sources["layers.py"] == other["layers.py"]
    assert "notebooks beside it" in " ".join(submission.notes)


@pytest.mark.parametrize("other", ["CS231N/", "Cs231n/"])
def test_the_exact_name_comes_first(submitted, other):
    files = at(other, {**PACKAGE, "layers.py": "# other\n"}) | at("cs231n/")
    assert graded(submitted, files).sources["layers.py"] == DONE


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("def f(x):\n    out = None\n    out = x + 1\n    return out\n", {"f": True}),
        ("def f(x):\n    dx, dw = None, None\n    pass\n    return dx, dw\n", {"f": False}),
        ("def f(x):\n    dx, dw = None, None\n    dx[0], dw = x, x\n    return dx, dw\n", {"f": True}),
        ("def f(x):\n    cache = None\n    return x * 2, cache\n", {"f": False}),
        ("class A:\n    def f(self):\n        pass\ndef g():\n    return 1\n", {"A.f": True, "g": True}),
        ("class A:\n    def f(self):\n        raise NotImplementedError\n", {"A.f": False}),
        ("# def f(x): raise NotImplementedError\n", {}),
        ("", {}),
    ],
)
def test_unwritten_functions_are_told_by_their_words(text, written):
    assert functions(text) == written


@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("cs231n/layers.py", "layers (1).py"),
        ("cs231n/layers.py", "layers.py.txt"),
        ("cs231n/layers.py", "Layers.py"),
        ("cs231n/optim.py", "Copy of optim.py"),
        ("cs231n/optim.py", "optim-2.py"),
        ("cs231n/classifiers/fc_net.py", "fc_net copy.py"),
        ("cs231n/classifiers/cnn.py", "CNN_1.py"),
    ],
)
def test_the_only_candidate_is_taken_and_told(submitted, path, name):
    files = at("a2/cs231n/")
    text = files.pop(f"a2/{path}")
    files[f"a2/{path.rpartition('/')[0]}/{name}"] = text
    submission = graded(submitted, files)
    assert submission.sources == PACKAGE
    assert submission.notes == (f"'{name}' was graded as {path.rpartition('/')[2]}, which is missing.",)


@pytest.mark.parametrize(
    "names", [["layers (1).py", "layers (2).py"], ["my_layers.py"], ["layers_old_version.py"]]
)
def test_of_several_or_other_candidates_none_is_taken(submitted, names):
    files = {path: text for path, text in at("cs231n/").items() if path != "cs231n/layers.py"}
    submission = graded(submitted, files | dict.fromkeys((f"cs231n/{name}" for name in names), "x = 1\n"))
    assert "layers.py" not in submission.sources
    assert submission.notes == ("cs231n/layers.py is missing.",)


def damaged(data: bytes, content: bytes) -> bytes:
    """The zip, with a byte of this entry's packed content changed."""
    pressed = zlib.compressobj(6, zlib.DEFLATED, -15)
    packed = pressed.compress(content) + pressed.flush()
    place = data.index(packed) + len(packed) // 2
    return data[:place] + bytes([data[place] ^ 0xFF]) + data[place + 1 :]


@pytest.mark.parametrize("name", ["a2/Dropout.ipynb", "a2/cs231n/vis_utils.py", "a2/notes/helper.py"])
def test_a_damaged_entry_that_nobody_needs_is_left_out(zipped, name):
    content = bytes(range(256)) * 8
    submission = zipped(damaged(zip_bytes(at("a2/cs231n/") | {name: content}), content))
    assert submission.sources == PACKAGE
    assert name.startswith("a2/notes") or "was left out. The zip is damaged" in " ".join(submission.notes)


@pytest.mark.parametrize("method", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_neither_is_an_entry_packed_in_an_unusual_way(tmp_path, method):
    path = tmp_path / "a2.zip"
    path.write_bytes(zip_bytes(at("cs231n/")))
    with zipfile.ZipFile(path, "a", method) as archive:
        archive.writestr("ConvolutionalNetworks.ipynb", "{}")
    submission = take_in(ASSIGNMENT.package, path)
    assert submission.sources == PACKAGE
    assert "unusual compression" in " ".join(submission.notes)


def test_a_damaged_module_of_the_students_is_not_passed_over(zipped):
    content = bytes(range(256)) * 8
    with pytest.raises(IntakeError, match="damaged"):
        zipped(damaged(zip_bytes(at("cs231n/") | {"cs231n/layers.py": content}), content))


@pytest.mark.parametrize("name", ["a2.zip", "attempt 1/My Work.ZIP"])
def test_a_folder_that_holds_only_a_zip_is_opened(tmp_path, name):
    fill(
        tmp_path, {name: zip_bytes(at("assignment2/cs231n/")), "comment.txt": "late, sorry", ".DS_Store": ""}
    )
    assert take_in(ASSIGNMENT.package, tmp_path).sources == PACKAGE


def test_of_two_zips_neither_is_chosen(tmp_path):
    data = zip_bytes(at("cs231n/"))
    fill(tmp_path, {"a2.zip": data, "a2-1.zip": data})
    with pytest.raises(IntakeError, match="hand in that zip"):
        take_in(ASSIGNMENT.package, tmp_path)
