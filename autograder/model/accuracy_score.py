"""The accuracy score of a net that a submission has trained."""

from __future__ import annotations

from dataclasses import dataclass

from autograder.model.statement import Statement


@dataclass(frozen=True)
class AccuracyScore:
    """The earned share of the points, and the measurement. accuracy: the best one, if anything could be measured."""

    share: float
    statement: Statement
    accuracy: float | None = None
