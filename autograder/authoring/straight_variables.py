"""The variables of a function that keep one value from their assignment to the function's end."""

from __future__ import annotations

import ast
from collections import Counter
from collections.abc import Iterator


def straight_variables(text: str, function: str) -> frozenset[str]:
    """Names that a function, "forward" or "Net.loss", sets once, outside loops, and that are not its parameters."""
    found: ast.AST = ast.parse(text)
    for name in function.split("."):
        found = next(node for node in ast.iter_child_nodes(found) if getattr(node, "name", "") == name)
    times = Counter(_names_set(found, 1))
    return frozenset(name for name, count in times.items() if count == 1 and not name.startswith("_"))


def _names_set(node: ast.AST, times: int) -> Iterator[str]:
    """Return the names set below a node, twice if they may be set more than once; parameters are set before."""
    for child in ast.iter_child_nodes(node):
        often = 2 if isinstance(child, _REPEATED) else times
        if isinstance(child, ast.Name) and isinstance(child.ctx, ast.Store):
            yield from [child.id] * often
        elif isinstance(child, ast.arg):
            yield from [child.arg] * often
        if not isinstance(child, ast.FunctionDef | ast.Lambda):
            yield from _names_set(child, often)


_REPEATED = ast.For | ast.While | ast.comprehension | ast.AugAssign | ast.arg
