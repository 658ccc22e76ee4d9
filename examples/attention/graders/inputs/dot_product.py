"""Inputs of question 2's cases."""

from __future__ import annotations

import numpy as np

from graders.inputs import masks

SHIFT = 2000.0  # of scores: their exponentials overflow, or are all 0


def length(draw):
    return {"length": draw.integer(5, 9)}


def length_one(draw):
    return {"length": 1}


def arrays(draw, leading, t, s, d, e):
    """Queries, keys, values and an upstream gradient."""
    return {
        "q": draw.normal(*leading, t, d, std=1.5),
        "k": draw.normal(*leading, s, d, std=1.5),
        "v": draw.normal(*leading, s, e, mean=0.5),
        "dout": draw.gradient(*leading, t, e),
    }


def samples(draw):
    n, t, s, d, e = draw.sizes(5, 3, 9)
    return arrays(draw, (n,), t, s, d, e)


def heads(draw):
    h, t, s, d, e = draw.sizes(5, 3, 7)
    return arrays(draw, (2, h), t, s, d, e)


def sequences(draw):
    """Queries and keys of the same positions, and a causal mask."""
    h, t, d, e = draw.sizes(4, 3, 7)
    return {**arrays(draw, (2, h), t, t, d, e), "allowed": masks.causal(t)}


def masked(draw):
    n, t, s, d, e = draw.sizes(5, 3, 9)
    return {**arrays(draw, (n,), t, s, d, e), "allowed": masks.drawn(draw, t, s)}


def one_query(draw):
    """One sample with one query, whose axes must stay."""
    s, d, e = draw.sizes(3)
    return arrays(draw, (1,), 1, s, d, e)


def extreme(draw):
    """Scores of every other query are moved far up, those of the others far down; their differences stay."""
    inputs = masked(draw)
    q, k = inputs["q"], inputs["k"]
    q[..., 0] = np.where(np.arange(q.shape[1]) % 2, 1.0, -1.0)
    k[..., 0] = SHIFT * np.sqrt(q.shape[-1])
    return inputs
