"""The shape policy of normalisation."""

from __future__ import annotations

from typing import Any

import numpy as np


def row(statistic: Any) -> Any:
    """Drops a leading axis of length 1: what broadcasting makes right inside a package may have it."""
    is_row = isinstance(statistic, np.ndarray) and statistic.ndim == 2 and len(statistic) == 1
    return statistic[0] if is_row else statistic
