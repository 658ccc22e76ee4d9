"""Heat maps: |difference| over the worst two-dimensional slice of an array, in few enough cells to be kept."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from autograder.model.compare import Difference

LEVELS = 7  # levels of wrong values, by orders of magnitude
DECADES = 3.0  # orders of magnitude that the levels distinguish, down from the largest
_MOST = (24, 32)  # rows and columns of cells
_TOLD = 400  # cells with numbers


@dataclass(frozen=True)
class Slice:
    """Two dimensions of a difference, those with the largest error.

    title: how the slice is written in Python. axes: the array's axes that rows and columns are; -1 for none.
    """

    title: str
    axes: tuple[int, int]
    errors: np.ndarray
    got: np.ndarray
    want: np.ndarray


@dataclass(frozen=True)
class Heatmap:
    """The cells to be drawn.

    title, axes: those of the slice; size: its rows and columns, of which a cell may stand for several.
    levels: for each row of cells a digit a cell: 0 is right, 7 the largest error's order of magnitude.
    worst: the cell with the largest error. least, largest: the errors that the colours begin and end with.
    numbers: by cell, the value that is there and the one that should be; not kept as data.
    """

    title: str
    axes: tuple[int, int]
    size: tuple[int, int]
    levels: tuple[str, ...]
    worst: tuple[int, int]
    least: float
    largest: float
    numbers: Mapping[tuple[int, int], tuple[float, float]] = field(default_factory=dict, hash=False)

    def to_json(self) -> dict[str, Any]:
        """As plain JSON types, about 1 KB."""
        return {
            "title": self.title,
            "axes": list(self.axes),
            "size": list(self.size),
            "levels": "/".join(self.levels),
            "worst": list(self.worst),
            "range": [self.least, self.largest],
        }

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Heatmap:
        """The reverse of `to_json`."""
        axes, size, worst = ((int(a), int(b)) for a, b in (data["axes"], data["size"], data["worst"]))
        least, largest = data["range"]
        return cls(data["title"], axes, size, tuple(data["levels"].split("/")), worst, least, largest)


def heatmap(name: str, found: Difference) -> Heatmap | None:
    """Return the heatmap of an answer that differs; None for a single number."""
    if found.errors.ndim == 0:
        return None
    part = worst_slice(name, found)
    cells = shrunk(part.errors)
    largest = float(cells.max())
    row, column = divmod(int(np.argmax(cells)), cells.shape[1])
    telling = cells.shape == part.errors.shape and cells.size <= _TOLD
    return Heatmap(
        title=part.title,
        axes=part.axes,
        size=(part.errors.shape[0], part.errors.shape[1]),
        levels=tuple("".join(str(level(error, found.limit, largest)) for error in line) for line in cells),
        worst=(row, column),
        least=max(found.limit, largest / 10**DECADES),
        largest=largest,
        numbers=dict(_numbers(part)) if telling else {},
    )


def worst_slice(name: str, found: Difference) -> Slice:
    """The last two axes, at the place of the largest error along the others; one row for a vector."""
    errors = np.nan_to_num(found.errors, nan=np.inf, posinf=np.finfo(float).max)
    arrays = (errors, found.got, found.want)
    if errors.ndim == 1:
        row = [array[np.newaxis] for array in arrays]
        return Slice(f"{name}[:]", (-1, 0), *row)
    place = np.unravel_index(int(np.argmax(errors)), errors.shape)[:-2]
    index = ", ".join([*(str(int(i)) for i in place), ":", ":"])
    plane = [array[place] for array in arrays]
    return Slice(f"{name}[{index}]", (errors.ndim - 2, errors.ndim - 1), *plane)


def shrunk(errors: np.ndarray) -> np.ndarray:
    """Reduce to as many cells as can be distinguished; a cell for several values shows the largest error."""
    rows = np.arange(0, errors.shape[0], -(-errors.shape[0] // _MOST[0]))
    columns = np.arange(0, errors.shape[1], -(-errors.shape[1] // _MOST[1]))
    return np.maximum.reduceat(np.maximum.reduceat(errors, rows, axis=0), columns, axis=1)


def level(error: float, limit: float, largest: float) -> int:
    """Return 0 for right values; else a level from 1 to 7, by the order of magnitude below the largest error."""
    if error <= limit:
        return 0
    below = np.log10(largest / error) / DECADES
    return 1 + int(np.clip((1 - below) * LEVELS, 0, LEVELS - 1))


def _numbers(part: Slice) -> Iterator[tuple[tuple[int, int], tuple[float, float]]]:
    for row, column in np.ndindex(part.errors.shape):
        yield (row, column), (float(part.got[row, column]), float(part.want[row, column]))
