"""The judge: the only place where points are given.

A check calls `judge.same` or `judge.meets`. The judge runs the case's probe on every fixture set (the public
one first), compares, and earns the check its points where the answers are right on all of them. Where they
are wrong it looks for the reason: a mistake in another function that another check already charges, or a
known mistake that this check owns.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from autograder.feedback.explain import Examination, explain, prefix, recognise, telling, why_stopped
from autograder.grading.appraisal import Appraiser
from autograder.grading.speed import FULL, HALF, Band, figures, scale
from autograder.grading.timing import SpeedTest, UnfitError, measure
from autograder.isolation.frames import Value
from autograder.model.case import CASES, Case, seed_for
from autograder.model.check import Check
from autograder.model.compare import ABSENT, Mismatch, compare
from autograder.model.rules import Complaint
from autograder.model.run import Cause, ProbeRunner, Run
from autograder.store.fixture_set import FixtureSet

Rule = Callable[[Mapping[str, np.ndarray], Mapping[str, Value]], None]


class NotRight(Exception):
    """An answer is wrong, and the judge was not asked why."""


@dataclass(frozen=True)
class Finding:
    """Points lost, or kept in spite of a wrong answer, with what a student should know.

    mismatch: the public array that differs, for pictures; None where there is none to show.
    """

    answers: tuple[str, ...]
    lost: float
    sentence: str
    hint: str = ""
    mistake: str = ""
    mismatch: Mismatch | None = None


@dataclass
class Verdict:
    """What a check came to: points earned of those that were at stake, the findings, and what else to tell.

    waived: points that the check would give away for what is not asked.
    speed: the ratio of CPU times to the reference's, where it was measured; else 0.
    accuracies: by case, what trained nets were measured to reach.
    """

    earned: float = 0.0
    at_stake: float = 0.0
    waived: float = 0.0
    findings: list[Finding] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    speed: float = 0.0
    accuracies: dict[str, float] = field(default_factory=dict)


class Judge:
    """Scores one check of one submission.

    waived: cases that are not asked, whose points are not at stake.
    checkpoint: a file of trained weights that was handed in, for cases that take one.
    only_right: look for no reasons, but raise NotRight at the first thing that is not right.
    reference: runs the reference, for checks that measure against it.
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
    ) -> None:
        self.check = check
        self.sets = sets
        self.runner = runner
        self.waived = waived
        self.checkpoint = checkpoint
        self.only_right = only_right
        self.reference = reference
        self.verdict = Verdict()
        self._runs: dict[tuple[str, str, bool], Run] = {}

    def same(self, case_name: str, **points: float) -> None:
        """Each named answer of the case earns its points when it equals the frozen one on every fixture."""
        if case_name in self.waived:
            self.verdict.waived += sum(points.values())
            return
        case = CASES[case_name]
        self.verdict.at_stake += sum(points.values())
        exams = self._examine(case, on_reference=False)
        wrong = _wrong(exams, points)
        self._stop_if(bool(wrong))
        self._earn(points, set(points) - wrong)
        if wrong and case.reference_layers:
            patched = self._examine(case, on_reference=True)
            still_wrong = _wrong(patched, points) & wrong
            self._excuse(points, wrong - still_wrong, _follow_on(case))
            exams, wrong = exams if _not_imported(exams) else patched, still_wrong
        if wrong:
            self._charge(exams, {name: points[name] for name in points if name in wrong})

    def meets(self, case_name: str, worth: float, rule: Rule) -> None:
        """The answers of the case earn `worth` when `rule` has nothing to complain of on any fixture."""
        if case_name in self.waived:
            self.verdict.waived += worth
            return
        case = CASES[case_name]
        self.verdict.at_stake += worth
        complaint = self._complaint(case, rule, on_reference=False)
        if complaint is None:
            self.verdict.earned += worth
            return
        self._stop_if(True)
        if case.reference_layers:
            complaint = self._complaint(case, rule, on_reference=True)
        if complaint is None:
            self._excuse({case_name: worth}, {case_name}, _follow_on(case))
        else:
            sentence, mistake = complaint
            note = self.sets[0].catalogue.notes.get(mistake)
            hint = note.says if note else ""
            self.verdict.findings.append(Finding((case_name,), worth, sentence, hint, mistake))

    def values(self, case_name: str, worth: float, appraiser: Appraiser) -> None:
        """The submission earns a share of `worth` for how well what it has trained does."""
        case, salt = CASES[case_name], self.sets[-1].id
        self.verdict.at_stake += worth
        inputs = appraiser.inputs(salt)
        if case.takes_checkpoint:
            inputs["checkpoint"] = np.frombuffer(self.checkpoint, np.uint8)
        run = self.runner.run(case, inputs)
        if run.failure is not None and not run.answers:
            sentence = why_stopped(case_name, run.failure, reveal=True)
            self.verdict.findings.append(Finding((case_name,), worth, sentence))
            return
        appraisal = appraiser.appraise(run.answers, salt)
        self.verdict.earned += appraisal.share * worth
        if appraisal.accuracy is not None:
            self.verdict.accuracies[case_name] = appraisal.accuracy
        if appraisal.share < 1:
            lost = (1 - appraisal.share) * worth
            self.verdict.findings.append(Finding((case_name,), lost, appraisal.sentence))
        else:
            self.verdict.notes.append(appraisal.sentence)
        self.verdict.notes += [answer for answer in run.answers.values() if isinstance(answer, str)]

    def as_fast(self, test: SpeedTest, worth: float) -> None:
        """The submission earns `worth`, or a part, by its CPU time in proportion to the reference's."""
        assert self.reference is not None
        self.verdict.at_stake += worth
        try:
            speed = measure(test, self.runner, self.reference, salt=self.sets[-1].id)
        except UnfitError as error:
            self.verdict.findings.append(Finding((test.work,), worth, f"not timed, since {error}"))
            return
        self.verdict.speed = speed.ratio
        band = speed.band
        if band is Band.MIDDLING and not self._loops(test):
            band = Band.FAST
        self.verdict.earned += band.share * worth
        told = _NOT_MEASURED if band is Band.NOT_MEASURED else _MEASURED
        self.verdict.notes.append(told.format(figures(speed.ratio), scale(speed.ratio)))
        if band.share < 1:
            self.verdict.findings.append(Finding((test.work,), (1 - band.share) * worth, _TOO_SLOW))

    def _stop_if(self, wrong: bool) -> None:
        if wrong and self.only_right:
            raise NotRight

    def _loops(self, test: SpeedTest) -> bool:
        """Whether a batch twice as large makes the submission execute more lines: it loops over images."""
        case = CASES[test.lines]
        run = self.runner.run(case, case.draw_inputs(seed_for(case.name, None)))
        small, large = (run.answers.get(name) for name in ("lines", "lines of twice the batch"))
        return not (isinstance(small, int) and isinstance(large, int) and large <= 1.2 * small)

    def _run(self, case: Case, fixtures: FixtureSet, on_reference: bool) -> Run:
        key = (case.name, fixtures.name, on_reference)
        if key not in self._runs:
            self._runs[key] = self.runner.run(case, fixtures.inputs(case), on_reference=on_reference)
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

    def _complaint(self, case: Case, rule: Rule, on_reference: bool) -> tuple[str, str] | None:
        """The sentence of what is wrong, and the mistake that the rule has recognised or ""."""
        for fixtures in self.sets:
            run = self._run(case, fixtures, on_reference)
            if run.failure is not None:
                return why_stopped(case.name, run.failure, fixtures.reveal), ""
            try:
                rule(fixtures.inputs(case), run.answers)
            except Complaint as complaint:
                start = prefix(case.name, fixtures.reveal)
                return start + complaint.describe(fixtures.reveal), complaint.mistake
        return None

    def _earn(self, points: Mapping[str, float], names: set[str]) -> None:
        self.verdict.earned += sum(points[name] for name in points if name in names)

    def _excuse(self, points: Mapping[str, float], names: set[str], why: str) -> None:
        if names:
            self._earn(points, names)
            self.verdict.findings.append(Finding(tuple(sorted(names)), 0.0, why))

    def _charge(self, exams: Sequence[Examination], points: Mapping[str, float]) -> None:
        """Take the points of wrong answers, less what a recognised mistake is forgiven."""
        told = [finding.mistake for finding in self.verdict.findings]
        note = recognise(exams, set(points), self.check.number, told)
        own = note is not None and self.check.number in note.costs
        if note is not None and not own and telling(exams, set(points)):
            self._excuse(
                points,
                set(points),
                _CHARGED_ELSEWHERE.format(exams[0].case, ", ".join(note.costs), note.says),
            )
            return
        kept = note.credit if note is not None and own else 0.0
        self.verdict.earned += kept * sum(points.values())
        for reason in explain(exams, list(points), details=1 if note else _DETAILS):
            self.verdict.findings.append(
                Finding(
                    answers=reason.answers,
                    lost=(1 - kept) * sum(points[name] for name in reason.answers),
                    sentence=reason.sentence,
                    hint=note.says if note else reason.hint,
                    mistake=note.id if note else "",
                    mismatch=reason.mismatch,
                )
            )


_DETAILS = 3  # wrong answers of a case that are told of one by one, where no known mistake explains them
_MEASURED = "CPU time: {} times the reference's; {}"
_NOT_MEASURED = "CPU time: about {} times the reference's, but too uncertain to judge: full points; {}"
_TOO_SLOW = (
    f"slower than {FULL:g} times the reference (all points) or {HALF:g} times (half): "
    "compute on whole arrays, not in loops"
)
_FOLLOW_ON = "{}: follows from a mistake in {}, which other checks charge: with sound ones it is right"
_CHARGED_ELSEWHERE = "{}: follows from a mistake that check {} charges, and costs nothing here: {}"


def _follow_on(case: Case) -> str:
    *others, last = case.reference_layers
    return _FOLLOW_ON.format(case.name, f"{', '.join(others)} or {last}" if others else last)


def _not_imported(exams: Sequence[Examination]) -> bool:
    return any(e.run.failure is not None and e.run.failure.cause is Cause.IMPORT for e in exams)


def _wrong(exams: Sequence[Examination], points: Mapping[str, float]) -> set[str]:
    return {name for exam in exams for name in exam.mismatches if name in points}
