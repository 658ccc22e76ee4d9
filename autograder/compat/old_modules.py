"""Modules of Python as they were some years ago, for the submission that imports them and nobody else."""

from __future__ import annotations

import collections
import collections.abc
import importlib
import inspect
import math
import time
from collections.abc import Mapping
from types import BuiltinFunctionType, ModuleType
from typing import Any

from autograder.compat.old_code import Note, as_scalars
from autograder.compat.old_module import OldModule
from autograder.compat.old_numpy import old_numpy


def old_modules(note: Note) -> dict[str, ModuleType]:
    """The old modules by name: what Python 3.7 had that 3.13 has no more, and numpy."""
    plain: dict[str, Mapping[str, Any]] = {
        "collections": {name: getattr(collections.abc, name) for name in collections.abc.__all__},
        "fractions": {"gcd": math.gcd},
        "time": {"clock": time.process_time},
        "inspect": {"getargspec": inspect.getfullargspec},
    }
    modules: dict[str, ModuleType] = {
        name: OldModule(importlib.import_module(name), note, lost, {}) for name, lost in plain.items()
    }
    functions = {name: value for name, value in vars(math).items() if isinstance(value, BuiltinFunctionType)}
    taking_arrays = {name: as_scalars(function, note) for name, function in functions.items()}
    return modules | {"math": OldModule(math, note, {}, taking_arrays)} | old_numpy(note)
