"""Short names of exact contents. Everything that decides scores has one, so that runs can be compared."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from functools import cache
from pathlib import Path

from autograder.base.paths import ENGINE

# The folders of the engine that decide scores, and contain nothing else.
_DECIDING = (
    "compat",
    "execution",
    "feedback",
    "grading",
    "isolation",
    "model",
    "notebooks",
    "store",
    "submission",
)


@cache
def engine_id() -> str:
    """Return a short name of the engine's code that decides scores."""
    return code_id(ENGINE, _DECIDING)


def code_id(root: Path, folders: Iterable[str]) -> str:
    """A short name of all modules in these folders below `root`, wherever that is."""
    return hash_files((path for folder in folders for path in (root / folder).rglob("*.py")), root)[:12]


def hash_files(files: Iterable[Path], root: Path) -> str:
    """One hash over the contents of files and their names below `root`."""
    digest = hashlib.sha256()
    for path in sorted(files):
        digest.update(f"{path.relative_to(root).as_posix()}\0".encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()
