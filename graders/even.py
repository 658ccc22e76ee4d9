"""Even nets: all layers have one size, and every hidden unit sees the same numbers in another order.

So the net still works if layers are left out, repeated or taken in another order, or biases and ReLUs forgotten. The
output of a hidden layer has the same mean and variance in every sample and in every feature.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np

from autograder.isolation.frames import Value
from graders.nets import as_number, install

Answers = Mapping[str, Value]

HIDDEN = (1, 2)
LAST = 3
STEP = 1e-5
SLOPE = 1e-5  # of |gradient| |direction|: what central differences resolve
HEEDED = 1e-6  # a smaller slope does not count as dependence
NOISE = 1e-9  # of slopes of losses near 1
CLOSE = 1e-7  # of the larger magnitude


def flipped(params: Mapping[str, np.ndarray], signs: np.ndarray, layer: int) -> dict[str, np.ndarray]:
    """Return the same net with the signs of some units of a hidden layer flipped before its ReLU."""
    scale = f"gamma{layer}" if f"gamma{layer}" in params else f"W{layer}"
    turned = {scale, f"beta{layer}"}
    return {name: value * signs if name in turned else value for name, value in params.items()}


def gradients_and_slopes(model: Any, X: np.ndarray, y: np.ndarray, which: str) -> Iterator[dict[str, Any]]:
    """Yield the loss, and for every parameter its gradient and the slope of the loss along a direction."""
    loss, grads = model.loss(X, y)
    at = {name: np.array(value) for name, value in model.params.items()}
    yield {f"{which} loss": as_number(loss)} | {f"{which} d{name}": grads.get(name) for name in at}
    for name, value in at.items():
        step = STEP * direction(name, value.shape)
        ends = [
            as_number(install(model, {**at, name: v}).loss(X, y)[0]) for v in (value + step, value - step)
        ]
        yield {f"{which} slope of {name}": (ends[0] - ends[1]) / (2 * STEP)}


def direction(name: str, shape: tuple[int, ...]) -> np.ndarray:
    """A direction for a parameter, the same for the same name and shape."""
    return np.random.default_rng([*name.encode()]).standard_normal(shape)


def number(answers: Answers, name: str) -> float:
    """Return an answer that is a number; NaN if it is not, so that it equals nothing."""
    value = answers.get(name)
    if isinstance(value, int | float) or (isinstance(value, np.ndarray) and value.shape == ()):
        return float(value)
    return float("nan")


def equal(a: np.ndarray | float, b: np.ndarray | float) -> bool:
    """Return whether two results are the same up to rounding; empty ones never are."""
    if np.shape(a) != np.shape(b) or np.size(a) == 0:
        return False
    return bool(np.max(np.abs(a - b)) <= CLOSE * max(np.max(np.abs(a)), np.max(np.abs(b))))


def heeds(answers: Answers, which: str, name: str) -> bool:
    """Return whether the loss depends on a parameter."""
    return abs(number(answers, f"{which} slope of {name}")) > HEEDED


def fits(answers: Answers, which: str, name: str, shape: tuple[int, ...]) -> bool:
    """Return whether a parameter's gradient is that of the loss."""
    gradient = answers.get(f"{which} d{name}")
    if not isinstance(gradient, np.ndarray) or gradient.shape != shape:
        return False
    along = direction(name, shape)
    off = abs(float(np.vdot(gradient, along)) - number(answers, f"{which} slope of {name}"))
    return bool(off <= SLOPE * float(np.linalg.norm(gradient) * np.linalg.norm(along)) + NOISE)
