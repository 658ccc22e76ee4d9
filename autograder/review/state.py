"""The state that the pages show: a run as it was graded, and people's decisions so far."""

from __future__ import annotations

import hashlib
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from autograder.class_run.final import ClassRun
from autograder.class_run.inline import InlineQuestion, questions_of
from autograder.class_run.record import Row
from autograder.model.assignment import Assignment
from autograder.policies.config import Policies
from autograder.policies.journal import Entry, Journal
from autograder.policies.marks import Marks, marks_of
from autograder.review.pairs import Pair
from autograder.review.similar import similar_in
from autograder.store.fixture_set import FixtureSet

_OPEN_SECONDS = 120.0  # seconds for which an answer that a grader looks at is not given to others


@dataclass(frozen=True)
class ReviewProgress:
    """The progress of a question: answers, graded ones, and how many each grader has worked on."""

    answers: int
    graded: int
    by: tuple[tuple[str, int], ...]


class Review:
    """A run under review. Several threads may ask; other processes may add to the journal."""

    def __init__(self, assignment: Assignment, run: ClassRun, policies: Policies) -> None:
        self.assignment, self.run, self.policies = assignment, run, policies
        self.journal = Journal(run.folder)
        self._lock = threading.Lock()
        self._entries: list[Entry] = []
        self._marks = Marks()
        self._rows: tuple[int, list[Row]] = (-1, [])
        self._looked: dict[tuple[str, str], tuple[str, float]] = {}

    @cached_property
    def questions(self) -> dict[str, InlineQuestion]:
        """The inline questions, by key."""
        return {question.key: question for question in questions_of(self.assignment)}

    @cached_property
    def hints(self) -> dict[str, str]:
        """The hints of known mistakes, by id."""
        notes = FixtureSet(self.assignment.fixtures / "public").catalogue.notes
        return {name: note.hint for name, note in notes.items()}

    @cached_property
    def names(self) -> dict[str, str]:
        """Names of submissions by their ids in addresses of their pages."""
        return {page_id(row.name): row.name for row in self.run.rows}

    @cached_property
    def similar(self) -> list[Pair]:
        """Pairs of submissions with code in common; a class of 500 takes half a minute."""
        return similar_in(self.assignment, self.run)

    def entries(self) -> Sequence[Entry]:
        """The journal."""
        self._refresh()
        return self._entries

    def marks(self) -> Marks:
        """Return people's decisions so far."""
        self._refresh()
        return self._marks

    def rows(self) -> list[Row]:
        """All submissions after people's decisions so far and policies."""
        with self._lock:
            self._read()
            if self._rows[0] != len(self._entries):
                self._rows = (len(self._entries), self.run.counted(self._marks, self.policies))
            return self._rows[1]

    def order(self, question: str) -> list[str]:
        """Return the submissions with an answer to a question, in an order that reveals nothing about them."""
        found = [name for name, answers in self.run.answers.items() if question in answers]
        return sorted(found, key=lambda name: answer_id(question, name))

    def progress(self, question: str) -> ReviewProgress:
        """Return the progress of a question."""
        marks = [self.marks().mark(question, name) for name in self.order(question)]
        who = [name for mark in marks for name in mark.who]
        counts = tuple((name, who.count(name)) for name in sorted(set(who)))
        return ReviewProgress(len(marks), sum(mark.graded for mark in marks), counts)

    def look(self, question: str, name: str, who: str) -> None:
        """Note that a grader looks at an answer."""
        self._looked[question, name] = (who, time.monotonic())

    def next_ungraded(self, question: str, after: str | None, who: str) -> str | None:
        """The next answer that nobody has graded and no other grader looks at; None if there is none."""
        order = self.order(question)
        start = order.index(after) + 1 if after in order else 0
        marks = self.marks()
        open_ones = [n for n in (*order[start:], *order[:start]) if not marks.mark(question, n).graded]
        free = [name for name in open_ones if not self._is_looked_at(question, name, who)]
        return next(iter(free or open_ones), None)

    def _is_looked_at(self, question: str, name: str, by_others_than: str) -> bool:
        who, since = self._looked.get((question, name), ("", 0.0))
        return bool(who) and who != by_others_than and time.monotonic() - since < _OPEN_SECONDS

    def _refresh(self) -> None:
        with self._lock:
            self._read()

    def _read(self) -> None:
        new = self.journal.entries(self._entries[-1].id if self._entries else 0)
        if new:
            self._entries = [*self._entries, *new]
            self._marks = marks_of(self._entries)


def answer_id(question: str, name: str) -> str:
    """A submission in the address of its answer's page, which does not tell whose it is."""
    return hashlib.sha256(f"answer\0{question}\0{name}".encode("utf-8", "replace")).hexdigest()[:12]


def page_id(name: str) -> str:
    """A submission in the address of its page."""
    return hashlib.sha256(f"page\0{name}".encode("utf-8", "replace")).hexdigest()[:12]
