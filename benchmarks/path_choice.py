"""Functions that are wrong on one path only: an edited package calls `made_on` at the end of a module."""

from __future__ import annotations

import functools
from collections.abc import Callable, Mapping
from copy import deepcopy
from types import FunctionType
from typing import Any

import numpy as np

Call = tuple[tuple[Any, ...], Mapping[str, Any]]
Condition = Callable[[Call], bool]


class Taken:
    """The nets whose losses are being computed, each with whether it has labels; the number of calls that did wrong."""

    def __init__(self) -> None:
        self.nets: list[tuple[Any, bool]] = []
        self.count = 0


TAKEN = Taken()


def _labelled(wanted: bool) -> Condition:
    return lambda call: bool(TAKEN.nets) and TAKEN.nets[-1][1] is wanted


def _mode(wanted: str) -> Condition:
    def condition(call: Call) -> bool:
        given = [*call[0], *call[1].values()]
        return any(isinstance(value, dict) and value.get("mode") == wanted for value in given)

    return condition


def _option(attribute: str, argument: str, none: Any, wanted: bool) -> Condition:
    """A condition on an option of the net: while a loss is computed as its attribute, before that as the argument."""

    def condition(call: Call) -> bool:
        if TAKEN.nets:
            value = getattr(TAKEN.nets[-1][0], attribute, none)
        elif argument in call[1]:
            value = call[1][argument]
        else:
            return False
        return (value != none) is wanted

    return condition


PATHS: dict[str, Condition] = {
    "with labels": _labelled(True),
    "without labels": _labelled(False),
    "normalised": _option("normalization", "normalization", None, True),
    "not normalised": _option("normalization", "normalization", None, False),
    "in train mode": _mode("train"),
    "in test mode": _mode("test"),
}


def follow(module: dict[str, Any]) -> None:
    """Note which net computes its loss, in all nets of a module."""
    for net in list(module.values()):
        if isinstance(net, type) and net.__module__ == module["__name__"] and "loss" in vars(net):
            net.loss = _followed(vars(net)["loss"])  # type: ignore[attr-defined]


def _followed(loss: Callable[..., Any]) -> Callable[..., Any]:
    @functools.wraps(loss)
    def followed(self: Any, X: Any, y: Any = None) -> Any:
        TAKEN.nets.append((self, y is not None))
        try:
            return loss(self, X, y)
        finally:
            TAKEN.nets.pop()

    return followed


def made_on(path: str, module: dict[str, Any], wrong: str, function: str) -> None:
    """Have a function, or all methods of a class, as in the text `wrong` where a call takes the path."""
    edited = {name: module[name] for name in ("__name__", "__package__", "__file__")}
    exec(compile(wrong, module["__file__"], "exec", dont_inherit=True), edited)
    owner, _, name = function.rpartition(".")
    if owner:
        _choose(path, module[owner], vars(edited[owner]), name)
    elif isinstance(module[function], type):
        for method, value in list(vars(edited[function]).items()):
            if isinstance(value, FunctionType):
                _choose(path, module[function], vars(edited[function]), method)
    else:
        module[function] = _chosen(path, module[function], edited[function])


def _choose(path: str, owner: type, wrong: Mapping[str, Any], name: str) -> None:
    setattr(owner, name, _chosen(path, vars(owner).get(name, wrong[name]), wrong[name]))


def _chosen(path: str, right: Callable[..., Any], wrong: Callable[..., Any]) -> Callable[..., Any]:
    @functools.wraps(right)
    def chosen(*args: Any, **options: Any) -> Any:
        if not PATHS[path]((args, options)):
            return right(*args, **options)
        state = np.random.get_state()
        meant = _done(right, *deepcopy((args, options)))
        np.random.set_state(state)
        found = _done(wrong, args, options)
        TAKEN.count += not _same(meant, found)
        if isinstance(found[0], Exception):
            raise found[0]
        return found[0]

    return chosen


def _done(function: Callable[..., Any], args: tuple[Any, ...], options: Mapping[str, Any]) -> tuple[Any, ...]:
    """Return what a function returns or raises, and its arguments afterwards."""
    try:
        return function(*args, **options), args, options
    except Exception as error:
        return error, args, options


def _same(a: Any, b: Any) -> bool:
    """Return whether two values are the same in all that they hold."""
    if isinstance(a, np.ndarray) and isinstance(b, np.ndarray):
        return (
            a.shape == b.shape and a.dtype == b.dtype and np.array_equal(a, b, equal_nan=a.dtype.kind == "f")
        )
    if isinstance(a, dict) and isinstance(b, dict):
        return a.keys() == b.keys() and all(_same(a[name], b[name]) for name in a)
    if isinstance(a, list | tuple) and isinstance(b, list | tuple):
        return len(a) == len(b) and all(map(_same, a, b))
    if hasattr(a, "__dict__") and hasattr(b, "__dict__"):
        return type(a) is type(b) and _same(vars(a), vars(b))
    return type(a) is type(b) and repr(a) == repr(b)
