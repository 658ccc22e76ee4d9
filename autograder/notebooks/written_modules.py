"""Modules that a notebook writes: %%writefile x.py makes one that later cells can import."""

from __future__ import annotations

from pathlib import Path, PurePosixPath
from typing import Any

from autograder.model.library import Library

_APPEND = ("-a", "--append")


def take_written(shell: Any, library: Library) -> None:
    """Have %%writefile add modules to the package, which finds them from anywhere; other files are only files."""

    def write(line: str, cell: str) -> None:
        words = line.split()
        path = PurePosixPath(" ".join(word for word in words if word not in _APPEND).strip("'\""))
        if path.suffix == ".py":
            library.write(_place_of(path, library.layout.name), cell)
        else:
            with Path(path.name).open("a" if set(_APPEND) & set(words) else "w", encoding="utf-8") as file:
                file.write(cell)

    for name in ("writefile", "file"):
        shell.register_magic_function(write, "cell", name)


def _place_of(path: PurePosixPath, package: str) -> str:
    """Return the module's place in the package: its path below the package's folder, or else the top."""
    parts = path.parts
    inner = parts[parts.index(package) + 1 :] if package in parts else parts[-1:]
    return "/".join(inner)
