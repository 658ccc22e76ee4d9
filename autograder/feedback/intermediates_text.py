"""Words for the intermediate values that are right, and the first that is wrong."""

from __future__ import annotations

from collections.abc import Sequence

from autograder.model.intermediates import Intermediates


def describe_intermediates(found: Intermediates, answers: Sequence[str]) -> str:
    """Return a hint: how far a function is right, and, after a semicolon, where to look; some value must be right."""
    *others, last = found.reached
    right = f"{', '.join(others)} and {last}" if others else last
    if not found.next:
        return f"your variables hold the right {right}; check how {answers[0]} is made of them"
    return f"your variables hold the right {right}, but no right {found.next}; check what follows {last}"
