"""Process state that cells may change and the kernel depends on: each cell finds it as the last one left it."""

from __future__ import annotations

import sys
import warnings

import numpy as np


class BetweenCells:
    """Between cells, warnings are not errors and numpy raises nothing, whatever the cells have set. Standard streams
    are restored for good; output to a stream that a cell has replaced is lost.
    """

    def __init__(self) -> None:
        self._streams = sys.stdout, sys.stderr
        self._enter()

    def leave(self) -> None:
        """Apply the cells' settings; call this before each cell."""
        self._warnings.__exit__(None, None, None)
        np.seterr(**self._errors)

    def enter(self) -> None:
        """Apply the kernel's settings; call this after each cell."""
        sys.stdout, sys.stderr = self._streams
        self._enter()

    def _enter(self) -> None:
        self._warnings = warnings.catch_warnings()
        self._warnings.__enter__()
        warnings.simplefilter("ignore")
        self._errors = np.seterr(all="ignore")
