"""How submissions are arranged."""

from __future__ import annotations

from tests.legacy.corpus import Files, Layout

NOTEBOOK = b'{"cells": [], "metadata": {}, "nbformat": 4, "nbformat_minor": 2}'


def below(folder: str) -> Layout:
    """One or several levels down."""
    return lambda files: {f"{folder}/{path}": data for path, data in files.items()}


def named(package: str) -> Layout:
    """The package under another name, in the assignment's folder."""
    return lambda files: {f"assignment2/{path.replace('cs231n', package, 1)}": d for path, d in files.items()}


def from_mac(files: Files) -> Files:
    """As macOS compresses a folder."""
    folder = "assignment2 final"
    made = {f"{folder}/.DS_Store": b"\0Bud1"}
    for path, data in files.items():
        head, _, base = path.rpartition("/")
        made[f"{folder}/{path}"] = data
        made[f"__MACOSX/{folder}/{head}/._{base}"] = b"\0\5\x16\7" + b"\0" * 40
    return made


def from_windows(files: Files) -> Files:
    """With backslashes, and lines that end in CRLF."""
    return {f"a2/{path}".replace("/", "\\"): data.replace(b"\n", b"\r\n") for path, data in files.items()}


def from_colab(files: Files) -> Files:
    """A folder of Google Drive: copies of notebooks, drafts, caches."""
    folder = "drive/My Drive/Colab Notebooks/cs231n/assignments/assignment2"
    names = ("Copy of Dropout.ipynb", "Dropout (1).ipynb", "Untitled0.ipynb", "Dropout.ipynb")
    extra = {f"{folder}/{name}": NOTEBOOK for name in names}
    extra[f"{folder}/cs231n/__pycache__/layers.cpython-37.pyc"] = b"\x42\x0d\x0d\x0a"
    extra[f"{folder}/.ipynb_checkpoints/Dropout-checkpoint.ipynb"] = NOTEBOOK
    return {f"{folder}/{path}": data for path, data in files.items()} | extra


def with_leftovers(files: Files) -> Files:
    """A virtual environment with a package of the same name, an older copy, built extensions."""
    old = {f"a2/backup/{path}": b"raise RuntimeError\n" for path in files if path.endswith("layers.py")}
    env = {"a2/env/pyvenv.cfg": b"home = /usr\n", "a2/env/lib/python3.7/cs231n/layers.py": b"1 / 0\n"}
    built = {
        "a2/cs231n/im2col_cython.cpython-37m-x86_64-linux-gnu.so": b"\x7fELF",
        "a2/cs231n/setup.py": b"1 / 0\n",
    }
    return {f"a2/{path}": data for path, data in files.items()} | old | env | built


def with_marks(files: Files) -> Files:
    """As some editors on Windows save UTF-8."""
    return {path: b"\xef\xbb\xbf" + data for path, data in files.items()}


def in_latin_1(files: Files) -> Files:
    """With a remark in French, in the encoding of its time."""
    remark = "# d\xe9riv\xe9e de la premi\xe8re couche\n".encode("latin-1")
    return {path: remark + data for path, data in files.items()}


def with_tabs(files: Files) -> Files:
    """Indented with tabs."""
    return {path: data.replace(b"    ", b"\t") for path, data in files.items()}


def loose(files: Files) -> Files:
    """Only what students write, without folders."""
    kept = ("layers.py", "optim.py", "fc_net.py", "cnn.py", "fast_layers.py", "layer_utils.py")
    return {p.rpartition("/")[2]: data for p, data in files.items() if p.rpartition("/")[2] in kept}


def with_helpers_beside(files: Files) -> Files:
    """A module of the student's own beside the package, where notebooks import it from, and a draft."""
    beside = {"a2/my_shapes.py": b"def rows(x):\n    return len(x)\n", "a2/draft.py": b"print 'x'\n"}
    return {f"a2/{path}": data for path, data in files.items()} | beside


_EMPTY = b"""import numpy as np


def affine_forward(x, w, b):
    out = None
    return out, (x, w, b)


def dropout_forward(x, dropout_param):
    raise NotImplementedError("later")
"""


def beside_starter(files: Files) -> Files:
    """The work, and beside it the folder as it was handed out."""
    starter = {
        f"a2_original/{path}": _EMPTY if path.endswith("/layers.py") else data for path, data in files.items()
    }
    return starter | {f"assignment2/{path}": data for path, data in files.items()}


def beside_other_case(files: Files) -> Files:
    """Two folders whose names are one on some systems."""
    other = {path.replace("cs231n", "CS231N", 1): b"raise RuntimeError\n" for path in files}
    return other | files


def beside_unread(files: Files) -> Files:
    """With notes and scripts that nothing reads."""
    return {
        **files,
        "makepdf.py": b"import subprocess, argparse\n",
        "notes.py.txt": b"x = 1\n",
        "report.docx": b"PK",
    }


def renamed(name: str, other: str) -> Layout:
    """A module under another name."""
    return lambda files: {
        path.removesuffix(name) + other if path.endswith(f"/{name}") else path: data
        for path, data in files.items()
    }
