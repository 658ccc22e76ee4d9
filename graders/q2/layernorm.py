"""Cases of question 2: layer normalisation."""

from __future__ import annotations

from autograder.model.case import case
from graders.q2.shared import NARROW, WIDE, answers_like, untouched


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


@case(inputs=lambda draw: samples_inputs(draw, width=1.0) | {"eps": 0.3})
def layernorm_eps(layers, x, gamma, beta, dout, eps):
    """In testing mode, which nets put into every parameter dictionary: it makes no difference here."""
    out, cache = layers.layernorm_forward(x, gamma, beta, {"mode": "test", "eps": eps})
    yield {"out": out}
    # Another layer's call must not change what this one remembers.
    other, _ = layers.layernorm_forward(NARROW * x**2, gamma, beta, {})
    yield {"out with the default eps": other}
    yield {"dx": layers.layernorm_backward(dout, cache)[0]}


def constant_sample_inputs(draw):
    inputs = samples_inputs(draw, width=1.0)
    inputs["x"][1] = draw.integer(2, 9)  # a mean without rounding
    return inputs


@case(inputs=constant_sample_inputs)
def layernorm_constant(layers, x, gamma, beta, dout):
    out, _ = layers.layernorm_forward(x, gamma, beta, {})
    if answers_like(x, out):
        yield {"out at a constant sample": out[1]}


@case(inputs=samples_inputs)
def layernorm_untouched(layers, **inputs):
    yield from untouched(layers, "layernorm_forward", ("layernorm_backward",), **inputs)
