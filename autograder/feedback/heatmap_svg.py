"""The picture of a heatmap, as inline SVG.

It has a light background of its own, so that it looks the same on light and dark pages.
"""

from __future__ import annotations

from collections.abc import Iterator
from html import escape

from autograder.model.heatmap import Heatmap

RIGHT = "#dddddd"
# ColorBrewer's YlOrRd, without its palest colours: from little to much, one for each level.
WRONG = ("#fed976", "#feb24c", "#fd8d3c", "#fc4e2a", "#e31a1c", "#bd0026", "#800026")
_LEFT, _TOP, _RIGHT, _BOTTOM = 34, 40, 12, 46


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


def _cells(found: Heatmap, side: int) -> Iterator[str]:
    line = int(side > 8)
    for row, digits in enumerate(found.levels):
        for column, digit in enumerate(digits):
            x, y = _LEFT + column * side, _TOP + row * side
            told = _title(found, row, column)
            fill = (RIGHT, *WRONG)[int(digit)]
            yield (
                f'<rect x="{x}" y="{y}" width="{side}" height="{side}" fill="{fill}" stroke="#ffffff" '
                f'stroke-width="{line}">{told}</rect>'
            )
    row, column = found.worst
    # On top of its neighbours' edges; the pointer ignores it, so that the cell below shows its numbers.
    yield (
        f'<rect x="{_LEFT + column * side}" y="{_TOP + row * side}" width="{side}" height="{side}" fill="none" '
        f'stroke="#000000" stroke-width="2" pointer-events="none"/>'
    )


def _title(found: Heatmap, row: int, column: int) -> str:
    """Return the numbers of a cell, shown when the pointer is on it."""
    if (row, column) not in found.numbers:
        return ""
    got, want = found.numbers[row, column]
    return f"<title>[{row}, {column}] is {got:.6g}, should be {want:.6g}</title>"


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
