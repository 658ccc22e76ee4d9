"""Where in a hand-in the package is; pure functions over names."""

from __future__ import annotations

from collections.abc import Iterable, Set
from dataclasses import dataclass

from autograder.model.library import PACKAGE
from autograder.submission.path_rules import ENVIRONMENT_MARK

# What students write; everything else in the package is given, or their own addition.
STUDENT_MODULES = ("layers.py", "optim.py", "classifiers/fc_net.py", "classifiers/cnn.py")
# What else checks call: given in the course, or written by students, as the edition has it.
HELPERS = ("layer_utils.py", "fast_layers.py")
_CLASSIFIERS = "classifiers"


@dataclass(frozen=True)
class Place:
    """The chosen package folder ("" is the top), and other copies of the package that were passed over."""

    root: str
    others: tuple[str, ...] = ()


def find_package(names: Set[str]) -> Place | None:
    """The package folder: one named cs231n with students' modules, else the one that looks most like it.

    Among equals the most complete wins, then the shallowest. A package in a virtual environment comes last.
    """
    environments = {folder_of(name) for name in names if name.rpartition("/")[2] == ENVIRONMENT_MARK}

    def rank(root: str) -> tuple[bool, bool, int, int, str]:
        found = len(student_modules(root, names))
        named = base_of(root).casefold() == PACKAGE and found > 0
        return in_any(root, environments), not named, -found, root.count("/") + bool(root), root

    roots = sorted(_candidates(names), key=rank)
    if not roots:
        return None
    return Place(roots[0], tuple(root for root in roots[1:] if _is_copy(root, roots[0], names)))


def student_modules(root: str, names: Set[str]) -> dict[str, str]:
    """The students' modules below `root`: where the contract puts them -> where they are.

    A hand-in of loose files has the classifiers beside layers.py.
    """
    found = {}
    for module in STUDENT_MODULES:
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


def _candidates(names: Set[str]) -> set[str]:
    written = {base_of(module) for module in STUDENT_MODULES}
    roots = set()
    for name in names:
        if not name.endswith(".py"):
            continue
        folder, base = folder_of(name), base_of(name)
        if base in written:
            roots.add(folder_of(folder) if base_of(folder) == _CLASSIFIERS else folder)
        parts = folder.split("/")
        roots.update("/".join(parts[: i + 1]) for i, part in enumerate(parts) if part.casefold() == PACKAGE)
    return roots


def _is_copy(root: str, chosen: str, names: Set[str]) -> bool:
    return (
        base_of(root).casefold() == PACKAGE and not below(root, chosen) and bool(student_modules(root, names))
    )
