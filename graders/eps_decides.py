"""The eps of a normalising layer, judged by comparison with the layer itself: its other mistakes cancel.

x has a variance of 1 wherever one is taken, so a large eps makes the output smaller by a known factor.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

import numpy as np

from autograder.isolation.frames import Value
from autograder.model.complaint import Complaint
from autograder.model.rules import array

EPS = {"small": {"eps": 1e-5}, "large": {"eps": 99.0}, "default": {}}
SHRINKS = 10.0  # the root of 1 + 99
NEAR = 0.15  # a variance over N - 1 is near, eps outside the root or squared is not
CLOSE = 1e-7  # a default eps of 1e-8 is not close


def outputs(forward: Callable[[np.ndarray, dict[str, Any]], Any], x: np.ndarray) -> Iterator[dict[str, Any]]:
    """Yield the outputs for x and for -x by each eps: their difference has no shift."""
    for name, given in EPS.items():
        yield {f"{name} of x": forward(x.copy(), dict(given)), f"{name} of -x": forward(-x, dict(given))}


def eps_decides(inputs: Mapping[str, np.ndarray], answers: Mapping[str, Value]) -> None:
    """Complain unless the given eps is added to the variance under the root."""
    shape = inputs["x"].shape
    spread = {
        name: array(answers, f"{name} of x", shape) - array(answers, f"{name} of -x", shape) for name in EPS
    }
    sizes = {name: float(np.linalg.norm(one)) for name, one in spread.items()}
    if not abs(sizes["small"] - SHRINKS * sizes["large"]) < NEAR * sizes["small"]:
        raise Complaint("eps is not added to the variance")
    if np.linalg.norm(spread["default"] - spread["small"]) > CLOSE * sizes["small"]:
        raise Complaint("the default eps is not 1e-5")
