"""Rules on which paths may matter; pure functions over names."""

from __future__ import annotations

import re
from pathlib import PurePosixPath

from autograder.model.package_layout import PackageLayout

MAX_DEPTH = 16
MAX_NAME = 512
MAX_ENTRIES = 100_000
MAX_MODULE_PATH = 100  # below the package; every message to a worker has all of them

# Tools' droppings, data and installed packages; a hidden folder or file ("._x", ".git") is left out too.
_LEFT_OUT = frozenset(
    {"__macosx", "__pycache__", "site-packages", "dist-packages", "node_modules", "datasets"}
)
CHECKPOINTS = (".pt", ".pth", ".safetensors")  # trained weights
_SUFFIXES = frozenset({".py", ".ipynb"})
ENVIRONMENT_MARK = "pyvenv.cfg"
ARCHIVE_SUFFIX = ".zip"


def safe_path(name: str) -> str | None:
    """A plain relative posix path, or None for a name that leaves its folder or is beyond reason."""
    name = name.replace("\\", "/")
    parts = [part for part in name.split("/") if part not in {"", "."}]
    if name.startswith("/") or re.match(r"[A-Za-z]:", name) or ".." in parts:
        return None
    if not parts or len(parts) > MAX_DEPTH or len(name) > MAX_NAME or not name.isprintable():
        return None
    return "/".join(parts)


def left_out(part: str) -> bool:
    """Return whether a file or folder of this name, and all below it, is none of the student's work."""
    return part.startswith(".") or part.casefold() in _LEFT_OUT


def matters(path: str) -> bool:
    """Return whether a file can be graded, or tells something about the files that can."""
    parts = path.split("/")
    if any(left_out(part) for part in parts):
        return False
    suffixes = [suffix.casefold() for suffix in PurePosixPath(path).suffixes]
    return (
        suffixes[-1:] in ([suffix] for suffix in (*_SUFFIXES, *CHECKPOINTS, ARCHIVE_SUFFIX))
        or suffixes[-2:] == [".py", ".txt"]  # as some browsers save a module
        or parts[-1] == ENVIRONMENT_MARK
    )


def stands_for_work(layout: PackageLayout, link: str) -> bool:
    """Return whether a link stands for graded files, so that leaving it out would change a grade."""
    if any(left_out(part) for part in link.split("/")):
        return False
    path = PurePosixPath(link)
    folders = {folder.casefold() for folder in (layout.name, *layout.inner_folders)}
    return path.suffix.casefold() in _SUFFIXES or path.name.casefold() in folders


def is_module(path: str) -> bool:
    """Return whether a path below the package can be imported."""
    parts = path.split("/")
    return parts[-1].endswith(".py") and all(part.isidentifier() for part in [*parts[:-1], parts[-1][:-3]])
