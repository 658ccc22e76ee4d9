"""The time that a submission may take in all, shared among its checks, and the time that this leaves for a call."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import Protocol

LEAST_SECONDS = 2.0  # seconds that every call gets, however little time is left
ORDINARY_SECONDS = 1.0  # reserved for each remaining check: more than most checks take
ORDINARY_LIMIT = 10.0  # for a call that should take milliseconds
PATIENCE_SECONDS = 150.0  # for calls that are stopped in the end: slow, right code before code that hangs
SHARED_SECONDS = 2.0  # for a call in a shared worker; a longer call gets its whole time in a fresh one


class TimeBudget:
    """Shares the remaining time: a slow call may take all that others will not need."""

    def __init__(self, seconds: float) -> None:
        self._end = time.monotonic() + seconds
        self._patience = PATIENCE_SECONDS
        self._stopped = 0

    @property
    def seconds_left(self) -> float:
        """The remaining seconds, negative if too many are used up."""
        return self._end - time.monotonic()

    @property
    def expired(self) -> bool:
        """True if all the time is used up."""
        return self.seconds_left <= 0

    @property
    def patient(self) -> bool:
        """True if stopped calls have left time for calls that may be slow and right."""
        return self._patience > 0

    def allow(self, seconds: float, checks_left: int) -> float:
        """Return the seconds allowed now for a call that may take `seconds`, with so many checks still to grade.

        Once a call had to be stopped, other calls are likely to hang too, so each timeout halves the next limit,
        except for calls that may be slow and right.
        """
        if seconds <= ORDINARY_LIMIT:
            seconds /= 2**self._stopped
        left = self.seconds_left
        share = left / max(1, checks_left)
        spare = min(left - ORDINARY_SECONDS * (checks_left - 1), self._patience)
        return max(LEAST_SECONDS, min(seconds, max(share, spare)))

    def wasted(self, seconds: float) -> None:
        """Note that a call took this long, and was stopped."""
        self._patience -= seconds
        self._stopped += 1


class CallLimits(Protocol):
    """The time limits of a runner's calls."""

    def allow(self, seconds: float) -> float:
        """Return the seconds that a call with a limit of `seconds` is allowed now."""
        ...

    def stopped(self, seconds: float) -> None:
        """Take note of a call that was stopped after so many seconds."""
        ...


class NoLimits:
    """No limits, for calls that nothing else waits for."""

    def allow(self, seconds: float) -> float:
        """Like `CallLimits.allow`."""
        return seconds

    def stopped(self, seconds: float) -> None:
        """Like `CallLimits.stopped`."""


@dataclass(frozen=True)
class CheckLimits:
    """The limits of a check's calls, while `checks_left` are to be graded, this one included."""

    budget: TimeBudget
    checks_left: int

    def allow(self, seconds: float) -> float:
        """Like `CallLimits.allow`."""
        most = seconds if self.budget.patient else min(seconds, ORDINARY_LIMIT)
        return self.budget.allow(most, self.checks_left)

    def stopped(self, seconds: float) -> None:
        """Like `CallLimits.stopped`."""
        self.budget.wasted(seconds)


@dataclass(frozen=True)
class SharedLimits:
    """The limits of a check's calls in a shared worker: a call that is stopped there gets its whole time elsewhere."""

    limits: CallLimits

    def allow(self, seconds: float) -> float:
        """Like `CallLimits.allow`."""
        return self.limits.allow(min(seconds, SHARED_SECONDS))

    def stopped(self, seconds: float) -> None:
        """Like `CallLimits.stopped`: nothing is wasted yet."""
