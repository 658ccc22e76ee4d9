"""Paths of the engine, and of the assignment that it serves by default.

The engine is one folder with everything that it needs, in a checkout, in a bundle and where it is installed.
"""

from __future__ import annotations

import os
from pathlib import Path

ENGINE = Path(__file__).resolve().parents[1]
ASSIGNMENT_VARIABLE = "AUTOGRADER_ASSIGNMENT"  # names the folder of the assignment
# The staff's command as messages name it: a checkout has a wrapper beside the engine, an installation a command.
STAFF_COMMAND = "./ta" if (ENGINE.parent / "ta").is_file() else "ta"


def default_folder() -> Path:
    """The folder that the environment names; else the current one, unless only the engine's home is an assignment's."""
    if named := os.environ.get(ASSIGNMENT_VARIABLE):
        return Path(named)
    here, home = Path.cwd(), ENGINE.parent
    return home if is_assignment(home) and not is_assignment(here) else here


def is_assignment(folder: Path) -> bool:
    """Return whether the folder defines an assignment."""
    return (folder / "assignment.py").is_file()


def beside_engine(folder: Path) -> Path:
    """Return the folder, relative to the engine's parent if it lies there: both may be moved together."""
    return folder.relative_to(ENGINE.parent) if folder.is_relative_to(ENGINE.parent) else folder
