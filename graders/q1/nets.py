"""Question 1's cases for TwoLayerNet and FullyConnectedNet."""

from __future__ import annotations

from itertools import pairwise

import numpy as np

from autograder.model import rules
from autograder.model.case import case, drawn_by
from autograder.model.complaint import Complaint
from autograder.model.demand import Beyond
from graders.counted import from_one
from graders.nets import REFERENCE_LAYERS, fully_connected, install, params_of, row

# ---- how nets start -------------------------------------------------------------------------------------------


def starting_parameters(model, layers):
    params = params_of(model)
    yield {name: row(params.get(name)) for name in layers}
    yield {"names": " ".join(map(str, params))}


def parameters_start_well(answers, widths, std):
    """Rules for the weights and biases of a net with these widths from input to scores."""
    names = [f"{kind}{layer}" for layer in range(1, len(widths)) for kind in "Wb"]
    rules.named(answers, "names", "params", names)
    weights = {}
    for layer, shape in enumerate(pairwise(widths), start=1):
        weights[f"W{layer}"] = rules.normal(answers, f"W{layer}", shape, std)
        rules.constant(answers, f"b{layer}", shape[1:], 0.0)
    for first, second in pairwise(weights):
        rules.independent(first, weights[first], second, weights[second])


@case(inputs=drawn_by("graders.q1.inputs:widths"), reference_layers=REFERENCE_LAYERS, frozen=False)
def two_layer_start(fc_net, d, h, c, std):
    model = fc_net.TwoLayerNet(input_dim=d, hidden_dim=h, num_classes=c, weight_scale=std)
    yield from starting_parameters(model, ["W1", "b1", "W2", "b2"])


def two_layer_starts_well(inputs, answers):
    d, h, c = (int(inputs[name]) for name in "dhc")
    parameters_start_well(answers, [d, h, c], float(inputs["std"]))


def hidden_widths(h):
    """Of three hidden layers: with fewer, a layer in the middle has the first or the last one for a neighbour."""
    return [h, h - 20, h - 35]


@case(inputs=drawn_by("graders.q1.inputs:widths"), reference_layers=REFERENCE_LAYERS, frozen=False)
def fully_connected_start(fc_net, d, h, c, std):
    model = fc_net.FullyConnectedNet(
        hidden_widths(h), input_dim=d, num_classes=c, weight_scale=std, dtype=np.float64
    )
    yield from starting_parameters(model, [f"{kind}{layer}" for layer in range(1, 5) for kind in "Wb"])


def fully_connected_starts_well(inputs, answers):
    d, h, c = (int(inputs[name]) for name in "dhc")
    parameters_start_well(answers, [d, *hidden_widths(h), c], float(inputs["std"]))


# ---- what nets compute: scores, loss and gradients, penalty ------------------------------------------------------


def loss_and_gradients(model, X, y, params):
    loss, grads = model.loss(X, y)
    yield {"loss": loss, **{f"d{name}": grads.get(name) for name in params}}


def gradient_of_a_second_batch(model, X, y):
    """The gradient of W1 for another batch: nothing of the first one, kept in the model, may be in it.

    All its samples are of class 0, which is a label as any other.
    """
    _, grads = model.loss(-X, 0 * y)
    yield {"dW1 of a second batch": grads.get("W1")}


def penalty(plain, regularised, X, y, names):
    """Return what regularisation adds to the loss and to the gradients, so that other errors cancel."""
    loss, grads = plain.loss(X, y)
    reg_loss, reg_grads = regularised.loss(X, y)
    yield {"added loss": reg_loss - loss}
    for name in names:
        yield {f"added d{name}": reg_grads[name] - grads[name]}


def gradients_of_depth(hidden_layers):
    return {f"d{kind}{n}": f"{kind}{n}" for n in range(1, hidden_layers + 2) for kind in "Wb"}


def of_depth(hidden_layers, **more):
    return drawn_by("graders.net_inputs:fully_connected", hidden_layers=hidden_layers, **more)


def two_layer(fc_net, W1, b1, W2, b2, reg=0.0):
    model = fc_net.TwoLayerNet(
        input_dim=W1.shape[0], hidden_dim=W1.shape[1], num_classes=W2.shape[1], reg=reg
    )
    return install(model, {"W1": W1, "b1": b1, "W2": W2, "b2": b2})


@case(inputs=of_depth(1), reference_layers=REFERENCE_LAYERS)
def two_layer_scores(fc_net, X, y, **params):
    yield {"scores": two_layer(fc_net, **params).loss(X)}


@case(inputs=of_depth(1), reference_layers=REFERENCE_LAYERS, scalar="loss", gradients=gradients_of_depth(1))
def two_layer_gradients(fc_net, X, y, **params):
    model = two_layer(fc_net, **params)
    yield from loss_and_gradients(model, X, y, params)
    yield from gradient_of_a_second_batch(model, X, y)


