"""The catalogue of known mistakes: small edits of the reference, each to be caught or to be accepted."""

from __future__ import annotations

import ast
import importlib.util
import textwrap
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

_Definition = ast.FunctionDef | ast.ClassDef


class CatalogueError(ValueError):
    """A catalogue entry does not fit the reference."""


@dataclass(frozen=True)
class Mutant:
    """An edit of the reference.

    id: "scale_forward.squared"; the part before the dot is what students wrote wrong.
    target: the edited function, "layers.py:scale_forward" or "nets/deep.py:Net.loss"; a
        module alone, "layers.py", stands for all of its text.
    hint: for students, a whole sentence that makes sense without seeing the edit.
    costs: numbers of the checks that lose points, and no others do; none for a variant that is right.
    swaps: (old, new) texts, each old one found exactly once in the target below its docstring. In a module, a text
        inside a function has its name before it, (function, old, new), so that other functions never matter.
    code: alternatively, a new text for the whole target; of a module, definitions that take the place of its own.
    unusable: the question, "Q1", of a module that cannot be used, or lacks a name: of its checks some have to lose
        points, and none is listed.
    credit: share of the lost points that this mistake keeps all the same.
    """

    id: str
    target: str
    hint: str
    costs: tuple[str, ...] = ()
    swaps: tuple[tuple[str, ...], ...] = ()
    code: str = ""
    unusable: str = ""
    credit: float = 0.0

    @property
    def accepted(self) -> bool:
        """Whether this is a variant that keeps every point."""
        return not self.costs and not self.unusable

    @property
    def path(self) -> str:
        """The edited module's path in the package."""
        return self.target.partition(":")[0]

    @property
    def function(self) -> str:
        """The edited function's qualified name; "" for a whole module."""
        return self.target.partition(":")[2]

    @property
    def place(self) -> str:
        """What students wrote wrong: the function, or the class or module around one that only the reference has."""
        path, _, function = self.target.partition(":")
        owner, _, name = function.rpartition(".")
        if not name.startswith("_") or name == "__init__":
            return self.target
        return f"{path}:{owner}" if owner else path

    @property
    def called(self) -> tuple[str, str]:
        """The module's path and the function called where the edit matters: of a class, what makes its objects."""
        name = self.function or "<module>"
        return self.path, f"{name}.__init__" if name[0].isupper() and "." not in name else name

    def applied(self, sources: Mapping[str, str]) -> dict[str, str]:
        """The package's sources with this mistake made."""
        if self.path not in sources:
            raise CatalogueError(f"{self.id}: the reference has no {self.path}")
        text = sources[self.path]
        edits = [self._redefinition(text)] if self.code else [self._edit(text, swap) for swap in self.swaps]
        for edit in sorted(edits, reverse=True):
            text = text[: edit.start] + edit.new + text[edit.end :]
        return {**sources, self.path: text}

    def _redefinition(self, text: str) -> _Edit:
        code = textwrap.dedent(self.code).strip("\n") + "\n"
        if not self.function:
            return _Edit(len(text), len(text), f"\n\n{code}")
        node = self._nodes(text, self.function)[0]
        start, end = _lines(text, node.lineno, node)
        return _Edit(start, end, textwrap.indent(code, " " * node.col_offset))

    def _edit(self, text: str, swap: Sequence[str]) -> _Edit:
        *named, old, new = swap
        function = named[0] if named else self.function
        parts = self._bodies(text, function) if function else [(0, len(text))]
        if (count := sum(text.count(old, *part) for part in parts)) != 1:
            raise CatalogueError(f"{self.id}: {old!r} occurs {count} times in {function or self.path}")
        at = max(text.find(old, *part) for part in parts)
        if not function and (name := _function_around(text, at, at + len(old))):
            raise CatalogueError(f"{self.id}: {old!r} is in {name}, which has to be named before it")
        return _Edit(at, at + len(old), new)

    def _bodies(self, text: str, function: str) -> list[tuple[int, int]]:
        """Where functions of this name, without their docstrings, start and end, in whole lines."""
        nodes = self._nodes(text, function)
        return [_lines(text, (n.body[1] if ast.get_docstring(n) else n).lineno, n) for n in nodes]

    def _nodes(self, text: str, function: str) -> list[_Definition]:
        """The definitions of a name, one except in a notebook."""
        found = _find(_parsed(text), function)
        if not found:
            raise CatalogueError(f"{self.id}: the reference has no {self.path}:{function}")
        return found


class _Edit(NamedTuple):
    """A part of a text, and what takes its place."""

    start: int
    end: int
    new: str


def load_catalogue(folder: Path) -> list[Mutant]:
    """All mistakes below `folder`: the MISTAKES of every module there, ids unique."""
    found: list[Mutant] = []
    for path in sorted(folder.glob("*.py")):
        spec = importlib.util.spec_from_file_location(f"mistakes_{path.stem}", path)
        assert spec is not None
        assert spec.loader is not None
        module = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(module)
        found += module.MISTAKES
    ids = [mistake.id for mistake in found]
    if twice := sorted({i for i in ids if ids.count(i) > 1}):
        raise CatalogueError(f"two mistakes are called {', '.join(twice)}")
    return found


def _lines(text: str, first: int, node: _Definition) -> tuple[int, int]:
    """Where the text from a line to the end of a node starts and ends."""
    lines = text.splitlines(keepends=True)
    return len("".join(lines[: first - 1])), len("".join(lines[: node.end_lineno]))


def _function_around(text: str, start: int, end: int) -> str:
    """The name of the function that a part of a text is inside of, below its header; "" if there is none."""
    first, last = text.count("\n", 0, start) + 1, text.count("\n", 0, end - 1) + 1
    for node in ast.walk(_parsed(text)):
        if (
            isinstance(node, ast.FunctionDef)
            and node.body[0].lineno <= first
            and last <= (node.end_lineno or 0)
        ):
            return node.name
    return ""


@lru_cache(maxsize=16)
def _parsed(text: str) -> ast.Module:
    """A module's tree. Over a thousand mistakes are made in the same few modules."""
    return ast.parse(text)


def _find(scope: ast.AST, function: str) -> list[_Definition]:
    """The nodes of functions and classes by their qualified name."""
    name, _, rest = function.partition(".")
    found = [
        node
        for node in ast.iter_child_nodes(scope)
        if isinstance(node, (ast.FunctionDef, ast.ClassDef)) and node.name == name
    ]
    return [inner for node in found for inner in _find(node, rest)] if rest else found
