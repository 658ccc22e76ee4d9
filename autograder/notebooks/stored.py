"""Stored outputs against executed ones: stored ones are no evidence, but if they claim more, staff should look."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from nbformat import NotebookNode

_NUMBER = re.compile(r"[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?\s*%?")
_ACCURACY = re.compile(r"\bacc(?:uracy)?\b|\bcorrect\b|\bright\b", re.IGNORECASE)
_ERROR = re.compile(r"\berror\b|\bdifference\b", re.IGNORECASE)
_ACCURACY_GAP = 0.1  # trainings differ by less, on the same data
_ERROR_SMALL, _ERROR_LARGE = 1e-5, 1e-3  # as the notebooks ask for, and as no rounding explains
_MOST = 5


def contradictions(stored: Sequence[NotebookNode], executed: Sequence[NotebookNode]) -> list[str]:
    """A sentence for each printed line whose stored accuracy is higher, or whose stored error is small and is not.

    stored, executed: the same cells with their outputs then and now.
    """
    found = [
        f"Stored output {then!r} became {now!r} when it was run."
        for before, after in zip(stored, executed, strict=True)
        for then, now in _pairs(before, after)
        if _contradicts(then, now)
    ]
    more = [f"{len(found) - _MOST} more stored outputs claim more than the run has shown."] * (
        len(found) > _MOST
    )
    return found[:_MOST] + more


def _pairs(before: NotebookNode, after: NotebookNode) -> Iterator[tuple[str, str]]:
    """Lines that were printed then and now, equal except for numbers."""
    now = {_NUMBER.sub("#", line): line for line in _lines(after)}
    for line in dict.fromkeys(_lines(before)):
        key = _NUMBER.sub("#", line)
        if key in now:
            yield line[:120], now[key][:120]


def _lines(cell: NotebookNode) -> Iterator[str]:
    for output in cell.get("outputs", []):
        text = output.get("text", "") if output.get("output_type") == "stream" else ""
        for line in ("".join(text) if isinstance(text, list) else str(text)).splitlines():
            yield line.strip()


def _contradicts(then: str, now: str) -> bool:
    before, after = (_values(line) for line in (then, now))
    if not before or len(before) != len(after):
        return False
    if _ACCURACY.search(then):
        return any(0 <= a < b <= 1 and b - a > _ACCURACY_GAP for b, a in zip(before, after, strict=True))
    return bool(_ERROR.search(then)) and abs(before[-1]) < _ERROR_SMALL and abs(after[-1]) > _ERROR_LARGE


def _values(line: str) -> list[float]:
    """The numbers of a line; per cent as fractions."""
    numbers = [match[0] for match in _NUMBER.finditer(line)]
    return [float(n.rstrip("% ")) / (100 if n.endswith("%") else 1) for n in numbers]
