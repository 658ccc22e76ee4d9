"""Process state that cells may change and the kernel depends on: each cell finds it as the last one left it."""

from __future__ import annotations

import sys
import warnings

import numpy as np


class BetweenCells:
    """Between cells no warning is an error and nothing is raised for numbers, whatever the cells have asked for.

    Standard streams are put back for good: who has taken one away, and closed it perhaps, has no more output.
    """

    def __init__(self) -> None:
        self._streams = sys.stdout, sys.stderr
        self._enter()

    def leave(self) -> None:
        """Apply what cells have asked for; call this before each cell."""
        self._warnings.__exit__(None, None, None)
        np.seterr(**self._errors)

    def enter(self) -> None:
        """Have what the kernel needs; to be called after each cell."""
        sys.stdout, sys.stderr = self._streams
        self._enter()

    def _enter(self) -> None:
        self._warnings = warnings.catch_warnings()
        self._warnings.__enter__()
        warnings.simplefilter("ignore")
        self._errors = np.seterr(all="ignore")
