"""Offerings of a course: the one that a submission was written for, and the checks that it lacks."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from autograder.base.named_function import resolve

if TYPE_CHECKING:
    from autograder.model.check import Check


@dataclass(frozen=True)
class Offering:
    """An offering of the course. checks: functions of checks that it lacks; their points go to the others of the
    question. cases: cases that it lacks in the checks that it has.
    """

    name: str = ""
    checks: frozenset[str] = frozenset()
    cases: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Offerings:
    """The offerings whose submissions can be graded; an assignment without earlier offerings has one without a name.

    known: all of them; default: the name of the one to assume if the code does not show it.
    detect: the function ("module:function") that tells which one a submission was written for; it is called with a
        line for each function and method, such as "Net.__init__ self hidden_dims", and returns a name and a few words
        on why. Raises TooOld.
    """

    known: tuple[Offering, ...] = (Offering(),)
    default: str = ""
    detect: str = ""

    @property
    def names(self) -> tuple[str, ...]:
        """The names that can be asked for."""
        return tuple(offering.name for offering in self.known if offering.name)

    def __getitem__(self, name: str) -> Offering:
        """The offering of this name."""
        return next(offering for offering in self.known if offering.name == name)

    def of(self, signatures: Iterable[str], ordered: str | None = None) -> tuple[Offering, str]:
        """The offering to grade by, and a sentence that says why, "" if there is only one.

        signatures: a line for each function and method of the submission; ordered: the name of the offering that was
            asked for. Raises TooOld, even then.
        """
        if not self.detect:
            return self[ordered or self.default], ""
        name, why = resolve(self.detect)(signatures)
        if ordered is None:
            return self[name], f"Offering of the assignment: {name} ({why})."
        return self[ordered], f"Offering of the assignment: {ordered}, as requested (the code: {why})."


class TooOld(Exception):
    """The submission was written for an offering with other rules; the text says so."""


def asked(checks: Sequence[Check], offering: Offering) -> list[Check]:
    """Return an offering's checks of one question, with the same points together."""
    left = [check for check in checks if check.function.__name__ not in offering.checks]
    if len(left) == len(checks):
        return left
    points = sum(check.points for check in checks)
    factor = points / sum(check.points for check in left)
    scaled = [replace(check, scale=factor * check.scale) for check in left]
    rest = points - sum(check.points for check in scaled[:-1])  # no rounding shows in the sum
    return [*scaled[:-1], replace(scaled[-1], scale=rest / scaled[-1].weight)]
