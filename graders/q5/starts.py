"""The initialisation of question 5's three-layer nets: the rule for both frameworks."""

from __future__ import annotations

import math
from collections.abc import Mapping

import numpy as np

from autograder.isolation.frames import Value
from autograder.model import rules, statistics
from autograder.model.complaint import Complaint

LARGEST_BIAS = 0.12  # small constants are common; PyTorch's own draws are below 1 / sqrt(fan-in), here 0.115
MOST = 40_000  # weights of an array that are compared with a distribution


def weights_and_biases(parameters: Mapping[str, np.ndarray]) -> dict[str, np.ndarray]:
    """Parameters under names for their place in a net; weights have their outputs along the first axis.

    The scales of a normalisation, called weight or gamma, are neither, and are left out.
    """
    kinds = {4: "convolution", 2: "affine layer"}
    counts: dict[str, int] = {}
    named = {}
    for name, values in parameters.items():
        if values.ndim == 1 and name.endswith(("weight", "gamma")):
            continue
        kind = kinds.get(values.ndim, "bias")
        counts[kind] = counts.get(kind, 0) + 1
        named[f"{kind} {counts[kind]}"] = values
    return named


def starts_well(inputs: Mapping[str, np.ndarray], answers: Mapping[str, Value]) -> None:
    """Kaiming-normal weights (He et al. 2015): mean 0, variance 2 / fan-in, normal or cut off; biases near 0.

    Whether the net has the right layers is not asked here. Mean, spread and distribution of three weights on two
    fixture sets are 18 statistics of at most ALPHA each: a right net is failed with a probability below 2e-8.
    """
    arrays = {
        name: rules.array(answers, name, answer.shape)
        for name, answer in answers.items()
        if isinstance(answer, np.ndarray)
    }
    weights = {name: values for name, values in arrays.items() if values.ndim > 1}
    if not weights:
        raise Complaint("the net has no weights")
    for name, values in weights.items():
        _kaiming(f"the {name}", values)
    for name in arrays.keys() - weights.keys():
        if np.abs(arrays[name]).max(initial=0) > LARGEST_BIAS:
            raise Complaint("{name} starts with large values: biases start at 0 or near it", name=name)


def _kaiming(what: str, values: np.ndarray) -> None:
    std = math.sqrt(2 / math.prod(values.shape[1:]))
    if abs(statistics.mean_z(values, std)) > statistics.Z:
        raise Complaint("the weights of {what} should have mean 0", what=what)
    if abs(statistics.spread_z(values, std)) > statistics.Z:
        raise Complaint(
            "the weights of {what} do not start with Kaiming's standard deviation, sqrt(2 / fan-in)",
            "the weights of {what} start with standard deviation {found:.4g}, but Kaiming's normal "
            "initialisation has sqrt(2 / fan-in) = {std:.4g}",
            what=what,
            found=float(values.std()),
            std=std,
        )
    some = values.ravel()[:MOST]
    if not (statistics.looks_normal(some, std) or statistics.looks_truncated_normal(some, std)):
        raise Complaint("the weights of {what} should be drawn from a normal distribution", what=what)
