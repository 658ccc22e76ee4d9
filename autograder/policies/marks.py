"""The sum of a journal's entries: a pure function of them.

kind        data                                  says
maximum     question, points                      what an inline question carries
item        question, text, points                a rubric item; its id is that of the entry
apply       question, submission, item, on           an item holds for an answer, or does not
points      question, submission, points             an answer has these points, whatever items say; null: items count
read        question, submission                     an answer is graded, even if no item holds
comment     question, submission, text               a remark on an answer; the last one counts
override    submission, check, points, reason        a check has these points; null: what the grader gave counts again
request     submission, about, text                  somebody asks for a regrade; its id is that of the entry
reply       request, state, text                  what became of a request
undo        entry                                 an earlier entry counts no more
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from autograder.policies.journal import Entry

GRADING = frozenset({"item", "apply", "points", "read", "comment"})
OPEN, ACCEPTED, DECLINED = "open", "accepted", "declined"
STATES = (OPEN, ACCEPTED, DECLINED)


@dataclass(frozen=True)
class Item:
    """A rubric item; points may be negative."""

    id: int
    question: str
    text: str
    points: float
    who: str


@dataclass(frozen=True)
class Mark:
    """People's marks for one answer. points: set directly; None if items count."""

    items: frozenset[int] = frozenset()
    points: float | None = None
    comment: str = ""
    graded: bool = False
    who: tuple[str, ...] = ()


@dataclass(frozen=True)
class Override:
    """Points of one check of one submission, in place of the grader's."""

    submission: str
    check: str
    points: float
    reason: str
    who: str
    at: str
    entry: int


@dataclass(frozen=True)
class Request:
    """A request for a regrade, with its state and the reply."""

    id: int
    submission: str
    about: str
    text: str
    who: str
    at: str
    state: str = OPEN
    reply: str = ""
    by: str = ""


@dataclass
class Marks:
    """All that counts: marks by question and submission, overrides by submission and check."""

    maxima: dict[str, float] = field(default_factory=dict)
    items: dict[int, Item] = field(default_factory=dict)
    marks: dict[tuple[str, str], Mark] = field(default_factory=dict)
    overrides: dict[tuple[str, str], Override] = field(default_factory=dict)
    requests: dict[int, Request] = field(default_factory=dict)

    def rubric(self, question: str) -> list[Item]:
        """The items of a question in the order in which they were made."""
        return [item for item in self.items.values() if item.question == question]

    def mark(self, question: str, submission: str) -> Mark:
        """Return the marks for an answer."""
        return self.marks.get((question, submission), Mark())

    def points(self, question: str, submission: str) -> float:
        """Points of an answer: those set, or those of its items together, between 0 and the question's maximum."""
        mark = self.mark(question, submission)
        found = math.fsum(self.items[item].points for item in mark.items if item in self.items)
        given = found if mark.points is None else mark.points
        return round(min(max(given, 0.0), self.maxima.get(question, 0.0)), 6)


def marks_of(entries: Iterable[Entry]) -> Marks:
    """Return the marks that count after all entries."""
    listed = list(entries)
    undone = undone_of(listed)
    marks = Marks()
    for entry in listed:
        if entry.id not in undone:
            _apply(marks, entry)
    return marks


def undone_of(entries: Iterable[Entry]) -> set[int]:
    """The ids of entries that no longer count."""
    return {entry.data["entry"] for entry in entries if entry.kind == "undo"}


def last_of(entries: Sequence[Entry], who: str, question: str) -> Entry | None:
    """Return a grader's last decision about a question that is not undone."""
    undone = undone_of(entries)
    for entry in reversed(entries):
        mine = entry.who == who and entry.kind in GRADING and entry.data["question"] == question
        if mine and entry.id not in undone:
            return entry
    return None


def _apply(marks: Marks, entry: Entry) -> None:
    data, who = entry.data, entry.who
    match entry.kind:
        case "maximum":
            marks.maxima[data["question"]] = data["points"]
        case "item":
            marks.items[entry.id] = Item(entry.id, data["question"], data["text"], data["points"], who)
        case "apply" | "points" | "read" | "comment":
            key = (data["question"], data["submission"])
            marks.marks[key] = _marked(marks.marks.get(key, Mark()), entry)
        case "override":
            _override(marks, entry)
        case "request":
            about = (data["submission"], data["about"], data["text"])
            marks.requests[entry.id] = Request(entry.id, *about, who, entry.at)
        case "reply" if data["request"] in marks.requests:
            request = marks.requests[data["request"]]
            answered = replace(request, state=data["state"], reply=data["text"], by=who)
            marks.requests[data["request"]] = answered


def _marked(mark: Mark, entry: Entry) -> Mark:
    data = entry.data
    who = tuple(dict.fromkeys((*mark.who, entry.who)))
    match entry.kind:
        case "comment":
            return replace(mark, comment=data["text"], who=who)
        case "apply":
            change = {data["item"]}
            items = mark.items | change if data["on"] else mark.items - change
            return replace(mark, items=items, points=None, graded=True, who=who)
        case "points":
            return replace(mark, points=data["points"], graded=True, who=who)
    return replace(mark, items=frozenset(), points=None, graded=True, who=who)


def _override(marks: Marks, entry: Entry) -> None:
    data: Mapping[str, object] = entry.data
    key = (str(data["submission"]), str(data["check"]))
    if data["points"] is None:
        marks.overrides.pop(key, None)
        return
    points = float(str(data["points"]))
    marks.overrides[key] = Override(*key, points, str(data["reason"]), entry.who, entry.at, entry.id)
