"""The journal of people's decisions: one SQLite file beside a run, to which entries are only ever added.

Each entry says who decided what, and when; an undo is an entry, too. An entry is on disk when `add` returns, so a
killed process loses none. Several threads and processes may add at once.
"""

from __future__ import annotations

import json
import os
import sqlite3
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timezone
from pathlib import Path
from typing import Any

FILE = "marks.sqlite"
_SCHEMA = """
CREATE TABLE IF NOT EXISTS entry (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    at TEXT NOT NULL,
    who TEXT NOT NULL,
    kind TEXT NOT NULL,
    data TEXT NOT NULL  -- JSON
);
CREATE TRIGGER IF NOT EXISTS no_change BEFORE UPDATE ON entry BEGIN SELECT RAISE(ABORT, 'entries stay'); END;
CREATE TRIGGER IF NOT EXISTS no_removal BEFORE DELETE ON entry BEGIN SELECT RAISE(ABORT, 'entries stay'); END;
"""
_PATIENCE = 30.0  # seconds that one waits for another's entry


class JournalError(Exception):
    """A file is not a journal, or cannot be used; the text says why."""


@dataclass(frozen=True)
class Entry:
    """A decision: by whom, when, and of which kind; data depends on the kind."""

    id: int
    at: str
    who: str
    kind: str
    data: Mapping[str, Any]


class Journal:
    """The journal of the run in a folder; it is made if there is none."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / FILE
        try:
            os.close(os.open(self._path, os.O_RDWR | os.O_CREAT, 0o600))
            with self._opened() as base:
                base.execute("PRAGMA journal_mode = WAL")
                base.executescript(_SCHEMA)
        except (OSError, sqlite3.DatabaseError) as error:
            raise JournalError(f"{self._path} is not a journal that can be used: {error}.") from error

    def add(self, who: str, kind: str, data: Mapping[str, Any]) -> int:
        """Write an entry; return its id."""
        return self.add_all([(who, kind, data)])[0]

    def add_all(self, entries: list[tuple[str, str, Mapping[str, Any]]]) -> list[int]:
        """Write entries, all or none."""
        return self.decide(lambda _: entries)

    def decide(self, choose: Callable[[list[Entry]], list[tuple[str, str, Mapping[str, Any]]]]) -> list[int]:
        """Record the entry that `choose` makes from all entries so far; no entry can be added meanwhile."""
        now = datetime.now(timezone.utc).isoformat(timespec="seconds")
        with self._opened() as base:
            base.execute("BEGIN IMMEDIATE")
            try:
                ids = []
                for who, kind, data in choose(list(_entries(base, 0))):
                    values = (now, who, kind, json.dumps(data, allow_nan=False))
                    added = base.execute(
                        "INSERT INTO entry (at, who, kind, data) VALUES (?, ?, ?, ?)", values
                    )
                    ids.append(int(added.lastrowid or 0))
                base.execute("COMMIT")
            except BaseException:
                base.execute("ROLLBACK")
                raise
        return ids

    def entries(self, after: int = 0) -> list[Entry]:
        """The entries after the one with this id, in their order."""
        with self._opened() as base:
            return list(_entries(base, after))

    @contextmanager
    def _opened(self) -> Iterator[sqlite3.Connection]:
        base = sqlite3.connect(self._path, timeout=_PATIENCE, isolation_level=None)
        try:
            base.execute("PRAGMA synchronous = FULL")
            yield base
        finally:
            base.close()


def entries_of(folder: Path) -> list[Entry]:
    """Return the decisions about the run in a folder; none if nobody has decided anything."""
    return Journal(folder).entries() if (folder / FILE).is_file() else []


def _entries(base: sqlite3.Connection, after: int) -> Iterator[Entry]:
    found = base.execute("SELECT id, at, who, kind, data FROM entry WHERE id > ? ORDER BY id", (after,))
    for number, at, who, kind, data in found:
        yield Entry(number, at, who, kind, json.loads(data))
