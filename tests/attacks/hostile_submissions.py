"""Hostile submissions: files that poison, and folders and zips that no honest submission looks like."""

from __future__ import annotations

import io
import os
import stat
import struct
import zipfile
from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path

from tests.attacks.attack import SOURCES, Hostile, Worth
from tests.grading import write_package

PACKAGE = {f"cs231n/{path}": text for path, text in SOURCES.items()}
Contents = Mapping[str, str | bytes]

# The check that needs the module of the update rules to be there, whatever rule it then uses.
TRAINING = "A small FullyConnectedNet learns"

# Code that, wherever it ran, would end the grader with every point.
_VERDICT = "import os; open('/tmp/poisoned', 'w'); os._exit(0)\n"


def _folder(extra: Contents) -> Callable[[Path], Path]:
    def make(folder: Path) -> Path:
        submission = write_package(folder / "submission", SOURCES)
        for name, content in extra.items():
            path = submission / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content.encode() if isinstance(content, str) else content)
        return submission

    return make


def _zip(extra: Contents, package: Contents = PACKAGE, **entry: int) -> Callable[[Path], Path]:
    """A zip of the package and more; `entry` sets attributes of what is more."""

    def make(folder: Path) -> Path:
        with zipfile.ZipFile(folder / "a2.zip", "w", zipfile.ZIP_DEFLATED) as archive:
            for name, content in package.items():
                archive.writestr(name, content)
            for name, content in extra.items():
                info = zipfile.ZipInfo(name)
                info.compress_type = zipfile.ZIP_DEFLATED
                for attribute, value in entry.items():
                    setattr(info, attribute, value)
                archive.writestr(info, content)
        return folder / "a2.zip"

    return make


def _bytes(content: bytes) -> Callable[[Path], Path]:
    def make(folder: Path) -> Path:
        (folder / "a2.zip").write_bytes(content)
        return folder / "a2.zip"

    return make


def _locked(folder: Path) -> Path:
    """A zip that says of its member that it is encrypted, which Python's zipfile cannot write."""
    path = _zip({"cs231n/layers.py": "x"}, {})(folder)
    content = bytearray(path.read_bytes())
    for header, flags in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        content[content.index(header) + flags] |= 1
    path.write_bytes(content)
    return path


def _poison(name: str, extra: Contents) -> Hostile:
    return Hostile("poisoning", name, _folder(extra), adds=True)


