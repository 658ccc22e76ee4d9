"""The values that a notebook's names had, cell after cell: notebooks use names such as `model` more than once."""

from __future__ import annotations

from collections.abc import Iterator
from types import FunctionType, ModuleType
from typing import Any

HISTORY = "__bindings__"
_METHODS = ("forward", "call", "loss", "train", "step")  # of modules, models, nets, solvers, optimisers


def note_bindings(namespace: dict[str, Any]) -> None:
    """Keep the present values of a namespace's names; call this after every cell. Functions, nets, solvers and
    optimisers are kept, in the order of their cells; arrays and the like are not.
    """
    history = namespace.setdefault(HISTORY, [])
    latest = dict(history)
    for name, value in list(namespace.items()):
        if not name.startswith("_") and _matters(value) and latest.get(name) is not value:
            history.append((name, value))


def bindings(notebook: ModuleType) -> Iterator[tuple[str, Any]]:
    """Yield (name, value) of all kept values, in order; without a history, the present ones."""
    yield from getattr(notebook, HISTORY, None) or vars(notebook).items()


def _matters(value: object) -> bool:
    return isinstance(value, FunctionType) or any(hasattr(type(value), method) for method in _METHODS)
