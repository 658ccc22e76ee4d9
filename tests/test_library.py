"""Packages that are imported from memory, and packages on reference layers."""

from __future__ import annotations

import marshal
import sys
import traceback

import pytest

from assignment import PACKAGE
from autograder.model.library import Library, compile_source, read_package

LAYERS = "def double(x):\n    return 2 * x\n\n\ndef triple(x):\n    return 3 * x\n"
NET = "from ..layers import double\n\n\ndef net(x):\n    return double(x) + 1\n"
SOURCES = {"layers.py": LAYERS, "classifiers/fc_net.py": NET}
WRONG = {**SOURCES, "layers.py": "def double(x):\n    return 5 * x\n\n\ndef helper(x):\n    return -x\n"}


@pytest.fixture
def reference():
    with Library(PACKAGE, SOURCES, "toy_reference") as library:
        yield library


def test_modules_import_each_other_in_memory():
    with Library(PACKAGE, SOURCES, "toy") as library:
        assert library["fc_net"].net(3) == 7


def test_compiled_code_will_do():
    code = {path: compile_source("package", path, text) for path, text in SOURCES.items()}
    for sources in (code, {path: marshal.dumps(c) for path, c in code.items()}):
        with Library(PACKAGE, sources, "toy") as library:
            assert library["fc_net"].net(3) == 7


def test_absolute_imports_find_the_package_by_its_name():
    with Library(
        PACKAGE, {**SOURCES, "classifiers/fc_net.py": NET.replace("..layers", "cs231n.layers")}
    ) as library:
        assert library["fc_net"].net(3) == 7


def test_a_module_that_is_not_there_cannot_be_imported():
    with Library(PACKAGE, SOURCES, "toy") as library, pytest.raises(ModuleNotFoundError):
        library["optim"]


def test_two_packages_do_not_mix(reference):
    with Library(PACKAGE, WRONG, "toy") as library:
        assert (library["fc_net"].net(1), reference["fc_net"].net(1)) == (6, 3)


def test_a_closed_library_leaves_nothing_behind():
    with Library(PACKAGE, SOURCES, "toy") as library:
        library["fc_net"].net(1)
    assert not [name for name in sys.modules if name.partition(".")[0] == "toy"]
    with pytest.raises(ModuleNotFoundError):
        library["fc_net"]


def test_tracebacks_show_the_path_in_the_package():
    with Library(PACKAGE, {"layers.py": "def f():\n    return 1 / 0\n"}, "toy") as library:
        with pytest.raises(ZeroDivisionError) as caught:
            library["layers"].f()
        last = traceback.extract_tb(caught.value.__traceback__)[-1]
        assert (last.filename, last.lineno) == ("cs231n/layers.py", 2)


def test_reference_layers_replace_functions_and_keep_the_rest(reference):
    with Library(PACKAGE, WRONG, "toy", reference, ["layers"]) as library:
        assert library["fc_net"].net(1) == 3
        assert library["layers"].triple(1) == 3
        assert library["layers"].helper(1) == -1


def test_one_reference_function_leaves_the_others_wrong(reference):
    wrong = {**SOURCES, "layers.py": LAYERS.replace("2 *", "5 *").replace("3 *", "7 *")}
    with Library(PACKAGE, wrong, "toy", reference, ["layers.double"]) as library:
        assert (library["layers"].double(1), library["layers"].triple(1)) == (2, 7)


@pytest.mark.parametrize("text", ["def double(x", "import nothing_like_this", "1 / 0", None])
def test_a_replaced_module_need_not_work_or_even_be_there(reference, text):
    sources = {"classifiers/fc_net.py": NET} | ({} if text is None else {"layers.py": text})
    with Library(PACKAGE, sources, "toy", reference, ["layers"]) as library:
        assert library["fc_net"].net(1) == 3


def test_a_module_that_is_not_replaced_has_to_work(reference):
    sources = {**SOURCES, "classifiers/fc_net.py": "1 / 0"}
    with Library(PACKAGE, sources, "toy", reference, ["layers"]) as library, pytest.raises(ZeroDivisionError):
        library["fc_net"]


def test_a_package_is_read_by_posix_paths(tmp_path):
    (tmp_path / "classifiers").mkdir()
    for path, text in SOURCES.items():
        (tmp_path / path).write_text(text)
    (tmp_path / "notes.txt").write_text("not Python")
    assert read_package(tmp_path) == SOURCES
