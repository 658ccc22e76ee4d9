"""The judge: the only place where points are given.

A check calls `judge.same` or `judge.meets`. The judge runs the case's probe on every fixture set (the public
one first), compares, and earns the check its points where the answers are right on all of them. Where they
are wrong it looks for the reason: a mistake in another function that another check already charges, or a
known mistake that this check owns.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

import numpy as np

from autograder.grading.appraisal import Appraiser
from autograder.grading.explain import Examination, explain, recognise, telling
from autograder.grading.timing import SpeedTest, UnfitError, measure
from autograder.isolation.frames import Value
from autograder.model.accuracy_score import AccuracyScore
from autograder.model.case import CASES, Case, seed_for
from autograder.model.check import Check
from autograder.model.compare import ABSENT, compare
from autograder.model.complaint import Complaint, Violation
from autograder.model.failure import Cause, Failure
from autograder.model.finding import Elsewhere, Finding, Follows, NotTimed, TooSlow
from autograder.model.fingerprints import Note
from autograder.model.run import ProbeRunner, Run
from autograder.model.speed import Band, Speed
from autograder.model.verdict import Verdict
from autograder.store.fixture_set import FixtureSet

Rule = Callable[[Mapping[str, np.ndarray], Mapping[str, Value]], None]


class NotRight(Exception):
    """An answer is wrong, and the judge was not asked why."""


class Judge:
    """Scores one check of one submission.

    waived: cases that are not asked, whose points are not at stake.
    checkpoint: a file of trained weights that was handed in, for cases that take one.
    only_right: look for no reasons, but raise NotRight at the first thing that is not right.
    reference: runs the reference, for checks that measure against it.
    apart: runs on hidden inputs, if what `runner` asks must not have seen any, as it is quoted to students.
    """

    def __init__(
        self,
        check: Check,
        sets: Sequence[FixtureSet],
        runner: ProbeRunner,
        waived: frozenset[str] = frozenset(),
        checkpoint: bytes = b"",
        only_right: bool = False,
        reference: ProbeRunner | None = None,
        apart: ProbeRunner | None = None,
    ) -> None:
        self.check = check
        self.sets = sets
        self.runner = runner
        self.waived = waived
        self.checkpoint = checkpoint
        self.only_right = only_right
        self.reference = reference
        self.apart = apart or runner
        self._earned = self._at_stake = self._waived = 0.0
        self._findings: list[Finding] = []
        self._speed: Speed | None = None
        self._accuracies: dict[str, AccuracyScore] = {}
        self._remarks: list[str] = []
        self._runs: dict[tuple[str, str, bool], Run] = {}

    @property
    def verdict(self) -> Verdict:
        """The verdict so far."""
        return Verdict(
            self._earned,
            self._at_stake,
            self._waived,
            tuple(self._findings),
            self._speed,
            dict(self._accuracies),
            tuple(self._remarks),
        )

    def same(self, case_name: str, **points: float) -> None:
        """Each named answer of the case earns its points when it equals the frozen one on every fixture."""
        if case_name in self.waived:
            self._waived += sum(points.values())
            return
        case = CASES[case_name]
        self._at_stake += sum(points.values())
        exams = self._examine(case, on_reference=False)
        wrong = _wrong(exams, points)
        self._stop_if(bool(wrong))
        self._earn(points, set(points) - wrong)
        if wrong and case.reference_layers:
            patched = self._examine(case, on_reference=True)
            still_wrong = _wrong(patched, points) & wrong
            self._excuse(case, points, wrong - still_wrong)
            exams, wrong = exams if _not_imported(exams) else patched, still_wrong
        if wrong:
            self._charge(exams, {name: points[name] for name in points if name in wrong})

    def meets(self, case_name: str, worth: float, rule: Rule) -> None:
        """The answers of the case earn `worth` when `rule` has nothing to complain of on any fixture."""
        if case_name in self.waived:
            self._waived += worth
            return
        case = CASES[case_name]
        self._at_stake += worth
        finding = self._held_against(case, rule, on_reference=False)
        if finding is None:
            self._earned += worth
            return
        self._stop_if(True)
        if case.reference_layers:
            finding = self._held_against(case, rule, on_reference=True)
        if finding is None:
            self._earned += worth
            self._findings.append(Finding(case_name, (), 0.0, Follows(case.reference_layers)))
        else:
            self._findings.append(replace(finding, lost=worth))

    def values(self, case_name: str, worth: float, appraiser: Appraiser) -> None:
        """The submission earns a share of `worth` for how well what it has trained does."""
        case, salt = CASES[case_name], self.sets[-1].id
        self._at_stake += worth
        inputs = appraiser.inputs(salt)
        if case.takes_checkpoint:
            inputs["checkpoint"] = np.frombuffer(self.checkpoint, np.uint8)
        run = self.runner.run(case, inputs)
        if run.failure is not None and not run.answers:
            failure = _in_given_words(run.failure, case.says)
            self._findings.append(Finding(case_name, (), worth, failure, public=False))
            return
        score = self._accuracies[case_name] = appraiser.appraise(run.answers, salt)
        self._earned += score.share * worth
        if score.share < 1:
            self._findings.append(Finding(case_name, (), (1 - score.share) * worth, score))
        told = {answer for answer in run.answers.values() if isinstance(answer, str)}
        self._remarks += [said for said in case.says if said in told]

    def as_fast(self, test: SpeedTest, worth: float) -> None:
        """The submission earns `worth`, or a part, by its CPU time in proportion to the reference's."""
        assert self.reference is not None
        self._at_stake += worth
        try:
            speed = measure(test, self.runner, self.reference, salt=self.sets[-1].id)
        except UnfitError as error:
            self._findings.append(Finding(test.work, (), worth, NotTimed(error.why)))
            return
        self._speed = speed
        band = speed.band
        if band is Band.MIDDLING and not self._loops(test):
            band = Band.FAST
        self._earned += band.share * worth
        if band.share < 1:
            self._findings.append(Finding(test.work, (), (1 - band.share) * worth, TooSlow()))

    def _stop_if(self, wrong: bool) -> None:
        if wrong and self.only_right:
            raise NotRight

    def _loops(self, test: SpeedTest) -> bool:
        """Whether a batch twice as large makes the submission execute more lines: it loops over samples."""
        case = CASES[test.lines]
        run = self.runner.run(case, case.draw_inputs(seed_for(case.name, None)))
        small, large = (run.answers.get(name) for name in ("lines", "lines of twice the batch"))
        return not (isinstance(small, int) and isinstance(large, int) and large <= 1.2 * small)

    def _run(self, case: Case, fixtures: FixtureSet, on_reference: bool) -> Run:
        key = (case.name, fixtures.name, on_reference)
        if key not in self._runs:
            runner = self.runner if fixtures.reveal else self.apart
            self._runs[key] = runner.run(case, fixtures.inputs(case), on_reference=on_reference)
        return self._runs[key]

    def _examine(self, case: Case, on_reference: bool) -> list[Examination]:
        exams = []
        for fixtures in self.sets:
            run = self._run(case, fixtures, on_reference)
            found = {
                name: compare(name, run.answers.get(name, ABSENT), expected)
                for name, expected in fixtures.expected(case).items()
            }
            mismatches = {name: mismatch for name, mismatch in found.items() if mismatch is not None}
            exams.append(Examination(case.name, fixtures, run, mismatches))
        return exams

    def _held_against(self, case: Case, rule: Rule, on_reference: bool) -> Finding | None:
        """What a rule holds against the answers, or what stopped the run; points are not counted yet."""
        for fixtures in self.sets:
            run = self._run(case, fixtures, on_reference)
            finding = Finding(case.name, (), 0.0, run.failure, fixtures.reveal) if run.failure else None
            if finding is None and (violation := _violation(rule, fixtures.inputs(case), run)):
                note = self._note(violation.mistake)
                finding = Finding(case.name, (), 0.0, violation, fixtures.reveal, note)
            if finding is not None:
                return finding
        return None

    def _note(self, mistake: str) -> Note | None:
        """The catalogue's note on a mistake that a rule has recognised."""
        return self.sets[0].catalogue.notes.get(mistake, Note(mistake, "", ())) if mistake else None

    def _earn(self, points: Mapping[str, float], names: set[str]) -> None:
        self._earned += sum(points[name] for name in points if name in names)

    def _excuse(self, case: Case, points: Mapping[str, float], names: set[str]) -> None:
        """Give the points of answers that are right on reference layers."""
        if names:
            self._earn(points, names)
            self._findings.append(
                Finding(case.name, tuple(sorted(names)), 0.0, Follows(case.reference_layers))
            )

    def _charge(self, exams: Sequence[Examination], points: Mapping[str, float]) -> None:
        """Take the points of wrong answers, less what a recognised mistake is forgiven."""
        told = [finding.mistake for finding in self._findings]
        note = recognise(exams, set(points), self.check.number, told)
        own = note is not None and self.check.number in note.costs
        if note is not None and not own and telling(exams, set(points)):
            self._earn(points, set(points))
            self._findings.append(Finding(exams[0].case, tuple(sorted(points)), 0.0, Elsewhere(note)))
            return
        kept = note.credit if note is not None and own else 0.0
        self._earned += kept * sum(points.values())
        for finding in explain(exams, points, note):
            self._findings.append(replace(finding, lost=(1 - kept) * finding.lost))


def _violation(rule: Rule, inputs: Mapping[str, np.ndarray], run: Run) -> Violation | None:
    try:
        rule(inputs, run.answers)
    except Complaint as complaint:
        return complaint.violation
    return None


def _in_given_words(failure: Failure, says: Sequence[str]) -> Failure:
    """The failure; if the probe has raised one of its given sentences, just that."""
    return Failure(Cause.NOTEBOOK, message=failure.message) if failure.message in says else failure


def _not_imported(exams: Sequence[Examination]) -> bool:
    return any(e.run.failure is not None and e.run.failure.cause is Cause.IMPORT for e in exams)


def _wrong(exams: Sequence[Examination], points: Mapping[str, float]) -> set[str]:
    return {name for exam in exams for name in exam.mismatches if name in points}
