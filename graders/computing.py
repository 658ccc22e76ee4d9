"""Tell functions that compute something from stubs, which earn no points for leaving their inputs alone."""

from __future__ import annotations

from typing import Any

import numpy as np


def computes(answer: Any, given: np.ndarray) -> bool:
    """Return whether a function has computed something: neither a constant nor its input."""
    try:
        result = np.asarray(answer, dtype=float)
    except (TypeError, ValueError):  # a text, a list of lists of different lengths
        return False
    if result.size < 2 or np.isnan(result).all() or np.all(result == result.flat[0]):
        return False
    return not np.array_equal(result, given)
