"""Caps on the training of TensorFlow's notebook: with model.fit, or in loops over tf.data."""

from __future__ import annotations

import inspect
import sys
from typing import Any

import numpy as np

from autograder.notebooks.notebook_budget import NotebookBudget
from graders.hooks.training_caps import BATCHES, FIT_BATCHES, PASS, ends

_IMAGES = 64 * BATCHES  # of one model.fit
_TAKEN = "_batches_taken"


def cap_keras(budget: NotebookBudget) -> None:
    """Cap both; evaluation and prediction are left alone, as they must cover every image."""
    from tensorflow import keras
    from tensorflow.python.data.ops.iterator_ops import OwnedIterator

    _cap_fit(keras, budget)
    _cap_iterator(OwnedIterator, budget)


def _cap_fit(keras: Any, budget: NotebookBudget) -> None:
    fit = keras.Model.fit
    signature = inspect.signature(fit)

    class Limit(keras.callbacks.Callback):
        """Stops a training after its batches, or when its time is up."""

        batches = 0

        def on_train_batch_end(self, batch: int, logs: object = None) -> None:
            self.batches += 1
            if ends(budget, "A training by model.fit", self.batches, FIT_BATCHES):
                self.model.stop_training = True

    def capped_fit(*args: Any, **options: Any) -> Any:
        bound = signature.bind(*args, **options)
        _cap_arrays(bound.arguments, budget)
        bound.arguments["callbacks"] = [bound.arguments.get("callbacks") or [], Limit()]
        return fit(*bound.args, **bound.kwargs)

    keras.Model.fit = capped_fit


def _cap_arrays(given: dict[str, Any], budget: NotebookBudget) -> None:
    """Keras copies the arrays x and y: 49,000 images, the same few again and again, would not fit."""
    if given.get("sample_weight") is not None or not isinstance(given.get("y"), np.ndarray):
        return
    if isinstance(given["x"], np.ndarray) and len(given["x"]) > _IMAGES:
        given["x"], given["y"] = given["x"][:_IMAGES], given["y"][:_IMAGES]
        budget.notes.add(f"A training by model.fit was given the first {_IMAGES} images.")


def _cap_iterator(iterator: Any, budget: NotebookBudget) -> None:
    """Cap loops, except those of Keras itself."""
    step = iterator.__next__

    def capped_step(self: Any) -> Any:
        if sys._getframe(1).f_globals["__name__"].startswith("keras."):
            return step(self)
        taken = getattr(self, _TAKEN, 0)
        if ends(budget, PASS, taken, BATCHES):
            raise StopIteration
        setattr(self, _TAKEN, taken + 1)
        return step(self)

    iterator.__next__ = capped_step
