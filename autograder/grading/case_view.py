"""The evidence on one case: whether each output is right, and if not, what may excuse it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import cast

import numpy as np

from autograder.grading.court import Court
from autograder.grading.examine import (
    Examination,
    examine,
    judged_on_reference,
    separate_layers,
    stops_on_reference,
    wrong_in,
)
from autograder.grading.recognise import Seen, Sight
from autograder.model.case import Case
from autograder.model.compare import ABSENT, Fault, difference
from autograder.model.evidence import Evidence, RunKey, Slopes
from autograder.model.failure import Cause
from autograder.model.intermediates import Intermediates
from autograder.model.run import Run
from autograder.model.trace import Trace
from autograder.store.fixture_set import FixtureSet

ALIKE = 0.5  # cosine between own and expected gradients: a smaller one means another function or a stub


@dataclass(frozen=True)
class CaseView:
    """A case, and its runs on each of the fixture sets.

    own: on the submission alone; patched: on the reference layers that the case names, if that was tried.
    on_reference: whether the case is judged by the latter.
    apart: with the reference in the place of the functions that were wrong first, `replaced`, if that was tried.
    slopes: of gradient tests, by fixture set.
    between: intermediate values by function, of the runs by which the case is judged, and of those apart.
    with_reference: whether anything could be tried with the reference.
    """

    case: Case
    trace: Trace
    sets: Sequence[FixtureSet]
    own: Sequence[Run]
    patched: Sequence[Run] | None
    on_reference: bool
    apart: Sequence[Run] | None
    replaced: frozenset[str]
    slopes: Sequence[Mapping[str, Slopes]]
    between: Sequence[Mapping[str, Intermediates]]
    with_reference: bool

    @classmethod
    def of(cls, case: Case, evidence: Evidence, court: Court) -> CaseView:
        """The view of a case whose evidence is complete."""
        sets, layout = court.sets, court.layout

        def runs(layers: tuple[str, ...]) -> list[Run] | None:
            found = [evidence.runs.get(RunKey(case.name, s.name, layers)) for s in sets]
            return None if None in found else cast(list[Run], found)

        trace = sets[0].trace(case, layout)
        own = runs(()) or []
        patched = runs(case.reference_layers) if case.reference_layers else None
        on_reference = patched is not None and judged_on_reference(case, sets, own, patched)
        layers = case.reference_layers if on_reference else ()
        judged = patched if patched and on_reference else own
        wrong = wrong_in([examine(case.name, s, run) for s, run in zip(sets, judged, strict=True)])
        names = {path: name for name, path in layout.modules.items()}
        separate = separate_layers(trace, case, names, wrong)
        apart = runs(separate) if separate else None
        if apart and stops_on_reference(judged, apart):
            apart = None
        slopes = [evidence.slopes.get(RunKey(case.name, s.name, layers), {}) for s in sets]
        replaced = trace.in_the_way(wrong)
        keys = (RunKey(case.name, sets[0].name, of) for of in (layers, separate))
        between = [evidence.intermediates.get(key, {}) for key in keys]
        return cls(
            *(case, trace, sets, own, patched, on_reference, apart, replaced, slopes, between),
            with_reference=court.with_reference,
        )

    @property
    def runs(self) -> Sequence[Run]:
        """The runs by which the case is judged."""
        return self.patched if self.patched and self.on_reference else self.own

    @cached_property
    def exams(self) -> list[Examination]:
        """The examinations of the runs by which the case is judged."""
        return self._examined(self.runs)

    @cached_property
    def wrong(self) -> frozenset[str]:
        """The answers that the submission's own code gets wrong."""
        return wrong_in(self._examined(self.own))

    @cached_property
    def follows(self) -> frozenset[str]:
        """The wrong answers that are right on reference layers."""
        return self.wrong - wrong_in(self._examined(self.patched)) if self.patched else frozenset()

    @cached_property
    def right_apart(self) -> frozenset[str]:
        """The wrong answers that are right if the reference's functions run before them."""
        return self._after & self.wrong - wrong_in(self._apart_exams)

    @property
    def importable(self) -> bool:
        """True if the case's modules can be imported."""
        return not any(run.failure is not None and run.failure.cause is Cause.IMPORT for run in self.own)

    def waits_for(self, name: str = "") -> tuple[str, ...]:
        """Functions that an answer, by default any, should not be judged before; only if there is no reference."""
        if self.with_reference:
            return ()
        before = sorted(self.replaced) if name in self._after else []
        return (*before, *self.layers_of(name))

    @cached_property
    def own_gradients(self) -> frozenset[str]:
        """The wrong answers that are gradients of the own scalar, if all are similar to the expected ones."""
        names = [name for name in self.case.gradients if name in self.wrong]
        numbers = range(len(self.sets))
        if not names or not all(self._is_alike(number) for number in numbers):
            return frozenset()
        return frozenset(name for name in names if all(self._is_own_gradient(i, name) for i in numbers))

    @cached_property
    def slips(self) -> frozenset[str]:
        """The wrong answers that are right up to axes of length 1."""
        return frozenset(
            name for name in self.wrong if all(self._is_slip(exam, name) for exam in self.exams_of(name))
        )

    @cached_property
    def sights(self) -> list[Sight]:
        """The answers as they are judged, for recognising mistakes, on each of the fixture sets."""
        return [
            Sight(
                self.case.fixture,
                self.trace,
                {name: _seen(exam, name) for name in exam.fixtures.expected(self.case)},
                {name: self.seen(number, name) for name in self._after if self.is_apart(name)},
                self.replaced,
            )
            for number, exam in enumerate(self.exams)
        ]

    def is_gradient(self, name: str) -> bool:
        """Return whether an output is the gradient of an input x: "dx", "dx of a second batch"."""
        kind, of = name[:1], name[1:].partition(" ")[0]
        return name in self.case.gradients or (kind == "d" and of in self.sets[0].inputs(self.case))

    def seen(self, number: int, name: str) -> Seen:
        """One answer on one fixture set; if it depends on wrong functions, as it is without them."""
        return _seen(self._exam_of(number, name), name)

    def layers_of(self, name: str = "") -> tuple[str, ...]:
        """Return the functions that an output, or the case, builds on; modules if one cannot be imported."""
        if not self.importable:
            return tuple(sorted(self.trace.replaced))
        return tuple(sorted(self.trace.layers.get(name, ()) if name else self.trace.built_on))

    def is_apart(self, name: str) -> bool:
        """Return whether an output is judged with the reference in place of the functions that were wrong first."""
        return self.apart is not None and name in self._after

    def exams_of(self, name: str) -> list[Examination]:
        """The examinations that describe an answer: those on its own layers if it is right on the reference's."""
        if name in self.follows | self.right_apart:
            return self._examined(self.own)
        return [self._exam_of(number, name) for number in range(len(self.sets))]

    def intermediates(self, name: str) -> Intermediates | None:
        """The intermediate values of the function that an output is blamed on, if they were looked for."""
        if name in self.follows | self.right_apart:
            return None
        return self.between[self.is_apart(name)].get(self.trace.at_fault(name))

    def _exam_of(self, number: int, name: str) -> Examination:
        return self._apart_exams[number] if self.is_apart(name) else self.exams[number]

    @cached_property
    def _apart_exams(self) -> list[Examination]:
        return self._examined(self.apart) if self.apart is not None else self.exams

    @cached_property
    def _after(self) -> frozenset[str]:
        """Return the outputs that are not blamed on the functions that were wrong first."""
        return frozenset(
            n for n, blamed in self.trace.blamed.items() if blamed and blamed.isdisjoint(self.replaced)
        )

    def _examined(self, runs: Sequence[Run]) -> list[Examination]:
        return [examine(self.case.name, s, run) for s, run in zip(self.sets, runs, strict=True)]

    def _is_own_gradient(self, number: int, name: str) -> bool:
        slopes = self.slopes[number].get(name)
        return name not in self.exams[number].mismatches or (slopes is not None and slopes.agree)

    def _is_alike(self, number: int) -> bool:
        """Return whether all gradients together point roughly in the expected direction."""
        exam, expected = self.exams[number], self.exams[number].fixtures.expected(self.case)
        pairs = [difference(exam.run.answers.get(n, ABSENT), expected[n]) for n in self.case.gradients]
        found = [pair for pair in pairs if pair is not None]
        together = sum(float(np.vdot(pair.got, pair.want)) for pair in found)
        lengths = [
            sum(float(np.vdot(a, a)) for a in arrays)
            for arrays in zip(*((p.got, p.want) for p in found), strict=True)
        ]
        return bool(found) and together >= ALIKE * float(np.sqrt(np.prod(lengths))) > 0

    def _is_slip(self, exam: Examination, name: str) -> bool:
        mismatch = exam.mismatches.get(name)
        if mismatch is None:
            return True
        expected, value = exam.fixtures.expected(self.case)[name], exam.run.answers.get(name)
        if mismatch.fault is not Fault.SHAPE or not isinstance(value, np.ndarray):
            return False
        squeezed = [n for n in value.shape if n != 1] == [n for n in expected.value.shape if n != 1]
        if not squeezed or not np.isfinite(value).all():
            return False
        error = np.abs(value.reshape(expected.value.shape) - expected.value)
        return bool(np.max(error, initial=0.0) <= expected.limit)


def _seen(exam: Examination, name: str) -> Seen:
    return Seen(exam.run.answers.get(name, ABSENT), exam.mismatches.get(name), exam.run.failure)
