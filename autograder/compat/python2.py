"""Small packages that let one text run on Python 2 and 3: on Python 3 they are mostly aliases."""

from __future__ import annotations

import builtins
import functools
import importlib
import io
import itertools
import pickle
import queue
import sys
from collections.abc import Callable, Iterable, Iterator
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


class _Progress:
    """A progress bar that shows nothing: it iterates, and its methods do nothing."""

    def __init__(self, iterable: Iterable[Any] = (), *_: Any, **__: Any) -> None:
        self._iterable = iterable
        self.n = 0

    def __iter__(self) -> Iterator[Any]:
        return iter(self._iterable)

    def __len__(self) -> int:
        return len(self._iterable)  # type: ignore[arg-type]

    def __enter__(self) -> _Progress:
        return self

    def __exit__(self, *_: object) -> None:
        pass

    def __getattr__(self, name: str) -> Callable[..., None]:
        if name.startswith("__"):
            raise AttributeError(name)
        return _nothing

    write = staticmethod(_nothing)


def _progress_range(*ends: int, **_: Any) -> _Progress:
    return _Progress(range(*ends))


def _old_div(a: Any, b: Any) -> Any:
    """Division as in Python 2: of whole numbers, rounded down."""
    return a // b if isinstance(a, int) and isinstance(b, int) else a / b


def _with_metaclass(meta: type, *bases: type) -> type:
    return meta("temporary", bases, {})


_SAME = ["range", "map", "zip", "filter", "input", "open", "chr", "hex", "oct", "pow", "round", "super"]
_SAME += ["object", "int", "str", "bytes", "dict", "list"]
_NATIVE = {name: getattr(builtins, name) for name in _SAME}
_OLD = {"xrange": range, "unicode": str, "basestring": str, "long": int, "raw_input": input, "unichr": chr}
_OLD |= {"execfile": _nothing, "intern": sys.intern, "reload": importlib.reload}
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
_PROGRESS = {"tqdm": _Progress, "trange": _progress_range}

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
    **_package("six.moves.urllib"),
    **_package("six.moves.urllib.request", urlopen=_nothing, urlretrieve=_nothing),
    **_package("six.moves.urllib.parse"),
    **_package("tqdm", **_PROGRESS, tqdm_notebook=_Progress, tnrange=_progress_range),
    **_package("tqdm.auto", **_PROGRESS),
    **_package("tqdm.autonotebook", **_PROGRESS),
    **_package("tqdm.notebook", **_PROGRESS),
    **_package("cPickle", **vars(pickle)),
}
for _path, _module in MODULES.items():
    _parent, _, _name = _path.rpartition(".")
    if _parent in MODULES:
        setattr(MODULES[_parent], _name, _module)
