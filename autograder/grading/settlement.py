"""Settling: one pure function makes verdicts of all the evidence on a submission.

First the mistakes are named, over all checks. Then every wrong answer is charged, unless its cause has been charged.
The cause may be a function that it builds on, a known mistake that other checks own, the forward pass whose gradient it
is, or the same slip elsewhere. Without a charge, nothing is excused.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import reduce

from autograder.grading.case_view import CaseView
from autograder.grading.charging import Cause, Place, Settled, Wrong, charge, lost_in
from autograder.grading.court import Court
from autograder.grading.examine import violation
from autograder.grading.explain import explain
from autograder.grading.recognise import recognise
from autograder.model.case import CASES
from autograder.model.check import Check
from autograder.model.demand import AsFast, Beyond, Meets, Rule, Same, Scored, judged_by, points_of
from autograder.model.evidence import Evidence, Scoring, Timing
from autograder.model.failure import Failure
from autograder.model.finding import (
    BuiltOn,
    Elsewhere,
    Finding,
    Follows,
    NotMeasured,
    NotTimed,
    OwnGradient,
    Reason,
    RightBeyond,
    TooSlow,
)
from autograder.model.fingerprints import Catalogue, Note
from autograder.model.run import Run
from autograder.model.trace import Trace
from autograder.model.verdict import Verdict


def settle(
    evidence: Evidence, checks: Sequence[Check], court: Court, *, alone: bool = False
) -> dict[str, Verdict]:
    """The verdicts on checks whose evidence is complete, by their numbers.

    alone: other checks are still to come, so nothing is excused and no mistake is named.
    """
    views = {name: CaseView.of(CASES[name], evidence, court) for name in _compared(checks, court)}
    named = _Named() if alone else _Named.of(checks, views, court)
    right = frozenset[Beyond]() if alone else _right_beyond(checks, evidence, views, court)
    found = [wrong for check in checks for wrong in _wrong_in(check, views, named, right)]
    found = [replace(wrong, cause=None) for wrong in found] if alone else found
    settled = charge(found, _asked(checks, views), frozenset(check.number for check in checks))
    stakes = {case: _Stake.of(case, checks, views, settled, court) for case in _staked(checks)}
    by_place: dict[Place, list[Settled]] = {}
    for one in settled:
        by_place.setdefault(one.wrong.place, []).append(one)
    return {check.number: _verdict(check, evidence, views, by_place, stakes) for check in checks}


def _compared(checks: Sequence[Check], court: Court) -> list[str]:
    """The cases whose answers are compared or held against a rule."""
    demands = (demand for check in checks for demand in check.demands)
    return list(
        dict.fromkeys(d.case for d in demands if isinstance(d, Same | Meets) and d.case not in court.waived)
    )


def _staked(checks: Sequence[Check]) -> set[str]:
    """The cases whose functions decide the shares of timed and trained results."""
    demands = [demand for check in checks for demand in check.demands]
    timed = {demand.test.work for demand in demands if isinstance(demand, AsFast)}
    return timed | {demand.built_on for demand in demands if isinstance(demand, Scored) and demand.built_on}


def _right_beyond(
    checks: Sequence[Check], evidence: Evidence, views: Mapping[str, CaseView], court: Court
) -> frozenset[Beyond]:
    """The features that checks ask beyond other checks, and that are right."""
    tried = {
        beyond
        for check in checks
        for demand in check.demands
        if isinstance(demand, Same | Meets) and demand.beyond and demand.case in views
        if _is_wrong(demand, views[demand.case])
        for beyond in demand.beyond
    }
    return frozenset(beyond for beyond in tried if _holds(beyond, evidence, court))


def _is_wrong(demand: Same | Meets, view: CaseView) -> bool:
    if isinstance(demand, Same):
        return not view.wrong.isdisjoint(demand.points)
    return _held_against(view, view.own, demand.rule) is not None


def _beyond(demand: Same | Meets, right: Collection[Beyond]) -> RightBeyond | None:
    """Return the excuse for a wrong answer if the feature that the check asks beyond others is right."""
    return next((RightBeyond(beyond.owners) for beyond in demand.beyond if beyond in right), None)


def _holds(beyond: Beyond, evidence: Evidence, court: Court) -> bool:
    view = CaseView.of(CASES[beyond.case], evidence, court)
    return _held_against(view, view.runs, beyond.rule) is None


def _asked(checks: Sequence[Check], views: Mapping[str, CaseView]) -> frozenset[str]:
    """The functions that the checks judge."""
    demands = [demand for check in checks for demand in check.demands]
    found = [
        judged_by(demand, views[demand.case].trace)
        for demand in demands
        if isinstance(demand, Same | Meets) and demand.case in views
    ]
    return frozenset().union(*found)


@dataclass(frozen=True)
class _Named:
    """The mistakes that explain wrong answers, over all checks.

    catalogues: the known mistakes, by fixture set.
    """

    notes: tuple[Note, ...] = ()
    catalogues: tuple[Catalogue, ...] = ()

    @classmethod
    def of(cls, checks: Sequence[Check], views: Mapping[str, CaseView], court: Court) -> _Named:
        """The mistakes in answers that these checks compare with frozen ones."""
        asked = dict.fromkeys(
            d.case for c in checks for d in c.demands if isinstance(d, Same) and d.case in views
        )
        if not any(views[name].wrong for name in asked):
            return cls()
        losing = frozenset(
            check.number
            for check in checks
            for demand in check.demands
            if isinstance(demand, Same) and demand.case in views
            if not views[demand.case].wrong.isdisjoint(demand.points)
        )
        sights = [views[name].sights for name in asked]
        catalogues = tuple(
            fixtures.known.opened(wrong for sight in of_set for wrong in sight.wrong())
            for fixtures, of_set in zip(court.sets, zip(*sights, strict=True), strict=True)
        )
        ids = recognise([pair for both in sights for pair in zip(both, catalogues, strict=True)], losing)
        return cls(tuple(note for i, note in catalogues[0].notes.items() if i in ids), catalogues)

    def explaining(self, view: CaseView, name: str) -> list[Note]:
        """Return the mistakes that give exactly this wrong output, on every fixture set."""
        return [note for note in self.notes if self._explains(note, view, name)]

    def _explains(self, note: Note, view: CaseView, name: str) -> bool:
        for number, (exam, catalogue) in enumerate(zip(view.exams_of(name), self.catalogues, strict=True)):
            change = catalogue.cases.get(view.case.fixture, {}).get(note.id, {}).get(name)
            if (change is None) != (name not in exam.mismatches):
                return False
            if change is not None and not change.matches(view.seen(number, name).fingerprint):
                return False
        return True


def _wrong_in(
    check: Check, views: Mapping[str, CaseView], named: _Named, right: Collection[Beyond]
) -> Iterator[Wrong]:
    """Return the wrong results of a check's demands, without measurements."""
    for index, demand in enumerate(check.demands):
        place = Place(check.number, index)
        if isinstance(demand, Same) and demand.case in views:
            view = views[demand.case]
            beyond = _beyond(demand, right)
            for name, points in demand.points.items():
                if name in view.wrong:
                    yield _wrong_answer(place, view, name, points, named, beyond)
        elif isinstance(demand, Meets) and demand.case in views:
            yield from _violated(place, views[demand.case], demand, _beyond(demand, right))


def _wrong_answer(
    place: Place,
    view: CaseView,
    name: str,
    points: float,
    named: _Named,
    beyond: RightBeyond | None,
) -> Wrong:
    notes = named.explaining(view, name)
    own = next((note for note in notes if place.number in note.costs), None)
    return Wrong(
        place,
        name,
        points,
        view.trace.blamed.get(name) or view.trace.suspects.get(name, frozenset()),
        cause=_cause(view, name, notes) or beyond
        if own is None or name in view.follows or view.waits_for(name)
        else None,
        is_gradient=view.is_gradient(name),
        is_scalar=name == view.case.scalar and all(name in run.answers for run in view.own),
        is_slip=name in view.slips,
        note=own,
    )


def _cause(view: CaseView, name: str, notes: Sequence[Note]) -> Cause | None:
    """Return what would excuse a wrong output."""
    if awaited := view.waits_for(name):
        return Follows(awaited, tested=False)
    if name in view.follows:
        return Follows(view.layers_of(name))
    if name in view.right_apart:
        return Follows(tuple(sorted(view.replaced)))
    if notes and all(view.seen(n, name).fingerprint.telling for n in range(len(view.sets))):
        return Elsewhere(notes[0])
    if name in view.own_gradients:
        return OwnGradient()
    return None


def _violated(place: Place, view: CaseView, demand: Meets, beyond: RightBeyond | None) -> Iterator[Wrong]:
    finding = _held_against(view, view.own, demand.rule)
    if finding is None:
        return
    cause: Cause | None = None
    if awaited := view.waits_for():
        cause = Follows(awaited, tested=False)
    elif view.patched is not None:
        on_reference = _held_against(view, view.patched, demand.rule)
        cause = Follows(view.layers_of()) if on_reference is None else None
        finding = (on_reference if view.on_reference else None) or finding
    if cause is None and finding.note is None:  # a known mistake of a function that is asked here
        cause = beyond
    yield Wrong(place, "", demand.points, view.trace.judged, cause, note=finding.note, finding=finding)


def _held_against(view: CaseView, runs: Sequence[Run], rule: Rule) -> Finding | None:
    """Return a rule's complaint about the outputs, or the failure that stopped the run; points are not counted yet."""
    for fixtures, run in zip(view.sets, runs, strict=True):
        if run.failure is not None:
            return Finding(view.case.name, (), 0.0, run.failure, fixtures.reveal)
        if found := violation(rule, view.case.name, fixtures, run):
            note = fixtures.known.note(found.mistake) if found.mistake else None
            return Finding(view.case.name, (), 0.0, found, fixtures.reveal, note)
    return None


@dataclass(frozen=True)
class _Stake:
    """The points of a question for the functions that one of its cases calls, and how many of them are lost."""

    points: float
    lost: float

    @classmethod
    def of(
        cls,
        case: str,
        checks: Sequence[Check],
        views: Mapping[str, CaseView],
        settled: Sequence[Settled],
        court: Court,
    ) -> _Stake:
        trace = court.sets[0].trace(CASES[case], court.layout)
        functions = trace.judged | trace.built_on
        own = [check for check in checks if check.question == CASES[case].question]
        points = sum(
            points
            for check in own
            for demand in check.demands
            if isinstance(demand, Same | Meets) and demand.case in views
            for points, blamed in _blamed(demand, views[demand.case].trace)
            if not functions.isdisjoint(blamed)
        )
        numbers = {check.number for check in own}
        return cls(points, lost_in((one for one in settled if one.wrong.place.number in numbers), functions))

    @property
    def share(self) -> float:
        """The share that is lost."""
        return min(self.lost / self.points, 1.0) if self.lost > 0 else 0.0


def _blamed(demand: Same | Meets, trace: Trace) -> Iterator[tuple[float, frozenset[str]]]:
    """Return the parts of a demand's points, and the functions that a loss of each is blamed on."""
    if isinstance(demand, Meets):
        yield demand.points, trace.judged
    else:
        yield from ((points, trace.blamed.get(name, frozenset())) for name, points in demand.points.items())


def _verdict(
    check: Check,
    evidence: Evidence,
    views: Mapping[str, CaseView],
    settled: Mapping[Place, Sequence[Settled]],
    stakes: Mapping[str, _Stake],
) -> Verdict:
    """The verdict on one check, from its demands in their order."""
    parts = []
    for index, demand in enumerate(check.demands):
        of_it = settled.get(Place(check.number, index), ())
        match demand:
            case Same() | Meets() if demand.case not in views:
                parts.append(Verdict(waived=points_of(demand)))
            case Same():
                parts.append(_of_findings(points_of(demand), _findings(views[demand.case], of_it)))
            case Meets():
                parts.append(_of_findings(demand.points, list(_of_rule(demand, of_it))))
            case AsFast():
                parts.append(_of_timing(demand, evidence.timings.get(demand.test.work), stakes))
            case Scored():
                parts.append(_of_scoring(demand, evidence.scorings.get(demand.case), stakes))
    return reduce(Verdict.and_, parts, Verdict())


def _of_findings(points: float, findings: Sequence[Finding]) -> Verdict:
    earned = round(points - sum(finding.lost for finding in findings), 9)
    return Verdict(earned, points, findings=tuple(findings))


def _findings(view: CaseView, settled: Sequence[Settled]) -> list[Finding]:
    """Yield the findings about the wrong outputs of one case: each reason once."""
    findings: list[Finding] = []
    excused: dict[Cause, list[str]] = {}
    charged: dict[tuple[str, bool], list[Settled]] = {}
    for one in settled:
        if one.excuse is not None:
            excused.setdefault(one.excuse, []).append(one.wrong.answer)
        else:
            known = one.wrong.note.id if one.wrong.note else ""
            charged.setdefault((known, view.is_apart(one.wrong.answer)), []).append(one)
    for group in charged.values():
        lost = {one.wrong.answer: one.lost for one in group}
        between = {name: found for name in lost if (found := view.intermediates(name))}
        findings += explain(view.exams_of(group[0].wrong.answer), lost, group[0].wrong.note, between)
    findings += [Finding(view.case.name, tuple(names), 0.0, cause) for cause, names in excused.items()]
    return findings


def _of_rule(demand: Meets, settled: Sequence[Settled]) -> Iterator[Finding]:
    for one in settled:
        if one.excuse is not None:
            yield Finding(demand.case, (), 0.0, one.excuse)
        elif one.wrong.finding is not None:
            yield replace(one.wrong.finding, lost=one.lost)


def _of_timing(demand: AsFast, timing: Timing | None, stakes: Mapping[str, _Stake]) -> Verdict:
    """Judge the time; code that could not be timed loses the share that its functions have lost."""
    if timing is None:
        return Verdict()
    if timing.unfit is not None:
        share = stakes[demand.test.work].share or 1.0  # all, if it is unknown what is wrong
        reason: Reason = NotTimed(timing.unfit)
    else:
        share, reason = 1 - timing.share, TooSlow()
    lost = share * demand.points
    findings = (Finding(demand.test.work, (), lost, reason),) if lost else ()
    return Verdict(demand.points - lost, demand.points, findings=findings, speed=timing.speed)


def _of_scoring(demand: Scored, scoring: Scoring | None, stakes: Mapping[str, _Stake]) -> Verdict:
    """Judge the accuracy; the share is at most that of the code it is built on. If a limit ended a training, the
    missing points are held for people, who can give as much as the code has earned.
    """
    if scoring is None:
        return Verdict()
    outcome = scoring.outcome
    built_on = stakes[demand.built_on].share if demand.built_on else 0.0
    score = None if isinstance(outcome, Failure) else outcome
    missed = 1 - score.share if score else 1.0
    shares: dict[Reason, float] = {outcome: missed, BuiltOn(built_on): max(0.0, built_on - missed)}
    findings = [
        Finding(demand.case, (), share * demand.points, reason, public=score is not None)
        for reason, share in shares.items()
        if share
    ]
    held = max(0.0, missed - built_on) * demand.points if scoring.limited else 0.0
    if held:
        findings.append(Finding(demand.case, (), 0.0, NotMeasured(held)))
    return replace(
        _of_findings(demand.points, findings),
        held=held,
        accuracies={demand.case: score} if score else {},
        remarks=scoring.remarks,
    )
