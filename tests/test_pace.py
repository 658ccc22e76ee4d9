"""The grader waits once for code that hangs: slow code first gets a tiny input, and nets skip a layer that hangs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

import numpy as np
import pytest

from assignment import ASSIGNMENT, PACKAGE
from autograder.execution.time_budget import ORDINARY_LIMIT
from autograder.grading.court import Court
from autograder.grading.gather import Source, gather
from autograder.grading.layer_trust import LayerTrust
from autograder.model.case import Case
from autograder.model.check import Check, load_checks
from autograder.model.evidence import Evidence
from autograder.model.failure import Cause, Failure
from autograder.model.library import Library
from autograder.model.run import LocalRunner, Run
from tests.judging import SOURCES, frozen_sets

STOPPED = Failure(Cause.TIMED_OUT, message="10 seconds")
COURT = Court(frozen_sets(), PACKAGE)
CHECKS = {check.number: check for checks in load_checks(ASSIGNMENT).values() for check in checks}


@dataclass
class Asked:
    """The reference with a clock: `hung` cases have to be stopped on layers of the submission's own.

    cpu: seconds that every run takes; seconds: the limit of each case that was run on these.
    """

    runner: LocalRunner
    hung: frozenset[str] = frozenset()
    cpu: float = 0.0
    seconds: dict[str, float] = field(default_factory=dict)

    def run(self, case: Case, inputs: Mapping[str, np.ndarray], *, layers: tuple[str, ...] = ()) -> Run:
        """As the protocol says."""
        if not layers:
            self.seconds[case.name] = case.seconds
            if case.name in self.hung:
                return Run(failure=STOPPED)
        return replace(self.runner.run(case, inputs, layers=layers), cpu=self.cpu)


@pytest.fixture
def reference():
    with Library(PACKAGE, SOURCES, "submission") as library:
        yield LocalRunner(library, library)


def gathered(check: Check, runner: Asked, trust: LayerTrust | None = None) -> Evidence:
    return gather(check.demands, Source(COURT, runner, trust=trust or LayerTrust()), Evidence())


def test_if_hardly_any_work_is_never_done_nothing_else_is_run(reference):
    asked = Asked(reference, frozenset({"conv_step"}))
    evidence = gathered(CHECKS["4.1"], asked)
    assert set(asked.seconds) == {"conv_step"}
    assert {run.failure for key, run in evidence.runs.items() if not key.layers} == {STOPPED}


@pytest.mark.parametrize(("cpu", "limit"), [(0.0, ORDINARY_LIMIT), (0.005, 50.0), (1.0, 120.0)])
def test_else_a_case_may_take_as_long_as_its_functions_are_slow(reference, cpu, limit):
    asked = Asked(reference, cpu=cpu)
    gathered(CHECKS["4.1"], asked)
    assert asked.seconds["conv_plain"] == pytest.approx(limit)


def test_a_net_does_not_wait_for_a_layer_that_hangs(reference):
    asked = Asked(reference, frozenset({"affine_rows", "affine_images", "affine_single"}))
    evidence = gathered(CHECKS["1.1"], asked)
    trust = LayerTrust().after(CHECKS["1.1"], evidence, COURT)
    assert trust.hung == {"layers.py:affine_forward": STOPPED}
    asked = Asked(reference)
    evidence = gathered(CHECKS["1.15"], asked, trust)
    own = {key.case for key, run in evidence.runs.items() if not key.layers and run.failure is STOPPED}
    on_reference = {key.case for key, run in evidence.runs.items() if key.layers and run.failure is None}
    assert own == on_reference == {"two_layer_scores"}
