"""Inputs of question 2's cases."""

from __future__ import annotations

import numpy as np

from graders import net_inputs
from graders.even import HIDDEN
from graders.net_inputs import GAP, fully_connected
from graders.q2.batchnorm import STEPS
from graders.q2.shared import WIDE
from graders.q2.undone import EPS

# ---- batch normalisation -----------------------------------------------------------------------------------------


def features(draw, width=WIDE, offset=1.0):
    """x (N, D), features of different mean and spread; offset: their means in units of their spread."""
    n, d = draw.sizes(2, 5, 9)
    spread = width * draw.uniform(d, low=0.5, high=1.5)
    return {
        "x": spread * (draw.normal(n, d) + draw.off_zero(d) * offset),
        "gamma": draw.off_zero(d, gap=0.4),
        "beta": draw.normal(d, mean=0.5),
        "dout": draw.gradient(n, d),
    }


def large_offset(draw):
    """Features a thousand times farther from 0 than they are wide; a variance by E[x^2] - E[x]^2 bears it."""
    return features(draw, offset=1000.0)


def eps(draw):
    """Features so narrow that the epsilon given, an unusual one, decides."""
    return features(draw, width=1.0) | {"eps": 0.3}


def given_statistics(draw, inputs):
    """Running statistics that are far from those of the batch."""
    x = inputs["x"]
    return inputs | {
        "running_mean": x.mean(axis=0) + x.std(axis=0) * draw.off_zero(x.shape[1], gap=0.5),
        "running_var": x.var(axis=0) * draw.uniform(x.shape[1], low=1.5, high=4.0),
    }


def batches(draw, **more):
    """As many batches as there are steps, each with statistics of its own."""
    inputs = features(draw)
    shape = inputs["x"].shape
    spread = draw.uniform(STEPS, 1, shape[1], low=1.0, high=3.0)
    return {
        "xs": spread * draw.normal(STEPS, *shape) + draw.normal(STEPS, 1, shape[1], std=3.0),
        "gamma": inputs["gamma"],
        "beta": inputs["beta"],
        **more,
    }


def given_batches(draw):
    inputs = batches(draw)
    means, variances = inputs["xs"].mean(axis=(0, 1)), inputs["xs"].var(axis=(0, 1))
    return inputs | {"running_mean": 2 * means, "running_var": 3 * variances}


def unlike(draw):
    return given_statistics(draw, features(draw))


def unlike_with_eps(draw):
    """A feature that was the same in every batch, too: only eps keeps the division finite."""
    inputs = given_statistics(draw, eps(draw))
    inputs["running_var"][0] = 0.0
    return inputs


def unit_variance(draw, axis):
    """x (N, D) whose features (axis 0) or samples (axis 1) have a variance of 1."""
    inputs = features(draw, width=1.0)
    x = inputs["x"]
    return inputs | {"x": x / x.std(axis=axis, keepdims=True)}


def constant_feature(draw):
    inputs = features(draw, width=1.0)
    inputs["x"][:, 1] = draw.integer(2, 9)  # a mean without rounding
    return inputs


# ---- layer normalisation -----------------------------------------------------------------------------------------


def samples(draw, width=WIDE, **more):
    """x (N, D), samples of different mean and spread; and `more`."""
    n, d = draw.sizes(2, 5, 9)
    spread = width * draw.uniform(n, 1, low=0.5, high=1.5)
    return {
        "x": spread * (draw.normal(n, d) + draw.off_zero(n, 1)),
        "gamma": draw.off_zero(d, gap=0.4),
        "beta": draw.normal(d, mean=0.5),
        "dout": draw.gradient(n, d),
        **more,
    }


def constant_sample(draw):
    inputs = samples(draw, width=1.0)
    inputs["x"][1] = draw.integer(2, 9)  # a mean without rounding
    return inputs


# ---- nets --------------------------------------------------------------------------------------------------------


def widths(draw):
    return {"widths": np.array(draw.sizes(4, 4, 9))}


def alike(draw, **more):
    """Two hidden layers of one width: when they share running averages, only wrong numbers show it."""
    inputs = fully_connected(draw, hidden_layers=1, samples=7, normalized=True)
    width = len(inputs["b1"])
    return {
        **inputs,
        "W2": draw.normal(width, width, std=1.2 / np.sqrt(width)),
        "b2": draw.normal(width, std=0.5),
        "gamma2": draw.uniform(width, low=0.5, high=2.0),
        "beta2": draw.normal(width, std=0.5),
        "W3": inputs["W2"],
        "b3": inputs["b2"],
        **more,
    }


