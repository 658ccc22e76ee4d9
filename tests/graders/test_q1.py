"""Question 1's checks on the reference, on right variants and on a handful of mistakes, judged in this process."""

from __future__ import annotations

import re

import numpy as np
import pytest

from assignment import ASSIGNMENT
from autograder.model.case import CASES
from autograder.model.check import code_checks, load_checks, total
from autograder.model.draw import Draw
from tests.judging import SOURCES, frozen_sets, judged, losses, made

CHECKS = code_checks(load_checks(ASSIGNMENT)["Q1"])
NETS = {f"1.{number}" for number in range(14, 24)}


@pytest.fixture(scope="module")
def sets():
    return frozen_sets()


@pytest.fixture(scope="module")
def verdicts_of(sets):
    return lambda sources: judged(sources, sets, CHECKS)


def test_the_reference_earns_every_point(verdicts_of):
    verdicts = verdicts_of(SOURCES)
    assert losses(verdicts) == {}
    assert sum(verdict.earned for verdict in verdicts.values()) == pytest.approx(16)
    assert total(CHECKS) == pytest.approx(16)
    assert not any(verdict.findings for verdict in verdicts.values())


@pytest.mark.parametrize(
    "variants",
    [
        ["affine_forward.loops", "affine_backward.by_sample", "softmax_loss.loops", "svm_loss.loops"],
        ["affine_forward.einsum", "affine_backward.einsum", "TwoLayerNet.einsum", "FullyConnectedNet.einsum"],
        ["sgd.in_place", "sgd_momentum.in_place", "rmsprop.in_place", "adam.in_place"],
        ["adam.folded_corrections", "FullyConnectedNet.loops", "TwoLayerNet.penalty_by_norm"],
        ["FullyConnectedNet.cast_after_copy", "FullyConnectedNet.large_draws", "TwoLayerNet.generator"],
        ["TwoLayerNet.own_layers", "FullyConnectedNet.loss_in_python", "layers.print_left_in"],
    ],
)
def test_other_right_ways_earn_every_point(variants, verdicts_of):
    assert losses(verdicts_of(made(*variants))) == {}


@pytest.mark.parametrize(
    ("mistake", "lost"),
    [
        ("affine_forward.no_bias", {"1.1": 1}),
        ("affine_forward.only_2d", {"1.1": 0.55, "1.8": 0.1}),
        ("relu_backward.in_place", {"1.8": 0.05}),
        ("relu_forward.upcast", {"1.9": 0.125}),
        ("softmax_loss.no_shift", {"1.5": 0.2}),
        ("sgd_momentum.fixed_momentum", {"1.11": 0.4}),
        ("rmsprop.epsilon_inside", {"1.12": 0.1}),
        ("adam.epsilon_before_correction", {"1.13": 0.1}),
        ("FullyConnectedNet.relu_on_scores", {"1.19": 1}),
        ("FullyConnectedNet.penalty_without_half", {"1.21": 0.2}),
        ("FullyConnectedNet.x_not_cast", {"1.22": 0.05}),
        ("FullyConnectedNet.gradients_pile_up", {"1.23": 0.5}),
    ],
)
def test_a_mistake_costs_what_it_is_worth(mistake, lost, verdicts_of):
    assert losses(verdicts_of(made(mistake))) == lost


@pytest.mark.parametrize("mistake", ["affine_backward.db_averaged", "adam.late_t", "TwoLayerNet.no_relu"])
def test_a_mistake_is_named_once_in_its_check(mistake, verdicts_of):
    verdicts = verdicts_of(made(mistake))
    (number,) = losses(verdicts)
    assert {finding.mistake for finding in verdicts[number].findings if finding.lost} == {mistake}


def test_layers_that_cannot_be_imported_cost_no_net(verdicts_of):
    lost = losses(verdicts_of(made("layers.syntax_error")))
    assert set(lost) == {"1.1", "1.2", "1.3", "1.4", "1.5", "1.6", "1.8", "1.9"}


def test_wrong_layers_and_a_wrong_net_cost_each_its_own(verdicts_of):
    sources = made("affine_forward.no_bias", "relu_backward.no_mask", "TwoLayerNet.relu_on_scores")
    assert losses(verdicts_of(sources)) == {"1.1": 1, "1.4": 0.5, "1.8": 0.05, "1.15": 0.5}


def unwritten(text):
    """The module as handed out: every function of it answers None, or a pair of nothings."""
    return re.sub(
        r"(?m)^( +)return (.+)$",
        lambda m: f"{m[1]}return {', '.join(['None'] * (m[2].count(',') + 1))}",
        text,
    )


def test_unwritten_functions_earn_nothing(verdicts_of):
    empty = {path: unwritten(text) for path, text in SOURCES.items()}
    verdicts = verdicts_of(empty)
    starts = {"1.14", "1.18", "1.22"}  # nets may start as they should before they compute anything
    assert sum(verdict.earned for number, verdict in verdicts.items() if number not in starts) == 0


def test_a_net_may_draw_as_it_likes(verdicts_of):
    """Training is on frozen batches, whatever the net has drawn before."""
    sources = dict(SOURCES)
    sources["classifiers/fc_net.py"] = sources["classifiers/fc_net.py"].replace(
        "        X = X.astype(self.dtype)\n", "        X = X.astype(self.dtype)\n        np.random.rand(7)\n"
    )
    assert sources != SOURCES
    assert losses(verdicts_of(sources)) == {}


@pytest.mark.parametrize(
    "name", ["gradients_5", "fully_connected_penalty", "training", "two_layer_gradients"]
)
def test_hidden_units_stay_away_from_their_kink(name):
    for seed in range(20):
        drawn = CASES[name].inputs(Draw(seed))
        hidden = drawn["X"].reshape(len(drawn["X"]), -1)
        for layer in range(1, sum(key[0] == "W" for key in drawn)):
            before = hidden @ drawn[f"W{layer}"] + drawn[f"b{layer}"]
            assert np.abs(before).min() > 1e-3
            hidden = np.maximum(before, 0)


@pytest.mark.parametrize("name", ["rmsprop_from_rest", "adam_from_rest", "rmsprop_given", "adam_given"])
def test_no_gradient_is_so_small_that_a_default_epsilon_shows(name):
    for seed in range(20):
        assert np.abs(CASES[name].inputs(Draw(seed))["dws"]).min() > 10


@pytest.mark.parametrize(
    "counted", [("__init__",), ("__init__", "loss", "_hidden_forward", "_hidden_backward")]
)
def test_a_net_that_counts_from_zero_loses_that_where_it_starts(counted, sets):
    text = SOURCES["classifiers/fc_net.py"]
    start = text.index("class FullyConnectedNet")
    head, *methods = text[start:].split("\n    def ")
    renamed = [
        re.sub(r'"([Wb])\{(layer|last)\}"', r'"\1{\2 - 1}"', method)
        if method.partition("(")[0] in counted
        else method
        for method in methods
    ]
    sources = {**SOURCES, "classifiers/fc_net.py": text[:start] + "\n    def ".join([head, *renamed])}
    asked = [check for check in CHECKS if check.number in {"1.18", "1.19", "1.21", "1.22", "1.23"}]
    assert losses(judged(sources, sets, asked)) == {"1.18": 0.75}
