"""The submissions of a class: Gradescope's export, as a zip or a folder, or any folder of zips and folders."""

from __future__ import annotations

import math
import shutil
import unicodedata
import zipfile
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

from autograder.base.counts import number_of
from autograder.base.sanitise import sanitise
from autograder.base.scratch import Scratch
from autograder.class_run.platforms import (
    class_folder,
    class_zip,
    classes_in,
    entries,
    is_clutter,
    is_typed_text,
    student_of,
    undecided,
)
from autograder.policies.metadata import maximum_of

METADATA = "submission_metadata.yml"
_NAMED = 5  # names that one note lists
_TEXT = 200  # characters of a name


class ExportError(Exception):
    """An export cannot be read; the text is one sentence for the user."""


@dataclass(frozen=True)
class Person:
    """A person who submitted something."""

    name: str = ""
    sid: str = ""
    email: str = ""


class EarlierSubmission(NamedTuple):
    """An earlier submission: its time as Gradescope writes it, its score, and the possible points, if known."""

    created_at: str
    score: float | None
    maximum: float | None = None


@dataclass(frozen=True)
class ExportedSubmission:
    """One folder or zip of an export, with its metadata.

    people: several for a group, none if there are no metadata.
    created_at: as Gradescope writes it. earlier_score: the one that Gradescope had. history: their other submissions.
    """

    name: str
    path: Path
    people: tuple[Person, ...] = ()
    created_at: str = ""
    earlier_score: float | None = None
    history: tuple[EarlierSubmission, ...] = ()


@dataclass(frozen=True)
class Export:
    """All submissions in the order of their names, a sentence on what was found, and sentences on what was left out."""

    submissions: tuple[ExportedSubmission, ...]
    found: str = ""
    notes: tuple[str, ...] = ()


@contextmanager
def open_export(path: Path, package: str) -> Iterator[Export]:
    """Read an export of submissions that hold a package of this name; their paths are good while the context lasts."""
    with Scratch("export") as scratch:
        folder = path if path.is_dir() else _unpack(path, scratch / "outer")
        if inner := class_zip(folder, package, METADATA):
            folder = _unpack(inner, scratch / "inner")
        yield _read(folder, package)


def _unpack(path: Path, scratch: Path) -> Path:
    """Unpack into a folder of the zip's name: zipfile leaves no path outside of it, and writes links as plain files."""
    folder = scratch / path.stem
    folder.mkdir(parents=True)
    try:
        with zipfile.ZipFile(path) as archive:
            needed, free = sum(info.file_size for info in archive.infolist()), shutil.disk_usage(folder).free
            if needed > free:
                raise ExportError(
                    f"{path} unpacks to {needed} bytes, but {folder} has {free} left: set TMPDIR."
                )
            archive.extractall(folder)
            return folder
    except (OSError, ValueError, RuntimeError, zipfile.BadZipFile) as error:
        raise ExportError(
            f"{path} cannot be unpacked: {error}. Unpack it by hand and name the folder."
        ) from error


def _read(folder: Path, package: str) -> Export:
    """The submissions of an unpacked export, which may have folders around it, or of any other folder."""
    described = [
        path.parent for path in (folder / METADATA, *sorted(folder.glob(f"*/{METADATA}"))) if path.is_file()
    ]
    root = described[0] if described else class_folder(folder, package)
    about = _metadata(root / METADATA) if described else {}
    candidates = {path.name: path for path in sorted(root.iterdir()) if _is_submission(path)}
    typed = [name for name in candidates if is_typed_text(name)]
    found = {name: path for name, path in candidates.items() if _can_be_written(name) and name not in typed}
    if not found:
        raise ExportError(
            f"There is no folder and no zip in {root.name!a}: name an export or a folder of submissions."
        )
    many = [] if described else [path.name for path in classes_in(root, package)]
    if len(many) == len(found):
        raise ExportError(
            f"{root.name!a} is one level too high: {many[0]!a} and others in it hold submissions. Name one."
        )
    submissions = tuple(_submission(path, about.get(name)) for name, path in found.items())
    unclear = [path.name for path in undecided(root, package) if path.name not in many]
    others = [path.name for path in entries(root) if path.name not in {*candidates, METADATA}]
    notes = [
        *_note(
            "its name is not UTF-8, so it was left out: rename it", sorted(set(candidates) - {*found, *typed})
        ),
        *_note("text that a student typed in, and left out", typed),
        *_note("more than one submission under this name, each graded by itself", _repeated(submissions)),
        *_note("holds several submissions, and is graded as one: name it by itself", many),
        *_note("holds several zips, none of which is graded: leave one", unclear),
        *_note("neither a folder nor a zip, and left out", others),
        *_note(f"in {METADATA}, but not in the export", sorted(set(about) - set(found))),
        *(
            _note(f"not in {METADATA}, and graded without a name", sorted(set(found) - set(about)))
            if about
            else ()
        ),
    ]
    return Export(submissions, _summary(root, submissions), tuple(notes))


