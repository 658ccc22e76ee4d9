"""Which modules of the project some modules need, found in their texts."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator
from pathlib import Path


def closure(modules: Iterable[str], root: Path, packages: tuple[str, ...]) -> set[Path]:
    """The files of these modules and of all that they import from `packages`, wherever the import stands."""
    found: set[Path] = set()
    waiting = list(modules)
    while waiting:
        file = _file(waiting.pop(), root)
        if file is None or file in found:
            continue
        found.add(file)
        waiting += [name for name in _imports(file) if name.partition(".")[0] in packages]
    return found


def module_name(file: Path, root: Path) -> str:
    """The name under which a file below `root` is imported."""
    return ".".join(file.relative_to(root).with_suffix("").parts)


def _imports(file: Path) -> Iterator[str]:
    """Names that may be modules, the packages above them included."""
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            names = [node.module, *(f"{node.module}.{alias.name}" for alias in node.names)]
        else:
            continue
        for name in names:
            parts = name.split(".")
            yield from (".".join(parts[:end]) for end in range(1, len(parts) + 1))


def _file(module: str, root: Path) -> Path | None:
    path = root.joinpath(*module.split("."))
    return next((file for file in (path.with_suffix(".py"), path / "__init__.py") if file.is_file()), None)
