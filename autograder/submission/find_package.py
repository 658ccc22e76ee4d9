"""Where in a hand-in the package is; pure functions over names."""

from __future__ import annotations

from collections.abc import Iterable, Set
from dataclasses import dataclass

from autograder.model.package_layout import PackageLayout
from autograder.submission.path_rules import ENVIRONMENT_MARK


@dataclass(frozen=True)
class Place:
    """The chosen package folder ("" is the top), and other copies of the package that were passed over."""

    root: str
    others: tuple[str, ...] = ()


def find_package(layout: PackageLayout, names: Set[str]) -> Place | None:
    """The package folder: one of its name with students' modules, else the one that looks most like it.

    Among equals the most complete wins, then the shallowest. A package in a virtual environment comes last.
    """
    environments = {folder_of(name) for name in names if name.rpartition("/")[2] == ENVIRONMENT_MARK}

    def rank(root: str) -> tuple[bool, bool, int, int, str]:
        found = len(student_modules(layout, root, names))
        named = base_of(root).casefold() == layout.name.casefold() and found > 0
        return in_any(root, environments), not named, -found, root.count("/") + bool(root), root

    roots = sorted(_candidates(layout, names), key=rank)
    if not roots:
        return None
    return Place(roots[0], tuple(root for root in roots[1:] if _is_copy(layout, root, roots[0], names)))


def student_modules(layout: PackageLayout, root: str, names: Set[str]) -> dict[str, str]:
    """The students' modules below `root`: where the contract puts them -> where they are.

    A submission of loose files has all of them in one folder.
    """
    found = {}
    for module in layout.written:
        for path in (join(root, module), join(root, base_of(module))):
            if path in names:
                found[module] = path
                break
    return found


def folder_of(path: str) -> str:
    """The folder that holds a path; "" at the top."""
    return path.rpartition("/")[0]


def base_of(path: str) -> str:
    """The last part of a path."""
    return path.rpartition("/")[2]


def join(root: str, path: str) -> str:
    """`path` below `root`."""
    return f"{root}/{path}" if root else path


def below(root: str, path: str) -> bool:
    """Whether `path` lies in the folder `root`."""
    return not root or path.startswith(f"{root}/")


def in_any(root: str, folders: Iterable[str]) -> bool:
    """Whether `root` is one of `folders` or lies below one."""
    return any(root == folder or below(folder, root) for folder in folders)


def _candidates(layout: PackageLayout, names: Set[str]) -> set[str]:
    package, inner = layout.name.casefold(), layout.inner_folders
    written = {base_of(module) for module in layout.written}
    roots = set()
    for name in names:
        if not name.endswith(".py"):
            continue
        folder, base = folder_of(name), base_of(name)
        if base in written:
            roots.add(folder_of(folder) if base_of(folder) in inner else folder)
        parts = folder.split("/")
        roots.update("/".join(parts[: i + 1]) for i, part in enumerate(parts) if part.casefold() == package)
    return roots


def _is_copy(layout: PackageLayout, root: str, chosen: str, names: Set[str]) -> bool:
    named = base_of(root).casefold() == layout.name.casefold()
    return named and not below(root, chosen) and bool(student_modules(layout, root, names))
