"""Inputs of question 1's cases."""

from __future__ import annotations

import numpy as np

from graders.q1.updates import STEPS

# ---- layers and losses ------------------------------------------------------------------------------------------


def affine_rows(draw):
    n, d, m = draw.sizes(3)
    return {
        "x": draw.normal(n, d),
        "w": draw.normal(d, m),
        "b": draw.normal(m, mean=0.5),
        "dout": draw.gradient(n, m),
    }


def affine_images(draw):
    n, m = draw.sizes(2, 5, 8)
    d1, d2, d3 = draw.sizes(3, 2, 4)
    return {
        "x": draw.normal(n, d1, d2, d3),
        "w": draw.normal(d1 * d2 * d3, m),
        "b": draw.normal(m, mean=0.5),
        "dout": draw.gradient(n, m),
    }


def affine_single(draw):
    """One sample, of another number of dimensions: nothing may be squeezed out."""
    d, m = draw.sizes(2)
    return {"x": draw.normal(1, 2, d), "w": draw.normal(2 * d, m), "b": draw.normal(m, mean=0.5)}


NEAR_ZERO = (-1e-1, -1e-2, -1e-3, 1e-3, 1e-2, 1e-1)


def relu(draw):
    """Numbers on both sides of 0, some of them so near that any other threshold is noticed."""
    shape = draw.sizes(3)
    x = 5 * draw.off_zero(*shape)
    x.flat[: len(NEAR_ZERO)] = NEAR_ZERO
    return {"x": draw.rng.permutation(x.ravel()).reshape(shape), "dout": draw.gradient(*shape)}


def scores(draw):
    """Scores and labels; no hinge of the SVM loss is at its kink."""
    n, c = draw.sizes(2, 5, 9)
    y = draw.labels(n, c)
    while True:
        x = draw.normal(n, c, std=2.0)
        margins = x - x[np.arange(n), y][:, None] + 1
        if np.min(np.abs(margins)) > 1e-3:
            return {"x": x, "y": y}


def extreme_scores(draw):
    """Scores of +-1000 in two samples; in a third, all far below those of the others."""
    inputs = scores(draw)
    x = inputs["x"]
    x[0] += draw.rng.permutation(np.linspace(-1000, 1000, x.shape[1]))
    x[1] += draw.rng.permutation(np.linspace(-1000, 1000, x.shape[1]))
    x[2] -= 3000
    return inputs


# ---- update rules -----------------------------------------------------------------------------------------------


def large_steps(draw, dimensions=2):
    """Gradients so far from 0 that a default epsilon makes no difference, wherever it is added."""
    shape = draw.sizes(dimensions)
    return {"w": draw.normal(*shape), "dws": draw.off_zero(STEPS, *shape, gap=50.0)}


def rests(draw):
    """Large steps, except entries without a gradient, such as those of units that are never active: they stay."""
    drawn = large_steps(draw)
    drawn["dws"][:, 0] = 0
    return drawn


def given(draw, state, **hyper):
    """Unusual hyper-parameters, and a state (names and magnitudes) that is not zero; w is a vector."""
    drawn = large_steps(draw, dimensions=1)
    shape = drawn["w"].shape
    started = {name: size * draw.uniform(*shape, low=0.5, high=2.0) for name, size in state.items()}
    return drawn | started | hyper


def small_steps(draw, **hyper):
    """Gradients small enough for a large epsilon to matter, of parameters shaped like filters."""
    shape = draw.sizes(4, 2, 5)
    return {"w": draw.normal(*shape), "dws": draw.normal(STEPS, *shape, mean=0.3)} | hyper


# ---- nets -------------------------------------------------------------------------------------------------------


def widths(draw):
    """Sizes large enough to notice a standard deviation that is off by 10 %."""
    return {"d": draw.integer(95, 105), "h": draw.integer(115, 125), "c": draw.integer(40, 50), "std": 0.03}


def rounding(draw):
    """Integers just above 2^24, of which float32 has only the even ones, and weights that take differences."""
    difference = np.eye(7, 6) - np.eye(7, 6, k=-1)
    return {
        "X": 2.0**24 + draw.rng.permutation(np.arange(1.0, 8.0)).reshape(1, 7),
        "W1": difference,
        "b1": np.full(6, 10.0),
        "W2": draw.rng.permutation(np.eye(6)),
        "b2": np.zeros(6),
    }
