"""Question 3's checks on the reference, on right variants and on a handful of mistakes, judged in this process."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from assignment import ASSIGNMENT
from autograder.feedback.finding_text import sentence_of
from autograder.model.check import code_checks, load_checks, total
from autograder.model.mutants import load_catalogue
from autograder.store.fixture_set import FixtureSet
from graders.q3 import dropout_draw_rules, dropout_net_rules, dropout_rules
from tests.judging import SOURCES, judged, losses

CHECKS = code_checks(load_checks(ASSIGNMENT)["Q3"])
MISTAKES = {mistake.id: mistake for mistake in load_catalogue(ASSIGNMENT.mistakes)}
NET = "classifiers/fc_net.py"


@pytest.fixture(scope="module")
def sets() -> list[FixtureSet]:
    return [FixtureSet(ASSIGNMENT.fixtures / name) for name in ("public", "hidden")]


def made(mistake: str) -> dict[str, str]:
    return MISTAKES[mistake].applied(SOURCES)


def test_the_reference_earns_every_point(sets):
    verdicts = judged(SOURCES, sets, CHECKS)
    assert losses(verdicts) == {}
    assert sum(verdict.earned for verdict in verdicts.values()) == pytest.approx(9)
    assert total(CHECKS) == pytest.approx(9)
    assert not any(verdict.findings for verdict in verdicts.values())


@pytest.mark.parametrize(
    "variant",
    [
        "dropout_forward.as_binomial",
        "dropout_forward.as_choice",
        "dropout_forward.as_own_generator",
        "dropout_forward.as_python_random",
        "dropout_forward.as_boolean_mask",
        "dropout_forward.as_mask_for_cache",
        "dropout_forward.as_float32_mask",
        "FullyConnectedNet.as_dropout_before_relu",
        "FullyConnectedNet.as_dropout_keep_ratio",
    ],
)
def test_another_way_to_draw_or_to_keep_the_mask_loses_nothing(variant, sets):
    assert losses(judged(made(variant), sets, CHECKS)) == {}


@pytest.mark.parametrize(
    ("mistake", "lost"),
    [
        ("dropout_forward.not_scaled", {"3.1": 1.5}),
        ("dropout_forward.scaled_by_actual_share", {"3.1": 1.5}),
        ("dropout_forward.p_is_drop_probability", {"3.1": 1.5}),
        ("dropout_forward.keeps_with_drop_rate", {"3.2": 1.0}),
        ("dropout_forward.normal_draws", {"3.2": 1.0}),
        ("dropout_forward.p_ignored", {"3.2": 1.0}),
        (
            "dropout_forward.all_dropped",
            {"3.1": 1.5, "3.2": 1.0, "3.3": 1.0, "3.4": 0.75, "3.6": 1.0, "3.7": 0.4},
        ),
        ("dropout_forward.one_mask_for_all_samples", {"3.3": 1.0}),
        ("dropout_forward.one_draw_per_sample", {"3.3": 1.0}),
        ("dropout_forward.shared_draws", {"3.3": 0.7}),
        ("dropout_forward.fixed_count", {"3.3": 0.3}),
        ("dropout_forward.seed_ignored", {"3.4": 0.25}),
        ("dropout_forward.seed_zero_ignored", {"3.4": 0.05}),
        ("dropout_forward.always_reseeded", {"3.4": 0.45}),
        ("dropout_forward.drops_in_testing", {"3.5": 0.6}),
        ("dropout_backward.scaled_in_testing", {"3.5": 0.4}),
        ("dropout_backward.scaled_twice", {"3.6": 1.0}),
        ("dropout_backward.other_mask", {"3.6": 1.0}),
        ("dropout_forward.mask_in_param", {"3.6": 0.2}),
        ("dropout_forward.changes_x", {"3.7": 0.15}),
        ("dropout_forward.float64", {"3.7": 0.25}),
        ("FullyConnectedNet.stays_in_training", {"3.8": 0.5}),
        ("FullyConnectedNet.scores_dropped", {"3.9": 0.75}),
        ("FullyConnectedNet.layer_without_dropout", {"3.9": 0.75}),
        ("FullyConnectedNet.no_mask_backward", {"3.10": 0.5}),
        ("FullyConnectedNet.other_p", {"3.10": 0.5}),
        ("FullyConnectedNet.seed_ignored", {"3.11": 0.25}),
    ],
)
def test_a_mistake_costs_what_it_is_worth_and_is_named(mistake, lost, sets):
    verdicts = judged(made(mistake), sets, CHECKS)
    assert losses(verdicts) == lost
    named = {f.mistake for number in lost for f in verdicts[number].findings} - {""}
    assert {MISTAKES[name].hint for name in named} == {MISTAKES[mistake].hint}


def test_a_wrong_layer_costs_no_point_of_the_network(sets):
    verdicts = judged(made("dropout_forward.p_is_drop_probability"), sets, CHECKS)
    assert set(losses(verdicts)) == {"3.1"}
    assert "with the reference's version it is right" in sentence_of(verdicts["3.10"].findings[0])


def test_what_is_wrong_without_dropout_too_costs_nothing_here(sets):
    """The network with dropout is held against the same network without, not against the reference's."""
    sources = dict(SOURCES)
    path = "classifiers/fc_net.py"
    right = 'dhidden, grads[f"W{last}"], grads[f"b{last}"] = affine_backward(dscores, scores_cache)'
    sources[path] = sources[path].replace(right, right.replace("(dscores,", "(3 * dscores,"))
    assert sources != SOURCES
    assert losses(judged(sources, sets, CHECKS)) == {}


