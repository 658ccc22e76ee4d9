"""Cases of question 2: fully-connected nets with normalisation."""

from __future__ import annotations

from autograder.model import rules
from autograder.model.case import case, drawn_by
from autograder.model.complaint import Complaint
from graders.counted import from_one
from graders.nets import REFERENCE_LAYERS, fully_connected, row
from graders.q2.dropout import dropout_answers

KINDS = ("batchnorm", "layernorm")


# A bias before batch normalisation has no effect, so its gradient is 0 and tells nothing.
WEIGHTS = ("W1", "W2", "W3")
GAINS = [f"{kind}{layer}" for layer in (1, 2) for kind in ("gamma", "beta")]
BATCHNORM_GRADIENTS = {f"d{name}": name for name in ["W1", "W2", "W3", *GAINS]}
LAYERNORM_GRADIENTS = BATCHNORM_GRADIENTS | {f"db{layer}": f"b{layer}" for layer in (1, 2)}


@case(
    inputs=drawn_by("graders.q2.inputs:widths"),
    reference_layers=REFERENCE_LAYERS,
    frozen=False,
)
def normalized_start(fc_net, widths):
    d, *hidden, c = widths.tolist()
    params = {
        kind: from_one(
            fc_net.FullyConnectedNet(list(hidden), input_dim=d, num_classes=c, normalization=kind)
        ).params
        for kind in (*KINDS, None)
    }
    for kind in KINDS:
        yield {f"{name} with {kind}": row(params[kind].get(name)) for name in GAINS}
        yield {f"added with {kind}": " ".join(sorted(map(str, set(params[kind]) - set(params[None]))))}
        yield {f"gone with {kind}": " ".join(sorted(map(str, set(params[None]) - set(params[kind]))))}


def normalized_starts_well(inputs, answers):
    for kind in KINDS:
        for name in GAINS:
            shape = (int(inputs["widths"][int(name[-1])]),)
            rules.constant(answers, f"{name} with {kind}", shape, float(name.startswith("gamma")))
        more = set(str(answers.get(f"added with {kind}")).split()) - set(GAINS)
        if more & {"gamma3", "beta3"}:
            raise Complaint(
                "with {kind}, there is a gamma or beta for the last layer",
                mistake="FullyConnectedNet.gamma_for_last_layer",
                kind=kind,
            )
        if more:
            raise Complaint(
                "with {kind}, params should hold gamma and beta of each hidden layer and nothing else",
                kind=kind,
            )
        if str(answers.get(f"gone with {kind}", "")):
            raise Complaint(
                "with {kind}, params lacks weights or biases that it holds without {kind}",
                mistake="FullyConnectedNet.no_biases_with_batchnorm",
                kind=kind,
            )


def plain_answers(fc_net, X, y, params):
    """Compare with the same net without normalisation, whose own mistakes are not charged to normalisation."""
    plain = {name: value for name, value in params.items() if name not in GAINS}
    loss, grads = fully_connected(fc_net, plain).loss(X, y)
    yield {"plain loss": loss, **{f"plain d{name}": grads.get(name) for name in plain}}


@case(
    inputs=drawn_by("graders.q2.inputs:alike_off_kinks"),
    reference_layers=REFERENCE_LAYERS,
    scalar="loss",
    gradients=BATCHNORM_GRADIENTS,
)
def batchnorm_net(fc_net, X, y, **params):
    loss, grads = fully_connected(fc_net, params, normalization="batchnorm").loss(X, y)
    yield {"loss": loss, **{answer: grads.get(name) for answer, name in BATCHNORM_GRADIENTS.items()}}
    plain = list(plain_answers(fc_net, X, y, params))
    # Update rules need these, though they are 0; those missing without normalisation, too, are charged elsewhere.
    yield {"biases without a gradient": len(missing_biases(grads, plain))}
    yield from plain


def missing_biases(grads, plain):
    return [n for n in ("b1", "b2", "b3") if grads.get(n) is None and plain[0][f"plain d{n}"] is not None]


