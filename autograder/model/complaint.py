"""A rule's complaint about an output."""

from __future__ import annotations

from dataclasses import dataclass

from autograder.model.compare import Mismatch
from autograder.model.statement import Statement


@dataclass(frozen=True)
class Violation:
    """A rule violated: a wrong answer, or a statement without numbers and one for public fixtures.

    mistake: the id of the catalogued mistake that the rule has recognised, if any.
    """

    hidden: Statement | Mismatch
    public: Statement | Mismatch
    mistake: str = ""


class Complaint(Exception):
    """A rule is violated. The text, and the `public` one for public fixtures, are templates of `fields`."""

    def __init__(
        self, hidden: str | Mismatch, public: str = "", mistake: str = "", **fields: str | float
    ) -> None:
        super().__init__(hidden)
        if isinstance(hidden, str):
            self.violation = Violation(
                Statement(hidden, fields), Statement(public or hidden, fields), mistake
            )
        else:
            self.violation = Violation(hidden, hidden, mistake)
