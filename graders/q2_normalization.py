"""Question 2, code: batch and layer normalisation, and nets with them. 28 points."""

from __future__ import annotations

import numpy as np
from gradescope_utils.autograder_utils.decorators import number, tags, weight

from autograder import rules
from autograder.case import case
from graders.counting import Counter
from graders.q2.dropout import combines
from graders.q2.nets import BATCHNORM_GRADIENTS, GAINS, LAYERNORM_GRADIENTS, normalized_starts_well
from graders.q2.shapes import row

# Features this wide hide a default epsilon in the last digits. What is wrong with epsilon costs points where an
# epsilon is given or a variance is 0, and nowhere else.
WIDE = 1e6


def features_inputs(draw, width=WIDE, offset=1.0):
    """x (N, D), features of different mean and spread; offset: their means in units of their spread."""
    n, d = draw.sizes(2, 5, 9)
    spread = width * draw.uniform(d, low=0.5, high=1.5)
    return {
        "x": spread * (draw.normal(n, d) + draw.off_zero(d) * offset),
        "gamma": draw.off_zero(d, gap=0.4),
        "beta": draw.normal(d, mean=0.5),
        "dout": draw.gradient(n, d),
    }


def large_offset_inputs(draw):
    """Features a thousand times farther from 0 than they are wide; a variance by E[x^2] - E[x]^2 bears it."""
    return features_inputs(draw, offset=1000.0)


def eps_inputs(draw):
    """Features so narrow that the epsilon given, an unusual one, decides."""
    return features_inputs(draw, width=1.0) | {"eps": 0.3}


def given_statistics(draw, inputs):
    """Running statistics that are far from those of the batch."""
    x = inputs["x"]
    return inputs | {
        "running_mean": x.mean(axis=0) + x.std(axis=0) * draw.off_zero(x.shape[1], gap=0.5),
        "running_var": x.var(axis=0) * draw.uniform(x.shape[1], low=1.5, high=4.0),
    }


def answers_like(array, answer):
    """Whether a function answered at all: what one that does nothing leaves alone is no merit of it."""
    return getattr(answer, "shape", None) == array.shape


def running(bn_param, when):
    return {f"{name} {when}": row(bn_param.get(name)) for name in ("running_mean", "running_var")}


# ---- batch normalisation, forward ----------------------------------------------------------------------------


@case(inputs=features_inputs)
def batchnorm(layers, x, gamma, beta, dout):
    out, cache = layers.batchnorm_forward(x, gamma, beta, {"mode": "train"})
    yield {"out": out}
    dx, dgamma, dbeta = layers.batchnorm_backward(dout, cache)
    yield {"dx": dx, "dgamma": dgamma, "dbeta": dbeta}


@case(inputs=large_offset_inputs)
def batchnorm_offset(layers, x, gamma, beta, dout):
    out, _ = layers.batchnorm_forward(x, gamma, beta, {"mode": "train"})
    yield {"out": out}


@number("2.1")
@weight(3)
def test_batchnorm_forward(judge):
    """batchnorm_forward in training: each feature is normalised over the batch, then scaled and shifted."""
    judge.same("batchnorm", out=2.5)
    judge.same("batchnorm_offset", out=0.5)


STEPS = 3


def batches_inputs(draw):
    """As many batches as there are steps, each with statistics of its own."""
    inputs = features_inputs(draw)
    shape = inputs["x"].shape
    spread = draw.uniform(STEPS, 1, shape[1], low=1.0, high=3.0)
    return {
        "xs": spread * draw.normal(STEPS, *shape) + draw.normal(STEPS, 1, shape[1], std=3.0),
        "gamma": inputs["gamma"],
        "beta": inputs["beta"],
    }


def given_batches_inputs(draw):
    inputs = batches_inputs(draw)
    means, variances = inputs["xs"].mean(axis=(0, 1)), inputs["xs"].var(axis=(0, 1))
    return inputs | {"running_mean": 2 * means, "running_var": 3 * variances}


def train(layers, xs, gamma, beta, bn_param):
    for step, x in enumerate(xs, start=1):
        result = layers.batchnorm_forward(x, gamma, beta, bn_param)
        if step in {1, STEPS}:
            yield running(bn_param, f"after step {step}")
    yield {"out": result[0]}  # tells a wrong average from one of wrong statistics


@case(inputs=batches_inputs)
def batchnorm_running(layers, xs, gamma, beta):
    yield from train(layers, xs, gamma, beta, {"mode": "train"})


@case(inputs=given_batches_inputs)
def batchnorm_running_given(layers, xs, gamma, beta, **statistics):
    yield from train(layers, xs, gamma, beta, {"mode": "train", **statistics})


