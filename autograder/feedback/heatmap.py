"""A picture of where an array is wrong: |difference| over its worst two-dimensional slice, as inline SVG.

It brings its own light plate, so that it reads the same on light and dark pages. As plain data, of about 1 KB, it
can be kept with results and drawn later.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from html import escape
from typing import Any

import numpy as np

from autograder.model.compare import Fault, Mismatch

RIGHT = "#dddddd"
# ColorBrewer's YlOrRd, without its palest colours: from little to much.
WRONG = ("#fed976", "#feb24c", "#fd8d3c", "#fc4e2a", "#e31a1c", "#bd0026", "#800026")
DECADES = 3.0  # of differences that the colours tell apart, down from the largest
_MOST = (48, 64)  # rows and columns
_MOST_KEPT = (24, 32)  # of those kept as data
_LEFT, _TOP, _RIGHT, _BOTTOM = 34, 40, 12, 46
_TOLD = 400  # cells that say their numbers when pointed at


@dataclass(frozen=True)
class Slice:
    """Two dimensions of a mismatch, those with the largest error.

    title: how the slice is written in Python. axes: the array's axes that rows and columns are; -1 for none.
    """

    title: str
    axes: tuple[int, int]
    errors: np.ndarray
    got: np.ndarray
    want: np.ndarray


@dataclass(frozen=True)
class Heatmap:
    """What is drawn.

    title, axes: those of the slice; size: its rows and columns, of which a cell may stand for several.
    levels: for each row of cells a digit a cell: 0 is right, 7 the largest error's order of magnitude.
    worst: the cell with the largest error. least, largest: the errors that the colours begin and end with.
    numbers: by cell, what it says when it is pointed at; not kept as data.
    """

    title: str
    axes: tuple[int, int]
    size: tuple[int, int]
    levels: tuple[str, ...]
    worst: tuple[int, int]
    least: float
    largest: float
    numbers: Mapping[tuple[int, int], str]


def heatmap(mismatch: Mismatch | None) -> str:
    """The picture, or "" where there is nothing to be drawn."""
    found = _examine(mismatch, _MOST)
    return "" if found is None else draw(found)


def data_of(mismatch: Mismatch | None) -> dict[str, Any] | None:
    """The picture as data that JSON can hold, for `drawn_from`; None where there is nothing to be drawn."""
    found = _examine(mismatch, _MOST_KEPT)
    if found is None:
        return None
    return {
        "title": found.title,
        "axes": list(found.axes),
        "size": list(found.size),
        "levels": "/".join(found.levels),
        "worst": list(found.worst),
        "range": [found.least, found.largest],
    }


def drawn_from(data: Mapping[str, Any]) -> str:
    """The picture of what `data_of` gave."""
    axes, size, worst = (tuple(data[name]) for name in ("axes", "size", "worst"))
    least, largest = data["range"]
    levels = tuple(data["levels"].split("/"))
    return draw(Heatmap(data["title"], axes, size, levels, worst, least, largest, {}))


def draw(found: Heatmap) -> str:
    """The picture as an svg element."""
    rows, columns = len(found.levels), len(found.levels[0])
    side = max(7, min(20, 440 // max(rows, columns)))
    width = max(_LEFT + columns * side + _RIGHT, 330)
    height = _TOP + rows * side + _BOTTOM
    drawing = [
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" role="img" '
        f'font-family="monospace" font-size="11" fill="#222222">'
        f"<title>{escape(f'difference of {found.title} from what it should be')}</title>",
        f'<rect width="{width}" height="{height}" rx="4" fill="#ffffff" stroke="#bbbbbb"/>',
        f'<text x="8" y="15">|difference| of {escape(found.title)}</text>',
        *_cells(found, side),
        *_axes(found, side),
        *_legend(found, _TOP + rows * side + 26),
        "</svg>",
    ]
    return "".join(drawing)


def worst_slice(mismatch: Mismatch) -> Slice:
    """The last two axes, at the place of the largest error along the others; one row for a vector."""
    assert mismatch.got is not None
    errors = np.nan_to_num(mismatch.errors, nan=np.inf, posinf=np.finfo(float).max)
    arrays = (errors, mismatch.got, mismatch.expected.value)
    if errors.ndim == 1:
        row = [array[np.newaxis] for array in arrays]
        return Slice(f"{mismatch.name}[:]", (-1, 0), *row)
    place = np.unravel_index(int(np.argmax(errors)), errors.shape)[:-2]
    index = ", ".join([*(str(int(i)) for i in place), ":", ":"])
    plane = [array[place] for array in arrays]
    return Slice(f"{mismatch.name}[{index}]", (errors.ndim - 2, errors.ndim - 1), *plane)


def shrunk(errors: np.ndarray, most: tuple[int, int] = _MOST) -> np.ndarray:
    """At most so many cells as can be told apart; a cell that stands for several shows the largest error."""
    rows = np.arange(0, errors.shape[0], -(-errors.shape[0] // most[0]))
    columns = np.arange(0, errors.shape[1], -(-errors.shape[1] // most[1]))
    return np.maximum.reduceat(np.maximum.reduceat(errors, rows, axis=0), columns, axis=1)


def level(error: float, limit: float, largest: float) -> int:
    """0 for what is right; else from 1 to 7, by the order of magnitude below the largest error."""
    if error <= limit:
        return 0
    below = np.log10(largest / error) / DECADES
    return 1 + int(np.clip((1 - below) * len(WRONG), 0, len(WRONG) - 1))


def _examine(mismatch: Mismatch | None, most: tuple[int, int]) -> Heatmap | None:
    if mismatch is None or mismatch.fault is not Fault.VALUE or mismatch.errors.ndim == 0:
        return None
    part = worst_slice(mismatch)
    cells = shrunk(part.errors, most)
    limit, largest = mismatch.expected.limit, float(cells.max())
    row, column = divmod(int(np.argmax(cells)), cells.shape[1])
    telling = cells.shape == part.errors.shape and cells.size <= _TOLD
    return Heatmap(
        title=part.title,
        axes=part.axes,
        size=(part.errors.shape[0], part.errors.shape[1]),
        levels=tuple("".join(str(level(error, limit, largest)) for error in line) for line in cells),
        worst=(row, column),
        least=max(limit, largest / 10**DECADES),
        largest=largest,
        numbers={place: _numbers(part, *place) for place in np.ndindex(cells.shape)} if telling else {},
    )


def _numbers(part: Slice, row: int, column: int) -> str:
    return f"[{row}, {column}] is {part.got[row, column]:.6g}, should be {part.want[row, column]:.6g}"


def _cells(found: Heatmap, side: int) -> Iterator[str]:
    line = int(side > 8)
    for row, digits in enumerate(found.levels):
        for column, digit in enumerate(digits):
            x, y = _LEFT + column * side, _TOP + row * side
            numbers = found.numbers.get((row, column))
            told = f"<title>{numbers}</title>" if numbers else ""
            fill = (RIGHT, *WRONG)[int(digit)]
            yield (
                f'<rect x="{x}" y="{y}" width="{side}" height="{side}" fill="{fill}" stroke="#ffffff" '
                f'stroke-width="{line}">{told}</rect>'
            )
    row, column = found.worst
    # On top of its neighbours' edges; it is not to be pointed at, so that the cell below says its numbers.
    yield (
        f'<rect x="{_LEFT + column * side}" y="{_TOP + row * side}" width="{side}" height="{side}" fill="none" '
        f'stroke="#000000" stroke-width="2" pointer-events="none"/>'
    )


def _axes(found: Heatmap, side: int) -> Iterator[str]:
    """The first and the last index of rows and columns, and which axes of the array they are."""
    rows, columns = found.size
    bottom, right = _TOP + len(found.levels) * side, _LEFT + len(found.levels[0]) * side
    if rows > 1:
        yield f'<text x="{_LEFT - 4}" y="{_TOP + 10}" text-anchor="end">0</text>'
        yield f'<text x="{_LEFT - 4}" y="{bottom}" text-anchor="end">{rows - 1}</text>'
    yield f'<text x="{_LEFT}" y="{_TOP - 5}">0</text>'
    if columns > 1:
        yield f'<text x="{right}" y="{_TOP - 5}" text-anchor="end">{columns - 1}</text>'
    down = f"axis {found.axes[0]} down, " if found.axes[0] >= 0 else ""
    yield f'<text x="{_LEFT}" y="{bottom + 14}">{down}axis {found.axes[1]} to the right</text>'


def _legend(found: Heatmap, y: float) -> Iterator[str]:
    yield f'<rect x="8" y="{y}" width="12" height="12" fill="{RIGHT}"/><text x="24" y="{y + 10}">right</text>'
    yield f'<text x="74" y="{y + 10}">off by {found.least:.1g}</text>'
    start = 80 + 7 * len(f"off by {found.least:.1g}")
    for number, shade in enumerate(WRONG):
        yield f'<rect x="{start + 12 * number}" y="{y}" width="12" height="12" fill="{shade}"/>'
    yield f'<text x="{start + 12 * len(WRONG) + 4}" y="{y + 10}">{found.largest:.2g}</text>'
