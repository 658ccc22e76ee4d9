"""The features of a submission's code: syntax trees of its functions, without layout and comments, in two views.

Every subtree of some size is a feature, under the function that it is part of. In the view of structure, a name that a
function binds itself stands for what is first assigned to it, so that renaming changes nothing; in the view of names it
stands for itself. A loop's body and a comprehension's share the expressions in them.
"""

from __future__ import annotations

import ast
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import TypeGuard

_SMALLEST = 3  # nodes of a subtree: smaller ones are in everybody's code
_LEFT_OUT = frozenset({"ctx", "type_comment", "annotation", "returns", "kind"})
_NAMES = frozenset({"id", "arg"})
_OTHERS = "other functions"
Feature = tuple[int, int]  # a subtree's hash, and its place among its equals; good in one process only
Definition = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef
Meanings = Mapping[str, object]  # what stands for a name; others stand for themselves
View = Callable[[ast.AST], Meanings]


def features_of(
    sources: Mapping[str, str],
    notebooks: Mapping[str, Sequence[str]],
    view: View,
    known: frozenset[str] = frozenset(),
) -> dict[str, set[Feature]]:
    """The features by "file: function". notebooks: the code of their cells. view: structure or names.

    known: the functions of the template; all others of a file are taken together, as anybody names them differently.
    """
    found: dict[str, Counter[int]] = {}
    for file, text in sources.items():
        for name, node in _functions(_parsed(text)):
            unit = f"{file}: {name}"
            unit = unit if not known or unit in known else f"{file}: {_OTHERS}"
            found.setdefault(unit, Counter()).update(_subtrees(node, view))
    for notebook, cells in notebooks.items():
        for cell in cells:
            found.setdefault(notebook, Counter()).update(_subtrees(_parsed(_python(cell)), view))
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


def names(root: ast.AST) -> Meanings:
    """Every name stands for itself."""
    return {}


def structure(root: ast.AST) -> Meanings:
    """Represent a parameter by its position, and any other local name by the first value assigned to it."""
    bound = {n.id for n in ast.walk(root) if _is_stored(n)}
    bound |= {n.arg for n in ast.walk(root) if isinstance(n, ast.arg)}
    arguments = getattr(root, "args", None)
    places = {arg.arg: place for place, arg in enumerate(arguments.args)} if arguments else {}
    shallow = {**dict.fromkeys(bound, "_"), **places}
    meanings: dict[str, object] = {}
    for targets, value in _assignments(root):
        assigned, _ = _walk(value, shallow, [])
        stored = [n.id for target in targets for n in ast.walk(target) if _is_stored(n)]
        for place, name in enumerate(stored):
            meanings.setdefault(name, (assigned, place))
    return {**shallow, **meanings, **places}


def _is_stored(node: ast.AST) -> TypeGuard[ast.Name]:
    return isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)


def _assignments(root: ast.AST) -> list[tuple[list[ast.expr], ast.expr]]:
    """Targets and values of assignments, loops and comprehensions, in the order of the text."""
    found: list[tuple[list[ast.expr], ast.expr]] = []
    for node in ast.walk(root):
        if isinstance(node, ast.Assign):
            found.append((node.targets, node.value))
        elif isinstance(node, (ast.For, ast.comprehension)):
            found.append(([node.target], node.iter))
    return sorted(found, key=lambda each: (each[0][0].lineno, each[0][0].col_offset))


def _subtrees(root: ast.AST, view: View) -> list[int]:
    """The hashes of all subtrees of some size."""
    found: list[int] = []
    try:
        meanings = view(root)
        for statement in getattr(root, "body", []):
            _walk(statement, meanings, found)
    except RecursionError:
        return []
    return found


def _walk(node: ast.AST, meanings: Meanings, found: list[int]) -> tuple[int, int]:
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
                digest, nodes = _walk(part, meanings, found)
                parts.append(digest)
                size += nodes
            else:
                stands_for = meanings.get(part) if name in _NAMES else None
                parts.append((type(part), part) if stands_for is None else stands_for)
    digest = hash(tuple(parts))
    if size >= _SMALLEST:
        found.append(digest)
    return digest, size


def _is_text(node: ast.AST) -> bool:
    """Return whether a statement is a mere text, such as a docstring."""
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