@number("2.2")
@weight(2)
def test_batchnorm_running(judge):
    """batchnorm_forward in training: running averages in bn_param, from zero and from given ones."""
    for case_name in ("batchnorm_running", "batchnorm_running_given"):
        judge.same(
            case_name,
            **{
                "running_mean after step 1": 0.25,
                "running_var after step 1": 0.25,
                "running_mean after step 3": 0.25,
                "running_var after step 3": 0.25,
            },
        )


@case(inputs=lambda draw: batches_inputs(draw) | {"momentum": 0.6})
def batchnorm_momentum(layers, xs, gamma, beta, momentum):
    yield from train(layers, xs, gamma, beta, {"mode": "train", "momentum": momentum})


@number("2.3")
@weight(0.5)
def test_batchnorm_momentum(judge):
    """batchnorm_forward takes momentum from bn_param."""
    judge.same("batchnorm_momentum", **{"running_mean after step 3": 0.25, "running_var after step 3": 0.25})


def unlike_inputs(draw):
    return given_statistics(draw, features_inputs(draw))


@case(inputs=unlike_inputs)
def batchnorm_test(layers, x, gamma, beta, dout, **statistics):
    out, _ = layers.batchnorm_forward(x, gamma, beta, {"mode": "test", **statistics})
    yield {"out": out}


@number("2.4")
@weight(2)
def test_batchnorm_test_mode(judge):
    """batchnorm_forward in testing: the running averages take the place of the batch's statistics."""
    judge.same("batchnorm_test", out=2)


@case(inputs=unlike_inputs)
def batchnorm_test_state(layers, x, gamma, beta, dout, **statistics):
    bn_param = {"mode": "test", **statistics}
    out, _ = layers.batchnorm_forward(x, gamma, beta, bn_param)
    if answers_like(x, out):
        yield running(bn_param, "after test mode")


@number("2.5")
@weight(0.5)
def test_batchnorm_test_mode_state(judge):
    """batchnorm_forward in testing leaves the running averages alone."""
    judge.same(
        "batchnorm_test_state",
        **{"running_mean after test mode": 0.25, "running_var after test mode": 0.25},
    )


@case(inputs=eps_inputs)
def batchnorm_eps(layers, x, gamma, beta, dout, eps):
    out, _ = layers.batchnorm_forward(x, gamma, beta, {"mode": "train", "eps": eps})
    yield {"out": out}


@case(inputs=lambda draw: given_statistics(draw, eps_inputs(draw)))
def batchnorm_test_eps(layers, x, gamma, beta, dout, **options):
    out, _ = layers.batchnorm_forward(x, gamma, beta, {"mode": "test", **options})
    yield {"out": out}


def constant_feature_inputs(draw):
    inputs = features_inputs(draw, width=1.0)
    inputs["x"][:, 1] = draw.integer(2, 9)  # a mean without rounding
    return inputs


@case(inputs=constant_feature_inputs)
def batchnorm_constant(layers, x, gamma, beta, dout):
    out, _ = layers.batchnorm_forward(x, gamma, beta, {"mode": "train"})
    yield {"out at a constant feature": np.asarray(out)[:, 1]}


@number("2.6")
@weight(1)
def test_batchnorm_eps(judge):
    """batchnorm_forward adds eps from bn_param to the variance, under the root; a constant feature stays finite."""
    judge.same("batchnorm_eps", out=0.4)
    judge.same("batchnorm_test_eps", out=0.4)
    judge.same("batchnorm_constant", **{"out at a constant feature": 0.2})


# ---- batch normalisation, backward ---------------------------------------------------------------------------


@number("2.7")
@weight(4)
def test_batchnorm_backward(judge):
    """batchnorm_backward: gradients of x (through mean and variance too), gamma and beta."""
    judge.same("batchnorm", dx=2.5, dgamma=0.75, dbeta=0.75)


@case(inputs=features_inputs)
def batchnorm_alt(layers, x, gamma, beta, dout):
    out, cache = layers.batchnorm_forward(x, gamma, beta, {"mode": "train"})
    yield {"out": out}
    dx, dgamma, dbeta = layers.batchnorm_backward_alt(dout, cache)
    yield {"dx": dx, "dgamma": dgamma, "dbeta": dbeta}


@number("2.8")
@weight(2.5)
def test_batchnorm_backward_alt(judge):
    """batchnorm_backward_alt: the same gradients in closed form."""
    judge.same("batchnorm_alt", dx=1.5, dgamma=0.5, dbeta=0.5)


@case(inputs=eps_inputs)
def batchnorm_backward_eps(layers, x, gamma, beta, dout, eps):
    out, cache = layers.batchnorm_forward(x, gamma, beta, {"mode": "train", "eps": eps})
    yield {"out": out}  # tells an eps that is wrong here from one that was wrong before
    yield {"dx": layers.batchnorm_backward(dout, cache)[0]}


