"""The catalogue of known mistakes: small edits of the reference, each to be caught or to be accepted."""

from __future__ import annotations

import ast
import importlib.util
import textwrap
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path


class CatalogueError(ValueError):
    """A catalogue entry does not fit the reference."""


@dataclass(frozen=True)
class Mistake:
    """An edit of the reference.

    id: "scale_forward.squared"; the part before the dot is what students wrote wrong.
    target: the edited function, "layers.py:scale_forward" or "nets/deep.py:Net.loss"; a
        module alone, "layers.py", stands for all of its text.
    says: for students, a whole sentence that makes sense without seeing the edit.
    costs: numbers of the checks that lose points, and no others do; none for a variant that is right.
    swaps: (old, new) texts, each old one found exactly once in the target below its docstring.
    code: alternatively, a new text for the whole target.
    credit: share of the lost points that this mistake keeps all the same.
    """

    id: str
    target: str
    says: str
    costs: tuple[str, ...] = ()
    swaps: tuple[tuple[str, str], ...] = ()
    code: str = ""
    credit: float = 0.0

    @property
    def accepted(self) -> bool:
        """Whether this is a variant that keeps every point."""
        return not self.costs

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
        start, end = (0, len(text)) if not self.function else self._span(text)
        return {**sources, self.path: text[:start] + self._edited(text[start:end]) + text[end:]}

    def _span(self, text: str) -> tuple[int, int]:
        """Where the text to edit starts and ends: whole lines; without the docstring where texts are swapped."""
        node = _find(_parsed(text), self.function)
        if node is None:
            raise CatalogueError(f"{self.id}: the reference has no {self.target}")
        first = node.body[1].lineno if self.swaps and ast.get_docstring(node) else node.lineno
        lines = text.splitlines(keepends=True)
        return len("".join(lines[: first - 1])), len("".join(lines[: node.end_lineno]))

    def _edited(self, segment: str) -> str:
        if self.code:
            indent = segment[: len(segment) - len(segment.lstrip())] if self.function else ""
            return textwrap.indent(textwrap.dedent(self.code).strip("\n") + "\n", indent)
        for old, new in self.swaps:
            if segment.count(old) != 1:
                raise CatalogueError(f"{self.id}: {old!r} occurs {segment.count(old)} times in {self.target}")
            segment = segment.replace(old, new)
        return segment


def load_catalogue(folder: Path) -> list[Mistake]:
    """All mistakes below `folder`: the MISTAKES of every module there, ids unique."""
    found: list[Mistake] = []
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


@lru_cache(maxsize=16)
def _parsed(text: str) -> ast.Module:
    """A module's tree. Over a thousand mistakes are made in the same few modules."""
    return ast.parse(text)


def _find(scope: ast.AST, function: str) -> ast.FunctionDef | ast.ClassDef | None:
    """The node of a function by its qualified name."""
    name, _, rest = function.partition(".")
    for node in ast.iter_child_nodes(scope):
        if isinstance(node, (ast.FunctionDef, ast.ClassDef)) and node.name == name:
            return _find(node, rest) if rest else node
    return None
