"""The two calls of a layer, forward and backward, taken from a run, and made again with hooks on their assignments."""

from __future__ import annotations

import copy
import importlib
import random
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from types import FrameType
from typing import Any

import numpy as np

from autograder.execution.assignment_hooks import Hook, Site, hooked
from autograder.execution.call_recorder import function_of, in_package
from autograder.model.library import Library, dotted


@dataclass
class Call:
    """A call of a function of a package from outside; `given` are its arguments, `arguments` copies of them.

    state: that of the global generators when the call began.
    """

    path: str
    name: str
    given: Mapping[str, object]
    arguments: Mapping[str, Any]
    state: tuple[Any, Any] = field(default_factory=lambda: (random.getstate(), np.random.get_state()))
    returned: object = None

    @property
    def results(self) -> tuple[Any, ...]:
        """The returned values one by one."""
        return parts_of(self.returned)


class Replay:
    """A call that can be made again, each time with another hook on the function's assignments.

    Raises LookupError if the function's text cannot be found.
    """

    def __init__(self, call: Call, library: Library) -> None:
        self._call = call
        self._hook: Hook = lambda _, value: value
        text = library.sources[call.path]
        assert isinstance(text, str)
        module = importlib.import_module(dotted(library.alias, call.path))
        file = f"{library.layout.name}/{call.path}"
        self._function = hooked(module, file, text, call.name, self._receive)

    def __call__(self, hook: Hook) -> tuple[Any, ...]:
        """The results one by one."""
        self._hook = hook
        random.setstate(self._call.state[0])
        np.random.set_state(self._call.state[1])
        with np.errstate(all="ignore"):
            return parts_of(self._function(**copy.deepcopy(dict(self._call.arguments))))

    def _receive(self, site: Site, value: Any) -> Any:
        return self._hook(site, value)


@dataclass(frozen=True)
class Layer:
    """A backward call, the forward call whose cache it receives, and the gradient that it receives with the cache."""

    forward: Call
    backward: Call
    dout: np.ndarray

    def out_of(self, results: tuple[Any, ...]) -> np.ndarray:
        """The output among the results of the forward function."""
        return next(one for one in results if _is_like(one, self.dout))


def layer_of(calls: list[Call], function: str) -> Layer | None:
    """The first call of a backward function, "layers.py:backward", with its forward call; None if there is none."""
    for number, call in enumerate(calls):
        if f"{call.path}:{call.name}" != function:
            continue
        given = {id(value): name for name, value in call.given.items() if value is not None}
        for earlier in calls[:number]:
            caches = {given[id(one)] for one in earlier.results if id(one) in given}
            douts = [value for name, value in call.arguments.items() if caches and name not in caches]
            found = [d for d in douts if any(_is_like(one, d) for one in earlier.results)]
            if found:
                return Layer(earlier, call, found[0])
    return None


@contextmanager
def calls_from_outside(package: str) -> Iterator[list[Call]]:
    """A list of the calls of a package's functions by other code, filled while the context lasts."""
    found: list[Call] = []
    within: list[FrameType] = []

    def note(frame: FrameType, event: str, returned: object) -> None:
        if within and frame is within[0] and event == "return":
            within.clear()
            found[-1].returned = returned
        elif not within and event == "call" and in_package(frame, package):
            given = dict(frame.f_locals)
            found.append(Call(*function_of(frame), given, copy.deepcopy(given)))
            within.append(frame)

    sys.setprofile(note)
    try:
        yield found
    finally:
        sys.setprofile(None)


def parts_of(returned: object) -> tuple[Any, ...]:
    """The values that a function returned, one by one."""
    return returned if isinstance(returned, tuple) else (returned,)


def _is_like(value: object, other: object) -> bool:
    return (
        isinstance(value, np.ndarray)
        and isinstance(other, np.ndarray)
        and value.shape == other.shape
        and value.dtype.kind == other.dtype.kind == "f"
    )
