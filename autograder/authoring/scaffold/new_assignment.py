"""The files of a new assignment, which can be frozen, proven and bundled as they are."""

from __future__ import annotations

import keyword
import re
import sys
from pathlib import Path

from autograder.authoring.scaffold.new_check import NewCheck
from autograder.authoring.scaffold.new_files import ScaffoldError, rendered, write_new

_MODULE = "functions"
_TAKEN = {"assignment", "autograder", "graders", "reference", *sys.stdlib_module_names}


def write_assignment(folder: Path) -> list[Path]:
    """Write an assignment of one function into a new folder; return its files. Raises ScaffoldError."""
    title = folder.resolve().name
    package = re.sub(r"\W+", "_", title.lower(), flags=re.ASCII)
    if not package.isidentifier() or keyword.iskeyword(package) or package in _TAKEN:
        raise ScaffoldError(
            f"{title!r} gives no name for a package that students import; name the folder otherwise"
        )
    if folder.exists() and any(folder.iterdir()):
        raise ScaffoldError(f"{folder} is not empty")
    names = {"title": title, "package": package, "module": _MODULE}
    solved = folder / "reference" / package
    templates = {
        folder / ".gitignore": "gitignore",
        folder / "assignment.py": "assignment.py",
        folder / "graders" / "__init__.py": "graders.py",
        solved / "__init__.py": "package.py",
        solved / f"{_MODULE}.py": "module.py",
    }
    written = [write_new(path, rendered(template, **names)) for path, template in templates.items()]
    check = NewCheck(folder, package, _MODULE, f"{_MODULE}.py", "1.1", "double")
    return list(dict.fromkeys([*written, *check.write()]))
