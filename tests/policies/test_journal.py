"""Nothing that was added is lost, changed or removed."""

from __future__ import annotations

import signal
import sqlite3
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from autograder.base import paths
from autograder.policies.journal import FILE, Journal, JournalError, entries_of

ADD = """
import sys
sys.path.insert(0, sys.argv[1])
from pathlib import Path
from autograder.policies.journal import Journal
journal = Journal(Path(sys.argv[2]))
while True:
    print(journal.add("ann", "read", {"question": "Q", "submission": "a"}), flush=True)
"""


def test_what_was_added_survives_the_death_of_the_process(tmp_path):
    command = [sys.executable, "-c", ADD, str(paths.ENGINE.parent), str(tmp_path)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout
        added = [int(process.stdout.readline()) for _ in range(20)]
        process.send_signal(signal.SIGKILL)
    ids = [entry.id for entry in entries_of(tmp_path)]
    assert ids[:20] == added == list(range(1, 21))
    assert Journal(tmp_path).add("bob", "read", {}) == len(ids) + 1


def test_several_add_at_once(tmp_path):
    journals = [Journal(tmp_path) for _ in range(4)]

    def add(who: int) -> None:
        for number in range(25):
            journals[who].add(f"grader {who}", "comment", {"number": number})

    threads = [threading.Thread(target=add, args=(who,)) for who in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    found = entries_of(tmp_path)
    assert [entry.id for entry in found] == list(range(1, 101))
    for who in range(4):
        assert [e.data["number"] for e in found if e.who == f"grader {who}"] == list(range(25))


def test_entries_cannot_be_changed_or_removed(tmp_path):
    Journal(tmp_path).add("ann", "read", {"question": "Q"})
    with sqlite3.connect(tmp_path / FILE) as base:
        for change in ("UPDATE entry SET who = 'bob'", "DELETE FROM entry"):
            with pytest.raises(sqlite3.IntegrityError, match="entries stay"):
                base.execute(change)
    base.close()


def test_all_entries_are_added_or_none(tmp_path):
    journal = Journal(tmp_path)
    with pytest.raises(ValueError, match="JSON"):
        journal.add_all([("ann", "points", {"points": 1.0}), ("ann", "points", {"points": float("nan")})])
    assert journal.entries() == []


def test_only_the_owner_reads_it(tmp_path):
    Journal(tmp_path).add("ann", "read", {})
    assert {path.stat().st_mode & 0o077 for path in tmp_path.iterdir()} == {0}


def test_what_is_no_journal_is_told(tmp_path: Path):
    (tmp_path / FILE).write_text("no database at all, whatever its name may say of it")
    with pytest.raises(JournalError, match="not a journal"):
        Journal(tmp_path)
