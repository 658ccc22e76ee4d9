"""A function of a module, compiled again so that a hook receives each value that it assigns, and may replace it."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator
from types import ModuleType
from typing import Any, NamedTuple

RETURNED = "return"  # stands for the function's return value in place of a variable's name

_HOOK = "hook of {}"  # not a name that code could use


class Site(NamedTuple):
    """A place where a variable is assigned or changed; number: counts the places of a function."""

    number: int
    name: str
    line: int


Hook = Callable[[Site, Any], Any]


def hooked(module: ModuleType, path: str, text: str, name: str, hook: Hook) -> Callable[..., Any]:
    """The function of a module with this text; the hook's results become the values of its variables.

    Arguments are assigned first, in the function's first line. `a[i] = b` counts as an assignment to `a`.
    Raises LookupError if the text has no such function.
    """
    found = [n for n in ast.parse(text).body if isinstance(n, ast.FunctionDef) and n.name == name]
    if not found:
        raise LookupError(name)
    tree = ast.fix_missing_locations(ast.Module([_with_hooks(found[-1])], []))
    namespace: dict[str, Any] = {}
    vars(module)[_HOOK.format(name)] = lambda number, name, line, value: hook(Site(number, name, line), value)
    exec(compile(tree, path, "exec", dont_inherit=True), vars(module), namespace)
    function: Callable[..., Any] = namespace[name]
    return function


def _with_hooks(function: ast.FunctionDef) -> ast.FunctionDef:
    own = function.args
    arguments = [argument.arg for argument in (*own.posonlyargs, *own.args, *own.kwonlyargs)]
    hooks = _Hooks(function.name, {*arguments, *_stored(function)} - _declared_elsewhere(function))
    first = [hooks.assignment(name, function) for name in arguments]
    function.body = [*first, *(part for node in function.body for part in hooks.of(node))]
    function.decorator_list = []
    return function


class _Hooks(ast.NodeTransformer):
    """Adds a call of the hook after each assignment to one of these variables; functions within are left alone."""

    def __init__(self, function: str, variables: set[str]) -> None:
        self._hook = _HOOK.format(function)
        self._variables = variables
        self._sites = 0

    def of(self, statement: ast.stmt) -> list[ast.stmt]:
        """A statement, with hooks."""
        found = self.visit(statement)
        return found if isinstance(found, list) else [found]

    def assignment(self, name: str, at: ast.stmt) -> ast.stmt:
        """Return a statement that assigns the hook's result to a variable."""
        call = self._call(name, ast.Name(name, ast.Load()), at)
        return ast.copy_location(ast.Assign([ast.Name(name, ast.Store())], call), at)

    def visit_Assign(self, node: ast.Assign) -> Any:
        return self._followed(node, node.targets)

    def visit_AugAssign(self, node: ast.AugAssign) -> Any:
        return self._followed(node, [node.target])

    def visit_AnnAssign(self, node: ast.AnnAssign) -> Any:
        return self._followed(node, [node.target] if node.value else [])

    def visit_Return(self, node: ast.Return) -> Any:
        if node.value is not None:
            node.value = self._call(RETURNED, node.value, node)
        return node

    def visit_FunctionDef(self, node: ast.FunctionDef) -> Any:
        return node

    def visit_ClassDef(self, node: ast.ClassDef) -> Any:
        return node

    def _followed(self, node: ast.stmt, targets: list[ast.expr]) -> list[ast.stmt]:
        names = dict.fromkeys(name for target in targets for name in _changed_by(target))
        return [node, *(self.assignment(name, node) for name in names if name in self._variables)]

    def _call(self, name: str, value: ast.expr, at: ast.stmt) -> ast.expr:
        self._sites += 1
        site = [ast.Constant(part) for part in (self._sites, name, at.lineno)]
        return ast.copy_location(ast.Call(ast.Name(self._hook, ast.Load()), [*site, value], []), at)


def _changed_by(target: ast.expr) -> Iterator[str]:
    if isinstance(target, ast.Tuple | ast.List):
        for part in target.elts:
            yield from _changed_by(part)
    while isinstance(target, ast.Subscript | ast.Starred):
        target = target.value
    if isinstance(target, ast.Name):
        yield target.id


def _stored(function: ast.FunctionDef) -> set[str]:
    return {n.id for n in ast.walk(function) if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store)}


def _declared_elsewhere(function: ast.FunctionDef) -> set[str]:
    statements = (n for n in ast.walk(function) if isinstance(n, ast.Global | ast.Nonlocal))
    return {name for statement in statements for name in statement.names}
