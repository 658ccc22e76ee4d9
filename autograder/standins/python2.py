"""Small packages that let one text run on Python 2 and 3: on Python 3 they are mostly other names."""

from __future__ import annotations

import builtins
import functools
import io
import itertools
import pickle
import queue
from collections.abc import Callable
from types import ModuleType
from typing import Any


def _package(path: str, **contents: Any) -> dict[str, ModuleType]:
    """A module by its path."""
    module = ModuleType(path, "Stands in for a package that is not installed.")
    vars(module).update(contents)
    return {path: module}


def _nothing(*_: Any, **__: Any) -> None:
    pass


def _same(value: Any) -> Any:
    return value


def _old_div(a: Any, b: Any) -> Any:
    """Division as in Python 2: of whole numbers without a rest."""
    return a // b if isinstance(a, int) and isinstance(b, int) else a / b


def _with_metaclass(meta: type, *bases: type) -> type:
    return meta("temporary", bases, {})


_SAME = ["range", "map", "zip", "filter", "input", "open", "chr", "hex", "oct", "pow", "round", "super"]
_SAME += ["object", "int", "str", "bytes", "dict", "list"]
_NATIVE = {name: getattr(builtins, name) for name in _SAME}
_OLD = {"xrange": range, "unicode": str, "basestring": str, "long": int, "raw_input": input, "unichr": chr}
_OLD |= {"reduce": functools.reduce, "cmp": lambda a, b: (a > b) - (a < b)}
_ITERATION: dict[str, Callable[..., Any]] = {
    "iteritems": lambda mapping: iter(mapping.items()),
    "itervalues": lambda mapping: iter(mapping.values()),
    "iterkeys": iter,
    "viewitems": lambda mapping: mapping.items(),
    "viewkeys": lambda mapping: mapping.keys(),
    "viewvalues": lambda mapping: mapping.values(),
}
_BOTH = {"PY2": False, "PY3": True, "with_metaclass": _with_metaclass, "python_2_unicode_compatible": _same}
_TYPES = {
    "string_types": (str,),
    "integer_types": (int,),
    "class_types": (type,),
    "text_type": str,
    "binary_type": bytes,
}
_MOVED = {
    "cPickle": pickle,
    "StringIO": io.StringIO,
    "queue": queue,
    "xrange": range,
    "reduce": functools.reduce,
}
_MOVED |= {"zip_longest": itertools.zip_longest}

MODULES: dict[str, ModuleType] = {
    **_package("past"),
    **_package("past.builtins", **_NATIVE, **_OLD),
    **_package("past.utils", old_div=_old_div),
    **_package("past.translation", autotranslate=_nothing),
    **_package("future"),
    **_package("future.builtins", **_NATIVE),
    **_package("future.standard_library", install_aliases=_nothing, install_hooks=_nothing),
    **_package("future.utils", **_ITERATION, **_BOTH, native=_same, bytes_to_native_str=_same),
    **_package("six", **_ITERATION, **_BOTH, **_TYPES, u=_same, b=str.encode, print_=print),
    **_package("six.moves", **_NATIVE, **_MOVED),
    **_package("tqdm", tqdm=lambda iterable=(), *_, **__: iterable, trange=range),
    **_package("cPickle", **vars(pickle)),
}
for _path, _module in MODULES.items():
    _parent, _, _name = _path.rpartition(".")
    if _parent in MODULES:
        setattr(MODULES[_parent], _name, _module)
