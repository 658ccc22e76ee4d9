"""Why an answer is wrong: the recognised mistake, else what can be read off the numbers."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from autograder.feedback.heuristics import hint
from autograder.feedback.mismatch_text import describe
from autograder.model.case import CASES
from autograder.model.compare import Fault, Mismatch
from autograder.model.fingerprints import Note, fingerprints
from autograder.model.run import Cause, Failure, Run
from autograder.store.fixture_set import FixtureSet

NAMES = 5  # how many answers one sentence names


@dataclass(frozen=True)
class Examination:
    """One run of a case on one fixture set, and all that was wrong with its answers."""

    case: str
    fixtures: FixtureSet
    run: Run
    mismatches: dict[str, Mismatch]


@dataclass(frozen=True)
class Reason:
    """What to tell a student about one or more wrong answers."""

    answers: tuple[str, ...]
    sentence: str
    hint: str = ""
    mismatch: Mismatch | None = None


def recognise(
    exams: Sequence[Examination], asked: set[str], number: str, told: Collection[str] = ()
) -> Note | None:
    """The known mistake whose answers these are, on every fixture set; None where there is none.

    A mistake that explains everything wrong in the case may belong to any check, one of check `number` first.
    Where there is none, one that explains what this check asks will do; it has to be one of its own, since the
    rest must have another reason. Of mistakes that look alike here, those in `told` (ids) come first: the check
    has named them before.
    """
    if any(e.run.failure and e.run.failure.cause is not Cause.RAISED for e in exams):
        return None
    if all(_says_nothing(exam, asked) for exam in exams):
        return None
    everything = [_matching(exam, set(exam.mismatches)) for exam in exams]
    asked_only = [_matching(exam, set(exam.mismatches) & asked, asked) for exam in exams]
    notes = {i: note for exam in exams for i, note in exam.fixtures.catalogue.notes.items()}
    whole = _common(everything)
    own_part = [i for i in _common(asked_only) if number in notes[i].costs]
    ranked = sorted(whole or own_part, key=lambda i: (number not in notes[i].costs, i not in told))
    return notes[ranked[0]] if ranked else None


def telling(exams: Sequence[Examination], asked: set[str]) -> bool:
    """Whether all that is wrong of what is asked consists of numbers.

    Anybody can leave out an answer, or answer NaN, as a known mistake does; its numbers take the work.
    """
    prints = (fingerprints(exam.run, set(exam.mismatches) & asked) for exam in exams)
    return all(fingerprint.telling for found in prints for fingerprint in found.values())


def _says_nothing(exam: Examination, asked: set[str]) -> bool:
    """Whether what is asked was only not answered, without an exception: then nothing tells one reason from another."""
    faults = {exam.mismatches[name].fault for name in asked if name in exam.mismatches}
    return exam.run.failure is None and faults <= {Fault.NONE, Fault.MISSING}


def _matching(exam: Examination, wrong: set[str], within: set[str] | None = None) -> list[str]:
    return exam.fixtures.catalogue.matching(CASES[exam.case].fixture, fingerprints(exam.run, wrong), within)


def _common(matches: Sequence[list[str]]) -> list[str]:
    return [i for i in matches[0] if all(i in others for others in matches[1:])] if matches else []


def explain(exams: Sequence[Examination], asked: Sequence[str], details: int) -> Iterator[Reason]:
    """Reasons for the asked answers that are wrong, each from the first fixture set that shows it.

    details: how many of a set's wrong answers are told of one by one; the others share a reason, and so do
        those that are missing because the probe stopped.
    """
    told: set[str] = set()
    for exam in exams:
        wrong = [name for name in asked if name in exam.mismatches and name not in told]
        missing = tuple(name for name in wrong if exam.mismatches[name].fault is Fault.MISSING)
        different = [name for name in wrong if name not in missing]
        yield from (_differs(exam, exam.mismatches[name]) for name in different[:details])
        if others := tuple(different[details:]):
            start = prefix(exam.case, exam.fixtures.reveal)
            yield Reason(others, f"{start}also wrong: {_listed(others)}")
        if missing:
            yield _stopped(exam, missing)
        told |= set(wrong)


def _stopped(exam: Examination, missing: tuple[str, ...]) -> Reason:
    failure = exam.run.failure
    if failure and _says_all(failure):
        return Reason(missing, why_stopped(exam.case, failure, exam.fixtures.reveal))
    why = failure.describe(exam.fixtures.reveal) if failure else "the function ended without it"
    return Reason(missing, f"{prefix(exam.case, exam.fixtures.reveal)}no {_listed(missing)}: {why}")


def why_stopped(case: str, failure: Failure, reveal: bool) -> str:
    """Why a case gave no answer; where no case could have one, a student need not know which it was."""
    start = "" if _says_all(failure) and reveal else prefix(case, reveal)
    return start + failure.describe(reveal)


def _says_all(failure: Failure) -> bool:
    """Whether a failure is the same for every case: the code is not there."""
    return bool(failure.unwritten) or failure.cause is Cause.IMPORT


def _listed(names: Sequence[str]) -> str:
    more = len(names) - NAMES
    return ", ".join(names) if more <= 1 else f"{', '.join(names[:NAMES])} and {more} more"


def _differs(exam: Examination, mismatch: Mismatch) -> Reason:
    reveal = exam.fixtures.reveal
    return Reason(
        (mismatch.name,),
        prefix(exam.case, reveal) + describe(mismatch, reveal),
        hint(mismatch, exam.fixtures.inputs(CASES[exam.case])),
        mismatch if reveal and mismatch.fault is Fault.VALUE else None,
    )


def prefix(case: str, reveal: bool) -> str:
    """How every sentence about a case's answers starts."""
    return f"{case}: " if reveal else f"{case}: right on the public inputs, not on the hidden ones: "
