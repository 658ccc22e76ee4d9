"""A training that a limit of the grader's has ended is not measured: what is missing is held, and not lost."""

from __future__ import annotations

from dataclasses import replace

import pytest

from assignment import ASSIGNMENT, PACKAGE
from autograder.feedback.check_text import message_of
from autograder.grading.check_grading import scored
from autograder.grading.court import Court
from autograder.grading.pipeline import Order, grade
from autograder.grading.results_file import to_gradescope
from autograder.grading.settlement import settle
from autograder.model.accuracy_score import AccuracyScore
from autograder.model.check import load_checks
from autograder.model.evidence import Evidence, Scoring
from autograder.model.failure import Cause, Failure
from autograder.model.results import Status
from autograder.model.statement import Statement
from autograder.submission import take_in
from tests.judging import frozen_sets
from tests.notebooks.conftest import RunCells
from tests.notebooks.small import dropout_notebook

OWN_NET = next(check for check in load_checks(ASSIGNMENT)["Q5"] if check.number == "5.6").on("pytorch")
HALF = AccuracyScore(0.4, Statement("40 % of the way"), 0.5)
NO_NET = Failure(Cause.NOTEBOOK, message="there is no net")
EPOCHS = """
from types import SimpleNamespace
import numpy as np
from cs231n.solver import Solver
net = SimpleNamespace(params={"w": np.zeros(1)})
net.loss = lambda X, y=None: np.zeros((len(X), 10)) if y is None else (0.0, {"w": np.ones(1)})
data = {f"{name}_{part}": np.zeros(50_000, int) for name in "Xy" for part in ("train", "val")}
Solver(net, data, num_epochs=40, batch_size=10_000, verbose=False).train()
"""
LOOP = "w = 0.0\nwhile w < 1e300:\n    w = w + 1e-9"
LARGE = "import numpy as np\nhidden = [np.zeros((20_000, 20_000)) for _ in range(3)]"


@pytest.mark.parametrize(
    ("cell", "limited"),
    [(EPOCHS, True), (LOOP, True), (LARGE, True), (EPOCHS.replace("=40", "=2"), False), ("1 / 0", False)],
    ids=["more epochs", "a loop of one's own", "too large", "in time", "an error"],
)
def test_a_kernel_tells_that_a_limit_has_ended_a_training(
    run_cells: RunCells, cell: str, limited: bool
) -> None:
    assert run_cells(cell, seconds=3.0).executed.limited is limited


@pytest.mark.parametrize(("outcome", "earned"), [(HALF, 1.0), (NO_NET, 0.0)])
def test_what_a_limit_has_ended_keeps_what_it_has_reached_and_the_rest_is_held(
    outcome: AccuracyScore | Failure, earned: float
) -> None:
    court = Court(frozen_sets(), PACKAGE)
    lost, held = (
        scored(OWN_NET, settle(Evidence(scorings={"pytorch_own": one}), [OWN_NET], court)["5.6"])
        for one in (Scoring(outcome), Scoring(outcome, limited=True))
    )
    assert (lost.score, held.score) == (earned, earned)
    assert (lost.status, held.status) == (Status.FAILED, Status.NOT_MEASURED)
    assert held.verdict is not None
    assert held.verdict.held == 2.5 - earned
    assert f"{2.5 - earned:.3g} of the missing points are held" in message_of(held)
    assert "held" not in message_of(lost)


def test_what_has_reached_the_target_is_measured() -> None:
    perfect = Scoring(AccuracyScore(1.0, Statement("all are right"), 1.0), limited=True)
    verdict = settle(Evidence(scorings={"pytorch_own": perfect}), [OWN_NET], Court(frozen_sets(), PACKAGE))
    assert scored(OWN_NET, verdict["5.6"]).status is Status.PASSED


@pytest.mark.nightly(days=7)
def test_a_network_that_learns_too_slowly_for_the_budget_is_held_with_a_review_flag() -> None:
    slow = dropout_notebook().replace(b"num_epochs=4", b"num_epochs=400").replace(b"1e-3", b"1e-7")
    solved = take_in(PACKAGE, ASSIGNMENT.solution)
    submission = replace(solved, notebooks={"Dropout.ipynb": slow})
    results = grade(ASSIGNMENT, Order(submission, ("Q3",)), lambda _: None)
    (check,) = [check for check in results.checks if check.number == "3.12"]
    assert (check.status, check.score < check.max_score) == (Status.NOT_MEASURED, True)
    document = to_gradescope(results)
    (flag,) = document["extra_data"]["review_flags"]
    assert flag.startswith("check 3.12")
