"""numpy and modules of Python as they were some years ago, for the submission that imports them and nobody else.

The names are those of numpy 1.16 that numpy 2.4 has no more, and of Python 3.7 that 3.13 has no more, as far as
there is something to put in their place.
"""

from __future__ import annotations

import collections
import collections.abc
import importlib
import inspect
import math
import sys
import time
import warnings
from collections.abc import Callable, Mapping
from functools import wraps
from types import ModuleType
from typing import Any

import numpy as np

Note = Callable[[str], object]


class OldModule(ModuleType):
    """A module with all that it has, and what it has lost; the module itself stays as it is.

    lost: found only where the module has no such name; each use is noted.
    changed: takes the place of what the module has.
    """

    def __init__(
        self, module: ModuleType, note: Note, lost: Mapping[str, Any], changed: Mapping[str, Any]
    ) -> None:
        super().__init__(module.__name__)
        vars(self).update(vars(module))
        vars(self).update(changed)
        vars(self).pop("__getattr__", None)  # the module's own would come before ours
        self.__lost = {name: value for name, value in lost.items() if name not in vars(module)}
        self.__module, self.__note = module, note

    def __getattr__(self, name: str) -> Any:
        if name in self.__lost:
            self.__note(f"name {self.__name__}.{name}")
            return self.__lost[name]
        value = getattr(self.__module, name)
        if isinstance(value, ModuleType):
            setattr(self, name, value)
        return value


def old_modules(note: Note) -> dict[str, ModuleType]:
    """The old modules by name."""
    inspect_lost = {"getargspec": inspect.getfullargspec}
    plain: dict[str, Mapping[str, Any]] = {
        "collections": {name: getattr(collections.abc, name) for name in collections.abc.__all__},
        "fractions": {"gcd": math.gcd},
        "time": {"clock": time.process_time},
        "inspect": inspect_lost,
    }
    modules: dict[str, ModuleType] = {
        name: OldModule(importlib.import_module(name), note, lost, {}) for name, lost in plain.items()
    }
    there = {name: vars(np)[name] for name in np.__all__ if name in vars(np)}  # others would be imported now
    lib = OldModule(np.lib, note, there, {})
    changed = {name: _whole_shapes(function, note) for name, function in _SHAPED.items()}
    return modules | {
        "numpy.lib": lib,
        "numpy": OldModule(np, note, _lost_names(), {**changed, "array": _array, "lib": lib}),
    }


# Functions whose first argument is a shape, and those where it is the second.
_FIRST = ("zeros", "ones", "empty", "full", "eye", "identity")
_SECOND = ("reshape", "broadcast_to", "tile", "resize")
_SHAPED = {name: getattr(np, name) for name in (*_FIRST, *_SECOND)}


def _whole_shapes(function: Callable[..., Any], note: Note) -> Callable[..., Any]:
    """The function, but whole numbers of type float, such as come of 6 / 2, will do for a shape."""
    place = 1 if function.__name__ in _SECOND else 0

    @wraps(function)
    def shaped(*arguments: Any, **options: Any) -> Any:
        try:
            return function(*arguments, **options)
        except TypeError:
            whole = _whole(arguments[place] if len(arguments) > place else options.get("shape"))
            if whole is None:
                raise
        note("shape")
        if len(arguments) > place:
            return function(*arguments[:place], whole, *arguments[place + 1 :], **options)
        return function(*arguments, **{**options, "shape": whole})

    return shaped


def _whole(shape: Any) -> Any:
    """A shape with whole floats as integers; None where it has others, or no float at all."""
    several = isinstance(shape, (tuple, list))
    lengths = list(shape) if several else [shape]
    floats = [length for length in lengths if isinstance(length, float)]
    if not floats or not all(length.is_integer() for length in floats):
        return None
    whole = tuple(int(length) if isinstance(length, float) else length for length in lengths)
    return whole if several else whole[0]


@wraps(np.array)
def _array(*arguments: Any, **options: Any) -> Any:
    """np.array, whose copy=False has come to forbid copies; before it avoided them."""
    if options.get("copy") is False:
        options["copy"] = _IF_NEEDED
    return np.array(*arguments, **options)


_IF_NEEDED = None if int(np.__version__.partition(".")[0]) >= 2 else False


def _lost_names() -> dict[str, Any]:
    """What numpy 1.16 had: names of types and constants, second names of functions, functions gone."""
    types: dict[str, Any] = {
        "bool": bool,
        "int": int,
        "float": float,
        "complex": complex,
        "object": object,
        "str": str,
    }
    types |= {"long": int, "unicode": str, "bool8": np.bool_, "object0": object, "str0": np.str_}
    types |= {"int0": np.intp, "uint0": np.uintp, "float_": np.float64, "complex_": np.complex128}
    types |= {"cfloat": np.complex128, "singlecomplex": np.complex64, "longfloat": np.longdouble}
    types |= {"longcomplex": np.clongdouble, "clongfloat": np.clongdouble, "string_": np.bytes_}
    types |= {"unicode_": np.str_, "bytes0": np.bytes_, "void0": np.void}
    constants = {"Inf": np.inf, "Infinity": np.inf, "infty": np.inf, "PINF": np.inf, "NINF": -np.inf}
    constants |= {"NaN": np.nan, "NAN": np.nan, "PZERO": 0.0, "NZERO": -0.0}
    renamed: dict[str, Any] = {
        "product": np.prod,
        "cumproduct": np.cumprod,
        "sometrue": np.any,
        "alltrue": np.all,
    }
    renamed |= {"round_": np.round, "rank": np.ndim, "alen": len, "mat": np.asmatrix, "in1d": np.isin}
    renamed |= {"row_stack": np.vstack, "trapz": getattr(np, "trapezoid", None)}
    gone = {
        "asscalar": lambda array: np.asarray(array).item(),
        "asfarray": lambda array, dtype=np.float64: np.asarray(array, dtype),
        "msort": lambda array: np.sort(array, axis=0),
        "issubclass_": issubclass,
        "math": math,
        "sys": sys,
        "warnings": warnings,
    }
    return {**types, **constants, **renamed, **gone}
