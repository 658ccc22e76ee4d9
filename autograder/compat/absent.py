"""Packages that are not installed: importing one is harmless, and using it raises an error that names it."""

from __future__ import annotations

import inspect
import sys
from collections.abc import Iterator
from types import FunctionType
from typing import Any

# Plots, progress bars and logs: no result of a function depends on them, so they silently do nothing.
QUIET = frozenset(
    [
        "matplotlib",
        "pylab",
        "seaborn",
        "mpl_toolkits",
        "IPython",
        "ipywidgets",
        "livelossplot",
        "visdom",
        "tensorboard",
        "tensorboardX",
        "wandb",
        "torchsummary",
        "torchinfo",
        "torchviz",
    ]
)
# Functions that return several values, which are often unpacked.
_SEVERAL = {"matplotlib.pyplot.subplots": 2, "matplotlib.pyplot.hist": 3}


class AbsentPackage:
    """A shim for a package that is not installed, and for everything in it.

    While a module is imported, anything may be done with it, as such lines are usually left-overs. A use inside a
    function is serious, and raises. Nothing is an instance of it.
    """

    __all__ = ()  # of `from torch import *`
    __version__ = "0.0.0"

    def __init__(self, path: str) -> None:
        self.__name__ = path

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        return AbsentPackage(f"{self.__name__}.{name}")

    def __call__(self, *arguments: Any, **_: Any) -> Any:
        if len(arguments) == 1 and isinstance(arguments[0], FunctionType):
            return arguments[0]  # a decorator leaves the function as it is
        if self.__name__.endswith(".is_available"):
            return False  # so that torch.cuda.is_available() is False
        used = self._used()
        several = _SEVERAL.get(self.__name__)
        return used if several is None else (used,) * several

    def __getitem__(self, key: object) -> Any:
        return self._used()

    def __setitem__(self, key: object, value: object) -> None:
        self._used()

    def __iter__(self) -> Iterator[Any]:
        self._used()
        return iter(())

    def __len__(self) -> int:
        self._used()
        return 0

    def __float__(self) -> float:
        self._used()
        return 0.0

    def __or__(self, other: object) -> Any:
        return self  # a type hint, `torch.Tensor | np.ndarray`

    __ror__ = __or__

    def __instancecheck__(self, instance: object) -> bool:
        return False

    def __subclasscheck__(self, subclass: type) -> bool:
        return False

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
            return AbsentPackage(self.__name__)
        return self._fail()

    def _operate(self, *_: object) -> Any:
        return self._used()

    def _fail(self, *_: object) -> Any:
        top = self.__name__.partition(".")[0]
        raise ModuleNotFoundError(
            f"{self.__name__} is used, but {top} is not installed for grading; write it without",
            name=top,
        )

    __index__ = __array__ = __contains__ = _fail
    __add__ = __radd__ = __sub__ = __rsub__ = __mul__ = __rmul__ = __truediv__ = __rtruediv__ = _operate
    __matmul__ = __rmatmul__ = __neg__ = __lt__ = __gt__ = __le__ = __ge__ = _operate
