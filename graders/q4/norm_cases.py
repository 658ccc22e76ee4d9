"""Cases of spatial batch normalisation and group normalisation.

Where eps is not the question, images vary so much that eps = 1e-5 changes nothing that could be seen, wherever
it is added. Unusual values of it have cases of their own.
"""

from __future__ import annotations

from contextlib import suppress

import numpy as np

from autograder.model.case import case, drawn_by
from autograder.model.demand import Beyond
from graders.computing import computes
from graders.eps_decides import eps_decides, outputs

NARROW = 3e-3  # where the default decides

# Spatial layers may be built from these, whose mistakes question 2 charges.
BATCHNORM = ("layers.batchnorm_forward", "layers.batchnorm_backward", "layers.batchnorm_backward_alt")
NORMS = (*BATCHNORM, "layers.layernorm_forward", "layers.layernorm_backward")


def per_channel(statistic):
    """A running statistic as (C,): (1, C) and (1, C, 1, 1) are as good."""
    return None if statistic is None else np.reshape(statistic, -1)


def running(bn_param):
    return {name: per_channel(bn_param.get(name)) for name in ("running_mean", "running_var")}


def as_kept(layers, x, gamma, beta, statistics):
    """Given running statistics in the shape that the layer keeps its own in: (C,), (1, C) or (1, C, 1, 1)."""
    own = {"mode": "train"}
    with suppress(Exception):  # what fails in training has checks of its own
        layers.spatial_batchnorm_forward(x.copy(), gamma, beta, own)
    shapes = {name: np.shape(own.get(name)) for name in statistics}
    return {
        name: value.reshape(shapes[name])
        if shapes[name] in {(1, value.size), (1, value.size, 1, 1)}
        else value
        for name, value in statistics.items()
    }


@case(inputs=drawn_by("graders.q4.inputs:images"), reference_layers=BATCHNORM)
def spatial_batchnorm(layers, x, gamma, beta, dout):
    out, cache = layers.spatial_batchnorm_forward(x, gamma, beta, {"mode": "train"})
    yield {"out": out}
    dx, dgamma, dbeta = layers.spatial_batchnorm_backward(dout, cache)
    yield {"dx": dx, "dgamma": dgamma, "dbeta": dbeta}


@case(inputs=drawn_by("graders.q4.inputs:images", steps=3), reference_layers=BATCHNORM)
def spatial_batchnorm_running(layers, x, gamma, beta, dout, steps):
    bn_param = {"mode": "train"}
    for step in range(steps):
        layers.spatial_batchnorm_forward((1 + step) * x, gamma, beta, bn_param)
    yield running(bn_param)


@case(inputs=drawn_by("graders.q4.inputs:with_running_statistics"), reference_layers=BATCHNORM)
def spatial_batchnorm_test(layers, x, gamma, beta, dout, **statistics):
    bn_param = {"mode": "test", **as_kept(layers, x, gamma, beta, statistics)}
    out, _ = layers.spatial_batchnorm_forward(x, gamma, beta, bn_param)
    yield {"out": out}


@case(inputs=drawn_by("graders.q4.inputs:unusual_batchnorm"), reference_layers=BATCHNORM)
def spatial_batchnorm_unusual(layers, x, gamma, beta, dout, eps, momentum, **statistics):
    bn_param = {"mode": "train", "eps": eps, "momentum": momentum}
    bn_param |= as_kept(layers, x, gamma, beta, statistics)
    out, cache = layers.spatial_batchnorm_forward(x, gamma, beta, bn_param)
    yield {"out": out}
    if computes(out, x):
        yield running(bn_param)
    yield {"dx": layers.spatial_batchnorm_backward(dout, cache)[0]}
    out, _ = layers.spatial_batchnorm_forward(NARROW * x, gamma, beta, {"mode": "train"})
    yield {"out with the default eps": out}


@case(inputs=drawn_by("graders.q4.inputs:unusual_batchnorm"), reference_layers=BATCHNORM)
def spatial_batchnorm_unusual_test(layers, x, gamma, beta, dout, eps, momentum, **statistics):
    bn_param = {"mode": "test", "eps": eps, "momentum": momentum}
    bn_param |= as_kept(layers, x, gamma, beta, statistics)
    out, _ = layers.spatial_batchnorm_forward(x, gamma, beta, bn_param)
    yield {"out": out}
    if np.size(out) == x.size and computes(out, x):
        yield running(bn_param)


@case(inputs=drawn_by("graders.q4.inputs:groups_of_unit_variance"), reference_layers=NORMS, frozen=False)
def groupnorm_eps_decides(layers, x, gamma, beta, dout, G):
    yield from outputs(lambda x, eps: layers.spatial_groupnorm_forward(x, gamma, beta, G, eps)[0], x)


GROUP_EPS = Beyond(("4.19",), "groupnorm_eps_decides", eps_decides)


@case(inputs=drawn_by("graders.q4.inputs:grouped_images"), reference_layers=NORMS)
def groupnorm(layers, x, gamma, beta, dout, G):
    out, cache = layers.spatial_groupnorm_forward(x, gamma, beta, G, {})
    yield {"out": out}
    dx, dgamma, dbeta = layers.spatial_groupnorm_backward(dout, cache)
    yield {"dx": dx, "dgamma": dgamma, "dbeta": dbeta}


@case(inputs=drawn_by("graders.q4.inputs:grouped_images"), reference_layers=NORMS)
def groupnorm_extremes(layers, x, gamma, beta, dout, G):
    caches = {}
    for groups, name in ((1, "one group"), (x.shape[1], "a group per channel")):
        out, caches[name] = layers.spatial_groupnorm_forward(x.copy(), gamma, beta, groups, {})
        yield {f"out with {name}": out}
    for name, cache in caches.items():
        dx, _, _ = layers.spatial_groupnorm_backward(dout.copy(), cache)
        yield {f"dx with {name}": dx}


@case(inputs=drawn_by("graders.q4.inputs:grouped_images", std=1.0, eps=0.3), reference_layers=NORMS)
def groupnorm_unusual(layers, x, gamma, beta, dout, G, eps):
    out, cache = layers.spatial_groupnorm_forward(x, gamma, beta, G, {"mode": "test", "eps": eps})
    yield {"out": out}
    dx, _, _ = layers.spatial_groupnorm_backward(dout, cache)
    yield {"dx": dx}
    out, _ = layers.spatial_groupnorm_forward(NARROW * x, gamma, beta, G, {})
    yield {"out with the default eps": out}


@case(inputs=drawn_by("graders.q4.inputs:grouped_images", std=1.0), reference_layers=NORMS)
def untouched_groupnorm(layers, x, gamma, beta, dout, G):
    out, cache = layers.spatial_groupnorm_forward(x, gamma, beta, G, {})
    if computes(out, x):
        yield {"x after spatial_groupnorm_forward": x}
    dx, _, _ = layers.spatial_groupnorm_backward(dout, cache)
    if computes(dx, dout):
        yield {"dout after spatial_groupnorm_backward": dout}
