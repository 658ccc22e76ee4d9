"""The scores that count: people's marks and a course's policies, applied to the export's data on each submission.

A rate limit does not apply: a class run grades every submission. Earlier submissions are compared by the points of
checks only, as nobody has marked their inline questions. The points of inline questions are added to the better score,
less the penalty for lateness.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from autograder.class_run.content import Content
from autograder.class_run.inline import answers_of
from autograder.class_run.late_days import free_days, spent_days
from autograder.class_run.marked import is_inline, marked
from autograder.class_run.record import Row, RunRecord, open_earlier
from autograder.policies.apply import counted
from autograder.policies.config import Policies
from autograder.policies.journal import entries_of
from autograder.policies.marks import Marks, marks_of
from autograder.policies.metadata import Earlier, Metadata, before, time_of
from autograder.policies.policy_rules import days_late


@dataclass(frozen=True)
class ClassRun:
    """All that a run's record holds.

    rows: as the grader left them; facts: what the run is for; contents: the submitted contents, by digest; answers: to
    inline questions, by the submission's name and the question's key.
    """

    folder: Path
    rows: tuple[Row, ...]
    facts: Mapping[str, str]
    contents: Mapping[str, Content]
    answers: Mapping[str, Mapping[str, str]]

    def counted(self, marks: Marks, policies: Policies) -> list[Row]:
        """Return the rows after people's decisions and policies."""
        spent = spent_days(policies)
        return [final(marked(row, marks, self.answers[row.name]), policies, spent) for row in self.rows]

    def decided(self, policies: Policies) -> list[Row]:
        """Return the rows after people's decisions so far and policies."""
        return self.counted(marks_of(entries_of(self.folder)), policies)


def read_run(record: RunRecord, folder: Path) -> ClassRun:
    """Everything in the record of the run in a folder."""
    rows, contents = tuple(record.rows()), record.contents()
    by_digest = {digest: answers_of(content) for digest, content in contents.items()}
    answers = {row.name: by_digest.get(row.digest, {}) for row in rows}
    return ClassRun(folder, rows, record.facts(), contents, answers)


def open_run(folder: Path) -> ClassRun:
    """Everything about the run in a folder, which must be there."""
    with open_earlier(folder) as record:
        return read_run(record, folder)


def final(row: Row, policies: Policies, spent: Mapping[str, int] | None = None) -> Row:
    """Return the row with its lateness, the score that counts, and the reasons. spent: earlier late days."""
    metadata = _metadata(row, policies)
    days = days_late(metadata.lateness, policies.late) if policies.late and metadata.lateness else 0
    free = min(days, free_days(row.people, policies.late_days, spent or {})) if policies.late_days else 0
    metadata, row = replace(metadata, late_days=free), replace(row, days_late=days, late_days=free)
    if row.earned is None:
        return replace(row, lateness=metadata.lateness)
    checks, inline = (_points(row, inline=inline) for inline in (False, True))
    score, notes = counted(*checks, policies, metadata, is_open=True)
    added, _ = counted(*inline, replace(policies, best_of=False), metadata, is_open=True)
    return replace(row, lateness=metadata.lateness, final=round(score + added, 6), notes=notes)


def _points(row: Row, inline: bool) -> tuple[float, float]:
    """Earned and possible points of inline questions, or of checks."""
    tests = [test for test in row.tests if is_inline(test) is inline]
    return round(sum(t["score"] for t in tests), 6), round(sum(t["max_score"] for t in tests), 6)


def _metadata(row: Row, policies: Policies) -> Metadata:
    created = time_of(row.created_at)
    names = (name for person in row.people for name in (person.email, person.sid))
    due = policies.due.of(names) if policies.due else None
    others = (Earlier(time_of(other.created_at), other.score, other.maximum) for other in row.history)
    return Metadata(created, due, before(created, others))