def alike_batches(draw):
    inputs = alike(draw)
    return inputs | {"Xs": draw.normal(3, *inputs["X"].shape, mean=0.3, std=1.5)}


def alike_off_kinks(draw):
    return _off_kinks(draw, alike, axis=0)


def layernorm_net(draw, **more):
    return fully_connected(draw, hidden_layers=2, samples=7, normalized=True, **more)


def layernorm_net_off_kinks(draw):
    return _off_kinks(draw, layernorm_net, axis=1)


def _off_kinks(draw, inputs, axis):
    """Inputs whose hidden units, normalised over `axis`, stay away from the kink of the ReLU."""
    while True:
        drawn = inputs(draw)
        if _kink_distance(drawn, axis) > GAP:
            return drawn


def _kink_distance(inputs, axis):
    """Return the smallest distance from 0 of any hidden unit before its ReLU."""
    distance, hidden = np.inf, inputs["X"].reshape(len(inputs["X"]), -1)
    for layer in (1, 2):
        x = hidden @ inputs[f"W{layer}"] + inputs[f"b{layer}"]
        x_hat = (x - x.mean(axis, keepdims=True)) / np.sqrt(x.var(axis, keepdims=True) + 1e-5)
        scores = inputs[f"gamma{layer}"] * x_hat + inputs[f"beta{layer}"]
        distance, hidden = min(distance, float(np.abs(scores).min())), np.maximum(0, scores)
    return distance


def undone(draw, samples, axis):
    """A net whose gammas and betas undo its normalisation, so that it computes what it would without.

    The first hidden layer is active wherever it is seen, and `active` added to the second one's b and beta makes that
    so, too. Normalised over the features, samples can be undone only one by one.
    """
    inputs = fully_connected(draw, hidden_layers=2, samples=samples)
    inputs["X"] = np.abs(inputs["X"])
    inputs["y"] += samples == 1  # a single label is not 0, which a net might take for none
    hidden = inputs["X"].reshape(samples, -1)
    for layer in (1, 2):
        pre = hidden @ inputs[f"W{layer}"]
        shift = 0.5 - pre.min() if layer == 1 else -pre.mean(0) if samples > 1 else -np.median(pre)
        inputs[f"b{layer}"] = np.broadcast_to(shift, pre.shape[1:]).copy()
        hidden = pre + inputs[f"b{layer}"]
        statistics = hidden.mean(axis), np.sqrt(hidden.var(axis) + 1e-5)
        for name, statistic in zip(("beta", "gamma"), statistics, strict=True):
            inputs[f"{name}{layer}"] = np.broadcast_to(statistic, hidden.shape[1:]).copy()
    return inputs | {"active": 0.5 - hidden.min()}


def net_with_dropout(draw):
    """One hidden layer: so wide that no mask keeps all of it, betas so large that no ReLU is near its kink.

    The first sample's label is not 0, which a net might take for none, and has a low score, which a hinge loss minds.
    """
    n, d, c = draw.sizes(3, 4, 7)
    h = draw.integer(50, 56)
    inputs = {
        "X": draw.normal(n, d),
        "y": draw.labels(n, c),
        "p": draw.number(0.4, 0.6),
        "W1": draw.normal(d, h, std=0.7),
        "b1": draw.uniform(h, low=4.2, high=5.0),
        "gamma1": draw.uniform(h, low=0.3, high=0.6),
        "beta1": draw.uniform(h, low=4.2, high=5.0),
        "W2": draw.normal(h, c, std=0.05),
        "b2": draw.normal(c, std=0.5),
        "direction": draw.normal(d, h),
    }
    scores = inputs["beta1"] @ inputs["W2"] + inputs["b2"]
    inputs["y"][0] = 1 + np.argmin(scores[1:])
    return inputs


def even_net(draw, **more):
    """An even net with the gammas and betas that undo its normalisation."""
    inputs = net_inputs.even_net(draw, **more)
    row = inputs["X"][0]
    for layer in HIDDEN:
        inputs[f"gamma{layer}"] = np.full(row.shape, np.sqrt(row.var() + EPS))
        inputs[f"beta{layer}"] = np.full(row.shape, row.mean())
    return inputs
