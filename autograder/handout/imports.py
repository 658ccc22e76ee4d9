"""The imports of modules, found in their texts."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from autograder.base import paths
from autograder.model.assignment import Assignment


def closure(assignment: Assignment, modules: Iterable[str]) -> dict[str, bytes]:
    """The files of these modules, and of all that they import of engine and assignment, by their posix path.

    Imports count anywhere in a module.
    """
    homes = {"autograder": paths.ENGINE.parent, "graders": assignment.root, "assignment": assignment.root}
    found: dict[str, bytes] = {}
    waiting = ["assignment", *modules]
    while waiting:
        name = waiting.pop()
        path = _path(name, homes)
        if path is None or path in found:
            continue
        found[path] = (homes[name.partition(".")[0]] / path).read_bytes()
        waiting += imported_names(found[path])
    return found


def _path(module: str, homes: Mapping[str, Path]) -> str | None:
    """Return the path of a module's file below its home; None if it belongs to neither."""
    home = homes.get(module.partition(".")[0])
    stem = module.replace(".", "/")
    paths = (f"{stem}.py", f"{stem}/__init__.py") if home else ()
    return next((path for path in paths if home and (home / path).is_file()), None)


def imported_names(text: bytes) -> Iterator[str]:
    """Names that may be modules, the packages above them included."""
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            names = [node.module, *(f"{node.module}.{alias.name}" for alias in node.names)]
        else:
            continue
        for name in names:
            parts = name.split(".")
            yield from (".".join(parts[:end]) for end in range(1, len(parts) + 1))
