"""The record of a run: one SQLite file, written by one process as results come in.

run      what the run is for: questions, versions of fixtures and graders; a run goes on only with the same
submission  one row for each folder or zip of the export
result   one row for each different content: submissions with the same bytes share it
content  the submitted content, packed, for people and programs that look at it later
"""

from __future__ import annotations

import fcntl
import json
import os
import sqlite3
import time
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

from autograder.class_run.content import Content, unpacked
from autograder.class_run.export import EarlierSubmission, ExportedSubmission, Person
from autograder.model.check import number_key
from autograder.model.results import Status

FILE, ARTEFACTS = "run.sqlite", "artefacts"
_SCHEMA = """
CREATE TABLE IF NOT EXISTS run (name TEXT PRIMARY KEY, value TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS submission (
    name TEXT PRIMARY KEY,      -- of the folder or zip
    people TEXT NOT NULL,       -- JSON: [{"name": ..., "sid": ..., "email": ...}]
    created_at TEXT NOT NULL,   -- as the export has it, or ''
    earlier_score REAL,         -- Gradescope's, where the export has one
    history TEXT NOT NULL,      -- JSON: [[time, score, maximum]] of what they had handed in besides
    digest TEXT                 -- of what is graded of it; NULL until it has been read
);
CREATE TABLE IF NOT EXISTS result (
    digest TEXT PRIMARY KEY,
    state TEXT NOT NULL,        -- 'graded', or 'failed': the grader did, and it may be tried again
    document TEXT,              -- JSON as in results.json; NULL where there is none
    fault TEXT NOT NULL,        -- why it failed, or ''
    seconds REAL NOT NULL,
    worker TEXT NOT NULL,       -- who graded it, or ''
    times INTEGER NOT NULL      -- how often it was
);
CREATE TABLE IF NOT EXISTS content (digest TEXT PRIMARY KEY, packed BLOB NOT NULL);
"""
GRADED, FAILED = "graded", "failed"
_PATIENCE = 3.0  # seconds
_UNFINISHED = {Status.GRADER_FAULT.value, Status.NOT_GRADED_YET.value}


class RecordError(Exception):
    """A run cannot be continued; the text says why and what to do."""


@dataclass(frozen=True)
class GradingOutcome:
    """The outcome of grading: a document as in results.json, or the fault that left none.

    artefacts: executed notebooks and what was found in them, as files by their names.
    """

    document: Mapping[str, Any] | None = None
    fault: str = ""
    seconds: float = 0.0
    worker: str = ""
    artefacts: Mapping[str, bytes] = field(default_factory=dict)

    @property
    def state(self) -> str:
        """The outcome for the grader, whatever the submission earned."""
        if self.document is None:
            return FAILED
        ended = {test["extra_data"]["status"] for test in self.document["tests"]}
        return FAILED if ended & _UNFINISHED else GRADED


@dataclass(frozen=True)
class Row:
    """A submission with its result; `state` is "" while there is none.

    final: the score that counts, if policies change the earned one; notes: why.
    lateness: from the due date; negative before it, None if unknown. days_late: days begun since then;
        late_days: how many of them a budget covers.
    """

    name: str
    people: tuple[Person, ...]
    created_at: str
    earlier_score: float | None
    history: tuple[EarlierSubmission, ...]
    digest: str
    state: str
    document: Mapping[str, Any] | None
    fault: str
    seconds: float
    times: int
    final: float | None = None
    notes: tuple[str, ...] = ()
    lateness: timedelta | None = None
    days_late: int = 0
    late_days: int = 0

    @property
    def who(self) -> str:
        """The names of the people who submitted it, or its own name."""
        return ", ".join(person.name or person.email or person.sid for person in self.people) or self.name

    @property
    def tests(self) -> list[dict[str, Any]]:
        """The checks' results; none if there is no document."""
        return list(self.document["tests"]) if self.document else []

    @property
    def score(self) -> float | None:
        """The score that counts; None if nothing is known."""
        return self.earned if self.final is None else self.final

    @property
    def earned(self) -> float | None:
        """The earned points of all checks; None if nothing is known."""
        return round(sum(test["score"] for test in self.tests), 6) if self.document else None

    @property
    def maximum(self) -> float:
        """The possible points of all checks."""
        return round(sum(test["max_score"] for test in self.tests), 6)


