"""Numbers of things in sentences."""

from __future__ import annotations


def number_of(number: int, thing: str) -> str:
    """Return "1 check" or "2 checks" for things whose plural takes an s."""
    return f"{number} {thing}" if number == 1 else f"{number} {thing}s"
