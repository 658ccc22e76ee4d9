"""Question 2's checks on the reference, on right variants and on a handful of mistakes, judged in this process."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import numpy as np
import pytest

from assignment import ASSIGNMENT
from autograder.feedback.finding_text import hint_of, sentence_of
from autograder.model.check import code_checks, load_checks, total
from autograder.model.mutants import Mutant, load_catalogue
from autograder.model.verdict import Verdict
from autograder.store.fixture_set import FixtureSet
from graders.counting import Counter
from tests.judging import SOURCES, judged, losses

CHECKS = code_checks(load_checks(ASSIGNMENT)["Q2"])
MISTAKES = {mistake.id: mistake for mistake in load_catalogue(ASSIGNMENT.mistakes)}
NETS = {"2.16", "2.17", "2.18", "2.19", "2.20", "2.21", "2.22"}

pytestmark = pytest.mark.filterwarnings("ignore:.*:RuntimeWarning")  # what mistakes compute may be 0 / 0


@pytest.fixture(scope="module")
def sets() -> list[FixtureSet]:
    return [FixtureSet(ASSIGNMENT.fixtures / name) for name in ("public", "hidden")]


def told(verdicts: Mapping[str, Verdict]) -> Iterator[str]:
    for verdict in verdicts.values():
        yield from (f"{sentence_of(f)} {hint_of(f)}" for f in verdict.findings if f.lost)


def made(*mistakes: str) -> dict[str, str]:
    sources = SOURCES
    for mistake in mistakes:
        sources = MISTAKES[mistake].applied(sources)
    return sources


def test_the_reference_earns_every_point(sets):
    verdicts = judged(SOURCES, sets, CHECKS)
    assert losses(verdicts) == {}
    assert total(CHECKS) == pytest.approx(28)
    assert sum(verdict.at_stake for verdict in verdicts.values()) == pytest.approx(28)
    assert not any(verdict.findings for verdict in verdicts.values())


@pytest.mark.parametrize(
    "variant",
    [
        "batchnorm_forward.difference_of_moments",
        "batchnorm_forward.row_statistics",
        "batchnorm_forward.running_in_place",
        "batchnorm_forward.dictionary_cache",
        "batchnorm_backward.loops",
        "batchnorm_backward_alt.long_closed_form",
        "layernorm_forward.by_transposed_batchnorm",
        "FullyConnectedNet.row_gamma",
        "FullyConnectedNet.sandwich",
        "FullyConnectedNet.as_dropout_keep_ratio",
    ],
)
def test_right_variants_keep_every_point(variant, sets):
    verdicts = judged(made(variant), sets, CHECKS)
    assert losses(verdicts) == {}
    assert not any(verdict.findings for verdict in verdicts.values())


@pytest.mark.parametrize(
    ("mistake", "lost", "words"),
    [
        ("batchnorm_forward.ddof", {"2.1": 3.0}, "divide by N"),
        ("batchnorm_forward.running_variance_unbiased", {"2.2": 1.0}, "biased"),
        ("batchnorm_forward.momentum_hard_coded", {"2.3": 0.5}, "take it from bn_param"),
        ("batchnorm_forward.test_minus_beta", {"2.4": 2.0}, "beta is subtracted"),
        ("batchnorm_forward.test_updates", {"2.5": 0.5}, "only training should change them"),
        ("batchnorm_forward.eps_outside", {"2.6": 0.4}, "inside the square root"),
        (
            "batchnorm_backward.dbeta_keeps_axes",
            {"2.7": 0.1875},
            "should have (",
        ),
        ("batchnorm_backward_alt.calls_the_other", {"2.10": 0.25}, "calls batchnorm_backward"),
        ("layernorm_backward.over_the_batch", {"2.12": 2.0}, "over the features"),
        ("FullyConnectedNet.gamma_scalar", {"2.16": 0.75}, "should have ("),
        ("FullyConnectedNet.shared_state", {"2.18": 0.75}, "give every layer its own"),
        ("FullyConnectedNet.layernorm_is_batchnorm", {"2.19": 1.0}, "batchnorm"),
        ("FullyConnectedNet.norm_regularised", {"2.20": 0.28}, "weights W alone"),
        ("FullyConnectedNet.dropout_not_passed_back", {"2.21": 0.25, "2.22": 0.25}, "does not fit the loss"),
    ],
)
def test_a_mistake_costs_its_own_check_and_is_told(mistake, lost, words, sets):
    verdicts = judged(made(mistake), sets, CHECKS)
    assert losses(verdicts) == pytest.approx(lost)
    assert any(words in sentence for sentence in told(verdicts))


def test_a_wrong_layer_costs_no_point_of_the_nets(sets):
    """Also one that no catalogue knows."""
    unheard_of = Mutant(
        id="layernorm_forward.stretched",
        target="layers.py:layernorm_forward",
        swaps=(("out = gamma * x_hat + beta", "out = 1.3 * gamma * x_hat + beta"),),
        hint="",
    )
    verdicts = judged(unheard_of.applied(SOURCES), sets, CHECKS)
    assert losses(verdicts).keys() == {"2.11"}
    assert "with the reference's version it is right" in sentence_of(verdicts["2.19"].findings[0])


def test_a_wrong_layer_does_not_hide_a_wrong_net(sets):
    verdicts = judged(
        made("layernorm_forward.ddof", "FullyConnectedNet.layernorm_in_training_only"), sets, CHECKS
    )
    assert losses(verdicts) == pytest.approx({"2.11": 2.5, "2.19": 0.2})


def test_a_wrong_default_epsilon_costs_the_check_on_epsilon_alone(sets):
    """Also one that no catalogue knows."""
    wrong_default = Mutant(
        id="batchnorm_forward.eps_default",
        target="layers.py:batchnorm_forward",
        swaps=(('bn_param.get("eps", 1e-5)', 'bn_param.get("eps", 3e-6)'),),
        hint="",
    )
    assert losses(judged(wrong_default.applied(SOURCES), sets, CHECKS)) == {"2.6": 0.05}


def test_layers_that_do_nothing_earn_nothing(sets):
    """As they are handed out: they return None for every result."""
    sources = SOURCES
    for name, results in (
        ("batchnorm_forward", "None, None"),
        ("batchnorm_backward", "None, None, None"),
        ("batchnorm_backward_alt", "None, None, None"),
        ("layernorm_forward", "None, None"),
        ("layernorm_backward", "None, None, None"),
    ):
        code = f"def {name}(*arguments):\n    return {results}"
        sources = Mutant(id="", target=f"layers.py:{name}", code=code, hint="").applied(sources)
    assert sum(v.earned for number, v in judged(sources, sets, CHECKS).items() if number not in NETS) == 0


def test_an_absent_net_earns_nothing(sets):
    sources = {**SOURCES, "classifiers/fc_net.py": ""}
    assert sum(v.earned for number, v in judged(sources, sets, CHECKS).items() if number in NETS) == 0


def test_work_is_counted_by_numbers_not_by_calls():
    def work(compute) -> float:
        counter = Counter()
        compute(counter.watch(np.arange(12.0).reshape(3, 4)))
        return counter.work

    def by_columns(x):
        for column in range(4):
            x[:, column] * 2

    def in_place(x):
        x += 1

    assert work(lambda x: x * 2) == 12
    assert work(lambda x: (x * 2).sum(axis=0)) == 24
    assert work(lambda x: x.T[1:]) == 0
    assert work(by_columns) == 12
    assert work(in_place) == 12
