"""What notebooks have trained with the Solver: how probes find it in a namespace, and ask it about images."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np

from autograder.model.case import Probe, case
from graders.hooks.bindings import bindings

MOST = 6  # nets of a kind that are asked; the last ones
BATCH = 100


NO_SCORES = "the net returns None: was a return forgotten?"


def trained(*says: str, seconds: float = 60.0) -> Callable[[Probe], Probe]:
    """Register a probe as a case of what a notebook has trained; an appraiser gives it its inputs.

    says: what it may tell a student besides `NO_SCORES`.
    """
    return case(inputs=lambda draw: {}, trained=True, seconds=seconds, says=(NO_SCORES, *says))


def solvers(notebook) -> list[Any]:
    """Every Solver that a name of the notebook was bound to, or that is in a list or dictionary, in their order."""
    found: dict[int, Any] = {}
    for _, value in [*bindings(notebook), *vars(notebook).items()]:
        for part in _parts(value):
            if {"train_acc_history", "model"} <= getattr(
                part, "__dict__", {}
            ).keys():  # shims have any attribute
                found.setdefault(id(part), part)
    return list(found.values())


def _parts(value: Any) -> list[Any]:
    if isinstance(value, dict):
        return list(value.values())
    return list(value) if isinstance(value, (list, tuple)) else [value]


MOST_TRAINING = 49_000
VALIDATION = 1000  # images after those to train with, as get_CIFAR10_data takes them apart


def centred(data_utils, images: np.ndarray) -> np.ndarray:
    """Images as the notebook's own are given to nets: without the mean image of those to train with."""
    return images - data_utils.load_images()[0][:-VALIDATION][:MOST_TRAINING].mean(axis=0)


def validation_images(data_utils) -> np.ndarray:
    """The images (n, 3, 32, 32) that the notebook's own nets are validated with, as they were read."""
    X = data_utils.load_images()[0]
    start = max(0, min(MOST_TRAINING, len(X) - VALIDATION))
    return X[start : start + VALIDATION]


def predictions(scores_of: Callable[[np.ndarray], np.ndarray], images: np.ndarray) -> np.ndarray:
    """Classes (n,) with the highest scores; -1 for all where a score is not finite."""
    answers = [scores_of(images[i : i + BATCH]) for i in range(0, len(images), BATCH)]
    if any(answer is None for answer in answers):
        raise ValueError(NO_SCORES)
    outputs = np.concatenate([np.asarray(answer) for answer in answers])
    if not np.isfinite(outputs).all():
        return np.full(len(images), -1)
    return outputs.argmax(axis=1)


def of_each(nets: list[Any], predict: Callable[[Any], np.ndarray]) -> Iterator[dict[str, np.ndarray]]:
    """Predictions of the last nets of a list.

    One that fails costs nothing beside another that does not: it may have been made on trial, for images of other
    shapes. Where all fail, what the last one raised.
    """
    answered, failure = False, None
    for index, net in enumerate(nets[-MOST:], 1):
        try:
            found = predict(net)
        except Exception as error:
            failure = error
        else:
            answered = True
            yield {f"predictions of net {index}": found}
    if failure is not None and not answered:
        raise failure


def classified(models: list[Any], images: np.ndarray) -> Iterator[dict[str, np.ndarray]]:
    """Predictions of the last nets of a list that have a method loss(X)."""
    return of_each(models, lambda model: predictions(model.loss, images))