@case(inputs=eps_inputs)
def batchnorm_alt_eps(layers, x, gamma, beta, dout, eps):
    out, cache = layers.batchnorm_forward(x, gamma, beta, {"mode": "train", "eps": eps})
    yield {"out": out}  # tells an eps that is wrong here from one that was wrong before
    yield {"dx": layers.batchnorm_backward_alt(dout, cache)[0]}


@number("2.9")
@weight(0.5)
def test_batchnorm_backward_eps(judge):
    """batchnorm_backward and _alt divide by the same root, with the same eps, as the forward pass."""
    judge.same("batchnorm_backward_eps", dx=0.25)
    judge.same("batchnorm_alt_eps", dx=0.25)


@case(inputs=features_inputs, frozen=False)
def batchnorm_work(layers, x, gamma, beta, dout):
    counter = Counter()
    watched = [counter.watch(array) for array in (x, gamma, beta)]
    _, cache = layers.batchnorm_forward(*watched, {"mode": "train"})
    stepwise = layers.batchnorm_backward
    calls = []
    layers.batchnorm_backward = lambda *arguments: calls.append(1) or stepwise(*arguments)
    try:
        for name in ("batchnorm_backward_alt", "batchnorm_backward"):
            before, calls[:] = counter.work, []
            dx, _, _ = getattr(layers, name)(counter.watch(dout), cache)
            yield {f"dx of {name}": np.asarray(dx), f"work of {name}": (counter.work - before) / x.size}
            yield {f"calls of batchnorm_backward in {name}": len(calls)}
    finally:
        layers.batchnorm_backward = stepwise


# Passes over (N, D) numbers. The longest closed form in common use takes 17, and 22 when it takes mean and variance
# again, so this much is always right; the shortest way in steps takes 12.
MODEST = 25


def alt_saves_work(inputs, answers):
    dx = rules.array(answers, "dx of batchnorm_backward_alt", inputs["x"].shape)
    if answers["calls of batchnorm_backward in batchnorm_backward_alt"]:
        raise rules.Complaint(
            "batchnorm_backward_alt calls batchnorm_backward: write its formula out instead"
        )
    if not np.any(dx):
        raise rules.Complaint("dx of batchnorm_backward_alt is 0 everywhere")
    work = float(answers["work of batchnorm_backward_alt"])
    if work > MODEST and work >= float(answers.get("work of batchnorm_backward", 0)):
        raise rules.Complaint(
            "batchnorm_backward_alt goes through the batch as often as batchnorm_backward does: simplify the "
            "formula on paper until sums over the batch are all that is left of the steps"
        )


@number("2.10")
@weight(0.25)
def test_batchnorm_alt_work(judge):
    """batchnorm_backward_alt takes fewer passes over the batch than the steps of batchnorm_backward."""
    judge.meets("batchnorm_work", 0.25, alt_saves_work)


# ---- layer normalisation -------------------------------------------------------------------------------------


def samples_inputs(draw, width=WIDE):
    """x (N, D), samples of different mean and spread."""
    n, d = draw.sizes(2, 5, 9)
    spread = width * draw.uniform(n, 1, low=0.5, high=1.5)
    return {
        "x": spread * (draw.normal(n, d) + draw.off_zero(n, 1)),
        "gamma": draw.off_zero(d, gap=0.4),
        "beta": draw.normal(d, mean=0.5),
        "dout": draw.gradient(n, d),
    }


@case(inputs=samples_inputs)
def layernorm(layers, x, gamma, beta, dout):
    out, cache = layers.layernorm_forward(x, gamma, beta, {})
    yield {"out": out}
    dx, dgamma, dbeta = layers.layernorm_backward(dout, cache)
    yield {"dx": dx, "dgamma": dgamma, "dbeta": dbeta}


@number("2.11")
@weight(2.5)
def test_layernorm_forward(judge):
    """layernorm_forward: each sample is normalised over its features, then scaled and shifted."""
    judge.same("layernorm", out=2.5)


@number("2.12")
@weight(3)
def test_layernorm_backward(judge):
    """layernorm_backward: gradients of x (through mean and variance too), gamma and beta."""
    judge.same("layernorm", dx=2, dgamma=0.5, dbeta=0.5)


@case(inputs=lambda draw: samples_inputs(draw, width=1.0) | {"eps": 0.3})
def layernorm_eps(layers, x, gamma, beta, dout, eps):
    out, cache = layers.layernorm_forward(x, gamma, beta, {"mode": "train", "eps": eps})
    yield {"out": out}
    yield {"dx": layers.layernorm_backward(dout, cache)[0]}


def constant_sample_inputs(draw):
    inputs = samples_inputs(draw, width=1.0)
    inputs["x"][1] = draw.integer(2, 9)  # a mean without rounding
    return inputs


@case(inputs=constant_sample_inputs)
def layernorm_constant(layers, x, gamma, beta, dout):
    out, _ = layers.layernorm_forward(x, gamma, beta, {})
    yield {"out at a constant sample": np.asarray(out)[1]}


