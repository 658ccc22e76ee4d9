"""Question 3's cases of fully-connected nets with dropout, and their rules."""

from __future__ import annotations

import numpy as np

from autograder.model import rules
from autograder.model.case import case, drawn_by
from autograder.model.complaint import Complaint
from autograder.model.demand import Beyond
from graders.nets import ALMOST_ALL, REFERENCE_LAYERS, as_number, fully_connected, install, with_dropout
from graders.q3 import dropout_net_rules, dropout_rules

WEIGHTS = ("W1", "W2", "W3")


@case(inputs=drawn_by("graders.q3.inputs:positive_net", width=9), reference_layers=REFERENCE_LAYERS)
def dropout_net_scores(fc_net, X, y, p, seed, **params):
    yield from scores_answers(fc_net, X, y, p, params)


@case(
    inputs=drawn_by("graders.q3.inputs:positive_net", even=True),
    reference_layers=REFERENCE_LAYERS,
    frozen=False,
)
def dropout_net_scores_even(fc_net, X, y, p, seed, **params):
    yield from scores_answers(fc_net, X, y, p, params)


def scores_answers(fc_net, X, y, p, params):
    """Scores of a net with dropout, and of the same without, which should be equal and depend on the weights."""
    model = with_dropout(fc_net, params, p)
    yield {"scores": model.loss(X)}
    model.loss(X, y)
    yield {"scores after training": model.loss(X)}
    yield {"scores without dropout": fully_connected(fc_net, params).loss(X)}
    for name in WEIGHTS:
        doubled = {**params, name: 2 * params[name]}
        yield {f"scores without dropout, {name} doubled": fully_connected(fc_net, doubled).loss(X)}


def scores_as_without(inputs, answers):
    """Complain unless the scores equal those of the submission's net without dropout, and depend on its weights."""
    shape = 1, len(inputs["b3"])
    plain = rules.array(answers, "scores without dropout", shape)
    doubled = [rules.array(answers, f"scores without dropout, {name} doubled", shape) for name in WEIGHTS]
    if any(np.array_equal(plain, other) for other in doubled) or not all(
        dropout_rules.close(rules.array(answers, name, shape), plain)
        for name in ("scores", "scores after training")
    ):
        raise Complaint("dropout changes the scores")


PLAIN = ("1.19", "1.20")  # the checks of plain nets
AS_WITHOUT = Beyond(PLAIN, "dropout_net_scores", scores_as_without)
AS_WITHOUT_EVEN = Beyond(PLAIN, "dropout_net_scores_even", scores_as_without)


@case(inputs=drawn_by("graders.q3.inputs:positive_net"), frozen=False, reference_layers=REFERENCE_LAYERS)
def dropout_net_thinned(fc_net, X, y, p, seed, **params):
    yield from thinned_answers(fc_net, X, y, p, params)


@case(
    inputs=drawn_by("graders.q3.inputs:positive_net", hidden_layers=1),
    frozen=False,
    reference_layers=REFERENCE_LAYERS,
)
def dropout_one_layer_thinned(fc_net, X, y, p, seed, **params):
    yield from thinned_answers(fc_net, X, y, p, params)


def thinned_answers(fc_net, X, y, p, params):
    """Loss and gradients with dropout, and of plain nets without the units that it dropped."""
    model = with_dropout(fc_net, params, p)
    model.loss(X)
    loss, grads = model.loss(X, y)
    yield {"loss": as_number(loss), **{f"d{name}": grads.get(name) for name in params}}
    thinned = {
        name: value * dropout_net_rules.row_factors(grads[name], p) if name[0] == "W" else value
        for name, value in params.items()
    }
    loss, grads = fully_connected(fc_net, thinned).loss(X, y)
    yield {"thinned loss": as_number(loss), **{f"thinned d{name}": grads.get(name) for name in params}}
    for sign in (1, -1):
        moved = {name: value + sign * dropout_net_rules.STEP for name, value in thinned.items()}
        yield {f"thinned loss {sign:+}": as_number(fully_connected(fc_net, moved).loss(X, y)[0])}
    yield {"loss again": as_number(model.loss(X, y)[0])}
    mixed = {name: value - value.mean() if name[0] == "W" else value for name, value in params.items()}
    whole, hardly_any = fully_connected(fc_net, mixed), with_dropout(fc_net, mixed, ALMOST_ALL)
    for which, net in (("without dropout", whole), ("with hardly any dropout", hardly_any)):
        loss, grads = net.loss(X, y)
        yield {f"loss of units of both signs {which}": as_number(loss)}
        yield {
            f"d{name} of units of both signs {which}": grads.get(name) for name in params if name[0] == "W"
        }


