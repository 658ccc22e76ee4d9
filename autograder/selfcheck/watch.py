"""Watching the files of a package: which were saved, and which checks that affects."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from autograder.model.check import Check
from autograder.selfcheck.public import Result

Stamps = Mapping[str, tuple[int, int]]


def stamps_of(package: Path) -> Stamps:
    """Time and size of every module by its path below the package."""
    return dict(_stamps(package))


def changed(before: Stamps, after: Stamps) -> set[str]:
    """Paths of modules that were saved, made or removed."""
    return {path for path in before.keys() | after.keys() if before.get(path) != after.get(path)}


def affected(paths: set[str], results: Sequence[Result]) -> list[Check]:
    """The checks that ran one of these modules, and those that could not run, whose modules are unknown."""
    return [r.check for r in results if not r.modules or not r.modules.isdisjoint(paths)]


def _stamps(package: Path) -> Iterator[tuple[str, tuple[int, int]]]:
    for path in package.rglob("*.py"):
        try:
            status = path.stat()
        except OSError:
            continue  # removed in between, as editors do that replace a file
        yield path.relative_to(package).as_posix(), (status.st_mtime_ns, status.st_size)
