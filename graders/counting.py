"""Work of array code, counted instead of timed: the same on every machine and under any load."""

from __future__ import annotations

from typing import Any

import numpy as np


class Counter:
    """Numbers that array operations went through, by the longest operand or result of each."""

    def __init__(self) -> None:
        self.work = 0

    def watch(self, array: np.ndarray) -> Counted:
        """Return the same numbers as an array whose operations, and those of its results, count here."""
        watched = array.view(Counted)
        watched.counter = self
        return watched


class Counted(np.ndarray):
    """An array that reports its arithmetic, sums and means included, to a counter.

    What numpy does outside its ufuncs (einsum, copies, slices) is free, which favours the submission.
    """

    counter: Counter | None = None

    def __array_finalize__(self, source: Any) -> None:
        self.counter = getattr(source, "counter", None)

    def __array_ufunc__(self, ufunc: np.ufunc, method: str, *inputs: Any, **options: Any) -> Any:
        if "out" in options:
            options["out"] = tuple(_plain(array) for array in options["out"])
        options = {name: _plain(value) for name, value in options.items()}
        result = getattr(ufunc, method)(*(_plain(array) for array in inputs), **options)
        if self.counter is None:
            return result
        self.counter.work += max(np.size(array) for array in (*inputs, result))
        return self.counter.watch(result) if isinstance(result, np.ndarray) else result


def _plain(array: Any) -> Any:
    return array.view(np.ndarray) if isinstance(array, Counted) else array