POISONING = [
    _poison("conftest.py and plugins", {
        "conftest.py": _VERDICT,
        "cs231n/conftest.py": _VERDICT,
        "pytest.ini": "[pytest]\naddopts = -p evil\n",
        "pyproject.toml": "[tool.pytest.ini_options]\naddopts = '-p evil'\n",
        "evil.py": _VERDICT,
    }),
    _poison("sitecustomize, usercustomize and .pth", {
        "sitecustomize.py": _VERDICT,
        "usercustomize.py": _VERDICT,
        "cs231n/sitecustomize.py": _VERDICT,
        ".local/lib/python3.11/site-packages/evil.pth": f"import os; {_VERDICT}",
        "evil.pth": _VERDICT,
    }),
    _poison("modules that shadow others", {
        f"{folder}{name}.py": _VERDICT
        for folder in ("", "cs231n/")
        for name in ("numpy", "json", "random", "typing", "marshal", "autograder", "graders")
    }),
    _poison("a package that shadows the grader", {
        "autograder/__init__.py": _VERDICT,
        "autograder/grading/settlement.py": _VERDICT,
        "graders/__init__.py": _VERDICT,
        "cs231n/autograder/__init__.py": _VERDICT,
    }),
    _poison("compiled code", {
        "cs231n/layers.so": b"\x7fELF",
        "cs231n/layers.pyc": b"\xcb\r\r\n" + bytes(12),
        "cs231n/__pycache__/layers.cpython-311.pyc": b"\xcb\r\r\n" + bytes(12),
        "cs231n/im2col_cython.cpython-311-x86_64-linux-gnu.so": b"\x7fELF",
    }),
    _poison("setup.py and build files", {
        "setup.py": _VERDICT,
        "cs231n/setup.py": _VERDICT,
        "Makefile": "all:\n\ttouch /tmp/poisoned\n",
        "setup.sh": "#!/bin/sh\ntouch /tmp/poisoned\n",
        "run_autograder": "#!/bin/sh\ntouch /tmp/poisoned\n",
    }),
    _poison("environments and settings", {
        ".env": "PYTHONPATH=.\n",
        "pyvenv.cfg": "home = /tmp\n",
        ".pdbrc": "import os\n",
        "results.json": '{"score": 999}',
        "submission_metadata.json": '{"score": 999}',
    }),
    _poison("a pickle, and arrays that need one", {
        "cs231n/weights.pkl": b"cos\nsystem\n(S'touch /tmp/poisoned'\ntR.",
        "cs231n/weights.npy": b"\x93NUMPY\x01\x00v\x00{'descr': '|O', 'fortran_order': False, 'shape': (1,), }",
    }),
    Hostile("poisoning", "a package that ends its process at import",
           _folder({"cs231n/__init__.py": "import os\nos._exit(0)\n"}), Worth.NOTHING),
    Hostile("poisoning", "a module that ends its process at import",
           _folder({"cs231n/optim.py": "import os\nos._exit(0)\n"}), lost=("sgd", TRAINING)),
    Hostile("poisoning", "a module that exits at import",
           _folder({"cs231n/optim.py": "raise SystemExit(0)\n"}), lost=("sgd", TRAINING)),
    Hostile("poisoning", "a module that waits at import",
           _folder({"cs231n/optim.py": "import time\ntime.sleep(1000)\n"}), lost=("sgd", TRAINING), waits=True),
    Hostile("poisoning", "a module that puts itself in the place of others",
           _folder({"cs231n/optim.py": "import sys\nsys.modules.clear()\n"}), lost=("sgd", TRAINING)),
]  # fmt: skip


def _refused(name: str, make: Callable[[Path], Path]) -> Hostile:
    return Hostile("intake", name, make, Worth.NOTHING)


def _link(folder: Path) -> Path:
    submission = write_package(folder / "submission", SOURCES)
    (submission / "cs231n" / "optim.py").unlink()
    (submission / "cs231n" / "optim.py").symlink_to("/etc/passwd")
    return submission


def _links_elsewhere(folder: Path) -> Path:
    submission = write_package(folder / "submission", SOURCES)
    (submission / "everything").symlink_to("/")
    (submission / "cs231n" / "datasets").symlink_to("/")
    (submission / "loop").symlink_to(submission)
    return submission


def _pipes(folder: Path) -> Path:
    submission = write_package(folder / "submission", SOURCES)
    (submission / "cs231n" / "optim.py").unlink()
    os.mkfifo(submission / "cs231n" / "optim.py")
    os.mkfifo(submission / "Dropout.ipynb")
    return submission


def _odd_names(folder: Path) -> Path:
    submission = write_package(folder / "submission", SOURCES)
    names = ["-rf.py", "a\nb.py", "\x1b[31m.py", "$(touch x).py", "a;b.py", "x" * 250 + ".py", "\u202egnp.py"]
    for name in [*names, os.fsdecode(b"\xff\xfe.py")]:
        (submission / "cs231n" / name).write_text(_VERDICT)
    return submission


def _bomb() -> Contents:
    return {f"cs231n/part{number}.py": b"\0" * 30_000_000 for number in range(4)}


def _lying_zip(folder: Path) -> Path:
    """Its directory states sizes of a few bytes, its data are larger."""
    path = _zip({"cs231n/optim.py": "x = 1\n" * 1_000_000}, {})(folder)
    data = bytearray(path.read_bytes())
    directory = data.index(b"PK\x01\x02")
    data[directory + 24 : directory + 28] = struct.pack("<I", 10)
    path.write_bytes(data)
    return path


def _crowd(folder: Path) -> Path:
    return _bytes(_entries(100_001))(folder)


