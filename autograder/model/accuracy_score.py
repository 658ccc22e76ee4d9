"""The accuracy score of a net that a submission has trained."""

from __future__ import annotations

from dataclasses import dataclass

from autograder.model.statement import Statement


@dataclass(frozen=True)
class AccuracyScore:
    """The share of the points that was earned, and what was measured.

    accuracy: the best, if there was anything to measure.
    """

    share: float
    statement: Statement
    accuracy: float | None = None
