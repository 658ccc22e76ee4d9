"""What is uploaded to Gradescope: the scripts, the modules that grading imports, fixtures, and the solved package."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from autograder.base import paths
from autograder.execution import SERVICE
from autograder.handout.imports import closure, module_name

SCRIPTS = (
    "setup.sh",
    "run_autograder",
    "requirements.lock",
    "requirements-torch.lock",
    "requirements-uv.lock",
)
_PACKAGES = ("autograder", "graders")
_ENTRIES = (
    "autograder.commands.grade",
    "autograder.isolation.zygote_process",
    SERVICE,
    *("autograder.notebooks.kernel", "autograder.notebooks.client", "autograder.notebooks.tensorflow_start"),
)


def gradescope_files() -> dict[str, bytes]:
    """Everything that grading needs, by its posix path in the project."""
    return {path.relative_to(paths.ROOT).as_posix(): path.read_bytes() for path in _paths()}


def _paths() -> Iterator[Path]:
    graders = [module_name(path, paths.ROOT) for path in (paths.ROOT / "graders").rglob("*.py")]
    yield from (paths.ROOT / name for name in SCRIPTS)
    yield paths.ROOT / "autograder" / "notebooks" / "page.html.j2"
    yield from closure([*_ENTRIES, *graders], paths.ROOT, _PACKAGES)
    for fixtures in ("public", "hidden"):
        yield from _files_in(paths.FIXTURES / fixtures)
    yield from (path for path in (paths.CIFAR10, paths.POLICIES) if path.is_file())
    # Reference layers, given modules and stand-ins are read from their sources; mistakes and oracle stay at home.
    yield from paths.REFERENCE.rglob("*.py")
    yield from paths.STAND_INS.glob("*.py")


def _files_in(folder: Path) -> list[Path]:
    return [path for path in folder.iterdir() if path.is_file()]