@case(inputs=drawn_by("graders.q2.inputs:alike_batches"), reference_layers=REFERENCE_LAYERS)
def batchnorm_net_state(fc_net, X, Xs, y, **params):
    model = fully_connected(fc_net, params, normalization="batchnorm")
    for batch in Xs:
        model.loss(batch, y)
    yield {"scores": model.loss(X)}
    yield {"scores of one sample": model.loss(X[:1])}
    yield {"loss after scoring": model.loss(X, y)[0]}


@case(
    inputs=drawn_by("graders.q2.inputs:layernorm_net_off_kinks"),
    reference_layers=REFERENCE_LAYERS,
    scalar="loss",
    gradients=LAYERNORM_GRADIENTS,
)
def layernorm_net(fc_net, X, y, **params):
    model = fully_connected(fc_net, params, normalization="layernorm")
    yield {"scores": model.loss(X)}
    loss, grads = model.loss(X, y)
    yield {"loss": loss, **{answer: grads.get(name) for answer, name in LAYERNORM_GRADIENTS.items()}}
    yield from plain_answers(fc_net, X, y, params)


def minus(a, b):
    """a - b, or None if a gradient is missing."""
    return None if a is None or b is None else a - b


@case(inputs=drawn_by("graders.q2.inputs:layernorm_net", reg=0.7), reference_layers=REFERENCE_LAYERS)
def normalized_penalty(fc_net, X, y, reg, **params):
    def penalty(scale):
        """Return what regularisation adds to loss and gradients, with gammas and betas multiplied by `scale`."""
        scaled = {name: value * scale if name in GAINS else value for name, value in params.items()}
        nets = (fully_connected(fc_net, scaled, normalization="layernorm", reg=r) for r in (reg, 0.0))
        (loss, grads), (plain_loss, plain_grads) = (net.loss(X, y) for net in nets)
        return loss - plain_loss, {name: minus(grads.get(name), plain_grads.get(name)) for name in GAINS}

    added, added_gradients = penalty(1.0)
    yield {"added loss": added}  # of the weights: the scale of what should be 0 below
    yield {"loss added for gammas and betas": penalty(2.0)[0] - added}
    yield {f"added d{name}": added_gradients[name] for name in GAINS}


@case(inputs=drawn_by("graders.q2.inputs:alike", reg=0.7), reference_layers=REFERENCE_LAYERS)
def normalized_weight_penalty(fc_net, X, y, reg, **params):
    """Yield what regularisation adds beyond its part without normalisation: a penalty that is wrong there cancels."""

    def penalty(params, normalization=None):
        nets = (fully_connected(fc_net, params, normalization=normalization, reg=r) for r in (reg, 0.0))
        (loss, grads), (plain_loss, plain_grads) = (net.loss(X, y) for net in nets)
        return loss - plain_loss, {name: minus(grads.get(name), plain_grads.get(name)) for name in WEIGHTS}

    loss, gradients = penalty({name: value for name, value in params.items() if name not in GAINS})
    yield {"added loss": loss}  # the scale of what should be 0 below
    gains_off = {name: value * 0.0 if name in GAINS else value for name, value in params.items()}
    for kind in KINDS:
        more_loss, more = penalty(gains_off, kind)
        yield {f"more loss with {kind}": more_loss - loss}
        yield {f"more d{name} with {kind}": minus(more[name], gradients[name]) for name in WEIGHTS}


@case(inputs=drawn_by("graders.q2.inputs:net_with_dropout"), reference_layers=REFERENCE_LAYERS, frozen=False)
def batchnorm_dropout(fc_net, **inputs):
    yield from dropout_answers(fc_net, "batchnorm", **inputs)


@case(inputs=drawn_by("graders.q2.inputs:net_with_dropout"), reference_layers=REFERENCE_LAYERS, frozen=False)
def layernorm_dropout(fc_net, **inputs):
    yield from dropout_answers(fc_net, "layernorm", **inputs)
