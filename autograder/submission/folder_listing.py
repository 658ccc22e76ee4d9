"""A folder as a listing."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from pathlib import Path

from autograder.submission.listing import IntakeError, Listing, shown
from autograder.submission.path_rules import MAX_DEPTH, MAX_ENTRIES, left_out, matters, safe_path

# Neither a link swapped in after the scan nor a pipe without a writer may catch the open; not all exist on Windows.
_FLAGS = os.O_RDONLY | sum(
    getattr(os, name, 0) for name in ("O_NOFOLLOW", "O_NONBLOCK", "O_CLOEXEC", "O_BINARY")
)


def scan_folder(folder: Path) -> Listing:
    """List a folder without following links; devices and pipes are never opened."""
    names: set[str] = set()
    links: list[str] = []
    notes: list[str] = []
    count = 0
    for path, entry in _walk(folder, notes):
        count += 1
        if count > MAX_ENTRIES:
            raise IntakeError(
                f"The folder holds more than {MAX_ENTRIES} files: hand in the assignment folder only."
            )
        if entry.is_symlink():
            links.append(path)
        elif matters(path) and entry.is_file(follow_symlinks=False):
            names.add(path)
    if not count:
        raise IntakeError("The folder is empty: hand in the assignment folder.")
    return Listing(
        frozenset(names), lambda path, limit: _read(folder / path, limit), tuple(links), tuple(notes)
    )


def _walk(folder: Path, notes: list[str]) -> Iterator[tuple[str, os.DirEntry[str]]]:
    """Everything in the folder, but nothing of what lies below a folder that is left out."""
    waiting = [("", 0)]
    while waiting:
        above, depth = waiting.pop()
        for entry in _entries(folder, above, notes):
            path = safe_path(f"{above}/{entry.name}" if above else entry.name)
            if path is None:
                continue
            yield path, entry
            if depth < MAX_DEPTH and not left_out(entry.name) and entry.is_dir(follow_symlinks=False):
                waiting.append((path, depth + 1))


def _entries(folder: Path, above: str, notes: list[str]) -> Iterator[os.DirEntry[str]]:
    try:
        with os.scandir(folder / above) as entries:
            yield from entries
    except OSError as error:
        if not above:
            raise IntakeError(f"The folder cannot be read: {error.strerror}.") from error
        notes.append(f"The folder {shown(above)} cannot be read: {error.strerror}.")


def _read(path: Path, limit: int) -> bytes:
    try:
        descriptor = os.open(path, _FLAGS)
    except OSError as error:
        raise IntakeError(f"{shown(path.name)} cannot be read: {error.strerror}.") from error
    with open(descriptor, "rb") as file:
        if not stat.S_ISREG(os.fstat(descriptor).st_mode):
            raise IntakeError(f"{shown(path.name)} is not a regular file: hand in the files themselves.")
        return file.read(limit + 1)