@case(inputs=of_depth(1, reg=0.7), reference_layers=REFERENCE_LAYERS)
def two_layer_penalty(fc_net, X, y, reg, **params):
    plain, regularised = two_layer(fc_net, **params), two_layer(fc_net, **params, reg=reg)
    yield from penalty(plain, regularised, X, y, params)


@case(inputs=of_depth(1), reference_layers=REFERENCE_LAYERS)
def scores_1(fc_net, X, y, **params):
    yield {"scores": fully_connected(fc_net, params).loss(X)}


@case(inputs=of_depth(2), reference_layers=REFERENCE_LAYERS)
def scores_2(fc_net, X, y, **params):
    yield {"scores": fully_connected(fc_net, params).loss(X)}


@case(inputs=of_depth(5), reference_layers=REFERENCE_LAYERS)
def scores_5(fc_net, X, y, **params):
    yield {"scores": fully_connected(fc_net, params).loss(X)}


@case(inputs=of_depth(1), reference_layers=REFERENCE_LAYERS, scalar="loss", gradients=gradients_of_depth(1))
def gradients_1(fc_net, X, y, **params):
    yield from loss_and_gradients(fully_connected(fc_net, params), X, y, params)


@case(inputs=of_depth(2), reference_layers=REFERENCE_LAYERS, scalar="loss", gradients=gradients_of_depth(2))
def gradients_2(fc_net, X, y, **params):
    yield from loss_and_gradients(fully_connected(fc_net, params), X, y, params)


@case(inputs=of_depth(5), reference_layers=REFERENCE_LAYERS, scalar="loss", gradients=gradients_of_depth(5))
def gradients_5(fc_net, X, y, **params):
    model = fully_connected(fc_net, params)
    yield from loss_and_gradients(model, X, y, params)
    yield {"loss of a second call": model.loss(X, y)[0]}
    yield from gradient_of_a_second_batch(model, X, y)


@case(inputs=of_depth(3, reg=0.7), reference_layers=REFERENCE_LAYERS)
def fully_connected_penalty(fc_net, X, y, reg, **params):
    plain, regularised = fully_connected(fc_net, params), fully_connected(fc_net, params, reg=reg)
    yield from penalty(plain, regularised, X, y, params)


# ---- dtype ----------------------------------------------------------------------------------------------------


def scores_in(dtype, fc_net, X, params):
    typed = {name: value.astype(dtype) for name, value in params.items()}
    yield {"scores": fully_connected(fc_net, typed, dtype=dtype).loss(X)}


@case(inputs=drawn_by("graders.q1.inputs:rounding"), reference_layers=REFERENCE_LAYERS)
def float32_scores(fc_net, X, **params):
    yield from scores_in(np.float32, fc_net, X, params)


@case(inputs=drawn_by("graders.q1.inputs:rounding"), reference_layers=REFERENCE_LAYERS)
def float64_scores(fc_net, X, **params):
    yield from scores_in(np.float64, fc_net, X, params)


@case(inputs=drawn_by("graders.q1.inputs:rounding"), reference_layers=REFERENCE_LAYERS, frozen=False)
def parameter_dtypes(fc_net, X, **params):
    for dtype in (np.float32, np.float64):
        model = from_one(fc_net.FullyConnectedNet([6], input_dim=7, num_classes=6, dtype=dtype))
        yield {f"{name} of a {dtype.__name__} net": model.params.get(name) for name in params}


def parameters_keep_dtype(inputs, answers):
    for dtype in ("float32", "float64"):
        rules.dtype(answers, [f"{name} of a {dtype} net" for name in ("W1", "b1", "W2", "b2")], dtype)


# ---- all together ---------------------------------------------------------------------------------------------

UPDATES = 8
LEARNT = 0.9  # of the loss at the start


@case(
    inputs=drawn_by("graders.net_inputs:fully_connected", hidden_layers=2, samples=12),
    reference_layers=(*REFERENCE_LAYERS, "optim"),
)
def training(optim, fc_net, X, y, **params):
    """Train as Solver does, but without random batches: a net's own draws must not decide its training data."""
    model = fully_connected(fc_net, params)
    configs = {name: {"learning_rate": 0.05} for name in params}
    yield {"scores at the start": model.loss(X)}
    for update in range(UPDATES):
        loss, grads = model.loss(X, y)
        if update == 0:
            yield {"loss at the start": loss}
        for name, w in list(model.params.items()):
            model.params[name], configs[name] = optim.sgd_momentum(w, grads[name], configs[name])
    yield {"scores after training": model.loss(X)}


def learns(inputs, answers):
    """Complain unless training makes the loss of its own scores much smaller."""
    y = inputs["y"]
    shape = len(y), len(inputs["b3"])
    start, end = (
        _cross_entropy(rules.array(answers, f"scores {when}", shape), y)
        for when in ("at the start", "after training")
    )
    if not end < LEARNT * start:
        raise Complaint("training does not lower the loss")


def _cross_entropy(scores, y):
    return float(np.mean(np.logaddexp.reduce(scores, axis=1) - scores[np.arange(len(y)), y]))


LEARNING = Beyond(("1.19", "1.20"), "training", learns)
