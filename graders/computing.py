"""A function that does nothing also leaves its inputs alone: for that, it earns no points."""

from __future__ import annotations

from typing import Any

import numpy as np


def computes(answer: Any, given: np.ndarray) -> bool:
    """Return whether a function has computed something: no constant, and not what it was given."""
    try:
        result = np.asarray(answer, dtype=float)
    except (TypeError, ValueError):  # a text, a list of lists of different lengths
        return False
    if result.size < 2 or np.isnan(result).all() or np.all(result == result.flat[0]):
        return False
    return not np.array_equal(result, given)
