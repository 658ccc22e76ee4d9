"""Learning platforms' exports: students by the names of their files and folders, and where in a folder the class is."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from autograder.base.sanitise import sanitise

_DEPTH = 4  # of folders around a class
_SEVERAL = 3  # submissions in a folder that make it a class of its own
_TEXT = 200  # characters of a name
_WORK = (".py", ".ipynb")

# Jane Doe_1234567_assignsubmission_file_; older: Jane Doe_1234567_file; as a folder, or in front of a file's name
_MOODLE = re.compile(r"(?P<name>[^_]+)_\d+_(?:assignsubmission_)?(?:file|onlinetext)(?:_.*)?")
# doejane_12345_678910_a2.zip, doejane_LATE_12345_678910_a2.zip
_CANVAS = re.compile(r"(?P<name>[^_]+)_(?:LATE_)?(?P<id>\d+)_\d+_.+")
# gradebook_COURSE_Assignment_username_attempt_2026-10-16-12-00-00_a2.zip
_BLACKBOARD = re.compile(r".+_(?P<name>[^_]+)_attempt_\d{4}(?:-\d+){5}(?:_.*)?(?:\.zip)?")


def student_of(name: str) -> tuple[str, str]:
    """The student's name and number in the name of a file or folder, "" for what it does not tell."""
    for pattern in (_MOODLE, _BLACKBOARD, _CANVAS):
        if found := pattern.fullmatch(name):
            parts = found.groupdict()
            return sanitise(parts["name"], _TEXT), parts.get("id") or ""
    return "", ""


def class_folder(folder: Path, package: str) -> Path:
    """The folder below that holds the class: exports have one folder around it, or a person names one too high."""
    for _ in range(_DEPTH):
        inner = [path for path in entries(folder) if path.is_dir() or _is_zip(path)]
        if len(inner) != 1 or not inner[0].is_dir() or _is_of_one(inner[0], package):
            break
        folder = inner[0]
    return folder


def folders_of_many(folder: Path, package: str) -> list[Path]:
    """Folders in which several students' submissions are, and not one."""
    return [
        path
        for path in entries(folder)
        if path.is_dir() and not _is_of_one(path, package) and len(_submissions(path, package)) >= _SEVERAL
    ]


def entries(folder: Path) -> list[Path]:
    """Return the names in a folder, without the files that operating systems leave there."""
    return [path for path in sorted(folder.iterdir()) if not is_clutter(path)]


def is_clutter(path: Path) -> bool:
    """Tell if a system has left it there."""
    return path.name.startswith(".") or path.name == "__MACOSX"


def _is_of_one(folder: Path, package: str) -> bool:
    """Tell if a folder is one student's, by its name or by work that lies in it."""
    return any(student_of(folder.name)) or _is_work(folder, package)


def _is_work(folder: Path, package: str) -> bool:
    return any(
        path.suffix.casefold() in _WORK or (path.is_dir() and path.name.casefold() == package.casefold())
        for path in entries(folder)
    )


def _submissions(folder: Path, package: str) -> list[Path]:
    return list(_found_submissions(folder, package))


def _found_submissions(folder: Path, package: str) -> Iterator[Path]:
    for path in entries(folder):
        if _is_zip(path) or (path.is_dir() and (_is_of_one(path, package) or _holds_work(path, package))):
            yield path


def _holds_work(folder: Path, package: str) -> bool:
    return any(_is_zip(path) or (path.is_dir() and _is_work(path, package)) for path in entries(folder))


def _is_zip(path: Path) -> bool:
    return path.is_file() and path.suffix.casefold() == ".zip"
