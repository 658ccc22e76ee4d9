"""Charging: which of a submission's wrong results cost points, and which follow from those and cost none."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from autograder.model.finding import Elsewhere, Finding, Follows, OwnGradient, RightBeyond, SameSlip
from autograder.model.fingerprints import Note
from autograder.model.trace import within

SLIP = 0.25  # share of an answer's points that needless axes of length 1 cost, in one check of a submission

Cause = Follows | Elsewhere | OwnGradient | RightBeyond | SameSlip


@dataclass(frozen=True)
class Place:
    """A demand: the number of its check, and its index there."""

    number: str
    index: int


@dataclass(frozen=True)
class Wrong:
    """Something wrong, and the points at stake for it.

    place: the demand; answer: the name of the answer, "" if a rule is violated.
    blamed: the functions that have lost points if it is charged.
    cause: what excuses it if that was charged; None if nothing does.
    is_gradient: whether it is a gradient; is_scalar: whether it is the scalar of the same case's gradients, so that no
    wrong gradient causes it; is_slip: whether it is right up to needless axes of length 1. note: the known mistake that
    explains it, if this check owns that.
    finding: the complaint about it, if it is not compared with a frozen answer.
    """

    place: Place
    answer: str
    points: float
    blamed: frozenset[str]
    cause: Cause | None = None
    is_gradient: bool = False
    is_scalar: bool = False
    is_slip: bool = False
    note: Note | None = None
    finding: Finding | None = None


@dataclass(frozen=True)
class Settled:
    """A settled wrong output: the points that it loses, or what excuses it from losing any."""

    wrong: Wrong
    lost: float
    excuse: Cause | None = None


@dataclass
class _Charges:
    """The points lost so far. asked, checks: the functions and the numbers of checks that can lose points for them.

    forward: the functions that have lost points for something other than a gradient.
    """

    asked: frozenset[str]
    checks: frozenset[str]
    functions: set[str] = field(default_factory=set)
    forward: set[str] = field(default_factory=set)
    by_check: set[tuple[str, str]] = field(default_factory=set)
    slip: str = ""

    def add(self, wrong: Wrong) -> None:
        # If it builds on functions that were not charged before, they are charged with it, once.
        charged = wrong.blamed.union(wrong.cause.functions if isinstance(wrong.cause, Follows) else ())
        self.functions |= charged
        if not wrong.is_gradient:
            self.forward |= charged
        self.by_check |= {(wrong.place.number, function) for function in wrong.blamed}
        if wrong.is_slip:
            self.slip = self.slip or wrong.place.number

    def excuse(self, wrong: Wrong) -> Cause | None:
        """Return what excuses this finding so far."""
        if wrong.is_slip and self.slip not in {"", wrong.place.number}:
            return SameSlip(self.slip)
        match wrong.cause:
            case Follows(functions=functions, tested=tested):
                able = self.forward if wrong.is_scalar else self.functions
                charged = [f for f in functions if any(within(one, f) for one in able)]
                unasked = [f for f in functions if not any(within(one, f) for one in self.asked)]
                guilty = tuple(charged or unasked)
                return Follows(guilty, tested) if guilty else None
            case Elsewhere(note=note):
                owned = any(n in note.costs and within(f, note.function) for n, f in self.by_check)
                return wrong.cause if owned or self.checks.isdisjoint(note.costs) else None
            case RightBeyond(numbers=numbers):
                owners = [n for n in numbers if any((n, f) in self.by_check for f in wrong.blamed)]
                graded = not self.checks.isdisjoint(numbers)
                return RightBeyond(tuple(owners or numbers)) if owners or not graded else None
            case OwnGradient():
                return None if self.forward.isdisjoint(wrong.blamed) else wrong.cause
        return None


def charge(found: Sequence[Wrong], asked: frozenset[str], checks: frozenset[str]) -> list[Settled]:
    """Settle all that is wrong, in the order of the checks.

    asked: the functions that the checks judge; checks: their numbers. If only some checks are graded, results that
    follow from the others are excused. Results that nothing can excuse are charged first. Of the rest, those that a
    charge excuses are excused. If no charge excuses any, the check in which a result costs most is charged, which may
    excuse others.
    """
    charges = _Charges(asked, checks)
    settled = [_charged(wrong, charges) for wrong in found if wrong.cause is None]
    left = [wrong for wrong in found if wrong.cause is not None]
    while left:
        excused = [Settled(wrong, 0.0, excuse) for wrong in left if (excuse := charges.excuse(wrong))]
        settled += excused
        done = {id(one.wrong) for one in excused}
        left = [wrong for wrong in left if id(wrong) not in done]
        if left and not excused:
            dearest = _dearest(left)
            settled += [_charged(wrong, charges) for wrong in left if wrong.place.number == dearest]
            left = [wrong for wrong in left if wrong.place.number != dearest]
    return settled


def _dearest(left: Sequence[Wrong]) -> str:
    """Return the number of the check with most points at stake; of several, the first."""
    stakes: dict[str, float] = {}
    for wrong in left:
        stakes[wrong.place.number] = stakes.get(wrong.place.number, 0.0) + wrong.points
    return max(stakes, key=lambda number: stakes[number])


def lost_in(settled: Iterable[Settled], functions: frozenset[str]) -> float:
    """Return the points lost by answers that are blamed on any of these functions."""
    return sum(one.lost for one in settled if not functions.isdisjoint(one.wrong.blamed))


def _charged(wrong: Wrong, charges: _Charges) -> Settled:
    if wrong.is_slip and (excuse := charges.excuse(wrong)):
        return Settled(wrong, 0.0, excuse)
    charges.add(wrong)
    credit = wrong.note.credit if wrong.note is not None else 0.0
    share = SLIP if wrong.is_slip else 1 - credit
    return Settled(wrong, share * wrong.points)
