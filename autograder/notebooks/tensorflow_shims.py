"""TensorFlow as notebooks of 2020 know it (version 2.2), and the models that they make and drop."""

from __future__ import annotations

from typing import Any

from autograder.notebooks.bindings import HISTORY

_MOST = 60  # models of a cell
_made: list[Any] = []  # by the cell that is run, in their order


def install() -> None:
    """Give the TensorFlow that is installed the names of 2.2, and note every model that is made from now on."""
    from tensorflow import keras

    metric = keras.metrics.Metric
    if not hasattr(metric, "reset_states"):
        metric.reset_states = metric.reset_state
    _note_models(keras.Model)


def keep_models(namespace: dict[str, Any]) -> None:
    """Add the models that a cell has made to what its names were bound to; to be called after every cell."""
    namespace.setdefault(HISTORY, []).extend(("", model) for model in _made)
    _made.clear()


def _note_models(kind: Any) -> None:
    """train_part34 of the original notebook keeps no model, so what it has trained would be gone."""
    make = kind.__new__

    def make_and_note(cls: type, *args: Any, **options: Any) -> Any:
        model = make(cls, *args, **options)
        _made.append(model)
        del _made[:-_MOST]
        return model

    kind.__new__ = make_and_note
