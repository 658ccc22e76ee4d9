"""Find the package in a submission, by pure functions over names."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Set
from dataclasses import dataclass

from autograder.model.package_layout import PackageLayout
from autograder.submission.path_rules import ARCHIVE_SUFFIX, ENVIRONMENT_MARK
from autograder.submission.unwritten import functions


@dataclass(frozen=True)
class PackagePlace:
    """The chosen package folder ("" is the top), other copies of the package that were passed over, and why."""

    root: str
    others: tuple[str, ...] = ()
    why: str = ""


def find_package(layout: PackageLayout, names: Set[str], read: Callable[[str], str]) -> PackagePlace | None:
    """The package folder: one of its name with students' modules, else the one that looks most like it.

    Of several copies the one with the fewest functions unwritten wins, then the most complete one, the one with
    notebooks beside it, and the shallowest. A package in a virtual environment comes last.

    read: the text of a file, asked for only where there are several copies.
    """
    environments = {folder_of(name) for name in names if base_of(name) == ENVIRONMENT_MARK}
    notebooks = {folder_of(name) for name in names if name.casefold().endswith(".ipynb")}
    roots = _candidates(layout, names)
    unwritten = _unwritten(layout, roots, names, read)

    def rank(root: str) -> tuple[bool, bool, int, int, bool, bool, int, str]:
        found = len(student_modules(layout, root, names))
        named = base_of(root).casefold() == layout.name.casefold() and found > 0
        inexact = base_of(root) != layout.name
        alone = folder_of(root) not in notebooks
        depth = root.count("/") + bool(root)
        return in_any(root, environments), not named, unwritten[root], -found, inexact, alone, depth, root

    ordered = sorted(roots, key=rank)
    if not ordered:
        return None
    chosen = ordered[0]
    others = tuple(root for root in ordered[1:] if _is_copy(layout, root, chosen, names))
    ranks = zip(_REASONS, rank(chosen), rank(others[0]), strict=False) if others else ()
    return PackagePlace(chosen, others, next((why for why, one, other in ranks if one != other), ""))


_REASONS = (
    "it is not in a virtual environment",
    "it has the package's name",
    "fewer of its functions are unwritten",
    "more of its modules are there",
    "it has the package's very name",
    "it has notebooks beside it",
    "it is not as deep",
    "it comes first by name",
)


def _unwritten(
    layout: PackageLayout, roots: Set[str], names: Set[str], read: Callable[[str], str]
) -> dict[str, int]:
    """Return, for each copy, how many functions are unwritten that are written in some other copy."""
    copies = {root: modules for root in roots if (modules := student_modules(layout, root, names))}
    if len(copies) < 2:
        return dict.fromkeys(roots, 0)
    written: dict[str, set[str]] = {}
    asked: set[str] = set()
    for root, modules in copies.items():
        found = {
            f"{m} {name}": done for m, path in modules.items() for name, done in functions(read(path)).items()
        }
        written[root] = {name for name, done in found.items() if done}
        asked |= {name for name, done in found.items() if not done}
    return {root: len(asked - written.get(root, set())) for root in roots}


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


def only_archive(names: Set[str]) -> str | None:
    """The zip that is all there is; None if there is anything else, or more than one."""
    name, *more = [*names, ""]
    return name if more == [""] and name.casefold().endswith(ARCHIVE_SUFFIX) else None


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
    """Return whether `path` lies in the folder `root`."""
    return not root or path.startswith(f"{root}/")


def in_any(root: str, folders: Iterable[str]) -> bool:
    """Return whether `root` is one of `folders` or lies below one."""
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
