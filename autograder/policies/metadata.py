"""Gradescope's metadata of a submission, read leniently: whatever is odd or missing counts as not said."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any


@dataclass(frozen=True)
class Earlier:
    """An earlier submission of the same student or group; maximum: the points it was graded out of, if known."""

    created_at: datetime | None
    score: float | None
    maximum: float | None = None
    results: Mapping[str, Any] | None = None


@dataclass(frozen=True)
class Metadata:
    """The times when a submission was made and was due, and earlier submissions; None is 'not said'.

    late_days: how many days late cost nothing.
    """

    created_at: datetime | None = None
    due: datetime | None = None
    earlier: tuple[Earlier, ...] = ()
    late_days: int = 0

    @property
    def lateness(self) -> timedelta | None:
        """The time by which the submission was late; negative before the due date, None if unknown."""
        return self.created_at - self.due if self.created_at and self.due else None


def read_metadata(path: Path) -> Metadata:
    """The metadata in a file; empty if it cannot be read."""
    try:
        read = json.loads(path.read_bytes())
    except (OSError, ValueError, RecursionError):
        return Metadata()
    return metadata_of(read)


def metadata_of(read: Any) -> Metadata:
    """The metadata in a parsed submission_metadata.json."""
    document = _mapping(read)
    created = time_of(document.get("created_at"))
    return Metadata(created, _due(document), before(created, _earlier(document)))


def before(created: datetime | None, others: Iterable[Earlier]) -> tuple[Earlier, ...]:
    """Those of a student's other submissions that did not come later."""
    return tuple(
        other for other in others if not (other.created_at and created and other.created_at > created)
    )


def _due(document: Mapping[str, Any]) -> datetime | None:
    """The latest due date of the submission's users: an extension of one counts for the whole group."""
    general = time_of(_mapping(document.get("assignment")).get("due_date"))
    users = [_mapping(user) for user in _list(document.get("users"))]
    own = [time_of(_mapping(user.get("assignment")).get("due_date")) for user in users]
    return max((due for due in (general, *own) if due is not None), default=None)


def _earlier(document: Mapping[str, Any]) -> Iterator[Earlier]:
    """Other submissions, without those that the autograder failed on."""
    for read in map(_mapping, _list(document.get("previous_submissions"))):
        if read.get("autograder_error") is True:
            continue
        time, results = time_of(read.get("submission_time")), read.get("results")
        shown = results if isinstance(results, dict) else None
        yield Earlier(time, number(read.get("score")), maximum_of(shown), shown)


def maximum_of(results: Any) -> float | None:
    """The points that results were graded out of, all checks together; None if they do not say."""
    tests = [number(_mapping(test).get("max_score")) for test in _list(_mapping(results).get("tests"))]
    return round(sum(filter(None, tests)), 6) if tests and None not in tests else None


def number(value: Any) -> float | None:
    """A finite number of points, which real files also write as a string."""
    if isinstance(value, bool) or not isinstance(value, (int, float, str)):
        return None
    try:
        found = float(value)
    except (ValueError, OverflowError):
        return None
    return found if math.isfinite(found) and found >= 0 else None


def time_of(value: Any) -> datetime | None:
    """A time with its offset, as JSON or Ruby write it; without an offset, the moment is unknown."""
    if not isinstance(value, str):
        return None
    # Python 3.10 reads six digits of a second, and no other spelling of an offset.
    text = re.sub(r"\.(\d+)", lambda fraction: f".{fraction[1][:6]:0<6}", value.strip())
    text = re.sub(r"\s*(Z|UTC)$", "+00:00", text)
    try:
        time = datetime.fromisoformat(re.sub(r"\s+([+-][\d:]+)$", r"\1", text))
    except ValueError:
        return None
    return time if time.tzinfo else None


def _mapping(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, dict) else {}


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []
