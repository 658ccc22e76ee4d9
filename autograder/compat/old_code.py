"""Code as numpy took it some years ago, rewritten so that every later numpy takes it.

An array with one number in it used to work as a scalar everywhere: `out[i, j] = np.ones((1, 1))`, `int(a)`,
`"%f" % a`. Arrays had methods that they have lost. Wrapping numpy's functions cannot restore this, so a submission's
code is rewritten to call the helpers here. They act only if numpy refuses; the lines stay the same.
"""

from __future__ import annotations

import ast
from collections.abc import Callable
from typing import Any, TypeGuard

import numpy as np

Note = Callable[[str], object]

# Names that no code can spell.
_IS_NO_SCALAR, _NUMBER, _PERCENT, _METHOD = "<is no scalar>", "<number>", "<percent>", "<method>"
_TARGET, _KEY, _VALUE = "<target>", "<key>", "<value>"
_KINDS = frozenset({"int", "float", "complex", "long"})
_NUMBERS = (int, float, complex)
_METHODS: dict[str, Callable[[Any], Callable[..., Any]]] = {
    "ptp": lambda array: lambda *args, **options: np.ptp(array, *args, **options),
    "tostring": lambda array: array.tobytes,
    "itemset": lambda array: lambda *args: _set_item(array, *args),
    "newbyteorder": lambda array: lambda order="S": array.view(array.dtype.newbyteorder(order)),
}


def rewritten(tree: ast.Module) -> ast.Module:
    """Return the module with these operations replaced by calls of the `helpers`."""
    module: ast.Module = _Rewriter().visit(tree)
    return ast.fix_missing_locations(module)


def helpers(note: Note) -> dict[str, Any]:
    """Built-in names that rewritten code needs. note: called with "scalar" or "name numpy.ndarray.ptp"."""

    def is_no_scalar(target: Any, key: Any, value: Any) -> bool:
        if not (isinstance(target, np.ndarray) and _is_one(value)):
            return True
        target[key] = value.reshape(())
        note("scalar")
        return False

    def number(kind: Any, value: Any) -> Any:
        if kind in _NUMBERS and _is_one(value):
            note("scalar")
            return kind(value.item())
        return kind(value)

    def percent(text: Any, values: Any) -> Any:
        if isinstance(values, tuple):
            return text % tuple(value.item() if _is_one(value) else value for value in values)
        return text % (values.item() if _is_one(values) else values)

    def method(value: Any, name: str) -> Any:
        if isinstance(value, (np.ndarray, np.generic)) and not hasattr(value, name):
            note(f"name numpy.ndarray.{name}")
            return _METHODS[name](value)
        return getattr(value, name)

    return {_IS_NO_SCALAR: is_no_scalar, _NUMBER: number, _PERCENT: percent, _METHOD: method}


def as_scalars(function: Callable[..., Any], note: Note) -> Callable[..., Any]:
    """Python's function, extended to arrays with one number in them."""

    def called(*arguments: Any, **options: Any) -> Any:
        try:
            return function(*arguments, **options)
        except TypeError:
            if not any(map(_is_one, arguments)):
                raise
        note("scalar")
        return function(*(value.item() if _is_one(value) else value for value in arguments), **options)

    called.__name__, called.__doc__ = function.__name__, function.__doc__
    return called


def _is_one(value: Any) -> bool:
    return (
        isinstance(value, np.ndarray) and value.size == 1 and value.ndim > 0 and value.dtype.kind in "biufc"
    )


def _set_item(array: np.ndarray, *arguments: Any) -> None:
    *place, value = arguments
    if not place:
        array[...] = value
    elif len(place) == 1 and isinstance(place[0], int):
        array.flat[place[0]] = value
    else:
        array[place[0] if len(place) == 1 else tuple(place)] = value


