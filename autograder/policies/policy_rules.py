"""The policies themselves: plain functions of times and scores, which read no time, so that a rerun gives the same."""

from __future__ import annotations

import math
from collections.abc import Iterable
from datetime import datetime, timedelta

from autograder.policies.config import CENT, Late, RateLimit
from autograder.policies.metadata import Earlier

DAY = timedelta(days=1)


def days_late(lateness: timedelta, late: Late) -> int:
    """Days begun after the due date; none within the minutes of grace."""
    return math.ceil(lateness / DAY) if lateness > timedelta(minutes=late.grace_minutes) else 0


def penalty(days: int, late: Late) -> float:
    """The share of the earned points that so many days cost, from 0 to 1."""
    return min(late.percent_per_day * days, late.at_most_percent) / 100


def best(earlier: Iterable[Earlier], maximum: float) -> Earlier | None:
    """The best of the earlier submissions that were graded out of as many points as this one."""
    comparable = [e for e in earlier if e.score is not None and is_out_of(e, maximum) and e.score <= maximum]
    return max(comparable, key=lambda e: e.score or 0.0, default=None)


def is_out_of(earlier: Earlier, maximum: float) -> bool:
    """Return whether a submission is known to have been graded out of so many points."""
    return earlier.maximum is not None and abs(earlier.maximum - maximum) <= CENT


def next_turn(created: datetime, earlier: Iterable[datetime], limit: RateLimit) -> datetime | None:
    """Return when a submission will be graded again if it exceeds the rate limit; None if this one is graded.

    Submissions that were too many themselves do not count.
    """
    span = timedelta(hours=limit.hours)
    graded: list[datetime] = []
    for time in sorted(time for time in earlier if time <= created):
        if _within(graded, time, span) < limit.submissions:
            graded.append(time)
    if _within(graded, created, span) < limit.submissions:
        return None
    return graded[-limit.submissions] + span


def _within(times: Iterable[datetime], now: datetime, span: timedelta) -> int:
    return sum(now - time < span for time in times)
