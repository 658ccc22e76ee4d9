"""Inputs of the cases of fully-connected nets, in several questions."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import pairwise
from typing import Any

import numpy as np

from autograder.model.draw import Draw
from graders.even import HIDDEN, LAST

GAP = 1e-3  # the distance of hidden units from the kink of the ReLU


def fully_connected(
    draw: Draw, hidden_layers: int, samples: int = 6, normalized: bool = False, **more: Any
) -> dict[str, Any]:
    """X (N, d1, d2), y, and the parameters of a FullyConnectedNet with non-zero biases; and `more`.

    Without normalisation no hidden unit is near its kink, where rounding would decide a gradient.
    """
    while True:
        inputs = _draw_net(draw, hidden_layers, samples, normalized)
        if normalized or _kink_distance(inputs, hidden_layers) > GAP:
            return inputs | more


def _draw_net(draw: Draw, hidden_layers: int, samples: int, normalized: bool) -> dict[str, Any]:
    rows, columns = draw.sizes(2, 2, 4)
    classes = draw.integer(4, 6)
    widths = [rows * columns, *(draw.integer(5, 9) for _ in range(hidden_layers)), classes]
    inputs: dict[str, Any] = {
        "X": draw.normal(samples, rows, columns),
        "y": draw.labels(samples, classes),
    }
    for layer, (fan_in, fan_out) in enumerate(pairwise(widths), start=1):
        inputs[f"W{layer}"] = draw.normal(fan_in, fan_out, std=1.2 / np.sqrt(fan_in))
        inputs[f"b{layer}"] = draw.normal(fan_out, mean=0.4, std=0.5)
        if normalized and layer <= hidden_layers:
            inputs[f"gamma{layer}"] = draw.uniform(fan_out, low=0.5, high=2.0)
            inputs[f"beta{layer}"] = draw.normal(fan_out, std=0.5)
    return inputs


def _kink_distance(inputs: Mapping[str, np.ndarray], hidden_layers: int) -> float:
    """Return the smallest distance from 0 of any hidden unit before its ReLU."""
    distance, hidden = np.inf, inputs["X"].reshape(len(inputs["X"]), -1)
    for layer in range(1, hidden_layers + 1):
        scores = hidden @ inputs[f"W{layer}"] + inputs[f"b{layer}"]
        distance, hidden = min(distance, float(np.abs(scores).min())), np.maximum(0, scores)
    return distance


def even_net(draw: Draw, **more: Any) -> dict[str, Any]:
    """X, whose samples are the previous one moved by one place; W1 and W2 that only reorder; both signs; labels."""
    n = draw.integer(6, 8)
    row = draw.uniform(n, low=0.5, high=1.5)
    inputs: dict[str, Any] = {"X": np.stack([np.roll(row, k) for k in range(n)]), "y": draw.labels(n, n)}
    for layer in HIDDEN:
        inputs[f"W{layer}"] = np.eye(n)[draw.rng.permutation(n)]
        inputs[f"b{layer}"] = np.zeros(n)
    inputs |= {f"W{LAST}": draw.normal(n, n), f"b{LAST}": np.zeros(n)}
    return inputs | {"signs": np.where(np.arange(n) < n // 2, -1.0, 1.0)} | more
