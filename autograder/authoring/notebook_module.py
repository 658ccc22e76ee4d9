"""A notebook's definitions as the text of a module, for our own notebooks if nothing has to be trained.

Imports, functions and classes are kept. Assignments are kept if they need nothing else and call no function of the
notebook. So a notebook that runs for minutes becomes a module that is imported in milliseconds.
"""

from __future__ import annotations

import ast
import builtins
import json
from collections.abc import Iterator

from autograder.model.assignment import Assignment

_LEFT_OUT = ("matplotlib", "selfcheck")  # useless without a page


def notebook_definitions(assignment: Assignment) -> dict[str, str]:
    """The definitions of every notebook of the solution, by its file name."""
    notebooks = sorted(assignment.solution.glob("*.ipynb"))
    return {path.name: definitions(assignment, path.read_text(encoding="utf-8")) for path in notebooks}


def definitions(assignment: Assignment, notebook: str) -> str:
    """The statements of a notebook (as JSON) that define something, in their order, with the hook after each cell."""
    bound = set(dir(builtins))
    module, _, function = assignment.hooks.after_cell.partition(":")
    kept = [f"from {module} import {function} as _after_cell"] if module else []
    for code in _cells(notebook):
        for node in ast.parse(code).body:
            if _defines(node) and _needs(node) <= bound:
                bound |= _binds(node)
                kept.append(_relative(node, assignment.package.name) or _text(code, node))
            else:
                bound -= _binds(node)
        kept += ["_after_cell(globals(), None)"] if module else []
    return "\n\n".join(kept) + "\n"


def _cells(notebook: str) -> Iterator[str]:
    """Texts of the code cells, without IPython's magics."""
    for cell in json.loads(notebook)["cells"]:
        if cell["cell_type"] == "code":
            lines = "".join(cell["source"]).splitlines()
            yield "\n".join(line for line in lines if not line.startswith(("%", "!")))


def _defines(node: ast.stmt) -> bool:
    if isinstance(node, (ast.Import, ast.ImportFrom)):
        return not any(name.startswith(_LEFT_OUT) for name in _imported(node))
    if isinstance(node, ast.Assign):
        return not any(_calls_function(part) for part in ast.walk(node))
    return isinstance(node, (ast.FunctionDef, ast.ClassDef))


def _calls_function(node: ast.AST) -> bool:
    """Return whether this calls a plain name that is not a class, as in `train(model)` but not `nn.ReLU()`."""
    return isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and not node.func.id[0].isupper()


def _imported(node: ast.Import | ast.ImportFrom) -> list[str]:
    if isinstance(node, ast.ImportFrom):
        return [node.module or ""]
    return [alias.name for alias in node.names]


def _needs(node: ast.AST) -> set[str]:
    """Return the names that must exist when the statement is executed; those in a function's body need not."""
    if isinstance(node, (ast.FunctionDef, ast.Lambda)):
        early = [
            *node.args.defaults,
            *(d for d in node.args.kw_defaults if d),
            *getattr(node, "decorator_list", []),
        ]
        return set().union(*map(_needs, early))
    if isinstance(node, ast.Name):
        return {node.id} if isinstance(node.ctx, ast.Load) else set()
    inside = set().union(*map(_needs, ast.iter_child_nodes(node)))
    return (
        inside - _binds(node) if isinstance(node, (ast.ClassDef, ast.ListComp, ast.GeneratorExp)) else inside
    )


def _binds(node: ast.AST) -> set[str]:
    """Return the names that the statement defines, or that exist within it."""
    if isinstance(node, (ast.Import, ast.ImportFrom)):
        return {(alias.asname or alias.name).partition(".")[0] for alias in node.names}
    if isinstance(node, (ast.FunctionDef, ast.ClassDef)):
        inner = node.body if isinstance(node, ast.ClassDef) else []
        return {node.name}.union(*map(_binds, inner))
    return {
        part.id for part in ast.walk(node) if isinstance(part, ast.Name) and isinstance(part.ctx, ast.Store)
    }


def _relative(node: ast.stmt, package: str) -> str:
    """Rewrite an import from the package as one from a module within it: a mistake's package has another name."""
    if isinstance(node, ast.ImportFrom) and (node.module or "").partition(".")[0] == package:
        node.module, node.level = (node.module or "").removeprefix(package).removeprefix("."), 1
        return ast.unparse(node)
    return ""


def _text(code: str, node: ast.stmt) -> str:
    first = min([node.lineno, *(d.lineno for d in getattr(node, "decorator_list", []))])
    return "\n".join(code.splitlines()[first - 1 : node.end_lineno])
