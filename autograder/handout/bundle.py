"""The student bundle: the template, the self-check with all that it imports, and the public fixtures."""

from __future__ import annotations

import json
from importlib.metadata import distribution
from pathlib import Path

from autograder.base import paths
from autograder.handout.imports import closure, module_name
from autograder.handout.template import template_files
from autograder.selfcheck.handin import HANDED_OUT
from autograder.selfcheck.notebook_facts import digest_of

FOLDER = "assignment2"
ENGINE = "selfcheck"
FILES = Path(__file__).with_name("files")
_PACKAGES = ("autograder", "graders")
_ENTRIES = ("autograder.selfcheck.main", "autograder.selfcheck.handin", "autograder.selfcheck.child")
# What gradescope-utils marks checks with: students need not install it.
_DECORATORS = ("__init__.py", "autograder_utils/__init__.py", "autograder_utils/decorators.py")
# Those whose checks need numpy only: question 5 is about a framework.
QUESTIONS = ("Q1", "Q2", "Q3", "Q4")


def student_files() -> dict[str, bytes]:
    """Everything that students receive, by its posix path in their folder."""
    template = template_files(paths.REFERENCE.parent)
    notebooks = {name: digest_of(data) for name, data in template.items() if name.endswith(".ipynb")}
    handed_out = json.dumps(notebooks, indent=1, sort_keys=True) + "\n"
    return {
        **template,
        **{path.relative_to(FILES).as_posix(): path.read_bytes() for path in _files_in(FILES)},
        **{f"{ENGINE}/{name}": data for name, data in (_engine() | _decorators()).items()},
        f"{ENGINE}/{HANDED_OUT.name}": handed_out.encode(),
    }


def _engine() -> dict[str, bytes]:
    """The modules that the self-check imports, and the public fixtures, by their path in the project."""
    modules = [*_ENTRIES, *(module_name(path, paths.ROOT) for path in _graders())]
    fixtures = _files_in(paths.FIXTURES / "public")
    files = [*closure(modules, paths.ROOT, _PACKAGES), *fixtures]
    return {path.relative_to(paths.ROOT).as_posix(): path.read_bytes() for path in files}


def _decorators() -> dict[str, bytes]:
    """The decorators of checks as they are installed, with their licence, by their path among modules."""
    package = distribution("gradescope-utils")
    (licence,) = (file for file in package.files or () if file.name == "LICENSE")
    names = [f"gradescope_utils/{name}" for name in _DECORATORS]
    files = {name: Path(str(package.locate_file(name))).read_bytes() for name in names}
    return {**files, "gradescope_utils/LICENSE": licence.read_binary()}


def _graders() -> list[Path]:
    """The modules with the checks of the questions that students can run."""
    named = (paths.ROOT / "graders").glob("q[0-9]*_*.py")
    return [path for path in named if path.stem.partition("_")[0].upper() in QUESTIONS]


def _files_in(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file() and "__pycache__" not in path.parts]