@pytest.mark.parametrize(
    ("old", "new", "lost"),
    [
        (
            "relu_forward(out)\n",
            "relu_forward(out)\n        out = relu_cache if self.use_dropout else out\n",
            {"3.10": 0.5},
        ),
        (
            "return loss, grads\n        # END SOLUTION\n\n    # BEGIN",
            "return np.array([loss]), grads\n\n    # BEGIN",
            {"3.10": 0.025},
        ),
    ],
    ids=["no ReLU where there is dropout", "a loss of one axis"],
)
def test_a_slip_of_the_network_costs_in_one_check(old, new, lost, sets):
    sources = SOURCES | {NET: SOURCES[NET].replace(old, new)}
    assert sources != SOURCES
    assert losses(judged(sources, sets, CHECKS)) == lost


def test_code_that_answers_nothing_earns_nothing(sets):
    sources = dict(SOURCES)
    for path in ("layers.py", "classifiers/fc_net.py"):
        sources[path] = ""
    assert sum(verdict.earned for verdict in judged(sources, sets, CHECKS).values()) == 0


def names_in(module) -> Iterator[str]:
    """The mistakes that a module of rules can name, by the calls that make its complaints."""
    prefixes = {
        "complaint": "dropout_forward",
        "_back": "dropout_backward",
        "_complaint": "FullyConnectedNet",
    }
    for node in ast.walk(ast.parse(Path(module.__file__).read_text())):
        match node:
            case ast.Call(func=ast.Name(id=made_by), args=[ast.Constant(value=str(mistake)), *_]) if mistake:
                if made_by in prefixes:
                    yield f"{prefixes[made_by]}.{mistake}"


def test_every_mistake_that_a_rule_names_is_in_the_catalogue():
    modules = (dropout_rules, dropout_draw_rules, dropout_net_rules)
    named = {name for module in modules for name in names_in(module)}
    tables = (*dropout_rules.KNOWN_SCALES, *dropout_rules.KNOWN_SHARES)
    named |= {f"dropout_forward.{mistake}" for mistake, *_ in tables}
    assert len(named) > 30
    assert named <= set(MISTAKES)