@number("2.13")
@weight(0.5)
def test_layernorm_eps(judge):
    """layernorm adds eps from ln_param to the variance, under the root; a constant sample stays finite."""
    judge.same("layernorm_eps", out=0.2, dx=0.2)
    judge.same("layernorm_constant", **{"out at a constant sample": 0.1})


# ---- manners -------------------------------------------------------------------------------------------------


def untouched(layers, forward, backwards, x, gamma, beta, dout):
    given = x.copy()
    out, cache = getattr(layers, forward)(given, gamma, beta, {"mode": "train"})
    if answers_like(x, out):
        yield {f"x after {forward}": given}
    for backward in backwards:
        given = dout.copy()
        dx, _, _ = getattr(layers, backward)(given, cache)
        if answers_like(x, dx):
            yield {f"dout after {backward}": given}


@case(inputs=features_inputs)
def batchnorm_untouched(layers, **inputs):
    backwards = ("batchnorm_backward", "batchnorm_backward_alt")
    yield from untouched(layers, "batchnorm_forward", backwards, **inputs)


@case(inputs=samples_inputs)
def layernorm_untouched(layers, **inputs):
    yield from untouched(layers, "layernorm_forward", ("layernorm_backward",), **inputs)


@number("2.14")
@weight(0.25)
@tags("style")
def test_normalization_untouched(judge):
    """The layers leave the arrays that they are given as they were."""
    after_batchnorm = (
        "x after batchnorm_forward",
        "dout after batchnorm_backward",
        "dout after batchnorm_backward_alt",
    )
    judge.same("batchnorm_untouched", **dict.fromkeys(after_batchnorm, 0.05))
    judge.same(
        "layernorm_untouched", **{"x after layernorm_forward": 0.05, "dout after layernorm_backward": 0.05}
    )


@case(inputs=features_inputs, frozen=False)
def batchnorm_float32(layers, x, gamma, beta, dout):
    bn_param = {"mode": "train"}
    out, _ = layers.batchnorm_forward(*(array.astype(np.float32) for array in (x, gamma, beta)), bn_param)
    if answers_like(x, out):
        yield {name: bn_param.get(name) for name in ("running_mean", "running_var")}


@number("2.15")
@weight(0.25)
@tags("style")
def test_batchnorm_float32(judge):
    """batchnorm_forward keeps float32 running averages when given float32."""
    names = ("running_mean", "running_var")
    judge.meets("batchnorm_float32", 0.25, lambda inputs, answers: rules.dtype(answers, names, "float32"))


# ---- nets: the cases are in q2/nets.py -----------------------------------------------------------------------


@number("2.16")
@weight(1)
def test_normalized_start(judge):
    """FullyConnectedNet with normalisation: gammas of 1, betas of 0, none for the last layer."""
    judge.meets("normalized_start", 1, normalized_starts_well)


@number("2.17")
@weight(1.5)
def test_batchnorm_net(judge):
    """FullyConnectedNet with batch normalisation between affine and relu: loss and gradients."""
    judge.same("batchnorm_net", loss=0.5, **dict.fromkeys(BATCHNORM_GRADIENTS, 0.1))


@number("2.18")
@weight(1)
def test_batchnorm_net_state(judge):
    """FullyConnectedNet with batch normalisation: every layer keeps its running averages, and scoring uses them."""
    judge.same(
        "batchnorm_net_state", **{"scores": 0.5, "scores of one sample": 0.25, "loss after scoring": 0.25}
    )


@number("2.19")
@weight(1)
def test_layernorm_net(judge):
    """FullyConnectedNet with layer normalisation between affine and relu: scores, loss and gradients."""
    judge.same("layernorm_net", scores=0.2, loss=0.15, **dict.fromkeys(LAYERNORM_GRADIENTS, 0.05))


@number("2.20")
@weight(0.25)
def test_normalized_penalty(judge):
    """FullyConnectedNet with normalisation: gammas and betas are not regularised."""
    gradients = {f"added d{name}": 0.025 for name in GAINS}
    judge.same("normalized_penalty", **{"loss added for gammas and betas": 0.1}, **gradients)


# ---- nets with dropout as well -------------------------------------------------------------------------------


@number("2.21")
@weight(0.25)
def test_batchnorm_dropout(judge):
    """FullyConnectedNet with batch normalisation and dropout: both in their place, gradients that fit the loss."""
    judge.meets("batchnorm_dropout", 0.25, combines("batchnorm"))


@number("2.22")
@weight(0.25)
def test_layernorm_dropout(judge):
    """FullyConnectedNet with layer normalisation and dropout: both in their place, gradients that fit the loss."""
    judge.meets("layernorm_dropout", 0.25, combines("layernorm"))
