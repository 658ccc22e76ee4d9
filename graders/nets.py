"""Helpers for cases of several questions that build a student's network from frozen parameters."""

from __future__ import annotations

import inspect
from collections.abc import Mapping, MutableMapping
from typing import Any

import numpy as np

from graders.counted import from_one

ALMOST_ALL = (
    1 - 2.0**-40
)  # a probability with which dropout keeps all units, so that the net computes the same as without dropout

# A network is to blame only if it is wrong on reference layers, too.
REFERENCE_LAYERS = ("layers", "layer_utils", "fast_layers")


def fully_connected(fc_net, params: Mapping[str, np.ndarray], **options):
    """A student's FullyConnectedNet that computes in float64 and has `params` for parameters."""
    weights = [params[f"W{layer}"] for layer in range(1, 1 + sum(name[0] == "W" for name in params))]
    model = fc_net.FullyConnectedNet(
        [w.shape[1] for w in weights[:-1]],
        input_dim=weights[0].shape[0],
        num_classes=weights[-1].shape[1],
        **{"dtype": np.float64, **options},
    )
    return install(model, params)


def with_dropout(fc_net, params: Mapping[str, np.ndarray], keep: float, **options):
    """The same with dropout; its argument is called `dropout`, in offerings from 2021 on `dropout_keep_ratio`."""
    names = inspect.signature(fc_net.FullyConnectedNet).parameters
    name = "dropout_keep_ratio" if "dropout_keep_ratio" in names else "dropout"
    return fully_connected(fc_net, params, **{name: keep}, **options)


def install(model, params: Mapping[str, np.ndarray]):
    """Give a model its parameters, and return it; other entries of its `params` stay.

    Raises AttributeError, with a sentence for students, if none of them is where the contract requires it. Checks of
    initialisation take the points for single wrong names.
    """
    model = from_one(model)
    held = params_of(model)
    if not held.keys() & params.keys():
        raise AttributeError(
            f"{type(model).__name__} has no params['W1']: its weights and biases belong in the "
            "dictionary self.params, as W1, b1, W2, b2 and so on"
        )
    for name, value in params.items():
        held[name] = value.copy()
    return model


def params_of(model) -> MutableMapping[str, Any]:
    """Return a model's parameters; raise AttributeError with a sentence for students if it keeps none."""
    held = getattr(model, "params", None)
    if not isinstance(held, MutableMapping):
        raise AttributeError(
            f"{type(model).__name__} has no dictionary self.params: that is where its weights and biases belong, "
            "as W1, b1, W2, b2 and so on"
        )
    return held


def as_number(loss: Any) -> Any:
    """Return a loss as a number; the checks that compare losses judge needless axes of length 1."""
    return loss.item() if isinstance(loss, np.ndarray) and loss.size == 1 else loss


def row(statistic: Any) -> Any:
    """Drop a leading axis of length 1, which broadcasting makes harmless inside a package."""
    is_row = isinstance(statistic, np.ndarray) and statistic.ndim == 2 and len(statistic) == 1
    return statistic[0] if is_row else statistic
