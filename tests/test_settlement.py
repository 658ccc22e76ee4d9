"""Settlement: a mistake is charged once, excuses what was charged, is named over all checks; a slip of shape once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pytest

from assignment import ASSIGNMENT
from autograder.grading.charging import Place, Wrong, charge
from autograder.model.check import Check, load_code_checks
from autograder.model.finding import Follows, OwnGradient, RightBeyond, SameSlip
from autograder.model.verdict import Verdict
from tests.judging import SOURCES, frozen_sets, judged, losses, made

# All that the two-layer net builds on is judged: what follows from a part that is not judged costs nothing.
NUMBERS = {"1.1", "1.2", "1.3", "1.4", "1.5", "1.7", "1.15", "1.16"}
SETS = frozen_sets()
CHECKS = [check for check in load_code_checks(ASSIGNMENT) if check.number in NUMBERS]
LAYERS, NETS = "layers.py", "classifiers/fc_net.py"
HIDDEN = "hidden, hidden_cache = affine_relu_forward(X, W1, b1)\n"
RIGHT = frozenset({"layers.py:forward"})


def settled(*mistakes: str) -> dict[str, Verdict]:
    return judged(made(*mistakes), SETS, CHECKS)


def edited(*edits: tuple[str, str, str], checks: Sequence[Check] = CHECKS) -> dict[str, Verdict]:
    """The verdicts on the reference with texts replaced: the module, the old text and the new one."""
    sources = SOURCES
    for path, old, new in edits:
        assert old in sources[path]
        sources = {**sources, path: sources[path].replace(old, new)}
    return judged(sources, SETS, checks)


def reasons(verdicts: Mapping[str, Verdict], number: str) -> set[type]:
    return {type(finding.reason) for finding in verdicts[number].findings}


def names(verdicts: Mapping[str, Verdict]) -> set[str]:
    return {f.note.id for verdict in verdicts.values() for f in verdict.findings if f.note is not None}


def test_a_wrong_layer_is_charged_where_it_is_owned_and_excuses_the_net():
    verdicts = settled("affine_forward.no_bias")
    assert losses(verdicts) == {"1.1": 1.0}
    assert reasons(verdicts, "1.15") == {Follows}


def test_mistakes_in_two_functions_lose_what_both_cost():
    assert losses(settled("affine_forward.no_bias", "relu_backward.no_mask")) == {"1.1": 1.0, "1.4": 0.5}


def test_a_layer_that_is_wrong_only_as_the_net_calls_it_is_charged_there():
    # Softmax does not see what is added to all scores.
    verdicts = edited((LAYERS, "out = x_flat @ w + b", "out = x_flat @ w + b + (w.shape == (7, 6))"))
    assert losses(verdicts) == {"1.15": 0.5}


def test_a_gradient_of_the_own_loss_is_excused_where_the_loss_lost_points():
    # The cache is of the input that was used, so every gradient is right for this loss.
    doubled = "hidden, hidden_cache = affine_relu_forward(X if y is None else 2 * X, W1, b1)\n"
    verdicts = edited((NETS, HIDDEN, doubled))
    assert losses(verdicts) == {"1.16": 0.25}
    assert OwnGradient in reasons(verdicts, "1.16")


@pytest.mark.parametrize("cause", [Follows(("layers.py:forward",)), OwnGradient(), RightBeyond(("1",))])
def test_nothing_is_excused_by_what_lost_no_points(cause):
    wrong = Wrong(Place("2", 0), "dx", 1.0, RIGHT, cause, is_gradient=True)
    (alone,) = charge([wrong], RIGHT, frozenset({"1", "2"}))
    assert (alone.lost, alone.excuse) == (1.0, None)

    forward = Wrong(Place("1", 0), "out", 1.0, RIGHT)
    assert [one.lost for one in charge([forward, wrong], RIGHT, frozenset({"1", "2"}))] == [1.0, 0.0]


def test_a_wrong_gradient_of_a_layer_excuses_no_loss():
    gradient = (LAYERS, "    dx /= N\n", "    dx /= 2 * N\n")
    as_the_net_calls_it = (
        LAYERS,
        "    loss = -log_probs[rows, y].sum() / N",
        "    loss = -log_probs[rows, y].sum() / N + (N == 6 and x.max() < 50)",
    )
    assert losses(edited(gradient)) == {"1.5": 0.25}
    assert losses(edited(gradient, as_the_net_calls_it)) == {"1.5": 0.25, "1.16": 0.2}


def test_what_is_right_beyond_a_charged_mistake_costs_nothing():
    last = 'self.params[f"b{last}"])'
    halved = (NETS, last, 'self.params[f"b{last}"] / 2)')
    forgets = (NETS, "bn_param = self.bn_params[layer - 1]", "bn_param = dict(self.bn_params[layer - 1])")
    checks = [check for check in load_code_checks(ASSIGNMENT) if check.number in {"1.19", "2.18", "3.8"}]
    verdicts = edited(halved, checks=checks)
    assert losses(verdicts) == {"1.19": 1.0}
    assert reasons(verdicts, "2.18") == reasons(verdicts, "3.8") == {RightBeyond}
    state_lost = losses(edited(forgets, checks=checks))
    assert state_lost.keys() == {"2.18"}
    assert losses(edited(halved, forgets, checks=checks)) == {"1.19": 1.0, "2.18": 1.0}


FORWARD = "for layer in range(1, last):"
SLIPS = {
    "gammas of another layer": ('gamma = self.params[f"gamma{layer}"]', 'gamma = self.params["gamma1"]'),
    "no normalisation": ("self.normalization = normalization", "self.normalization = None"),
    "no gradient of gamma": ('grads[f"gamma{layer}"] = dgamma', 'grads[f"gamma{layer}"] = 0 * dgamma'),
}
NORMALISED = ("1.19", "1.20", "2.17", "2.18", "2.19", "2.20", "3.9", "3.11")


def lost_with(*edits: tuple[str, str, str]) -> dict[str, float]:
    checks = [check for check in load_code_checks(ASSIGNMENT) if check.number in NORMALISED]
    return losses(edited(*edits, checks=checks))


def test_layers_in_the_wrong_order_cost_nothing_with_normalisation_or_dropout():
    backwards = (NETS, FORWARD, "for layer in reversed(range(1, last)):")
    assert lost_with(backwards).keys() == {"1.19", "1.20"}


@pytest.mark.nightly
@pytest.mark.parametrize("slip", SLIPS)
def test_a_slip_with_normalisation_costs_beside_layers_in_the_wrong_order(slip):
    backwards = (NETS, FORWARD, "for layer in reversed(range(1, last)):")
    assert {"2.17", "2.19"} <= lost_with(backwards, (NETS, *SLIPS[slip])).keys()


def test_a_loss_and_gradients_of_the_own_scores_cost_nothing_where_the_scores_lost_points():
    doubled = (NETS, "hidden = X\n        hidden_caches", "hidden = 2 * X\n        hidden_caches")
    checks = [check for check in load_code_checks(ASSIGNMENT) if check.number in {"1.19", "1.20"}]
    assert losses(edited(doubled, checks=checks)) == {"1.19": 1.0}


def test_a_mistake_is_named_unless_an_answer_that_passes_contradicts_it():
    assert names(settled("TwoLayerNet.no_relu")) == {"TwoLayerNet.no_relu"}
    with_labels_only = HIDDEN + "        hidden = hidden if y is None else affine_forward(X, W1, b1)[0]\n"
    verdicts = edited((NETS, HIDDEN, with_labels_only))
    assert losses(verdicts).keys() == {"1.16"}
    assert names(verdicts) == set()


def test_a_needless_axis_costs_once():
    layer = (LAYERS, "    db = dout.sum(axis=0)\n", "    db = dout.sum(axis=0, keepdims=True)\n")
    net = (NETS, "return loss, grads", "return np.array([loss]), grads")
    verdicts = edited(layer, net)
    assert losses(verdicts) == {"1.2": 0.0625}
    assert reasons(verdicts, "1.16") == {SameSlip}