class _Rewriter(ast.NodeTransformer):
    def visit_Assign(self, node: ast.Assign) -> Any:
        """`target[key] = value`, where `key` has no slices: those take arrays of any shape that fits."""
        self.generic_visit(node)
        if not any(_is_item(target) for target in node.targets):
            return node
        stored: list[ast.stmt] = []
        for target in node.targets:
            stored += _storing(target) if _is_item(target) else [ast.Assign([target], _get(_VALUE))]
        return _located(node, [_set(_VALUE, node.value), *stored, _forget(_VALUE)])

    def visit_AugAssign(self, node: ast.AugAssign) -> Any:
        """`target[key] += value`, likewise."""
        self.generic_visit(node)
        if not _is_item(node.target):
            return node
        old = ast.Subscript(_get(_TARGET), _get(_KEY), ast.Load())
        changed = ast.AugAssign(ast.Name(_VALUE, ast.Store()), node.op, node.value)
        stored = _storing(node.target, _set(_VALUE, old), changed)
        return _located(node, [*stored, _forget(_VALUE)])

    def visit_Call(self, node: ast.Call) -> Any:
        """`int(value)`, by whatever name."""
        self.generic_visit(node)
        name = node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")
        if (
            name not in _KINDS
            or len(node.args) != 1
            or node.keywords
            or isinstance(node.args[0], ast.Starred)
        ):
            return node
        return ast.copy_location(ast.Call(_get(_NUMBER), [node.func, node.args[0]], []), node)

    def visit_BinOp(self, node: ast.BinOp) -> Any:
        """`"%f" % value`."""
        self.generic_visit(node)
        text = node.left
        if (
            not isinstance(node.op, ast.Mod)
            or not isinstance(text, ast.Constant)
            or not isinstance(text.value, str)
        ):
            return node
        return ast.copy_location(ast.Call(_get(_PERCENT), [text, node.right], []), node)

    def visit_Attribute(self, node: ast.Attribute) -> Any:
        """`array.ptp`."""
        self.generic_visit(node)
        if node.attr not in _METHODS or not isinstance(node.ctx, ast.Load):
            return node
        return ast.copy_location(ast.Call(_get(_METHOD), [node.value, ast.Constant(node.attr)], []), node)


def _is_item(target: ast.expr) -> TypeGuard[ast.Subscript]:
    if not isinstance(target, ast.Subscript):
        return False
    parts = target.slice.elts if isinstance(target.slice, ast.Tuple) else [target.slice]
    return not any(isinstance(part, (ast.Slice, ast.Starred)) for part in parts)


def _storing(target: ast.Subscript, *before: ast.stmt) -> list[ast.stmt]:
    """`target[key] = value`, after `before`; afterwards neither target nor key is kept alive."""
    place = ast.Subscript(_get(_TARGET), _get(_KEY), ast.Store())
    asking = ast.Call(_get(_IS_NO_SCALAR), [_get(_TARGET), _get(_KEY), _get(_VALUE)], [])
    handler = ast.ExceptHandler(None, None, [ast.If(asking, [ast.Raise()], [])])
    attempt = ast.Try([ast.Assign([place], _get(_VALUE))], [handler], [], [])
    parts = [_set(_TARGET, target.value), _set(_KEY, target.slice)]
    return [*parts, *before, attempt, _forget(_TARGET, _KEY)]


def _forget(*names: str) -> ast.stmt:
    return ast.Delete([ast.Name(name, ast.Del()) for name in names])


def _set(name: str, value: ast.expr) -> ast.stmt:
    return ast.Assign([ast.Name(name, ast.Store())], value)


def _get(name: str) -> ast.expr:
    return ast.Name(name, ast.Load())


def _located(node: ast.stmt, statements: list[ast.stmt]) -> list[ast.stmt]:
    """Put new statements on the line of the one that they replace; parts of it keep their places."""
    for statement in statements:
        for part in ast.walk(statement):
            if not hasattr(part, "lineno"):
                ast.copy_location(part, node)
    return statements
