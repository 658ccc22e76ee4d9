"""A zip as a listing."""

from __future__ import annotations

import io
import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from autograder.submission.listing import IntakeError, Listing, shown
from autograder.submission.path_rules import MAX_ENTRIES, matters, safe_path

if TYPE_CHECKING:
    import zipfile

_WHAT_TO_DO = "zip the assignment folder and hand that in."
_OTHER_KINDS = {
    b"Rar!": "a RAR archive",
    b"7z\xbc\xaf": "a 7z archive",
    b"\x1f\x8b": "a gzip or tar.gz file",
    b"BZh": "a bzip2 file",
    b"\xfd7zXZ": "an xz file",
}
# A directory of 8 MB lists about 80,000 files with names of usual length, and costs at most some 130 MB to parse.
_DIRECTORY_LIMIT = 8_000_000
# Deflate packs at best 1:1032; code, notebooks and pictures are far below 1:100.
_BOMB_SIZE = 100_000_000
_BOMB_RATIO = 100
_CHUNK = 1 << 18


class _LimitedReader(io.BufferedReader):
    """Refuses reads that are larger than any honest zip needs: a zip's directory is read in one piece."""

    def read(self, size: int | None = -1, /) -> bytes:
        wanted = _DIRECTORY_LIMIT if size is None or size < 0 else size
        if wanted > _DIRECTORY_LIMIT:
            raise IntakeError(f"The zip lists more than {MAX_ENTRIES} files: {_WHAT_TO_DO}")
        return super().read(wanted)


@contextmanager
def open_archive(path: Path) -> Iterator[Listing]:
    """List a zip without unpacking it; entries are read into memory while the context lasts."""
    import zipfile

    with _opened(path) as file:
        with _hostile_input():
            if not zipfile.is_zipfile(file):
                raise IntakeError(_not_a_zip(path.name, file))
            archive = zipfile.ZipFile(file)
        with archive:
            yield _listing(archive, os.fstat(file.fileno()).st_size)


def _opened(path: Path) -> _LimitedReader:
    try:
        raw = io.FileIO(
            os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0))
        )
    except OSError as error:
        raise IntakeError(f"{shown(path.name)} cannot be read: {error.strerror}.") from error
    if not stat.S_ISREG(os.fstat(raw.fileno()).st_mode):
        raw.close()
        raise IntakeError(f"{shown(path.name)} is neither a folder nor a file: {_WHAT_TO_DO}")
    return _LimitedReader(raw)


@contextmanager
def _hostile_input() -> Iterator[None]:
    """Whatever zipfile raises (about ten kinds, by version) means that the zip cannot be read."""
    try:
        yield
    except IntakeError:
        raise
    except Exception as error:
        raise IntakeError(f"The zip is damaged or of an unusual kind: {_WHAT_TO_DO}") from error


def _not_a_zip(name: str, file: io.BufferedReader) -> str:
    file.seek(0)
    start = file.read(8)
    if start.startswith(b"PK\x03\x04"):
        return "The zip is incomplete, as after an interrupted upload: zip the assignment folder and hand it in again."
    kind = next((kind for mark, kind in _OTHER_KINDS.items() if start.startswith(mark)), "not a zip")
    return f"{shown(name)} is {kind if start else 'empty'}: {_WHAT_TO_DO}"


def _listing(archive: zipfile.ZipFile, size: int) -> Listing:
    infos = archive.infolist()
    if not infos:
        raise IntakeError(f"The zip is empty: {_WHAT_TO_DO}")
    if len(infos) > MAX_ENTRIES:
        raise IntakeError(f"The zip lists more than {MAX_ENTRIES} files: {_WHAT_TO_DO}")
    unpacked = sum(info.file_size for info in infos)
    if unpacked > max(_BOMB_SIZE, _BOMB_RATIO * size):
        raise IntakeError(
            f"The zip of {size} bytes would unpack to {unpacked}, as a zip bomb does: {_WHAT_TO_DO}"
        )
    entries: dict[str, zipfile.ZipInfo] = {}
    links, unsafe, twice = [], [], set()
    for info in infos:
        path = safe_path(info.filename)
        if path is None:
            unsafe.append(info.filename)
        elif _is_link(info):
            links.append(path)
        elif matters(path) and _is_file(info):
            twice |= {path} & entries.keys()
            entries[path] = info

    def read(path: str, limit: int) -> bytes:
        return _read(archive, entries[path], limit)

    return Listing(frozenset(entries), read, tuple(links), tuple(_notes(unsafe, sorted(twice))))


def _read(archive: zipfile.ZipFile, info: zipfile.ZipInfo, limit: int) -> bytes:
    name = shown(info.filename)
    if info.flag_bits & 0x1:
        raise IntakeError(f"The zip is protected by a password ({name}): hand in one without.")
    if info.compress_type not in {0, 8}:  # stored, deflated: the others unpack without a bound on memory
        raise IntakeError(f"The zip uses an unusual compression ({name}): hand in an ordinary zip.")
    data = bytearray()
    with _hostile_input(), archive.open(info) as file:
        while len(data) <= limit and (chunk := file.read(_CHUNK)):
            data += chunk
    return bytes(data[: limit + 1])


def _is_link(info: zipfile.ZipInfo) -> bool:
    return stat.S_ISLNK(info.external_attr >> 16)


def _is_file(info: zipfile.ZipInfo) -> bool:
    """Zips made on Windows state no kind at all."""
    return not info.filename.endswith(("/", "\\")) and stat.S_IFMT(info.external_attr >> 16) in {
        0,
        stat.S_IFREG,
    }


def _notes(unsafe: list[str], twice: list[str]) -> Iterator[str]:
    if unsafe:
        yield f"{len(unsafe)} entries of the zip with unsafe names were left out, such as {shown(unsafe[0])}."
    if twice:
        yield f"The zip holds {shown(twice[0])} more than once: the last one was graded."
