"""Numbers of things in sentences."""

from __future__ import annotations


def number_of(number: float, thing: str) -> str:
    """Return "1 check", "2 checks" or "0.5 points" for things whose plural takes an s."""
    shown = f"{number:g}" if isinstance(number, float) else str(number)
    return f"{shown} {thing}" if number == 1 else f"{shown} {thing}s"
