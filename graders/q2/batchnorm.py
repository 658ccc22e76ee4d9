"""Cases of question 2: batch normalisation."""

from __future__ import annotations

from contextlib import suppress

import numpy as np

from autograder.model import rules
from autograder.model.case import case, drawn_by
from autograder.model.complaint import Complaint
from autograder.model.demand import Beyond
from graders.computing import computes
from graders.counting import Counter
from graders.eps_decides import eps_decides, outputs
from graders.nets import row
from graders.q2.shared import NARROW, answers_like, untouched


def running(bn_param, when):
    return {f"{name} {when}": row(bn_param.get(name)) for name in ("running_mean", "running_var")}


@case(inputs=drawn_by("graders.q2.inputs:features"))
def batchnorm(layers, x, gamma, beta, dout):
    out, cache = layers.batchnorm_forward(x, gamma, beta, {"mode": "train"})
    yield {"out": out}
    dx, dgamma, dbeta = layers.batchnorm_backward(dout, cache)
    yield {"dx": dx, "dgamma": dgamma, "dbeta": dbeta}


@case(inputs=drawn_by("graders.q2.inputs:large_offset"))
def batchnorm_offset(layers, x, gamma, beta, dout):
    out, _ = layers.batchnorm_forward(x, gamma, beta, {"mode": "train"})
    yield {"out": out}


STEPS = 3


def train(layers, xs, gamma, beta, bn_param):
    for step, x in enumerate(xs, start=1):
        result = layers.batchnorm_forward(x, gamma, beta, bn_param)
        if step in {1, STEPS}:
            yield running(bn_param, f"after step {step}")
    yield {"out": result[0]}  # tells a wrong average from one of wrong statistics


@case(inputs=drawn_by("graders.q2.inputs:batches"))
def batchnorm_running(layers, xs, gamma, beta):
    yield from train(layers, xs, gamma, beta, {"mode": "train"})


@case(inputs=drawn_by("graders.q2.inputs:given_batches"))
def batchnorm_running_given(layers, xs, gamma, beta, **statistics):
    yield from train(layers, xs, gamma, beta, {"mode": "train", **statistics})


@case(inputs=drawn_by("graders.q2.inputs:batches", momentum=0.6))
def batchnorm_momentum(layers, xs, gamma, beta, momentum):
    yield from train(layers, xs, gamma, beta, {"mode": "train", "momentum": momentum})


@case(inputs=drawn_by("graders.q2.inputs:unlike"))
def batchnorm_test(layers, x, gamma, beta, dout, **statistics):
    out, _ = layers.batchnorm_forward(x, gamma, beta, {"mode": "test", **statistics})
    yield {"out": out}


@case(inputs=drawn_by("graders.q2.inputs:unlike"))
def batchnorm_test_state(layers, x, gamma, beta, dout, **statistics):
    bn_param = {"mode": "test", **statistics}
    out, _ = layers.batchnorm_forward(x.copy(), gamma, beta, bn_param)
    if answers_like(x, out):
        yield running(bn_param, "after test mode")


@case(inputs=drawn_by("graders.q2.inputs:eps"))
def batchnorm_eps(layers, x, gamma, beta, dout, eps):
    out, _ = layers.batchnorm_forward(x, gamma, beta, {"mode": "train", "eps": eps})
    yield {"out": out}
    out, _ = layers.batchnorm_forward(NARROW * x, gamma, beta, {"mode": "train"})
    yield {"out with the default eps": out}


@case(inputs=drawn_by("graders.q2.inputs:unit_variance", axis=0), frozen=False)
def batchnorm_eps_decides(layers, x, gamma, beta, dout):
    yield from outputs(lambda x, eps: layers.batchnorm_forward(x, gamma, beta, eps | {"mode": "train"})[0], x)


EPS = Beyond(("2.1",), "batchnorm_eps_decides", eps_decides)


@case(inputs=drawn_by("graders.q2.inputs:unlike_with_eps"))
def batchnorm_test_eps(layers, x, gamma, beta, dout, **options):
    out, _ = layers.batchnorm_forward(x, gamma, beta, {"mode": "test", **options})
    yield {"out": out}


@case(inputs=drawn_by("graders.q2.inputs:constant_feature"))
def batchnorm_constant(layers, x, gamma, beta, dout):
    out, _ = layers.batchnorm_forward(x, gamma, beta, {"mode": "train"})
    if answers_like(x, out):
        yield {"out at a constant feature": out[:, 1]}


@case(inputs=drawn_by("graders.q2.inputs:features"))
def batchnorm_alt(layers, x, gamma, beta, dout):
    out, cache = layers.batchnorm_forward(x, gamma, beta, {"mode": "train"})
    yield {"out": out}
    dx, dgamma, dbeta = layers.batchnorm_backward_alt(dout, cache)
    yield {"dx": dx, "dgamma": dgamma, "dbeta": dbeta}


