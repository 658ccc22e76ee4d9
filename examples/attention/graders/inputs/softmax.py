"""Inputs of question 1's cases."""

from __future__ import annotations

import numpy as np

from graders.inputs import masks


def rows(draw):
    n, s = draw.sizes(2)
    return {"scores": draw.normal(n, s, std=2.0), "dweights": draw.gradient(n, s)}


def heads(draw):
    """Never two scores in a row: the gradient would be the same for -scores."""
    shape = (2, *draw.sizes(3, 3, 7))
    return {"scores": draw.normal(*shape, std=2.0), "dweights": draw.gradient(*shape)}


def extreme(draw):
    """One row far above the others, one far below, and one with scores from -1000 to 1000."""
    n, s = draw.sizes(2, 4, 9)
    scores = draw.normal(n, s, std=2.0)
    scores[0] += 1000
    scores[1] -= 1000
    scores[2] += draw.rng.permutation(np.linspace(-1000, 1000, s))
    return {"scores": scores}


def hidden_keys(draw):
    n, t, s = draw.sizes(3)
    return {"scores": draw.normal(n, t, s, std=2.0), "allowed": masks.drawn(draw, t, s)}


def one_key(draw):
    """A single key in each row, whose weight is 1 whatever its score."""
    return {"scores": draw.normal(draw.integer(3, 8), 1, std=2.0)}
