"""A picture of where an array is wrong: |difference| over its worst two-dimensional slice, as inline SVG.

It brings its own light plate, so that it reads the same on light and dark pages.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from html import escape

import numpy as np

from autograder.compare import Fault, Mismatch

RIGHT = "#dddddd"
# ColorBrewer's YlOrRd, without its palest colours: from little to much.
WRONG = ("#fed976", "#feb24c", "#fd8d3c", "#fc4e2a", "#e31a1c", "#bd0026", "#800026")
DECADES = 3.0  # of differences that the colours tell apart, down from the largest
_MOST_ROWS, _MOST_COLUMNS = 48, 64
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


def heatmap(mismatch: Mismatch | None) -> str:
    """The picture, or "" where there is nothing to be drawn."""
    if mismatch is None or mismatch.fault is not Fault.VALUE or mismatch.errors.ndim == 0:
        return ""
    part = worst_slice(mismatch)
    cells = shrunk(part.errors)
    rows, columns = cells.shape
    size = max(7, min(20, 440 // max(rows, columns)))
    width = max(_LEFT + columns * size + _RIGHT, 330)
    height = _TOP + rows * size + _BOTTOM
    drawing = [
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" role="img" '
        f'font-family="monospace" font-size="11" fill="#222222">'
        f"<title>{escape(f'difference of {part.title} from what it should be')}</title>",
        f'<rect width="{width}" height="{height}" rx="4" fill="#ffffff" stroke="#bbbbbb"/>',
        f'<text x="8" y="15">|difference| of {escape(part.title)}</text>',
        *_cells(part, cells, mismatch.expected.limit, size),
        *_axes(part, size, cells.shape),
        *_legend(cells, mismatch.expected.limit, _TOP + rows * size + 26),
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


def shrunk(errors: np.ndarray) -> np.ndarray:
    """At most so many cells as can be told apart; a cell that stands for several shows the largest error."""
    rows = np.arange(0, errors.shape[0], -(-errors.shape[0] // _MOST_ROWS))
    columns = np.arange(0, errors.shape[1], -(-errors.shape[1] // _MOST_COLUMNS))
    return np.maximum.reduceat(np.maximum.reduceat(errors, rows, axis=0), columns, axis=1)


def colour(error: float, limit: float, largest: float) -> str:
    """Grey for what is right; else by the order of magnitude below the largest error."""
    if error <= limit:
        return RIGHT
    below = np.log10(largest / error) / DECADES
    return WRONG[int(np.clip((1 - below) * len(WRONG), 0, len(WRONG) - 1))]


def _cells(part: Slice, cells: np.ndarray, limit: float, size: int) -> Iterator[str]:
    largest = float(cells.max())
    telling = cells.shape == part.errors.shape and cells.size <= _TOLD
    for (row, column), error in np.ndenumerate(cells):
        x, y = _LEFT + column * size, _TOP + row * size
        told = f"<title>{_numbers(part, row, column)}</title>" if telling else ""
        fill, line = colour(error, limit, largest), int(size > 8)
        yield (
            f'<rect x="{x}" y="{y}" width="{size}" height="{size}" fill="{fill}" stroke="#ffffff" '
            f'stroke-width="{line}">{told}</rect>'
        )
    row, column = divmod(int(np.argmax(cells)), cells.shape[1])
    # On top of its neighbours' edges; it is not to be pointed at, so that the cell below says its numbers.
    yield (
        f'<rect x="{_LEFT + column * size}" y="{_TOP + row * size}" width="{size}" height="{size}" fill="none" '
        f'stroke="#000000" stroke-width="2" pointer-events="none"/>'
    )


def _numbers(part: Slice, row: int, column: int) -> str:
    return f"[{row}, {column}] is {part.got[row, column]:.6g}, should be {part.want[row, column]:.6g}"


def _axes(part: Slice, size: int, shape: tuple[int, ...]) -> Iterator[str]:
    """The first and the last index of rows and columns, and which axes of the array they are."""
    rows, columns = part.errors.shape
    if rows > 1:
        yield f'<text x="{_LEFT - 4}" y="{_TOP + 10}" text-anchor="end">0</text>'
        yield f'<text x="{_LEFT - 4}" y="{_TOP + shape[0] * size}" text-anchor="end">{rows - 1}</text>'
    yield f'<text x="{_LEFT}" y="{_TOP - 5}">0</text>'
    if columns > 1:
        yield f'<text x="{_LEFT + shape[1] * size}" y="{_TOP - 5}" text-anchor="end">{columns - 1}</text>'
    down = f"axis {part.axes[0]} down, " if part.axes[0] >= 0 else ""
    yield f'<text x="{_LEFT}" y="{_TOP + shape[0] * size + 14}">{down}axis {part.axes[1]} to the right</text>'


def _legend(cells: np.ndarray, limit: float, y: float) -> Iterator[str]:
    largest = float(cells.max())
    least = max(limit, largest / 10**DECADES)
    yield f'<rect x="8" y="{y}" width="12" height="12" fill="{RIGHT}"/><text x="24" y="{y + 10}">right</text>'
    yield f'<text x="74" y="{y + 10}">off by {least:.1g}</text>'
    start = 80 + 7 * len(f"off by {least:.1g}")
    for number, shade in enumerate(WRONG):
        yield f'<rect x="{start + 12 * number}" y="{y}" width="12" height="12" fill="{shade}"/>'
    yield f'<text x="{start + 12 * len(WRONG) + 4}" y="{y + 10}">{largest:.2g}</text>'
