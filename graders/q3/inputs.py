"""Inputs of question 3's cases."""

from __future__ import annotations

import numpy as np

# ---- the layer ------------------------------------------------------------------------------------------------


def keep_probabilities(draw):
    """Neither is near 1/2, where p and 1 - p look alike."""
    return {"low": draw.number(0.15, 0.3), "high": draw.number(0.65, 0.8)}


def values(draw):
    return {
        "x": draw.off_zero(*draw.sizes(2, 9, 14)),
        "line": draw.off_zero(draw.integer(20, 30)),
        "box": draw.off_zero(*draw.sizes(4, 2, 6)),
        **keep_probabilities(draw),
    }


def mask(draw):
    """Sizes of a large mask for the high p, of small prime factors for a fast transform, and of a small mask."""
    rows, columns = (int(draw.rng.choice(sizes)) for sizes in ((180, 192, 200), (288, 300, 320)))
    sizes = {
        "rows": rows,
        "columns": columns,
        "few_rows": draw.integer(55, 65),
        "few_columns": draw.integer(85, 95),
    }
    return sizes | keep_probabilities(draw)


def calls(draw):
    return {"rows": draw.integer(7, 9), "columns": draw.integer(10, 12), "p": draw.number(0.55, 0.7)}


def seeds(draw):
    rows, columns = draw.sizes(2, 15, 20)
    seed, other = draw.rng.permutation(np.arange(1, 1000))[:2]
    return {"x": np.ones((rows, columns)), "p": draw.number(0.4, 0.6), "seed": seed, "other": other}


def backward(draw):
    shape = draw.sizes(2, 9, 14)
    return {
        "x": draw.off_zero(*shape),
        "dout": draw.off_zero(*shape),
        "x2": draw.off_zero(*shape),
        **keep_probabilities(draw),
    }


# ---- nets -----------------------------------------------------------------------------------------------------

HIDDEN_LAYERS = 2
WIDTH = 64  # all units of a layer are dropped, or kept, with a probability below 1e-11


def positive_net(draw, width=WIDTH, hidden_layers=HIDDEN_LAYERS, even=False, **more):
    """One sample in a net whose hidden units are all positive: their gradients are 0 only if they are dropped.

    even: all layers have one size, so that they can be taken in any order. The label is not 0, which a net might take
    for no label: that would not be a mistake in dropout.
    """
    rows, columns = draw.sizes(2, 2, 4)
    width = rows * columns if even else width
    widths = [rows * columns, *[width] * hidden_layers, width if even else draw.integer(4, 6)]
    inputs = {"X": draw.uniform(1, rows, columns, low=0.5, high=1.5), "y": np.array([draw.integer(1, 3)])}
    for layer in range(1, hidden_layers + 1):
        fan_in, fan_out = widths[layer - 1 : layer + 1]
        inputs[f"W{layer}"] = draw.uniform(fan_in, fan_out, low=0.2, high=1.8) / fan_in
        inputs[f"b{layer}"] = draw.uniform(fan_out, low=0.1, high=0.5)
    inputs[f"W{hidden_layers + 1}"] = draw.normal(width, widths[-1], std=1 / np.sqrt(width))
    inputs[f"b{hidden_layers + 1}"] = draw.normal(widths[-1], std=0.5)
    return inputs | {"p": draw.number(0.33, 0.4), "seed": draw.integer(1, 999)} | more


def positive_scores(draw, hidden_layers=HIDDEN_LAYERS):
    """Scores are positive, too: other checks judge a ReLU on them."""
    inputs = positive_net(draw, 30, hidden_layers)
    return inputs | {f"b{hidden_layers + 1}": inputs[f"b{hidden_layers + 1}"] + 30}
