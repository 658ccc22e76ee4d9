"""The features of a submission's code: syntax trees of its functions, without names, layout and comments.

Every subtree of some size is a feature, under the function that it is part of. Names that a function binds itself are
all alike, so that renaming changes nothing; a loop's body and a comprehension's share the expressions in them.
"""

from __future__ import annotations

import ast
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

_SMALLEST = 5  # nodes of a subtree: smaller ones are in everybody's code
_BOUND = "_"
_LEFT_OUT = frozenset({"ctx", "type_comment", "annotation", "returns", "kind"})
_NAMES = frozenset({"id", "arg"})
_OTHERS = "other functions"
Feature = tuple[int, int]  # a subtree's hash, and its place among its equals; good in one process only
Definition = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef


def features_of(
    sources: Mapping[str, str], notebooks: Mapping[str, Sequence[str]], known: frozenset[str] = frozenset()
) -> dict[str, set[Feature]]:
    """The features by "file: function". notebooks: the code of their cells.

    known: the functions of the template; all others of a file are taken together, as anybody names them differently.
    """
    found: dict[str, Counter[int]] = {}
    for file, text in sources.items():
        for name, node in _functions(_parsed(text)):
            unit = f"{file}: {name}"
            unit = unit if not known or unit in known else f"{file}: {_OTHERS}"
            found.setdefault(unit, Counter()).update(_subtrees(node))
    for notebook, cells in notebooks.items():
        for cell in cells:
            found.setdefault(notebook, Counter()).update(_subtrees(_parsed(_python(cell))))
    return {unit: _numbered(counts) for unit, counts in found.items() if counts}


def _numbered(counts: Counter[int]) -> set[Feature]:
    return {(digest, number) for digest, count in counts.items() for number in range(min(count, 20))}


def _parsed(text: str) -> ast.Module:
    """An empty module if the text is no Python of today."""
    try:
        return ast.parse(text)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return ast.Module([], [])


def _python(cell: str) -> str:
    """A cell without the lines that are commands of IPython."""
    return "\n".join(line for line in cell.splitlines() if not line.lstrip().startswith(("%", "!")))


def _functions(module: ast.Module) -> Iterator[tuple[str, Definition]]:
    """Functions and methods with their qualified names; functions within them are part of them."""
    for node in module.body:
        if isinstance(node, ast.ClassDef):
            for method in node.body:
                if isinstance(method, ast.FunctionDef):
                    yield f"{node.name}.{method.name}", method
        elif isinstance(node, ast.FunctionDef):
            yield node.name, node


def _subtrees(root: ast.AST) -> list[int]:
    """The hashes of all subtrees of some size."""
    bound = {n.id for n in ast.walk(root) if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store)}
    bound |= {n.arg for n in ast.walk(root) if isinstance(n, ast.arg)}
    found: list[int] = []
    try:
        for statement in getattr(root, "body", []):
            _walk(statement, bound, found)
    except RecursionError:
        return []
    return found


def _walk(node: ast.AST, bound: set[str], found: list[int]) -> tuple[int, int]:
    """A subtree's hash and size; every subtree of some size is added to what is found."""
    if _is_text(node):
        return 0, 0
    if isinstance(node, ast.AugAssign):
        node = ast.Assign([node.target], ast.BinOp(node.target, node.op, node.value))
    parts: list[object] = [type(node).__name__]
    size = 1
    for name, value in ast.iter_fields(node):
        if name in _LEFT_OUT:
            continue
        for part in value if isinstance(value, list) else (value,):
            if isinstance(part, ast.AST):
                digest, nodes = _walk(part, bound, found)
                parts.append(digest)
                size += nodes
            else:
                parts.append(_BOUND if part in bound and name in _NAMES else (type(part), part))
    digest = hash(tuple(parts))
    if size >= _SMALLEST:
        found.append(digest)
    return digest, size


def _is_text(node: ast.AST) -> bool:
    """Return whether a statement is a mere text, such as a docstring."""
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
