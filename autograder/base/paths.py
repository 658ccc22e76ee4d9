"""Where the engine is, and the assignment that it serves if nobody names one."""

from __future__ import annotations

from pathlib import Path

ENGINE = Path(__file__).resolve().parents[1]


def default_folder() -> Path:
    """The folder that holds the engine if it is an assignment's, as in a bundle; else the current one."""
    beside = ENGINE.parent
    return beside if (beside / "assignment.py").is_file() else Path.cwd()


def beside_engine(folder: Path) -> Path:
    """The folder, relative to the one that holds the engine if it is in there: others may have both elsewhere."""
    return folder.relative_to(ENGINE.parent) if folder.is_relative_to(ENGINE.parent) else folder