def weights_of(inputs):
    return [inputs[name] for name in WEIGHTS if name in inputs]


def where_due(inputs, answers):
    dropout_net_rules.dropped_where_due(answers, weights_of(inputs))


def as_thinned(inputs, answers):
    dropout_net_rules.as_thinned(answers, weights_of(inputs), float(inputs["p"]))


WHERE_DUE = Beyond(PLAIN, "dropout_one_layer_thinned", where_due)
AS_THINNED = Beyond(PLAIN, "dropout_one_layer_thinned", as_thinned)


@case(inputs=drawn_by("graders.q3.inputs:positive_net", width=9, reg=0.7), reference_layers=REFERENCE_LAYERS)
def dropout_net_penalty(fc_net, X, y, p, seed, reg, W3, b3, **params):
    """Yield what regularisation adds beyond its part without dropout; the last layer is 0, so no mask matters."""
    params |= {"W3": 0 * W3, "b3": 0 * b3}

    def penalty(keep):
        (loss, grads), (plain_loss, plain_grads) = (
            with_dropout(fc_net, params, keep, reg=r).loss(X, y) for r in (reg, 0.0)
        )
        return {"loss": loss - plain_loss} | {f"d{n}": grads[n] - plain_grads[n] for n in ("W1", "W2")}

    added = penalty(1)
    yield {"added loss": added["loss"]}  # the scale of what should be 0 below
    yield {f"more {name}": more - added[name] for name, more in penalty(p).items()}


@case(inputs=drawn_by("graders.q3.inputs:positive_scores"), frozen=False, reference_layers=REFERENCE_LAYERS)
def dropout_net_seed(fc_net, X, y, p, seed, **params):
    yield from seed_answers(fc_net, X, y, p, seed, params)


@case(
    inputs=drawn_by("graders.q3.inputs:positive_scores", hidden_layers=1),
    frozen=False,
    reference_layers=REFERENCE_LAYERS,
)
def dropout_one_layer_seed(fc_net, X, y, p, seed, **params):
    yield from seed_answers(fc_net, X, y, p, seed, params)


def seed_answers(fc_net, X, y, p, seed, params):
    """Losses of two calls each: with a seed, without one, and without dropout."""
    for name, keep, net_seed in (("seeded", p, seed), ("unseeded", p, None), ("whole", 1, None)):
        model = with_dropout(fc_net, params, keep, seed=net_seed)
        yield {f"{name} loss": as_number(model.loss(X, y)[0])}
        yield {f"{name} loss again": as_number(install(model, params).loss(X, y)[0])}
    yield {"loss of other labels": as_number(with_dropout(fc_net, params, 1).loss(X, y % 3 + 1)[0])}


def repeats_only_with_seed(inputs, answers):
    seeded, unseeded, whole = (
        [float(rules.array(answers, f"{name} {which}", ())) for which in ("loss", "loss again")]
        for name in ("seeded", "unseeded", "whole")
    )
    if whole[0] == float(rules.array(answers, "loss of other labels", ())):
        raise Complaint("the loss is the same for other labels")
    dropout_net_rules.repeats_only_with_seed(seeded, unseeded, whole[0])


REPEATS = Beyond(PLAIN, "dropout_one_layer_seed", repeats_only_with_seed)
