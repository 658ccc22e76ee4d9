"""What Gradescope says about a submission, read leniently: whatever is odd or missing counts as not said."""

from __future__ import annotations

import json
import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any


@dataclass(frozen=True)
class Earlier:
    """An earlier submission of the same student or group."""

    created_at: datetime | None
    score: float | None
    results: Mapping[str, Any] | None = None


@dataclass(frozen=True)
class Metadata:
    """When a submission was handed in and was due, and what was handed in before; None is 'not said'."""

    created_at: datetime | None = None
    due: datetime | None = None
    earlier: tuple[Earlier, ...] = ()


def read_metadata(path: Path) -> Metadata:
    """The metadata in a file; empty where it cannot be read."""
    try:
        read = json.loads(path.read_bytes())
    except (OSError, ValueError, RecursionError):
        return Metadata()
    return metadata_of(read)


def metadata_of(read: Any) -> Metadata:
    """The metadata in a parsed submission_metadata.json."""
    document = _mapping(read)
    created = _time(document.get("created_at"))
    return Metadata(created, _due(document), tuple(_earlier(document, created)))


def _due(document: Mapping[str, Any]) -> datetime | None:
    """The latest due date of the submission's users: an extension of one counts for the whole group."""
    general = _time(_mapping(document.get("assignment")).get("due_date"))
    users = [_mapping(user) for user in _list(document.get("users"))]
    own = [_time(_mapping(user.get("assignment")).get("due_date")) for user in users]
    return max((due for due in (general, *own) if due is not None), default=None)


def _earlier(document: Mapping[str, Any], created: datetime | None) -> Iterator[Earlier]:
    """Those before this one, without those that the autograder failed on."""
    for read in map(_mapping, _list(document.get("previous_submissions"))):
        time = _time(read.get("submission_time"))
        if read.get("autograder_error") is True or (time and created and time > created):
            continue
        results = read.get("results")
        yield Earlier(time, number(read.get("score")), results if isinstance(results, dict) else None)


def number(value: Any) -> float | None:
    """A finite number of points, which real files also write as a string."""
    if isinstance(value, bool) or not isinstance(value, (int, float, str)):
        return None
    try:
        found = float(value)
    except (ValueError, OverflowError):
        return None
    return found if math.isfinite(found) and found >= 0 else None


def _time(value: Any) -> datetime | None:
    """A time with its offset; without one nobody can say when it was."""
    if not isinstance(value, str):
        return None
    try:
        time = datetime.fromisoformat(value.replace("Z", "+00:00"))
    except ValueError:
        return None
    return time if time.tzinfo else None


def _mapping(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, dict) else {}


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []
