"""Gathering evidence: every run that can decide a verdict, and no other."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from autograder.execution.time_budget import ORDINARY_LIMIT
from autograder.grading.court import Court
from autograder.grading.examine import (
    Examination,
    examine,
    is_wrong,
    judged_on_reference,
    separate_layers,
    wrong_in,
)
from autograder.grading.layer_trust import LayerTrust, layers_needed
from autograder.grading.timing import UnfitError, measure
from autograder.isolation.frames import Value
from autograder.model.case import CASES, Case
from autograder.model.compare import difference
from autograder.model.demand import AsFast, Demand, Meets, Same, Scored
from autograder.model.evidence import Evidence, RunKey, Scoring, Slopes, Timing
from autograder.model.failure import Cause, Failure
from autograder.model.intermediates import Intermediates, found_among
from autograder.model.run import ProbeRunner, Run, VariableRunner
from autograder.model.trace import Trace
from autograder.store.fixture_set import FixtureSet

DIRECTIONS = 2  # of a gradient test: two unlike gradients hardly ever agree along one, and never along both
STEP = 1e-5
_LOOKED_INTO = frozenset({Cause.RAISED})  # not what had to be stopped, or has ended its process


class NotRight(Exception):
    """An answer is wrong in a run that could only confirm that all are right."""


@dataclass(frozen=True)
class Source:
    """The source of a piece of evidence.

    court: the standards for verdicts, which decide what evidence is needed. checkpoint: trained weights that were
    submitted, for cases that take them. reference: runs the reference, for timed cases. hidden: runs on hidden inputs,
    if the process of `runner` must not see any, as students read quotes from it.
    limited: whether a limit on time or memory has ended what was trained.
    confirming: raise NotRight at the first answer that is not right.
    variables: tells what wrong functions have in between, if that is wanted.
    trust: what is known of layers; by default nothing.
    """

    court: Court
    runner: ProbeRunner
    checkpoint: bytes = b""
    reference: ProbeRunner | None = None
    hidden: ProbeRunner | None = None
    limited: bool = False
    confirming: bool = False
    variables: VariableRunner | None = None
    trust: LayerTrust = field(default_factory=LayerTrust)


def gather(demands: Sequence[Demand], source: Source, known: Evidence) -> Evidence:
    """Return the evidence on these demands that is still missing."""
    gathering = _Gathering(source, known)
    for demand in demands:
        gathering.add(demand)
    return Evidence(
        gathering.runs,
        gathering.slopes,
        gathering.intermediates,
        gathering.timings,
        gathering.scorings,
    )


@dataclass
class _Gathering:
    source: Source
    known: Evidence
    runs: dict[RunKey, Run] = field(default_factory=dict)
    slopes: dict[RunKey, Mapping[str, Slopes]] = field(default_factory=dict)
    intermediates: dict[RunKey, Mapping[str, Intermediates]] = field(default_factory=dict)
    timings: dict[str, Timing] = field(default_factory=dict)
    scorings: dict[str, Scoring] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.trust = self.source.trust

    def add(self, demand: Demand) -> None:
        match demand:
            case AsFast():
                self._time(demand)
            case Scored():
                self._score(demand)
            case Same() | Meets() if demand.case not in self.source.court.waived:
                self._compare(demand)

    def _compare(self, demand: Same | Meets) -> None:
        case = CASES[demand.case]
        own = self._runs_of(case)
        if not is_wrong(demand, own, self.source.court.sets):
            return
        if self.source.confirming:
            raise NotRight
        judged, layers = self._judged_runs(case)
        for beyond in demand.beyond:
            self._judged_runs(CASES[beyond.case])
        if not self.source.court.with_reference:
            return
        if isinstance(demand, Meets):
            return
        exams = self._exams(case, judged)
        names = {path: name for name, path in self.source.court.layout.modules.items()}
        trace = self.source.court.sets[0].trace(case, self.source.court.layout)
        self._look_between(case, exams, layers, trace)
        if apart := separate_layers(trace, case, names, wrong_in(exams)):
            self._look_between(case, self._exams(case, self._runs_of(case, apart)), apart, trace)
        if case.scalar in wrong_in(exams):  # else a wrong gradient belongs to no function
            for exam in exams:
                self._test_gradients(case, exam, layers)

    def _judged_runs(self, case: Case) -> tuple[list[Run], tuple[str, ...]]:
        """Return the runs by which a wrong case is judged, and the layers that they take from the reference."""
        own, court, layers = self._runs_of(case), self.source.court, case.reference_layers
        if court.with_reference and (self._has_run(case, layers) or self._needed(case, layers)):
            patched = self._runs_of(case, layers)
            differs = judged_on_reference(case, court.sets, own, patched)
            self.trust = self.trust.after_net(court.sets[0].trace(case, court.layout), differs)
            if differs:
                return patched, layers
        return own, ()

    def _has_run(self, case: Case, layers: tuple[str, ...]) -> bool:
        keys = [RunKey(case.name, fixtures.name, layers) for fixtures in self.source.court.sets]
        return bool(layers) and all(key in self.known.runs or key in self.runs for key in keys)

    def _exams(self, case: Case, runs: Sequence[Run]) -> list[Examination]:
        return [examine(case.name, s, run) for s, run in zip(self.source.court.sets, runs, strict=True)]

    def _runs_of(self, case: Case, layers: tuple[str, ...] = ()) -> list[Run]:
        return [self._run(case, fixtures, layers) for fixtures in self.source.court.sets]

    def _run(self, case: Case, fixtures: FixtureSet, layers: tuple[str, ...]) -> Run:
        key = RunKey(case.name, fixtures.name, layers)
        if known := self.known.runs.get(key) or self.runs.get(key):
            return known
        runner = self.source.runner if fixtures.reveal else self.source.hidden or self.source.runner
        stuck = self.trust.hangs(fixtures.trace(case, self.source.court.layout)) if not layers else None
        if stuck is not None:  # nobody waits for it in every net
            self.runs[key] = Run(failure=stuck)
        else:
            needed = self._needed(case, layers)
            self.runs[key] = self._run_at_pace(runner, case, fixtures.inputs(case), needed)
        return self.runs[key]

    def _run_at_pace(
        self, runner: ProbeRunner, case: Case, inputs: Mapping[str, np.ndarray], layers: tuple[str, ...]
    ) -> Run:
        """Run a case; one that may take long gets no longer than the pace of its functions justifies."""
        if case.pace is not None and self.source.court.with_reference and not self.source.confirming:
            first = CASES[case.pace.case]
            step = runner.run(first, first.draw_inputs(0), layers=layers)
            if step.failure is not None and step.failure.cause is Cause.TIMED_OUT:
                return Run(failure=step.failure)
            enough = max(ORDINARY_LIMIT, case.pace.times * step.cpu)
            case = replace(case, seconds=min(case.seconds, enough))
        return runner.run(case, inputs, layers=layers)

    def _needed(self, case: Case, layers: tuple[str, ...]) -> tuple[str, ...]:
        """Of reference layers, those that a run cannot do without."""
        if not layers:
            return ()
        besides = layers[len(case.reference_layers) :]
        return (*layers_needed(self.trust, case, self._runs_of(case), self.source.court), *besides)

    def _look_between(
        self, case: Case, exams: Sequence[Examination], layers: tuple[str, ...], trace: Trace
    ) -> None:
        """Find out which intermediate values are right in functions whose outputs are wrong on public inputs."""
        for exam in exams:
            key = RunKey(case.name, exam.fixtures.name, layers)
            known = exam.fixtures.intermediates.get(case.fixture, {}) if exam.fixtures.reveal else {}
            if self.source.variables is None or not known or key in self.known.intermediates:
                continue
            if exam.run.failure is not None and exam.run.failure.cause not in _LOOKED_INTO:
                continue
            self.intermediates[key] = {
                function: found_among(
                    self.source.variables.variables(
                        case, exam.fixtures.inputs(case), function, layers=self._needed(case, layers)
                    ),
                    known[function],
                )
                for function in {trace.at_fault(name) for name in exam.mismatches} & known.keys()
            }

    def _test_gradients(self, case: Case, exam: Examination, layers: tuple[str, ...]) -> None:
        key = RunKey(case.name, exam.fixtures.name, layers)
        if key in self.known.slopes or key in self.slopes:
            return
        expected = exam.fixtures.expected(case)
        found: dict[str, Slopes] = {}
        for answer, of in case.gradients.items():
            if answer in exam.mismatches and difference(exam.run.answers.get(answer), expected[answer]):
                slopes = self._slopes(case, exam, layers, answer, of)
                found |= {answer: slopes} if slopes else {}
        self.slopes[key] = found

    def _slopes(
        self, case: Case, exam: Examination, layers: tuple[str, ...], answer: str, of: str
    ) -> Slopes | None:
        """The slopes by an answer and by differences; None if they disagree or a run gives no number."""
        inputs, gradient = exam.fixtures.inputs(case), np.asarray(exam.run.answers[answer])
        runner = self.source.runner if exam.fixtures.reveal else self.source.hidden or self.source.runner
        layers = self._needed(case, layers)
        found = Slopes((), (), float(np.linalg.norm(gradient)))
        for direction in directions(inputs[of].shape):
            ends = [
                runner.run(case, {**inputs, of: inputs[of] + step * direction}, layers=layers)
                for step in (STEP, -STEP)
            ]
            up, down = (_number(run.answers.get(str(case.scalar))) for run in ends)
            if up is None or down is None:
                return None
            slopes = float(np.vdot(gradient, direction)), (up - down) / (2 * STEP)
            found = Slopes((*found.answered, slopes[0]), (*found.measured, slopes[1]), found.length)
            if not found.agree:
                return None
        return found

    def _time(self, demand: AsFast) -> None:
        work, reference = demand.test.work, self.source.reference
        if work in self.known.timings or reference is None:
            return
        try:
            speed = measure(demand.test, self.source.runner, reference, salt=self.source.court.sets[-1].id)
        except UnfitError as error:
            self.timings[work] = Timing(unfit=error.why)
        else:
            self.timings[work] = Timing(speed, speed.band.share)

    def _score(self, demand: Scored) -> None:
        if demand.case in self.known.scorings:
            return
        case, salt = CASES[demand.case], self.source.court.sets[-1].id
        inputs = demand.scorer.inputs(salt)
        if case.takes_checkpoint:
            inputs["checkpoint"] = np.frombuffer(self.source.checkpoint, np.uint8)
        run = self.source.runner.run(case, inputs)
        limited = self.source.limited or (run.failure is not None and run.failure.cause is Cause.TIMED_OUT)
        if run.failure is not None and not run.answers:
            self.scorings[case.name] = Scoring(_in_given_words(run.failure, case.says), limited=limited)
            return
        told = {answer for answer in run.answers.values() if isinstance(answer, str)}
        remarks = tuple(said for said in case.says if said in told)
        self.scorings[case.name] = Scoring(demand.scorer.score(run.answers, salt), remarks, limited)


def directions(shape: tuple[int, ...]) -> Iterator[np.ndarray]:
    """The directions of a gradient test for an input of this shape, each of length 1."""
    rng = np.random.default_rng(len(shape))
    for _ in range(DIRECTIONS):
        direction = rng.standard_normal(shape)
        yield direction / np.linalg.norm(direction)


def _in_given_words(failure: Failure, says: Sequence[str]) -> Failure:
    """Return the failure; if the probe has raised one of its listed sentences, only that sentence."""
    return Failure(Cause.NOTEBOOK, message=failure.message) if failure.message in says else failure


def _number(answer: Value) -> float | None:
    array = np.asarray(answer) if isinstance(answer, (np.ndarray, float, int)) else None
    if array is None or array.size != 1 or array.dtype.kind not in "fiu" or not np.isfinite(array).all():
        return None
    return float(array.reshape(-1)[0])
