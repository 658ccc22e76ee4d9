"""Nets that notebooks have trained with the Solver: probes find them in a namespace, and show them images.

Nothing is taken on trust: solvers are those of the given class, nets those of the submission's modules, by the methods
of these classes, and what a net has reached is measured again.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import suppress
from functools import partial
from types import ModuleType
from typing import Any

import numpy as np

from autograder.model.case import Probe, case
from graders.hooks.at_its_best import nets_of
from graders.hooks.bindings import bindings

MOST = 6  # nets of a kind that are asked; the last ones
BATCH = 100
Scores = Callable[[np.ndarray], np.ndarray]

NO_SCORES = "the net returns None: was a return forgotten?"


def trained(*says: str, seconds: float = 60.0) -> Callable[[Probe], Probe]:
    """Register a probe as a case of what a notebook has trained; an scorer gives it its inputs.

    says: what it may tell a student besides `NO_SCORES`.
    """
    return case(inputs=lambda draw: {}, trained=True, seconds=seconds, says=(NO_SCORES, *says))


def solvers(notebook, solver: ModuleType) -> list[Any]:
    """Every given Solver that a name of the notebook was bound to, or that is in a list or dictionary, in order."""
    found: dict[int, Any] = {}
    for _, value in [*bindings(notebook), *vars(notebook).items()]:
        for part in _parts(value):
            if isinstance(part, solver.Solver):
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


def scores_of(net: Any, module: ModuleType, *classes: str) -> Scores | None:
    """The method loss(X) of the module's class that a net is of; None if it is of none of these."""
    known = [getattr(module, name, None) for name in classes]
    kind: Any = next((k for k in known if isinstance(k, type) and isinstance(net, k)), None)
    return None if kind is None else partial(kind.loss, net)


def training_accuracy(solver: Any, module: ModuleType, *classes: str) -> float | None:
    """The best share of the solver's own few images that its net got right; None if it is of none of these classes."""
    found = []
    for net in nets_of(solver):
        if scores := scores_of(net, module, *classes):
            with suppress(Exception):  # made on trial: it costs nothing beside another one
                found.append(float(np.mean(predictions(scores, solver.X_train) == solver.y_train)))
    return max(found, default=None)


def predictions(scores_of: Scores, images: np.ndarray) -> np.ndarray:
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


def classified(nets: list[Scores], images: np.ndarray) -> Iterator[dict[str, np.ndarray]]:
    """Predictions of the last nets of a list."""
    return of_each(nets, lambda scores: predictions(scores, images))
