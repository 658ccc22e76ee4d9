"""numpy 1.16's names, arguments and behaviour that numpy has dropped up to 2.4, as far as code can tell.

Only what raises or answers otherwise today is here; docs/legacy.md goes through the releases one by one.
"""

from __future__ import annotations

import builtins
import math
import sys
import warnings
from collections.abc import Callable, Iterator
from functools import wraps
from types import ModuleType
from typing import Any

import numpy as np

from autograder.compat.old_code import Note
from autograder.compat.old_module import OldModule

Function = Callable[..., Any]
_NEW = int(np.__version__.partition(".")[0]) >= 2


def old_numpy(note: Note) -> dict[str, ModuleType]:
    """numpy, and what code imports of numpy.lib, by name."""
    there = {name: vars(np)[name] for name in np.__all__ if name in vars(np)}  # others would be imported now
    lib = OldModule(np.lib, note, there, {})
    changed = {name: wraps(vars(np)[name])(function) for name, function in _changed(note).items()}
    numpy = OldModule(np, note, _lost_names(), {**changed, "lib": lib})
    return {"numpy": numpy, "numpy.lib": lib}


def lost_part(name: str, note: Note) -> OldModule:
    """A removed module of numpy, such as numpy.lib.function_base; most contained numpy's own names."""
    return OldModule(ModuleType(name), note, {**vars(np), **_lost_names()}, {})


def _changed(note: Note) -> dict[str, Function]:
    shapes = {name: _whole(vars(np)[name], place, "shape", note) for name, place in _SHAPES.items()}
    counts = {name: _whole(vars(np)[name], 2, "num", note) for name in ("linspace", "logspace", "geomspace")}
    arrays = {name: _ragged(vars(np)[name], note) for name in ("array", "asarray", "asanyarray")}
    stacks = ("stack", "vstack", "hstack", "dstack", "column_stack")
    renamed = ("percentile", "quantile", "nanpercentile", "nanquantile")
    return {
        **shapes,
        **counts,
        **arrays,
        **{name: _of_iterator(vars(np)[name], list) for name in stacks},
        **{name: _renamed(vars(np)[name], "interpolation", "method") for name in renamed},
        "reshape": _reshape(shapes["reshape"]),
        "pad": _whole(np.pad, 1, "pad_width", note),
        "sum": _of_iterator(np.sum, builtins.sum),
        "unique": _unique,
        "expand_dims": _expand_dims,
    }


# Functions that take a shape, and its place among their arguments.
_SHAPES = dict.fromkeys(("zeros", "ones", "empty", "full", "eye", "identity"), 0)
_SHAPES |= dict.fromkeys(("reshape", "broadcast_to", "tile", "resize"), 1)


def _whole(function: Function, place: int, name: str, note: Note) -> Function:
    """Wrap the function so that floats with whole values, such as 6 / 2, are accepted for this argument."""

    def called(*arguments: Any, **options: Any) -> Any:
        try:
            return function(*arguments, **options)
        except TypeError:
            whole = _as_whole(arguments[place] if len(arguments) > place else options.get(name))
            if whole is None:
                raise
        note("shape")
        if len(arguments) > place:
            return function(*arguments[:place], whole, *arguments[place + 1 :], **options)
        return function(*arguments, **{**options, name: whole})

    return called


def _as_whole(value: Any) -> Any:
    """A number, or numbers in sequences and arrays, with whole floats as integers; None if others are among them."""
    if isinstance(value, (tuple, list)):
        parts = [_as_whole(part) for part in value]
        return None if any(part is None for part in parts) else tuple(parts)
    if isinstance(value, np.ndarray):
        return _as_whole(value.tolist())
    if isinstance(value, (float, np.floating)):
        return int(value) if float(value).is_integer() else None
    return value


def _ragged(function: Function, note: Note) -> Function:
    """Make an array, of objects if rows differ in length; copy=False avoids copies but does not forbid them."""

    def called(*arguments: Any, **options: Any) -> Any:
        if _NEW and options.get("copy") is False:
            options["copy"] = None
        try:
            return function(*arguments, **options)
        except ValueError as error:
            if "inhomogeneous" not in str(error) or options.get("dtype") or len(arguments) > 1:
                raise
        note("ragged")
        return function(*arguments, **{**options, "dtype": object})

    return called


