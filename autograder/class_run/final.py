"""The scores that count: a course's policies over what the export tells of each hand-in.

A rate limit has no part in it: whoever grades a class again wants what is handed in graded.
"""

from __future__ import annotations

from dataclasses import replace

from autograder.class_run.record import Row
from autograder.policies.apply import counted
from autograder.policies.config import Policies
from autograder.policies.metadata import Earlier, Metadata, before, time_of


def final(row: Row, policies: Policies) -> Row:
    """The row with its lateness, the score that counts, and the reasons."""
    metadata = _metadata(row, policies)
    if row.earned is None:
        return replace(row, lateness=metadata.lateness)
    score, notes = counted(row.earned, row.maximum, policies, metadata, is_open=True)
    return replace(row, lateness=metadata.lateness, final=score, notes=notes)


def _metadata(row: Row, policies: Policies) -> Metadata:
    created = time_of(row.created_at)
    names = (name for person in row.people for name in (person.email, person.sid))
    due = policies.due.of(names) if policies.due else None
    others = (Earlier(time_of(other.created_at), other.score, other.maximum) for other in row.history)
    return Metadata(created, due, before(created, others))
