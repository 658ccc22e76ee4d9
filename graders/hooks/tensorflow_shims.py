"""TensorFlow as notebooks of 2020 expect it (version 2.2), and the models that they make and drop."""

from __future__ import annotations

from functools import wraps
from typing import Any

from graders.hooks.bindings import HISTORY

_MOST = 60  # models of a cell
_made: list[Any] = []  # by the present cell, in their order


def install() -> None:
    """Give the TensorFlow that is installed the names of 2.2, and note every model that is made from now on."""
    from tensorflow import keras

    metric = keras.metrics.Metric
    if not hasattr(metric, "reset_states"):
        metric.reset_states = metric.reset_state
    _note_models(keras.Model)
    _take_old_options(keras.optimizers)


def keep_models(namespace: dict[str, Any]) -> None:
    """Add the models that a cell has made to the values of its names; call this after every cell."""
    namespace.setdefault(HISTORY, []).extend(("", model) for model in _made)
    _made.clear()


def _take_old_options(optimizers: Any) -> None:
    """Optimisers took lr and decay, and had an attribute lr."""
    kind = optimizers.Optimizer
    kind.lr = property(
        lambda self: self.learning_rate, lambda self, rate: setattr(self, "learning_rate", rate)
    )
    for optimizer in {value for value in vars(optimizers).values() if isinstance(value, type)}:
        if issubclass(optimizer, kind) and optimizer is not kind:
            _take_old_options_of(optimizer, optimizers.schedules.InverseTimeDecay)


def _take_old_options_of(optimizer: Any, decaying: Any) -> None:
    start = optimizer.__init__

    @wraps(start)
    def started(self: Any, *arguments: Any, **options: Any) -> None:
        if "lr" in options:
            options["learning_rate"] = options.pop("lr")
        if decay := options.pop("decay", 0):
            rate = arguments[0] if arguments else options.pop("learning_rate", 0.001)
            arguments = (decaying(rate, 1, decay), *arguments[1:])
        start(self, *arguments, **options)

    optimizer.__init__ = started


def _note_models(kind: Any) -> None:
    """train_part34 of the original notebook keeps no model, so what it has trained would be gone."""
    make = kind.__new__

    def make_and_note(cls: type, *args: Any, **options: Any) -> Any:
        model = make(cls, *args, **options)
        _made.append(model)
        del _made[:-_MOST]
        return model

    kind.__new__ = make_and_note
