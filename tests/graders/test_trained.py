"""What notebooks have trained is measured, and nothing that they say of it is believed."""

from __future__ import annotations

from collections.abc import Iterator
from types import ModuleType, SimpleNamespace

import numpy as np
import pytest

from assignment import ASSIGNMENT, PACKAGE
from autograder.grading.court import Court
from autograder.grading.gather import Source, gather
from autograder.grading.settlement import settle
from autograder.model.accuracy_score import AccuracyScore
from autograder.model.case import run_probe
from autograder.model.check import code_checks, load_checks
from autograder.model.demand import Scored
from autograder.model.evidence import Evidence, Scoring
from autograder.model.finding import BuiltOn
from autograder.model.library import Library
from autograder.model.run import LocalRunner
from autograder.model.statement import Statement
from graders.hooks.at_its_best import keep_nets
from tests.judging import SOURCES, frozen_sets, made

CHECKS = load_checks(ASSIGNMENT)["Q1"]
IMAGES, LABELS = np.random.default_rng(0).standard_normal((50, 3, 8, 8)), np.arange(50) % 10
PRETENDER = """
import numpy as np
class FullyConnectedNet:
    params = {"W1": 0, "W2": 0, "W3": 0}
    def loss(self, X, y=None):
        return np.eye(10)[np.arange(len(X)) % 10]
"""


@pytest.fixture(scope="module")
def package() -> Iterator[Library]:
    with Library(PACKAGE, SOURCES, "trained") as library:
        library["fc_net"], library["data_utils"], library["optim"]
        keep_nets(library["solver"].Solver)
        yield library


def learnt_by_heart(package: Library, **names: object) -> list[float]:
    notebook = ModuleType("notebook")
    vars(notebook).update(names)
    modules = {"fc_notebook": notebook, "fc_net": package["fc_net"], "solver": package["solver"]}
    answers = [answer for part in run_probe("three_layers_overfit", modules, {}) for answer in part.values()]
    return [answer for answer in answers if answer is not None]


def solver(package: Library, model: object, **options: object) -> SimpleNamespace:
    data = {"X_train": IMAGES, "y_train": LABELS, "X_val": IMAGES[:10], "y_val": LABELS[::-1][:10]}
    return package["solver"].Solver(model, data, verbose=False, batch_size=25, **options)


def net(package: Library) -> SimpleNamespace:
    np.random.seed(0)
    return package["fc_net"].FullyConnectedNet([60, 60], input_dim=192, weight_scale=0.1)


def test_a_net_is_asked_as_it_was_when_it_did_best(package):
    """The Solver itself ends with the parameters that did best on other images, which need not be those."""
    used = solver(package, net(package), update_rule="adam", num_epochs=30)
    used.train()
    assert max(used.train_acc_history) == 1.0
    used.model.params = {name: np.zeros_like(w) for name, w in used.model.params.items()}
    assert learnt_by_heart(package, solver=used) == [1.0]


def test_what_a_solver_says_of_its_accuracy_is_not_believed(package):
    used = solver(package, net(package))
    used.train_acc_history = [1.0]
    (reached,) = learnt_by_heart(package, solver=used)
    assert reached < 0.5


def test_a_net_that_fails_costs_nothing_beside_another(package):
    broken = solver(package, net(package))
    broken.model.params["W1"] = np.zeros((1, 1))
    assert len(learnt_by_heart(package, a=broken, b=solver(package, net(package)))) == 1


def test_nets_and_solvers_of_other_classes_are_not_asked(package):
    pretended = {}
    exec(PRETENDER, pretended)
    other = pretended["FullyConnectedNet"]()
    said = SimpleNamespace(model=net(package), train_acc_history=[1.0], X_train=IMAGES, y_train=LABELS)
    assert learnt_by_heart(package, a=solver(package, other), b=said) == []
    assert learnt_by_heart(package, a=solver(package, net(package))) != []


@pytest.mark.parametrize(
    ("mistakes", "share"), [((), 0.0), (("affine_forward.no_bias",), 0.05), (("TwoLayerNet.no_relu",), 0.05)]
)
def test_what_was_trained_earns_no_higher_a_share_than_its_code(mistakes, share):
    code = code_checks(CHECKS)
    trained = next(
        check
        for check in CHECKS
        for demand in check.demands
        if isinstance(demand, Scored) and demand.case == "two_layer_trained"
    )
    court = Court(frozen_sets(), PACKAGE)
    with Library(PACKAGE, SOURCES, "right") as right, Library(PACKAGE, made(*mistakes), "wrong") as wrong:
        demands = [demand for check in code for demand in check.demands]
        evidence = gather(demands, Source(court, LocalRunner(wrong, right)), Evidence())
    perfect = Scoring(AccuracyScore(1.0, Statement("all are right"), 1.0))
    evidence = evidence.and_(Evidence(scorings={"two_layer_trained": perfect}))
    verdict = settle(evidence, [*code, trained], court)[trained.number]
    lost = 1 - verdict.earned / verdict.at_stake
    assert lost == 0 if not share else share < lost < 1
    assert [type(finding.reason) for finding in verdict.findings] == [BuiltOn] * bool(share)
