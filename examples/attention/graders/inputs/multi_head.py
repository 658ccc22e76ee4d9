"""Inputs of question 3's cases."""

from __future__ import annotations

import numpy as np

from graders.inputs import masks


def split(draw):
    n, t, heads, size = different(draw)
    return {"x": draw.normal(n, t, heads * size), "heads": heads}


def split_one(draw):
    n, t, size = draw.sizes(3)
    return {"x": draw.normal(n, t, size), "heads": 1}


def merge(draw):
    n, t, heads, size = different(draw)
    return {"x": draw.normal(n, heads, t, size)}


def different(draw):
    """Samples, positions, heads and features of a head: none alike, nor like the features of all heads."""
    heads, size = (int(number) for number in draw.rng.permutation([3, 5]))
    return 2 * draw.integer(1, 2), 2 * draw.integer(3, 5) + 1, heads, size


def layer(draw, n, t, heads, size):
    """Inputs, parameters and an upstream gradient."""
    d = heads * size
    return {
        "x": draw.normal(n, t, d, mean=0.2),
        **{name: draw.normal(d, d, std=1.2 / np.sqrt(d)) for name in ("wq", "wk", "wv", "wo")},
        "bo": draw.normal(d, mean=0.5),
        "heads": heads,
        "dout": draw.gradient(n, t, d),
    }


def several(draw):
    return layer(draw, *different(draw))


def causal(draw):
    """Like `several`, and a causal mask."""
    inputs = several(draw)
    return {**inputs, "allowed": masks.causal(inputs["x"].shape[1])}


def one_sample(draw):
    _, t, heads, size = different(draw)
    return layer(draw, 1, t, heads, size)


def one_head(draw):
    n, t, _, size = different(draw)
    return layer(draw, n, t, 1, size)


def one_position(draw):
    n, _, heads, size = different(draw)
    return layer(draw, n, 1, heads, size)