class RunRecord:
    """A run's file. While it is open, no other process can open it for writing; anybody can read it with SQLite."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)  # names and grades
        if folder.stat().st_uid == os.geteuid():
            folder.chmod(0o700)  # it may exist already
        self._lock = os.open(folder, os.O_RDONLY)
        self._base = sqlite3.connect(folder / FILE, isolation_level=None)
        try:
            _lock(self._lock)
            self._base.executescript(_SCHEMA)
            self._base.execute("SELECT history FROM submission LIMIT 0")  # missing in earlier versions
            # Safe if this process dies, and quicker than FULL.
            self._base.execute("PRAGMA synchronous = NORMAL")
        except BlockingIOError as error:
            self.__exit__()
            raise RecordError(
                f"another regrade is at work in {folder}: wait for it, or name another --out."
            ) from error
        except sqlite3.DatabaseError as error:
            self.__exit__()
            raise RecordError(
                f"{folder / FILE} is not the record of a run ({error}): name another --out."
            ) from error

    def __enter__(self) -> RunRecord:
        return self

    def __exit__(self, *_: object) -> None:
        self._base.close()
        os.close(self._lock)

    def settle(self, facts: Mapping[str, str]) -> None:
        """Record what this run is for; raise RecordError if it was for something else."""
        known = self.facts()
        for name, value in facts.items():
            if known.setdefault(name, value) != value:
                raise RecordError(
                    f"this run has {name} {known[name]}, and now it would be {value}: "
                    "name another --out, and compare the two with --compare."
                )
        self._base.executemany("INSERT OR IGNORE INTO run VALUES (?, ?)", facts.items())

    def renew(self, facts: Mapping[str, str]) -> None:
        """Record what this run is for from now on."""
        self._base.executemany("INSERT OR REPLACE INTO run VALUES (?, ?)", facts.items())

    def facts(self) -> dict[str, str]:
        """The facts that this run is made for."""
        return dict(self._base.execute("SELECT name, value FROM run ORDER BY rowid"))

    def enter(self, submissions: Iterable[ExportedSubmission]) -> None:
        """Record the submissions of the export, and no others."""
        rows = [
            (
                h.name,
                json.dumps([asdict(person) for person in h.people]),
                h.created_at,
                h.earlier_score,
                json.dumps(h.history),
            )
            for h in submissions
        ]
        self._base.execute("BEGIN")
        self._base.execute("DELETE FROM submission")
        self._base.executemany("INSERT INTO submission VALUES (?, ?, ?, ?, ?, NULL)", rows)
        self._base.execute("COMMIT")

    def read(self, name: str, digest: str) -> None:
        """Record the digest of a submission that has been read."""
        self._base.execute("UPDATE submission SET digest = ? WHERE name = ?", (digest, name))

    def state(self, digest: str) -> str:
        """Return the outcome of grading this content; "" if it has not been graded."""
        found = self._base.execute("SELECT state FROM result WHERE digest = ?", (digest,)).fetchone()
        return found[0] if found else ""

    def keep(self, digest: str, outcome: GradingOutcome) -> None:
        """Record a result; it is on disk when this returns."""
        document = None if outcome.document is None else json.dumps(outcome.document)
        values = (digest, outcome.state, document, outcome.fault, outcome.seconds, outcome.worker)
        times = "1 + COALESCE((SELECT times FROM result WHERE digest = ?), 0)"
        self._base.execute(
            f"INSERT OR REPLACE INTO result VALUES (?, ?, ?, ?, ?, ?, {times})", (*values, digest)
        )

    def keep_content(self, digest: str, content: Content) -> None:
        """Record a submitted content, unless it is there."""
        self._base.execute("INSERT OR IGNORE INTO content VALUES (?, ?)", (digest, content.packed()))

    def has_content(self, digest: str) -> bool:
        """Return whether the content is in the record."""
        return self._base.execute("SELECT 1 FROM content WHERE digest = ?", (digest,)).fetchone() is not None

    def contents(self) -> dict[str, Content]:
        """The contents by digest; earlier versions recorded none."""
        found = self._base.execute("SELECT digest, packed FROM content")
        return {digest: unpacked(packed) for digest, packed in found}

    def counts(self) -> tuple[int, int]:
        """Return the number of submissions with a result, and the number with a failed one."""
        found = self._base.execute(
            "SELECT COUNT(*), COALESCE(SUM(state = 'failed'), 0) FROM submission JOIN result USING (digest)"
        ).fetchone()
        return int(found[0]), int(found[1])

    def rows(self) -> Iterator[Row]:
        """All submissions in the order of their names."""
        query = (
            "SELECT name, people, history, document, created_at, earlier_score, COALESCE(digest, ''), "
            "COALESCE(state, ''), COALESCE(fault, ''), COALESCE(seconds, 0), COALESCE(times, 0) "
            "FROM submission LEFT JOIN result USING (digest) ORDER BY name"
        )
        for name, people, history, document, *about in self._base.execute(query):
            created_at, earlier_score, digest, state, *rest = about
            persons = tuple(Person(**person) for person in json.loads(people))
            others = tuple(EarlierSubmission(*other) for other in json.loads(history))
            found = None if document is None else json.loads(document)
            yield Row(name, persons, created_at, earlier_score, others, digest, state, found, *rest)


def by_number(rows: Iterable[Row]) -> dict[str, dict[int, Mapping[str, Any]]]:
    """The tests of each check, by the index of their row; offerings have different checks."""
    columns: dict[str, dict[int, Mapping[str, Any]]] = {}
    for index, row in enumerate(rows):
        for test in row.tests:
            columns.setdefault(test["number"], {})[index] = test
    return {number: columns[number] for number in sorted(columns, key=_place)}


def _place(number: str) -> tuple[bool, tuple[int, ...], str]:
    """Checks by their numbers, then inline questions by their names."""
    is_check = number.replace(".", "").isdigit()
    return not is_check, number_key(number) if is_check else (), number


def _lock(descriptor: int) -> None:
    """Raise BlockingIOError if another process has the lock; one that was killed keeps it for a moment."""
    patience = time.monotonic() + _PATIENCE
    while True:
        try:
            return fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if time.monotonic() > patience:
                raise
            time.sleep(0.05)


def open_earlier(folder: Path) -> RunRecord:
    """Open the record of an existing run."""
    if not (folder / FILE).is_file():
        raise RecordError(f"there is no run in {folder}: it has no {FILE}.")
    return RunRecord(folder)
