"""The files of a new check: function, oracle, case, check and mistake."""

from __future__ import annotations

import ast
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from autograder.authoring.scaffold.new_files import ScaffoldError, rendered, write_new
from autograder.base.paths import ENGINE
from autograder.model.assignment import Assignment
from autograder.model.check import load_checks


@dataclass(frozen=True)
class NewCheck:
    """A check to be written.

    root: the assignment's folder; package: the name of students' package.
    module, path: short name and path of the module with the function.
    number: of the check, "2.7"; function: the function that it tests.
    """

    root: Path
    package: str
    module: str
    path: str
    number: str
    function: str

    def write(self) -> list[Path]:
        """Write all files, and the function if the module lacks it; return the files. Raises ScaffoldError."""
        solved = self.root / "reference" / self.package / self.path
        oracle = self.root / "reference" / "oracle" / self.path
        question = self.number.partition(".")[0]
        found = _arguments(solved, self.function)
        names = {
            **vars(self),
            "question": question,
            "in_checkout": self.root.resolve().is_relative_to(
                ENGINE.parent
            ),  # the order of imports in that file
            "is_new": found is None,
            "arguments": ["x"] if found is None else found,
        }
        file = f"q{question}_{self.function}.py"
        written = [
            write_new(self.root / "graders" / file, rendered("check.py", **names)),
            write_new(self.root / "reference" / "mistakes" / file, rendered("mistakes.py", **names)),
        ]
        if found is None:
            written.append(_append(solved, rendered("function.py", **names)))
        if not oracle.exists():
            write_new(oracle, rendered("oracle.py"))
        if _arguments(oracle, self.function) is None:
            written.append(_append(oracle, rendered("oracle_function.py", **names)))
        return written


def planned(assignment: Assignment, number: str, function: str, module: str | None) -> NewCheck:
    """Return the check to write for a function of a module that students write. Raises ScaffoldError.

    module: its short name; by default the module that has the function, else the first one.
    """
    layout = assignment.package
    written = {name: path for name, path in layout.modules.items() if path in layout.written}
    parts = number.split(".")
    if len(parts) != 2 or not all(part.isdecimal() for part in parts):
        raise ScaffoldError(f"{number!r} is not the number of a check, such as 2.7")
    if any(check.number == number for checks in load_checks(assignment).values() for check in checks):
        raise ScaffoldError(f"there is a check {number} already")
    if not function.isidentifier():
        raise ScaffoldError(f"{function!r} is not the name of a function")
    if module is not None and module not in written:
        raise ScaffoldError(f"students do not write a module {module!r}; there are {', '.join(written)}")
    having = [
        n for n, path in written.items() if _arguments(assignment.reference / path, function) is not None
    ]
    name = module or [*having, *written][0]
    return NewCheck(assignment.root, layout.name, name, written[name], number, function)


def _arguments(path: Path, function: str) -> Sequence[str] | None:
    """The names of a function's arguments; None if the module has no such function."""
    for node in ast.parse(path.read_text(encoding="utf-8")).body:
        if isinstance(node, ast.FunctionDef) and node.name == function:
            return [argument.arg for argument in node.args.args]
    return None


def _append(path: Path, text: str) -> Path:
    with path.open("a", encoding="utf-8") as file:
        file.write(text)
    return path
