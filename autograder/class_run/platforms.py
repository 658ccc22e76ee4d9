"""Learning platforms' exports: students' names from files and folders, and the folder that holds the class."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from pathlib import Path, PurePosixPath

from autograder.base.sanitise import sanitise

_DEPTH = 4  # of folders around a class
_SEVERAL = 3  # this many submissions make a folder a class of its own
_TEXT = 200  # characters of a name
_WORK = (".py", ".ipynb")

# Jane Doe_1234567_assignsubmission_file_; older: Jane Doe_1234567_file; as a folder, or in front of a file's name
_MOODLE = re.compile(r"(?P<name>[^_]+)_\d+_(?:assignsubmission_)?(?:file|onlinetext)(?:_.*)?")
_TYPED = re.compile(r"_\d+_(?:assignsubmission_)?onlinetext(?:_|$)")
# doejane_12345_678910_a2.zip, doejane_LATE_12345_678910_a2.zip
_CANVAS = re.compile(r"(?P<name>[^_]+)_(?:LATE_)?(?P<id>\d+)_\d+_.+")
# gradebook_COURSE_Assignment_username_attempt_2026-10-16-12-00-00_a2.zip
_BLACKBOARD = re.compile(r".+_(?P<name>[^_]+)_attempt_\d{4}(?:-\d+){5}(?:_.*)?(?:\.zip)?")


def student_of(name: str) -> tuple[str, str]:
    """Return the student's name and number from the name of a file or folder; "" for one that it lacks."""
    for pattern in (_MOODLE, _BLACKBOARD, _CANVAS):
        if found := pattern.fullmatch(name):
            parts = found.groupdict()
            return sanitise(parts["name"], _TEXT), parts.get("id") or ""
    return "", ""


def class_folder(folder: Path, package: str) -> Path:
    """Return the folder below that holds the class: exports add a folder around it, or a person names one too high."""
    for _ in range(_DEPTH):
        inner = [path for path in entries(folder) if path.is_dir() or _is_zip(path)]
        if len(inner) != 1 or not inner[0].is_dir() or _is_of_one(inner[0], package):
            break
        folder = inner[0]
    return folder


def class_zip(folder: Path, package: str, metadata: str) -> Path | None:
    """The zip that holds the whole class, if there is nothing else: an export that was zipped once more.

    metadata: the name of a file that only an export has.
    """
    found = [path for path in entries(class_folder(folder, package)) if path.is_dir() or _is_zip(path)]
    if len(found) != 1 or not _is_zip(found[0]):
        return None
    has_metadata = any(PurePosixPath(name).name == metadata for name in _names_in(found[0]))
    return found[0] if has_metadata or len(_zips_in(found[0])) > 1 else None


def classes_in(folder: Path, package: str) -> list[Path]:
    """Folders and zips that hold several students' submissions instead of one."""
    return [path for path in entries(folder) if _submissions_in(path, package) >= _SEVERAL]


def undecided(folder: Path, package: str) -> list[Path]:
    """Folders of one student with several zips and nothing else to grade."""
    return [
        path
        for path in entries(folder)
        if path.is_dir() and not _is_work(path, package) and sum(map(_is_zip, entries(path))) > 1
    ]


def _submissions_in(path: Path, package: str) -> int:
    if _is_zip(path):
        return len(_zips_in(path))
    return 0 if not path.is_dir() or _is_of_one(path, package) else len(_submissions(path, package))


def _zips_in(path: Path) -> list[str]:
    """Return the zips in a zip that holds no work beside them."""
    names = _names_in(path)
    work = any(name.casefold().endswith(_WORK) for name in names)
    return [] if work else [name for name in names if name.casefold().endswith(".zip")]


def _names_in(path: Path) -> list[str]:
    """Return the files in a zip, without those that operating systems leave there; none if it cannot be read."""
    try:
        with zipfile.ZipFile(path) as archive:
            names = archive.namelist()
    except (OSError, ValueError, NotImplementedError, zipfile.BadZipFile):
        return []
    return [name for name in names if not any(is_clutter(Path(part)) for part in PurePosixPath(name).parts)]


def is_typed_text(name: str) -> bool:
    """Return whether a folder of Moodle's holds only text that a student typed into a field."""
    return bool(_TYPED.search(name))


def entries(folder: Path) -> list[Path]:
    """Return the names in a folder, without the files that operating systems leave there."""
    return [path for path in sorted(folder.iterdir()) if not is_clutter(path)]


def is_clutter(path: Path) -> bool:
    """Return whether an operating system left it there."""
    return path.name.startswith(".") or path.name == "__MACOSX"


def _is_of_one(folder: Path, package: str) -> bool:
    """Return whether a folder is one student's, by its name or by the work in it."""
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
