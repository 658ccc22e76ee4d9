"""The catalogue of mutants: small edits of the reference.

Checks must catch each mutant that makes a known mistake, and accept each equivalent variant.
"""

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

    id: "scale_forward.squared"; the part before the dot names the function that a student got wrong.
    target: the edited function, "layers.py:scale_forward" or "nets/deep.py:Net.loss"; a module
        alone, "layers.py", stands for its whole text.
    hint: the sentence that students read, `<what the code does>; <what it should do instead>`.
    costs: the numbers of the checks that lose points; no other check does. Empty for an equivalent variant.
    swaps: (old, new) texts; each old text occurs exactly once in the target, below its docstring. In a module, a
        text inside a function has the function's name before it, (function, old, new).
    code: instead of swaps, a new text for the whole target; in a module, definitions that replace its own.
    unusable: the question, "Q1", of a module that cannot be imported or lacks a name. Some of its checks must lose
        points; `costs` does not list them.
    credit: the share of the lost points that this mistake keeps.
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
        """True for an equivalent variant, which keeps every point."""
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
        """The name that students got wrong: the function, or the class or module around a helper of the reference."""
        path, _, function = self.target.partition(":")
        owner, _, name = function.rpartition(".")
        if not name.startswith("_") or name == "__init__":
            return self.target
        return f"{path}:{owner}" if owner else path

    @property
    def called(self) -> tuple[str, str]:
        """The module's path and the function whose call runs the edit; for a class, its `__init__`."""
        name = self.function or "<module>"
        return self.path, f"{name}.__init__" if name[0].isupper() and "." not in name else name

    def applied(self, sources: Mapping[str, str]) -> dict[str, str]:
        """Return the package's sources with this edit made."""
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
        """Return the start and the end of each function of this name in whole lines, without its docstring."""
        nodes = self._nodes(text, function)
        return [_lines(text, (n.body[1] if ast.get_docstring(n) else n).lineno, n) for n in nodes]

    def _nodes(self, text: str, function: str) -> list[_Definition]:
        """Return the definitions of a name; only a notebook may have more than one."""
        found = _find(_parsed(text), function)
        if not found:
            raise CatalogueError(f"{self.id}: the reference has no {self.path}:{function}")
        return found


class _Edit(NamedTuple):
    """A part of a text and its replacement."""

    start: int
    end: int
    new: str


def load_catalogue(folder: Path) -> list[Mutant]:
    """Load the MISTAKES of every module in `folder`; their ids are unique."""
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
    """Return the start and the end of the text from a line to the end of a node."""
    lines = text.splitlines(keepends=True)
    return len("".join(lines[: first - 1])), len("".join(lines[: node.end_lineno]))


def _function_around(text: str, start: int, end: int) -> str:
    """Return the name of the function whose body holds this part of a text; "" if there is none."""
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
    """Parse a module once: over a thousand mutants edit the same few modules."""
    return ast.parse(text)


def _find(scope: ast.AST, function: str) -> list[_Definition]:
    """Return the nodes of functions and classes with this qualified name."""
    name, _, rest = function.partition(".")
    found = [
        node
        for node in ast.iter_child_nodes(scope)
        if isinstance(node, (ast.FunctionDef, ast.ClassDef)) and node.name == name
    ]
    return [inner for node in found for inner in _find(node, rest)] if rest else found