def call_in_between(layers, x, gamma, beta):
    """Run another layer of a net before this one's backward pass: the cache must not be its own."""
    layers.batchnorm_forward(x**2, gamma, beta, {"mode": "train"})


@case(inputs=drawn_by("graders.q2.inputs:eps"))
def batchnorm_backward_eps(layers, x, gamma, beta, dout, eps):
    out, cache = layers.batchnorm_forward(x, gamma, beta, {"mode": "train", "eps": eps})
    yield {"out": out}  # tells an eps that is wrong here from one that was wrong before
    call_in_between(layers, x, gamma, beta)
    yield {"dx": layers.batchnorm_backward(dout, cache)[0]}


@case(inputs=drawn_by("graders.q2.inputs:eps"))
def batchnorm_alt_eps(layers, x, gamma, beta, dout, eps):
    out, cache = layers.batchnorm_forward(x, gamma, beta, {"mode": "train", "eps": eps})
    yield {"out": out}  # tells an eps that is wrong here from one that was wrong before
    call_in_between(layers, x, gamma, beta)
    yield {"dx": layers.batchnorm_backward_alt(dout, cache)[0]}


def work_of(layers, name, dout, cache, counter):
    before = counter.work
    dx, _, _ = getattr(layers, name)(counter.watch(dout), cache)
    return {f"dx of {name}": np.asarray(dx), f"work of {name}": (counter.work - before) / dout.size}


@case(inputs=drawn_by("graders.q2.inputs:features"), frozen=False)
def batchnorm_work(layers, x, gamma, beta, dout):
    counter = Counter()
    watched = [counter.watch(array) for array in (x, gamma, beta)]
    _, cache = layers.batchnorm_forward(*watched, {"mode": "train"})
    stepwise, calls = layers.batchnorm_backward, []
    layers.batchnorm_backward = lambda *arguments: calls.append(1) or stepwise(*arguments)
    try:
        yield work_of(layers, "batchnorm_backward_alt", dout, cache, counter)
        yield {"calls of the other": len(calls)}
    finally:
        layers.batchnorm_backward = stepwise
    with suppress(Exception):  # its own checks tell when it fails
        yield work_of(layers, "batchnorm_backward", dout, cache, counter)


# Passes over (N, D) numbers. The longest closed form in common use takes 17, and 22 when it takes mean and variance
# again, so this much is always right; the shortest way in steps takes 12.
MODEST = 25


def alt_saves_work(inputs, answers):
    dx = rules.array(answers, "dx of batchnorm_backward_alt", inputs["x"].shape)
    if not computes(dx, inputs["dout"]):
        raise Complaint("batchnorm_backward_alt computes no dx")
    if rules.array(answers, "calls of the other", ()) > 0:
        raise alt_complaint("calls_the_other", "batchnorm_backward_alt calls batchnorm_backward")
    work, enough = rules.array(answers, "work of batchnorm_backward_alt", ()), MODEST
    if "work of batchnorm_backward" in answers:
        enough = max(enough, rules.array(answers, "work of batchnorm_backward", ()) - 1)
    if work > enough:
        raise alt_complaint(
            "steps_for_each_entry",
            "batchnorm_backward_alt goes through the batch as often as batchnorm_backward does",
        )


def alt_complaint(mistake, sentence):
    return Complaint(sentence, mistake=f"batchnorm_backward_alt.{mistake}")


@case(inputs=drawn_by("graders.q2.inputs:features"))
def batchnorm_untouched(layers, **inputs):
    backwards = ("batchnorm_backward", "batchnorm_backward_alt")
    yield from untouched(layers, "batchnorm_forward", backwards, **inputs)
    x, gamma, beta = (inputs[name] for name in ("x", "gamma", "beta"))
    given = {"x": x.copy(), "gamma": gamma.copy(), "beta": beta.copy()}
    statistics = {"running_mean": x[0].copy(), "running_var": x[1] ** 2}
    out, _ = layers.batchnorm_forward(*given.values(), {"mode": "test", **statistics})
    if answers_like(x, out):
        yield {f"{name} after batchnorm_forward in test mode": array for name, array in given.items()}


@case(inputs=drawn_by("graders.q2.inputs:features"), frozen=False)
def batchnorm_float32(layers, x, gamma, beta, dout):
    bn_param = {"mode": "train"}
    out, _ = layers.batchnorm_forward(*(array.astype(np.float32) for array in (x, gamma, beta)), bn_param)
    if answers_like(x, out):
        yield {name: bn_param.get(name) for name in ("running_mean", "running_var")}


def statistics_keep_float32(inputs, answers):
    names = ("running_mean", "running_var")
    rules.dtype(answers, names, "float32", mistake="batchnorm_forward.float64_statistics")
