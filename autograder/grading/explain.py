"""Why an answer is wrong: the recognised mistake, else what can be read off the numbers."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from autograder.grading.heuristics import relation
from autograder.model.case import CASES
from autograder.model.compare import Fault, Mismatch, difference
from autograder.model.failure import Cause
from autograder.model.finding import AlsoWrong, Finding
from autograder.model.fingerprints import Note, fingerprints
from autograder.model.heatmap import heatmap
from autograder.model.run import Run
from autograder.store.fixture_set import FixtureSet

DETAILS = 3  # wrong answers of a case that are told of one by one, if no known mistake explains them


@dataclass(frozen=True)
class Examination:
    """One run of a case on one fixture set, and all that was wrong with its answers."""

    case: str
    fixtures: FixtureSet
    run: Run
    mismatches: dict[str, Mismatch]


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


def explain(
    exams: Sequence[Examination], points: Mapping[str, float], note: Note | None
) -> Iterator[Finding]:
    """Findings about the named answers that are wrong, each from the first fixture set that shows it.

    Answers that are missing as the probe stopped share one; so do those beyond the first few of a set.

    note: the known mistake that explains them.
    """
    told: set[str] = set()
    for exam in exams:
        wrong = [name for name in points if name in exam.mismatches and name not in told]
        told |= set(wrong)
        missing = tuple(name for name in wrong if exam.mismatches[name].fault is Fault.MISSING)
        different = [name for name in wrong if name not in missing]
        details = 1 if note else DETAILS
        findings = [_differs(exam, name, look_closer=note is None) for name in different[:details]]
        if others := tuple(different[details:]):
            findings.append(Finding(exam.case, others, 0.0, AlsoWrong()))
        if missing:
            reason = exam.run.failure or exam.mismatches[missing[0]]
            findings.append(Finding(exam.case, missing, 0.0, reason))
        for finding in findings:
            lost = sum(points[name] for name in finding.answers)
            yield replace(finding, lost=lost, public=exam.fixtures.reveal, note=note)


def _differs(exam: Examination, name: str, look_closer: bool) -> Finding:
    """What is wrong with one answer; `look_closer` for its relation to the right one."""
    case, mismatch = CASES[exam.case], exam.mismatches[name]
    finding = Finding(exam.case, (name,), 0.0, mismatch)
    found = difference(exam.run.answers[name], exam.fixtures.expected(case)[name])
    if found is None:
        return finding
    return replace(
        finding,
        relation=relation(name, found, exam.fixtures.inputs(case)) if look_closer else None,
        picture=heatmap(name, found) if exam.fixtures.reveal else None,
    )
