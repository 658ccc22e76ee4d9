"""A memory of a package's earlier runs, so that the judge never waits twice for the same result."""

from __future__ import annotations

import hashlib
import math
from collections.abc import Mapping

import numpy as np

from autograder.model.case import Case
from autograder.model.failure import Cause, Failure
from autograder.model.run import Run

Layers = tuple[str, ...]
SLOW_SECONDS = 1.0  # a longer run is not repeated for another check


class FailureMemory:
    """Imports that ended their process, cases that hung, and slow runs, of one package.

    slow_seconds: a run that took longer is not repeated on the same inputs.
    """

    def __init__(self, slow_seconds: float = math.inf) -> None:
        self._slow_seconds = slow_seconds
        self._raised: dict[tuple[str, ...], Failure] = {}
        self._imports: dict[tuple[str, ...], Failure] = {}
        self._hung: dict[tuple[str, Layers], Failure] = {}
        self._slow: dict[tuple[str, Layers, bytes], Run] = {}

    def recall(self, case: Case, layers: Layers, inputs: Mapping[str, np.ndarray]) -> Run | None:
        """Return the outcome of this run if earlier ones determine it."""
        failure = self._imports.get(layers + case.modules(inputs)) or self._hung.get((case.name, layers))
        if failure is not None:
            return Run(failure=failure)
        return self._slow.get((case.name, layers, _digest(inputs))) if self._slow else None

    def note_import(self, modules: tuple[str, ...], layers: Layers, failure: Failure) -> None:
        """Note that importing these modules ended a fresh process or hung."""
        self._imports[layers + modules] = failure

    def note_raised_import(self, modules: tuple[str, ...], layers: Layers, failure: Failure) -> None:
        """Note that importing these modules in a fresh process raised this.

        If it happens twice, it will happen again.
        """
        if self._raised.get(layers + modules) == failure:
            self._imports[layers + modules] = failure
        self._raised[layers + modules] = failure

    def note_run(
        self, case: Case, layers: Layers, inputs: Mapping[str, np.ndarray], run: Run, seconds: float
    ) -> None:
        """Note how long a run took. If it had to be stopped, other inputs would probably take as long."""
        if run.failure is not None and run.failure.cause is Cause.TIMED_OUT:
            self._hung[case.name, layers] = run.failure
        if seconds > self._slow_seconds and not case.timed:
            self._slow[case.name, layers, _digest(inputs)] = run


def _digest(inputs: Mapping[str, np.ndarray]) -> bytes:
    digest = hashlib.sha256()
    for name, array in inputs.items():
        digest.update(f"{name} {array.dtype} {array.shape} ".encode() + array.tobytes())
    return digest.digest()
