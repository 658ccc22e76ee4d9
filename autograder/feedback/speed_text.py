"""Words for CPU times as multiples of the reference's."""

from __future__ import annotations

import math

from autograder.model.speed import FULL, HALF, Band, Speed

TOO_SLOW = (
    f"slower than {FULL:g} times the reference (all points) or {HALF:g} times (half); "
    "compute on whole arrays, not in loops"
)
_MEASURED = "CPU time: {} times the reference's; {}"
_NOT_MEASURED = "CPU time: about {} times the reference's, too uncertain to judge, so full points; {}"


def describe_speed(speed: Speed) -> str:
    """Return one line: the ratio, and its place on a scale."""
    line = _NOT_MEASURED if speed.band is Band.NOT_MEASURED else _MEASURED
    return line.format(figures(speed.ratio), scale(speed.ratio))


def figures(ratio: float) -> str:
    """Return a ratio for people, with two significant digits and no exponent: 0.95, 2.8, 280."""
    return f"{float(f'{ratio:.2g}'):g}"


def scale(ratio: float) -> str:
    """Draw in text where a ratio lies: faster to the left, one decade in ten characters."""
    width = 31  # from 0.1 to 100
    line = ["-"] * width
    for boundary in (FULL, HALF):
        line[_column(boundary, width)] = "|"
    line[_column(ratio, width)] = "*"
    return f"fast {''.join(line)} slow"


def _column(ratio: float, width: int) -> int:
    return min(max(round(10 * math.log10(ratio) + 10), 0), width - 1)
