"""Metadata as Gradescope gives it: a group of two, one with an extension, and an earlier submission."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone
from typing import Any

_PACIFIC = timezone(timedelta(hours=-7))
DUE = datetime(2026, 10, 16, 23, 59, tzinfo=_PACIFIC)
EXTENSION = timedelta(days=2)  # one member's; the later due date counts for the group
_RELEASED = DUE - timedelta(days=14)
_LATE_DUE = DUE + timedelta(days=5)


def metadata(hours_late: float, maximum: float, title: str = "Assignment") -> dict[str, Any]:
    """Metadata of a submission that was made so many hours after the group's due date; before it if negative.

    maximum: the points of the assignment with this title.
    """
    created = DUE + EXTENSION + timedelta(hours=hours_late)
    return {
        "id": 1_002,
        "created_at": _told(created),
        "assignment_id": None,
        "submission_method": "upload",
        "users": [_user(1, "Ada", timedelta(0)), _user(2, "Emil", EXTENSION)],
        "assignment": {
            **_dates(timedelta(0)),
            "id": 22,
            "course_id": 2,
            "title": title,
            "group_submission": True,
            "group_size": 2,
            "total_points": str(maximum),
            "outline": [
                {
                    "id": 1,
                    "type": "ProgrammingQuestion",
                    "title": "Autograder",
                    "parent_id": None,
                    "weight": str(maximum),
                    "index": 1,
                    "content": [],
                }
            ],
        },
        "previous_submissions": [_previous(created - timedelta(hours=3))],
    }


def _user(number: int, name: str, extension: timedelta) -> dict[str, Any]:
    return {
        "id": number,
        "email": f"{name.lower()}@example.edu",
        "name": f"{name} Example",
        "sid": f"0{number:07d}",
        "assignment": _dates(extension),
    }


def _dates(extension: timedelta) -> dict[str, str]:
    return {
        "release_date": _told(_RELEASED),
        "due_date": _told(DUE + extension),
        "late_due_date": _told(_LATE_DUE + extension),
    }


def _previous(created: datetime) -> dict[str, Any]:
    """An earlier submission, of an earlier autograder with a single check that students did not see."""
    test = {
        "name": "an earlier check",
        "score": 1.5,
        "max_score": 2.0,
        "visibility": "hidden",
        "output": "0.25",
    }
    return {
        "id": 1_001,
        "submission_time": _told(created),
        "score": "1.5",  # a string, as real files have it
        "autograder_error": False,
        "results": {"tests": [test], "output": None, "leaderboard": None, "visibility": None},
    }


def _told(time: datetime) -> str:
    return time.isoformat(timespec="microseconds")