def _repeated(submissions: Sequence[ExportedSubmission]) -> list[str]:
    """Return names of people with several submissions, and names of files that differ only in their encoding."""
    names = [
        " ".join((person.name, person.sid or person.email))
        for submission in submissions
        for person in submission.people or (Person(submission.path.stem),)
    ]
    counts = Counter(unicodedata.normalize("NFC", name.strip()) for name in names)
    return sorted(name for name, count in counts.items() if count > 1)


def _summary(root: Path, submissions: Sequence[ExportedSubmission]) -> str:
    folders = sum(submission.path.is_dir() for submission in submissions)
    named = sum(bool(submission.people) for submission in submissions)
    return (
        f"{number_of(len(submissions), 'submission')} in {root.name!a}: {number_of(folders, 'folder')} and "
        f"{number_of(len(submissions) - folders, 'zip')}, {named} with a student's name."
    )


def _can_be_written(name: str) -> bool:
    """Return whether a file's name is valid text, which records, tables and pages need."""
    try:
        name.encode()
    except UnicodeEncodeError:
        return False
    return True


def _is_submission(path: Path) -> bool:
    return not is_clutter(path) and (path.is_dir() or path.suffix.casefold() == ".zip")


def _note(what: str, names: list[str]) -> Iterator[str]:
    if names:
        more = f" and {len(names) - _NAMED} more" if len(names) > _NAMED else ""
        yield f"{', '.join(ascii(name) for name in names[:_NAMED])}{more}: {what}."


def _metadata(path: Path) -> dict[str, Any]:
    """Return the file's entries by folder. All scalars stay texts; the tags of Ruby's own types do not matter."""
    import yaml

    loader = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
    try:
        with path.open("rb") as file:
            content = yaml.load(file, Loader=loader)
    except (OSError, yaml.YAMLError, UnicodeError) as error:
        raise ExportError(f"{path.name} cannot be read: {error}") from error
    if not isinstance(content, dict):
        raise ExportError(f"{path.name} does not list submissions by their folders.")
    return content


def _submission(path: Path, about: object) -> ExportedSubmission:
    """Keys were Ruby's symbols, so they begin with a colon; each may be missing."""
    if not isinstance(about, Mapping):
        name, number = student_of(path.name)
        return ExportedSubmission(path.name, path, (Person(name, number),) if name else ())
    people, history = (_mappings(about.get(key)) for key in (":submitters", ":history"))
    return ExportedSubmission(
        path.name,
        path,
        tuple(Person(*(_text(person, key) for key in (":name", ":sid", ":email"))) for person in people),
        _text(about, ":created_at"),
        _number(_text(about, ":score")),
        tuple(map(_earlier, history)),
    )


def _earlier(other: Mapping[str, Any]) -> EarlierSubmission:
    return EarlierSubmission(
        _text(other, ":created_at"), _number(_text(other, ":score")), maximum_of(other.get(":results"))
    )


def _mappings(listed: object) -> list[Mapping[str, Any]]:
    return [entry for entry in listed if isinstance(entry, Mapping)] if isinstance(listed, list) else []


def _text(about: Mapping[str, Any], key: str) -> str:
    value = about.get(key)
    return sanitise(value, _TEXT) if isinstance(value, str) else ""


def _number(text: str) -> float | None:
    try:
        value = float(text)
    except ValueError:
        return None
    return value if math.isfinite(value) else None
