"""Cases of ThreeLayerConvNet, and the rules for how it starts."""

from __future__ import annotations

import numpy as np

from autograder.model import rules
from autograder.model.case import case, drawn_by
from graders.counted import from_one
from graders.nets import REFERENCE_LAYERS, install, row

PARAMETERS = ("W1", "b1", "W2", "b2", "W3", "b3")
GRADIENTS = {f"d{name}": name for name in PARAMETERS}


def conv_net(cnn, images, W1, b1, W2, b2, W3, b3, **options):
    """A student's net that computes in float64 on `images` and has the given parameters."""
    model = cnn.ThreeLayerConvNet(
        input_dim=images.shape[1:],
        num_filters=W1.shape[0],
        filter_size=W1.shape[2],
        hidden_dim=W2.shape[1],
        num_classes=W3.shape[1],
        dtype=np.float64,
        **options,
    )
    return install(model, {"W1": W1, "b1": b1, "W2": W2, "b2": b2, "W3": W3, "b3": b3})


def scores_loss_gradients(model, X, y):
    yield {"scores": model.loss(X.copy())}
    loss, grads = model.loss(X.copy(), y)
    yield {"loss": loss, **{f"d{name}": grads.get(name) for name in PARAMETERS}}


@case(
    inputs=drawn_by("graders.q4.inputs:conv_net"),
    reference_layers=REFERENCE_LAYERS,
    scalar="loss",
    gradients=GRADIENTS,
)
def conv_net_plain(cnn, X, y, **params):
    model = conv_net(cnn, X, **params)
    yield from scores_loss_gradients(model, X, y)
    yield {"loss again": model.loss(X, y)[0]}
    yield {"dW1 of a second batch": model.loss(-X, 0 * y)[1].get("W1")}


@case(
    inputs=drawn_by("graders.q4.inputs:oblong_conv_net"),
    reference_layers=REFERENCE_LAYERS,
    scalar="loss",
    gradients=GRADIENTS,
)
def conv_net_oblong(cnn, X, y, **params):
    yield from scores_loss_gradients(conv_net(cnn, X, **params), X, y)


@case(inputs=drawn_by("graders.q4.inputs:oblong_conv_net"), reference_layers=REFERENCE_LAYERS)
def conv_net_oblong_start(cnn, X, y, W1, W2, **params):
    model = cnn.ThreeLayerConvNet(X.shape[1:], num_filters=W1.shape[0], filter_size=W1.shape[2])
    yield {"number of rows of W2": len(from_one(model).params["W2"])}


@case(inputs=drawn_by("graders.q4.inputs:conv_net", reg=0.7), reference_layers=REFERENCE_LAYERS)
def conv_net_penalty(cnn, X, y, reg, **params):
    """Yield what regularisation adds, so that other errors cancel; a missing gradient counts as 0."""
    plain_loss, plain = loss_and_gradients(conv_net(cnn, X, **params), X, y)
    loss, regularised = loss_and_gradients(conv_net(cnn, X, **params, reg=reg), X, y)
    yield {"added loss": loss - plain_loss}
    yield {f"added d{name}": regularised[name] - plain[name] for name in PARAMETERS}


def loss_and_gradients(model, X, y):
    loss, grads = model.loss(X.copy(), y)
    return loss, {name: grads.get(name, np.zeros_like(model.params[name])) for name in PARAMETERS}


@case(inputs=drawn_by("graders.q4.inputs:conv_net_sizes"), reference_layers=REFERENCE_LAYERS, frozen=False)
def conv_net_start(cnn, f, h, c, channels, image, filter, std):
    model = cnn.ThreeLayerConvNet(
        (channels, image, image), f, filter, h, c, weight_scale=std, dtype=np.float64
    )
    yield {name: row(model.params.get(name)) for name in PARAMETERS}
    yield {"names": " ".join(map(str, model.params))}


def starts_well(inputs, answers):
    """The rule for conv_net_start."""
    names = ("f", "h", "c", "channels", "image", "filter")
    f, h, c, channels, image, filter_size = (int(inputs[name]) for name in names)
    std = float(inputs["std"])
    weights = [
        rules.normal(answers, "W1", (f, channels, filter_size, filter_size), std),
        rules.normal(answers, "W2", (f * (image // 2) ** 2, h), std),
        rules.normal(answers, "W3", (h, c), std),
    ]
    rules.independent("W1", weights[0], "W2", weights[1])
    rules.independent("W2", weights[1], "W3", weights[2])
    for name, length in (("b1", f), ("b2", h), ("b3", c)):
        rules.constant(answers, name, (length,), 0.0)
    rules.named(answers, "names", "params", PARAMETERS)


@case(inputs=drawn_by("graders.q4.inputs:conv_net_sizes"), reference_layers=REFERENCE_LAYERS, frozen=False)
def conv_net_float32(cnn, f, h, c, channels, image, filter, std):
    model = from_one(cnn.ThreeLayerConvNet((channels, image, image), f, filter, h, c, dtype=np.float32))
    yield {name: model.params.get(name) for name in PARAMETERS}


def stays_float32(inputs, answers):
    """The rule for conv_net_float32."""
    rules.dtype(answers, PARAMETERS, "float32")
