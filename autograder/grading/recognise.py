"""Recognising: which known mistakes explain a submission's wrong answers, over all its checks at once.

A mistake is looked for in the answers that are blamed on its function. It explains them if every answer that it changes
is wrong in exactly its way, on every fixture set. A right answer contradicts each mistake that would change it. Several
mistakes can be found in one function, if each has answers of its own.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from autograder.isolation.frames import Value
from autograder.model.compare import ABSENT, Absent, Fault, Mismatch
from autograder.model.failure import Cause, Failure
from autograder.model.fingerprints import Catalogue, Changes, Fingerprint, Note
from autograder.model.trace import Trace, within


@dataclass(frozen=True)
class Seen:
    """One answer as it is judged; mismatch: what is wrong with it; failure: what ended the run that it is from."""

    value: Value | Absent
    mismatch: Mismatch | None
    failure: Failure | None

    @cached_property
    def fingerprint(self) -> Fingerprint:
        """The answer in short."""
        stopped = self.failure.signature if self.failure and self.value is ABSENT else ""
        return Fingerprint.of(self.value, stopped)

    @property
    def says_nothing(self) -> bool:
        """True if the output is merely missing, without an exception, or not by the submission's own doing."""
        if self.failure is not None and self.failure.cause is not Cause.RAISED:
            return True
        faults = {Fault.NONE, Fault.MISSING}
        return self.failure is None and self.mismatch is not None and self.mismatch.fault in faults


@dataclass(frozen=True)
class Sight:
    """A case's answers on one fixture set, as they are judged.

    fixture: the case whose fixture it is.
    apart: answers as they are with the reference in the place of functions that were wrong first, `replaced`.
    """

    fixture: str
    trace: Trace
    answers: Mapping[str, Seen]
    apart: Mapping[str, Seen]
    replaced: frozenset[str]

    def wrong(self) -> Iterator[tuple[str, str, Fingerprint]]:
        """The wrong answers in short, to look for mistakes that give them."""
        for answers in (self.answers, self.apart):
            for name, seen in answers.items():
                if seen.mismatch is not None:
                    yield self.fixture, name, seen.fingerprint

    def seen_by(self, note: Note, name: str) -> Seen | None:
        """Return an answer as evidence of a mistake: without wrong functions before, unless they are the mistake's."""
        if _any_within(self.trace.blamed.get(name, ()), note) and not _any_within(self.replaced, note):
            return self.apart.get(name) or self.answers.get(name)
        return self.answers.get(name)

    def unanswered(self, note: Note) -> list[str]:
        """Return the outputs that are missing without an exception and are blamed on a mistake's function."""
        return [
            name
            for name in self.answers
            if _any_within(self.trace.blamed.get(name, ()), note)
            and (seen := self.seen_by(note, name)) is not None
            and seen.mismatch is not None
            and seen.says_nothing
        ]


def recognise(sights: Sequence[tuple[Sight, Catalogue]], losing: frozenset[str]) -> frozenset[str]:
    """Ids of the mistakes that explain wrong answers and contradict none.

    sights: with what known mistakes change on their fixture set.
    losing: numbers of the checks in which anything is wrong, to choose between mistakes that look alike.
    """
    if not sights:
        return frozenset()
    notes = sights[0][1].notes
    troubled = {
        function
        for sight, _ in sights
        for name, seen in sight.answers.items()
        if seen.mismatch is not None
        for function in sight.trace.suspects.get(name, ())
    }
    places = {note.function for note in notes.values()}
    suspected = {place for place in places if any(within(function, place) for function in troubled)}
    changed: dict[str, list[_Changed]] = {i: [] for i, note in notes.items() if note.function in suspected}
    for number, (sight, catalogue) in enumerate(sights):
        for mistake, changes in catalogue.cases.get(sight.fixture, {}).items():
            if mistake in changed:
                changed[mistake].append(_Changed(number, sight, changes))
    candidates = [
        _Candidate(notes[i], found)
        for i, of_it in changed.items()
        if (found := _explained(notes[i], of_it)) is not None
    ]
    return frozenset(_chosen(candidates, losing))


class _Changed(NamedTuple):
    """The changes that a mistake makes in one sight, and the number of the sight."""

    number: int
    sight: Sight
    changes: Changes


@dataclass(frozen=True)
class _Candidate:
    """A mistake that nothing contradicts, and the answers that it explains: (fixture set's number, case, answer)."""

    note: Note
    explains: frozenset[tuple[int, str]]


def _explained(note: Note, changed: Iterable[_Changed]) -> frozenset[tuple[int, str]] | None:
    """The answers that a mistake explains, by their sight's number; None if anything contradicts it."""
    explained: set[tuple[int, str]] = set()
    telling = False
    for number, sight, changes in changed:
        if any(name not in changes for name in sight.unanswered(note)):
            return None  # a missing answer is not evidence of a mistake
        for name, change in changes.items():
            seen = sight.seen_by(note, name)
            if seen is None:
                continue
            if seen.mismatch is None:
                return None
            if change.matches(seen.fingerprint):
                explained.add((number, name))
                telling |= not seen.says_nothing
            elif _any_within(sight.trace.blamed.get(name, ()), note):
                return None
    return frozenset(explained) if telling else None


def _chosen(candidates: Sequence[_Candidate], losing: frozenset[str]) -> Iterable[str]:
    """Choose the mistake that explains most answers, then the next for the remaining answers, and so on."""
    left = set().union(*(candidate.explains for candidate in candidates))
    while left:
        best = max(
            candidates,
            key=lambda c: (len(c.explains & left), -len(losing.symmetric_difference(c.note.costs))),
        )
        if not best.explains & left:
            break
        yield best.note.id
        left -= best.explains


def _any_within(functions: Iterable[str], note: Note) -> bool:
    return any(within(function, note.function) for function in functions)
