"""Cases of question 2: layer normalisation."""

from __future__ import annotations

from autograder.model.case import case, drawn_by
from autograder.model.demand import Beyond
from graders.eps_decides import eps_decides, outputs
from graders.q2.shared import NARROW, answers_like, untouched


@case(inputs=drawn_by("graders.q2.inputs:samples"))
def layernorm(layers, x, gamma, beta, dout):
    out, cache = layers.layernorm_forward(x, gamma, beta, {})
    yield {"out": out}
    dx, dgamma, dbeta = layers.layernorm_backward(dout, cache)
    yield {"dx": dx, "dgamma": dgamma, "dbeta": dbeta}


@case(inputs=drawn_by("graders.q2.inputs:samples", width=1.0, eps=0.3))
def layernorm_eps(layers, x, gamma, beta, dout, eps):
    """In testing mode, which nets put into every parameter dictionary: it makes no difference here."""
    out, cache = layers.layernorm_forward(x, gamma, beta, {"mode": "test", "eps": eps})
    yield {"out": out}
    # Another layer's call must not change what this one remembers.
    other, _ = layers.layernorm_forward(NARROW * x**2, gamma, beta, {})
    yield {"out with the default eps": other}
    yield {"dx": layers.layernorm_backward(dout, cache)[0]}


@case(inputs=drawn_by("graders.q2.inputs:unit_variance", axis=1), frozen=False)
def layernorm_eps_decides(layers, x, gamma, beta, dout):
    yield from outputs(lambda x, eps: layers.layernorm_forward(x, gamma, beta, eps)[0], x)


EPS = Beyond(("2.11",), "layernorm_eps_decides", eps_decides)


@case(inputs=drawn_by("graders.q2.inputs:constant_sample"))
def layernorm_constant(layers, x, gamma, beta, dout):
    out, _ = layers.layernorm_forward(x, gamma, beta, {})
    if answers_like(x, out):
        yield {"out at a constant sample": out[1]}


@case(inputs=drawn_by("graders.q2.inputs:samples"))
def layernorm_untouched(layers, **inputs):
    yield from untouched(layers, "layernorm_forward", ("layernorm_backward",), **inputs)
