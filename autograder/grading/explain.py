"""Describing wrong answers: by the recognised mistake, else by their numbers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from autograder.grading.examine import Examination
from autograder.grading.heuristics import relation
from autograder.model.case import CASES
from autograder.model.compare import Fault, difference
from autograder.model.finding import AlsoWrong, Finding
from autograder.model.fingerprints import Note
from autograder.model.heatmap import heatmap
from autograder.model.intermediates import Intermediates

DETAILS = 3  # wrong answers of a case that get a finding each, if no known mistake explains them


def explain(
    exams: Sequence[Examination],
    points: Mapping[str, float],
    note: Note | None,
    between: Mapping[str, Intermediates],
) -> Iterator[Finding]:
    """Findings about the named answers that are wrong, each from the first fixture set that shows it.

    Answers that are missing because the probe stopped share a finding; so do those beyond the first few of a set.

    note: the known mistake that explains them.
    between: the known intermediate values, by output.
    """
    told: set[str] = set()
    for exam in exams:
        wrong = [name for name in points if name in exam.mismatches and name not in told]
        told |= set(wrong)
        missing = tuple(name for name in wrong if exam.mismatches[name].fault is Fault.MISSING)
        different = [name for name in wrong if name not in missing]
        details = 1 if note else DETAILS
        findings = [_differs(exam, name, look_closer=note is None) for name in different[:details]]
        if note is None and exam.fixtures.reveal:
            findings = [replace(f, intermediates=between.get(f.answers[0])) for f in findings]
        if others := tuple(different[details:]):
            findings.append(Finding(exam.case, others, 0.0, AlsoWrong()))
        if missing:
            reason = exam.run.failure or exam.mismatches[missing[0]]
            findings.append(Finding(exam.case, missing, 0.0, reason))
        for finding in findings:
            lost = sum(points[name] for name in finding.answers)
            yield replace(finding, lost=lost, public=exam.fixtures.reveal, note=note)


def _differs(exam: Examination, name: str, look_closer: bool) -> Finding:
    """Return what is wrong with one output; `look_closer` adds its relation to the right one."""
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
