"""The time that a submission may take in all, shared among its checks."""

from __future__ import annotations

import time

LEAST_SECONDS = 2.0  # what every call may take, however little time is left
ORDINARY_SECONDS = 1.0  # set aside for each check that is left: more than most take in all
ORDINARY_LIMIT = 10.0  # of a call that should take milliseconds
PATIENCE_SECONDS = 150.0  # for calls that are stopped at last: what is slow but right comes before what hangs


class TimeBudget:
    """Shares what is left of the time: a slow call may take all that others will not need."""

    def __init__(self, seconds: float) -> None:
        self.end = time.monotonic() + seconds
        self.checks_left = 1
        self.patience = PATIENCE_SECONDS
        self.stopped = 0

    @property
    def expired(self) -> bool:
        """Whether all the time is used up."""
        return time.monotonic() >= self.end

    @property
    def patient(self) -> bool:
        """Whether calls that were stopped have left time for those that may be slow and right."""
        return self.patience > 0

    def allow(self, seconds: float) -> float:
        """What a call that may take `seconds` is allowed now.

        Where a call had to be stopped, others that take a thousand times what they should will not end either: each
        halves what the next may take, but for those that may be slow and right.
        """
        if seconds <= ORDINARY_LIMIT:
            seconds /= 2**self.stopped
        left = self.end - time.monotonic()
        share = left / max(1, self.checks_left)
        spare = min(left - ORDINARY_SECONDS * (self.checks_left - 1), self.patience)
        return max(LEAST_SECONDS, min(seconds, max(share, spare)))

    def wasted(self, seconds: float) -> None:
        """Note that a call took this long, and was stopped."""
        self.patience -= seconds
        self.stopped += 1
