"""TensorFlow as notebooks of 2020 know it (version 2.2), and a list of the models that they make and drop."""

from __future__ import annotations

from typing import Any

MADE: list[Any] = []  # models, in the order in which they were made
_MOST = 60


def install() -> None:
    """Give the TensorFlow that is installed the names of 2.2, and note every model that is made from now on."""
    from tensorflow import keras

    metric = keras.metrics.Metric
    if not hasattr(metric, "reset_states"):
        metric.reset_states = metric.reset_state
    _note_models(keras.Model)


def _note_models(kind: Any) -> None:
    """train_part34 of the original notebook keeps no model, so what it has trained would be gone."""
    make = kind.__new__

    def make_and_note(cls: type, *args: Any, **options: Any) -> Any:
        model = make(cls, *args, **options)
        MADE.append(model)
        del MADE[:-_MOST]
        return model

    kind.__new__ = make_and_note