@cache
def _entries(count: int) -> bytes:
    crowd = io.BytesIO()
    with zipfile.ZipFile(crowd, "w") as archive:
        for number in range(count):
            archive.writestr(f"{number}", "")
    return crowd.getvalue()


def _nested() -> bytes:
    inner = io.BytesIO()
    with zipfile.ZipFile(inner, "w") as archive:
        for name, text in PACKAGE.items():
            archive.writestr(name, text)
    return inner.getvalue()


_NAMES = ", ".join("\u5b57" * 1_999 + letter for letter in "abcdefghij")
_GUARDED = {
    f"cs231n/crowd{n}.py": f"try:\n    import {_NAMES}\nexcept ImportError:\n    pass\n" for n in range(75)
}

_LINK = {"external_attr": (stat.S_IFLNK | 0o777) << 16, "create_system": 3}
_DEVICE = {"external_attr": (stat.S_IFCHR | 0o666) << 16, "create_system": 3}
_LONGEST = {f"cs231n/{chr(0x10400) * 90}{n}.py": "" for n in range(300)}

INTAKE = [
    _refused("a zip bomb", _zip(_bomb(), {})),
    _refused("a zip whose directory lies about sizes", _lying_zip),
    _refused("a zip with 100,001 entries", _crowd),
    _refused("a zip that is cut short", _bytes(_nested()[:-30])),
    _refused("a zip in a zip", _zip({"a2.zip": _nested()}, {})),
    _refused("a text that is called a zip", _bytes(b"my homework is attached\n")),
    _refused("an empty file", _bytes(b"")),
    _refused("a zip of links", _zip({"cs231n/layers.py": "/etc/passwd"}, {}, **_LINK)),
    _refused("a zip with a password", _locked),
    _refused("a folder with a link in the place of work", _link),
    _refused("a zip bomb in LZMA", _bytes(b"PK\x03\x04" + b"\xff" * 40)),
    Hostile("intake", "a folder with links elsewhere", _links_elsewhere, adds=True),
    Hostile("intake", "pipes in the place of files", _pipes, lost=("sgd",)),
    Hostile("intake", "odd names of files", _odd_names, adds=True),
    Hostile("intake", "a zip with names that leave the folder", _zip({
        "../../../../tmp/poisoned": "x", "/tmp/poisoned": "x", "C:\\poisoned.py": "x", "cs231n/../../poisoned.py": "x",
    })),
    Hostile("intake", "a zip with a device", _zip({"cs231n/device.py": ""}, PACKAGE, **_DEVICE)),
    Hostile("intake", "the same name twice, in other letters", _zip({"cs231n\\layers.py": SOURCES["layers.py"]})),
    Hostile("intake", "two hundred modules with the longest names", _zip(_LONGEST)),
    Hostile("intake", "a crowd of packages to do without, with the longest names", _folder(_GUARDED), adds=True),
    Hostile("intake", "a module of 2 MB", _folder({"cs231n/huge.py": "x = 1\n" * 400_000}), adds=True),
    Hostile("intake", "a notebook of 20 MB", _folder({"Dropout.ipynb": b"[" * 20_000_000}), adds=True),
    Hostile("intake", "folders in folders in folders", _folder({"d/" * 100 + "layers.py": _VERDICT}), adds=True),
    Hostile("intake", "a module of NUL bytes", _folder({"cs231n/optim.py": bytes(1000)}), lost=("sgd",)),
    Hostile("intake", "a module in a codec that runs code",
           _folder({"cs231n/optim.py": "# coding: unicode_escape\n\\u0069mport os\n"}), lost=("sgd",)),
    Hostile("intake", "a module nested too deeply to be compiled",
           _folder({"cs231n/optim.py": f"x = {'-' * 300_000}1\n"}), lost=("sgd",)),
    Hostile("intake", "a module whose constants fill the memory",
           _folder({"cs231n/optim.py": "x = [" + ",".join(f"'{n:05}' * 800" for n in range(20_000)) + "]"}),
           lost=("sgd",)),
]  # fmt: skip

HOSTILE_SUBMISSIONS = [*POISONING, *INTAKE]
