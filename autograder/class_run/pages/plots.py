"""Plots as inline SVG without a style of their own: the page's style sheet colours them, light and dark.

Every mark shows its number in a title, and each plot has a sentence as its text alternative.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence

from markupsafe import Markup, escape

from autograder.base.counts import number_of

_WIDTH, _HEIGHT = 720, 260
_LEFT, _RIGHT, _TOP, _BOTTOM = 52, 16, 36, 44
_BINS = 20
_STRIP = 46  # height of one row of a strip plot
_TICKS = (0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 50, 100, 200, 500, 1000)


def histogram(totals: Sequence[float], maximum: float, middle: float) -> Markup:
    """Draw how many submissions have how many points, in twenty bins; `middle` is marked as the median."""
    counts = [0] * _BINS
    for total in totals:
        counts[min(_BINS - 1, int(_BINS * total / maximum))] += 1
    most = _round_up(max(counts))
    across, down = _WIDTH - _LEFT - _RIGHT, _HEIGHT - _TOP - _BOTTOM
    return _svg(
        f"Points of {number_of(len(totals), 'submission')}: median {middle:g} of {maximum:g}, lowest {min(totals):g}, "
        f"highest {max(totals):g}.",
        _HEIGHT,
        [
            *_levels(most, down),
            *_bars(counts, most, maximum, across / _BINS, down),
            *_points_axis(maximum, across),
            *_mark(_LEFT + across * middle / maximum, f"median {middle:g}", _TOP, down),
        ],
    )


def strips(named: Sequence[tuple[str, Sequence[float]]], bounds: Sequence[tuple[float, str]]) -> Markup:
    """Ratios on a logarithmic axis, a row of dots for each name, with labelled boundaries."""
    values = [value for _, row in named for value in row] + [bound for bound, _ in bounds]
    low, high = math.log(min(values) / 1.2), math.log(max(values) * 1.2)
    left, down = 90, _STRIP * len(named)
    across = _WIDTH - left - _RIGHT

    def x(value: float) -> float:
        return left + across * (math.log(value) - low) / (high - low)

    parts: list[str] = []
    for index, (name, row) in enumerate(named):
        y = _TOP + _STRIP * (index + 0.5)
        parts.append(
            f'<text class="label" x="{left - 10}" y="{y + 4:.0f}" text-anchor="end">{escape(name)}</text>'
        )
        parts.append(f'<line class="grid" x1="{left}" x2="{left + across}" y1="{y:.0f}" y2="{y:.0f}"/>')
        parts += (_dot(x(value), y, number, value) for number, value in enumerate(row))
    for bound, about in bounds:
        parts += _mark(x(bound), about, _TOP, down)
    ticks = [tick for tick in _TICKS if low <= math.log(tick) <= high]
    parts += (
        f'<text class="tick" x="{x(tick):.0f}" y="{_TOP + down + 18}" text-anchor="middle">{tick:g}</text>'
        for tick in ticks
    )
    parts.append(
        _axis_title("CPU time as a multiple of the reference's", left + across / 2, _TOP + down + 38)
    )
    told = "; ".join(
        f"{name}: median {sorted(row)[len(row) // 2]:.2g}, slowest {max(row):.2g}" for name, row in named
    )
    return _svg(f"CPU times as multiples of the reference's. {told}.", _TOP + down + _BOTTOM, parts)


def _svg(told: str, height: int, parts: Sequence[str]) -> Markup:
    head = f'<svg class="plot" viewBox="0 0 {_WIDTH} {height}" role="img"><title>{escape(told)}</title>'
    return Markup(f"{head}{''.join(parts)}</svg>")  # texts from outside have been escaped already


def _bars(counts: Sequence[int], most: int, maximum: float, width: float, down: int) -> Iterator[str]:
    for index, count in enumerate(counts):
        height = down * count / most
        low, high = (maximum * (index + step) / len(counts) for step in (0, 1))
        x, y = _LEFT + index * width, _TOP + down - height
        yield (
            f'<rect class="bar" x="{x + 1:.1f}" y="{y:.1f}" width="{width - 2:.1f}" height="{height:.1f}">'
            f"<title>{count} with {low:g} to {high:g} points</title></rect>"
        )
        if count:
            yield f'<text class="count" x="{x + width / 2:.1f}" y="{y - 4:.1f}" text-anchor="middle">{count}</text>'


def _levels(most: int, down: int) -> Iterator[str]:
    for share in (0, 0.5, 1):
        y = _TOP + down * (1 - share)
        yield f'<line class="grid" x1="{_LEFT}" x2="{_WIDTH - _RIGHT}" y1="{y:.0f}" y2="{y:.0f}"/>'
        yield f'<text class="tick" x="{_LEFT - 8}" y="{y + 4:.0f}" text-anchor="end">{most * share:g}</text>'
    middle = _TOP + down / 2
    turned = f"translate(14 {middle:.0f}) rotate(-90)"
    yield f'<text class="title" transform="{turned}" text-anchor="middle">submissions</text>'


def _points_axis(maximum: float, across: int) -> Iterator[str]:
    for share in (0, 0.25, 0.5, 0.75, 1):
        x = _LEFT + across * share
        yield (
            f'<text class="tick" x="{x:.0f}" y="{_HEIGHT - _BOTTOM + 18}" text-anchor="middle">'
            f"{maximum * share:g}</text>"
        )
    yield _axis_title("points", _LEFT + across / 2, _HEIGHT - 6)


def _mark(x: float, about: str, top: int, down: int) -> Iterator[str]:
    """A dashed line across the plot, with its label before it if there is room."""
    anchor, gap = ("end", -5) if x > _WIDTH / 4 else ("start", 5)
    yield f'<line class="mark" x1="{x:.1f}" x2="{x:.1f}" y1="{top - 28}" y2="{top + down}"/>'
    yield f'<text class="label" x="{x + gap:.1f}" y="{top - 20}" text-anchor="{anchor}">{escape(about)}</text>'


def _dot(x: float, y: float, number: int, value: float) -> str:
    """A dot, moved alternately up and down so that equal dots do not hide each other."""
    y += (number * 7 % 25) - 12
    return f'<circle class="dot" cx="{x:.1f}" cy="{y:.1f}" r="3"><title>{value:.3g}</title></circle>'


def _axis_title(text: str, x: float, y: float) -> str:
    return f'<text class="title" x="{x:.0f}" y="{y:.0f}" text-anchor="middle">{text}</text>'


def _round_up(number: int) -> int:
    """Return the next number that suits the end of a scale."""
    steps = (step * 10**power for power in range(7) for step in (1, 2, 4, 6, 8))
    return next(step for step in steps if step >= number)
