"""Packages that are not installed: importing one costs nothing, and using it says what is missing."""

from __future__ import annotations

import inspect
import sys
from types import FunctionType
from typing import Any

# Plots and progress: nothing that a function answers depends on them, so they do nothing, silently.
QUIET = frozenset({"matplotlib", "pylab", "seaborn", "mpl_toolkits", "IPython", "ipywidgets"})


class Absent:
    """Stands for a package that is not there, and for everything in it.

    While a module is imported, anything may be done with it, since such a line is most often a left-over. Inside
    a function it is used in earnest, and raises.
    """

    __all__ = ()  # of `from torch import *`

    def __init__(self, path: str) -> None:
        self.__name__ = path

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        return Absent(f"{self.__name__}.{name}")

    def __call__(self, *arguments: Any, **_: Any) -> Any:
        if len(arguments) == 1 and isinstance(arguments[0], FunctionType):
            return arguments[0]  # a decorator leaves the function as it is
        return self._used()

    def __setitem__(self, key: object, value: object) -> None:
        self._used()

    def __mro_entries__(self, bases: object) -> tuple[type, ...]:
        return ()

    def __enter__(self) -> Any:
        return self._used()

    def __exit__(self, *_: object) -> None:
        pass

    def __bool__(self) -> bool:
        self._used()
        return False

    def _used(self) -> Any:
        top = self.__name__.partition(".")[0]
        caller = sys._getframe(2).f_code
        if top in QUIET or not caller.co_flags & inspect.CO_OPTIMIZED:  # not in a function
            return Absent(self.__name__)
        return self._fail()

    def _fail(self, *_: object) -> Any:
        top = self.__name__.partition(".")[0]
        raise ModuleNotFoundError(
            f"{self.__name__} is used, but {top} is not there when this code is graded: write it with numpy",
            name=top,
        )

    __iter__ = __len__ = __float__ = __index__ = __array__ = __getitem__ = __contains__ = _fail
    __add__ = __radd__ = __sub__ = __rsub__ = __mul__ = __rmul__ = __truediv__ = __rtruediv__ = _fail
    __matmul__ = __rmatmul__ = __neg__ = __lt__ = __gt__ = __le__ = __ge__ = _fail