def _of_iterator(function: Function, gather: Callable[[Any], Any]) -> Function:
    """The function, which once took generators; `gather` makes of one what it takes, or its result."""

    def called(values: Any, *arguments: Any, **options: Any) -> Any:
        if not isinstance(values, Iterator):
            return function(values, *arguments, **options)
        return gather(values) if gather is builtins.sum else function(gather(values), *arguments, **options)

    return called


def _renamed(function: Function, old: str, new: str) -> Function:
    def called(*arguments: Any, **options: Any) -> Any:
        return function(
            *arguments, **{new if name == old else name: value for name, value in options.items()}
        )

    return called


def _reshape(function: Function) -> Function:
    """The shape was called `newshape`."""

    def called(a: Any, *arguments: Any, **options: Any) -> Any:
        for name in ("newshape", "shape"):
            if name in options and not arguments:
                arguments = (options.pop(name),)
        return function(a, *arguments, **options)

    return called


def _unique(values: Any, *arguments: Any, **options: Any) -> Any:
    """np.unique, whose inverse was flat."""
    found = np.unique(values, *arguments, **options)
    inverse = options.get("return_inverse") or (len(arguments) > 1 and arguments[1])
    axis = options.get("axis") or (arguments[3] if len(arguments) > 3 else None)
    if not inverse or axis is not None:
        return found
    place = 1 + bool(options.get("return_index") or (arguments and arguments[0]))
    return (*found[:place], found[place].reshape(-1), *found[place + 1 :])


def _expand_dims(a: Any, axis: Any) -> Any:
    """np.expand_dims, which took an axis beyond the last for the last."""
    if isinstance(axis, int):
        axis = max(-np.ndim(a) - 1, min(axis, np.ndim(a)))
    return np.expand_dims(a, axis)


def _lost_names() -> dict[str, Any]:
    """The names that numpy 1.16 had: names of types and constants, aliases, removed functions."""
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
    constants |= {"NaN": np.nan, "NAN": np.nan, "PZERO": 0.0, "NZERO": -0.0, "MAXDIMS": 32}
    renamed: dict[str, Any] = {
        "product": np.prod,
        "cumproduct": np.cumprod,
        "sometrue": np.any,
        "alltrue": np.all,
    }
    renamed |= {"round_": np.round, "rank": np.ndim, "alen": len, "mat": np.asmatrix}
    renamed |= {"row_stack": np.vstack, "trapz": getattr(np, "trapezoid", None)}
    gone = {
        "asscalar": lambda array: np.asarray(array).item(),
        "asfarray": lambda array, dtype=np.float64: np.asarray(array, dtype),
        "msort": lambda array: np.sort(array, axis=0),
        "in1d": lambda a, b, **options: np.isin(np.ravel(a), np.ravel(b), **options),
        "disp": lambda message, **_: print(message),
        "fastCopyAndTranspose": lambda array: np.array(array).T.copy(),
        "find_common_type": lambda arrays, scalars: np.result_type(*arrays, *scalars),
        "issubclass_": issubclass,
        "issubsctype": np.issubdtype,
        "issctype": lambda kind: isinstance(kind, type) and issubclass(kind, np.generic),
        "obj2sctype": lambda kind: np.dtype(kind).type,
        "chararray": np.char.chararray,
        "math": math,
        "sys": sys,
        "warnings": warnings,
        "set_string_function": lambda *_, **__: None,
        "set_numeric_ops": lambda **_: {},
    }
    return {**types, **constants, **renamed, **gone, **_exceptions()}


def _exceptions() -> dict[str, Any]:
    """Exceptions and warnings, which moved to a module of their own."""
    moved = vars(getattr(np, "exceptions", ModuleType("exceptions")))
    return {name: value for name, value in moved.items() if isinstance(value, type)}
