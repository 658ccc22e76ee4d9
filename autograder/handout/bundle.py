"""The student bundle: the template, the self-check with all that it imports, and the public fixtures."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from importlib.metadata import distribution
from pathlib import Path
from string import Template
from typing import Any

from autograder.handout.imports import closure
from autograder.handout.template import template_files
from autograder.model.assignment import Assignment
from autograder.model.check import code_checks, load_checks
from autograder.model.package_layout import PackageLayout
from autograder.model.sealed import SealedCatalogue
from autograder.selfcheck.handin import HANDED_OUT
from autograder.selfcheck.notebook_facts import digest_of
from autograder.selfcheck.worklist import TO_WRITE, unwritten_functions
from autograder.store.fixture_set import MANIFEST, SEALED, FixtureSet

ENGINE = "selfcheck"
GUIDE = "GUIDE.md"
FROM_MISTAKES = {"honest", "honest_by", "wrong", "wrong_by"}  # key in a manifest's entry for an answer
FILES = Path(__file__).with_name("for_students")
_ENTRIES = tuple(f"autograder.selfcheck.{name}" for name in ("main", "handin", "child", "in_kernel"))
# What gradescope-utils marks checks with: students need not install it.
_DECORATORS = ("__init__.py", "autograder_utils/__init__.py", "autograder_utils/decorators.py")


def student_files(assignment: Assignment) -> dict[str, bytes]:
    """Everything that students receive, by its posix path in their folder."""
    template = template_files(assignment)
    return {
        **template,
        **_texts(assignment, template),
        **_guide(assignment),
        **{f"{ENGINE}/{name}": data for name, data in (_engine(assignment) | _decorators()).items()},
        f"{ENGINE}/{HANDED_OUT}": _handed_out(template),
        f"{ENGINE}/{TO_WRITE}": _to_write(assignment, template),
    }


def _texts(assignment: Assignment, template: Mapping[str, bytes]) -> dict[str, bytes]:
    """The files that differ between assignments only in names."""
    package = assignment.package.name
    modules = {
        path.relative_to(assignment.reference).as_posix(): path for path in assignment.reference.rglob("*.py")
    }
    unsolved = [name for name, path in modules.items() if template[f"{package}/{name}"] != path.read_bytes()]
    names = {
        "title": assignment.title,
        "package": package,
        "submission_file": assignment.submission_file,
        "written": _listed(unsolved),
        "extensible": _extensible(assignment.package),
        "points": _points(assignment),
        "guide": f"| `{GUIDE}` | more on checking, on messages and on submitting |\n"
        if _guide(assignment)
        else "",
    }
    found = {
        path.relative_to(FILES).as_posix(): path.read_text(encoding="utf-8") for path in _files_in(FILES)
    }
    return {name: Template(text).substitute(names).encode() for name, text in found.items()}


def _guide(assignment: Assignment) -> dict[str, bytes]:
    """The assignment's page for students, if it has one."""
    page = assignment.student_page
    return {GUIDE: page.read_bytes()} if page.is_file() else {}


def _points(assignment: Assignment) -> str:
    """Rows of a table: the points of each question for code and for notebooks."""
    rows = [
        (question, sum(check.points for check in code_checks(checks)), sum(check.points for check in checks))
        for question, checks in load_checks(assignment).items()
    ]
    total = ("all", sum(code for _, code, _ in rows), sum(both for _, _, both in rows))
    return "\n".join(
        f"| {question} | {code:g} | {both - code:g} | {both:g} |" for question, code, both in [*rows, total]
    )


def _extensible(layout: PackageLayout) -> str:
    """A row of the table of files, if there is any such module."""
    named = _listed(layout.extensible)
    return f"| in `{layout.name}/`: {named} | given; helpers of your own may be added |\n" if named else ""


def _listed(modules: Iterable[str]) -> str:
    return ", ".join(f"`{name}`" for name in sorted(modules, key=lambda name: (name.count("/"), name)))


def _handed_out(template: Mapping[str, bytes]) -> bytes:
    """Return the texts of the notebooks as students receive them, for the script that builds the submission."""
    notebooks = {name: digest_of(data) for name, data in template.items() if name.endswith(".ipynb")}
    return _json(notebooks)


def _to_write(assignment: Assignment, template: Mapping[str, bytes]) -> bytes:
    """The functions that the template leaves open, for the start screen."""
    package = f"{assignment.package.name}/"
    modules = {
        name.removeprefix(package): data.decode() for name, data in template.items() if name.endswith(".py")
    }
    return _json(list(unwritten_functions(modules)))


def _engine(assignment: Assignment) -> dict[str, bytes]:
    """The modules that the self-check imports, and the public fixtures, by their posix path."""
    folder = assignment.fixtures / "public"
    below = folder.relative_to(assignment.root).as_posix()
    return {
        **closure(assignment, [*_ENTRIES, *assignment.question_modules]),
        **{f"{below}/{name}": data for name, data in _fixtures(FixtureSet(folder)).items()},
    }


def _fixtures(fixtures: FixtureSet) -> dict[str, bytes]:
    """Return inputs and expected results; hints are sealed, so only those who make a mistake can read its hint."""
    cases = {
        name: {**case, "answers": {answer: _public(about) for answer, about in case["answers"].items()}}
        for name, case in fixtures.manifest["cases"].items()
    }
    return {
        **{file: (fixtures.folder / file).read_bytes() for file in fixtures.manifest["files"]},
        MANIFEST: _json({**fixtures.manifest, "cases": cases}),
        SEALED: _json(SealedCatalogue.of(fixtures.catalogue).to_json()),
    }


def _public(about: Mapping[str, Any]) -> dict[str, Any]:
    """Return a manifest's entry for an output, without the mistakes that its tolerance comes from."""
    return {name: value for name, value in about.items() if name not in FROM_MISTAKES}


def _json(data: Any) -> bytes:
    return (json.dumps(data, separators=(",", ":")) + "\n").encode()


def _decorators() -> dict[str, bytes]:
    """The decorators of checks as they are installed, with their licence, by their path among modules."""
    package = distribution("gradescope-utils")
    (licence,) = (file for file in package.files or () if file.name == "LICENSE")
    names = [f"gradescope_utils/{name}" for name in _DECORATORS]
    files = {name: Path(str(package.locate_file(name))).read_bytes() for name in names}
    return {**files, "gradescope_utils/LICENSE": licence.read_binary()}


def _files_in(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file() and "__pycache__" not in path.parts]
