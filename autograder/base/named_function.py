"""Functions under names, "module:function", so that they can be named without being imported."""

from __future__ import annotations

import importlib
from typing import Any


def module_of(name: str) -> str:
    """The module in "module:function"."""
    return name.partition(":")[0]


def resolve(name: str) -> Any:
    """The function that "module:function" names."""
    module, _, function = name.partition(":")
    return getattr(importlib.import_module(module), function)
