"""Question 5's cases for TensorFlow: judged by what is frozen of PyTorch's, with the axes in the other order."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import contextmanager, suppress
from types import FunctionType

import numpy as np

from autograder.model.case import case, drawn_by
from graders.hooks.bindings import bindings
from graders.q5.asking import SIZES, asked_for, log_probabilities, weights_of
from graders.q5.starts import weights_and_biases

ANSWER = "log probabilities"
SEQUENCES = {"tensorflow_sequence": 1.0, "tensorflow_functional": 0.5}

NO_SEQUENCE = "no keras.Sequential with a convolution comes of any model_init_fn of the notebook"
SECONDS = 60.0  # to make every net of a notebook takes TensorFlow seconds, and more on a busy machine
TO_IMAGES = (0, 2, 3, 1)  # from PyTorch's order of axes
TO_FILTERS = (2, 3, 1, 0)  # and (classes, channels, rows, columns) likewise
FROM_FILTERS = (3, 2, 0, 1)


def weights_here(factors):
    """The six weights in TensorFlow's layout."""
    weights = weights_of(**factors)
    turned = {name: w.transpose(TO_FILTERS) if w.ndim == 4 else w for name, w in weights.items()}
    return turned | {"fc_w": turned["fc_w"].reshape(-1, turned["fc_w"].shape[-1])}


def in_doubles(answer: Callable[[str], object]):
    """Return what `answer` gives in float64; in float32 if its code does not take float64."""
    try:
        with numbers_of("float64"):
            return answer("float64")
    except Exception:
        with numbers_of("float32"):
            return answer("float32")


@contextmanager
def numbers_of(dtype):
    """Layers that are made within compute in this type."""
    from tensorflow import keras

    usual = keras.backend.floatx()
    keras.backend.set_floatx(dtype)
    try:
        yield
    finally:
        keras.backend.set_floatx(usual)


# ---- the function -----------------------------------------------------------------------------------------------


def scores_of_function(tensorflow, x, factors):
    import tensorflow as tf

    function = asked_for(tensorflow, "three_layer_convnet")

    def scores(dtype):
        params = [tf.constant(w, dtype) for w in weights_here(factors).values()]
        answer = function(tf.constant(x.transpose(TO_IMAGES), dtype), params)
        return answer if answer is None else answer.numpy()

    yield {"scores": in_doubles(scores)}


@case(inputs=drawn_by("graders.q5.inputs:function"), twin="pytorch_function", seconds=SECONDS)
def tensorflow_function(tensorflow, x, **factors):
    yield from scores_of_function(tensorflow, x, factors)


@case(inputs=drawn_by("graders.q5.inputs:sizes"), twin="pytorch_function_sizes", seconds=SECONDS)
def tensorflow_function_sizes(tensorflow, x, **factors):
    yield from scores_of_function(tensorflow, x, factors)


# ---- models -----------------------------------------------------------------------------------------------------


def answers_of_model(make, x, factors):
    """The answers of a model that has the given weights; `make` makes it, of another type of numbers each time."""
    from tensorflow import keras

    def scores(dtype):
        images = x.transpose(TO_IMAGES).astype(dtype)
        model = make(images)
        model(images)  # makes its variables
        install(model, weights_here(factors))
        keras.utils.set_random_seed(231)  # a net with dropout has to answer alike in every run
        return model(images, training=True)

    outputs = in_doubles(scores)
    yield {ANSWER: None if outputs is None else log_probabilities(np.asarray(outputs))}


def install(model, weights):
    """Give a model its weights by their shapes, whatever it calls them; no two have the same shape."""
    wanted = {w.shape: w for w in weights.values()}
    found = {tuple(variable.shape): variable for variable in model.trainable_variables}
    if set(wanted) != set(found) or len(found) != len(model.trainable_variables):
        told = (", ".join(map(str, sorted(shapes))) or "none" for shapes in (wanted, found))
        raise ValueError("the net should have variables of shapes {}, but has {}".format(*told))
    for shape, variable in found.items():
        variable.assign(wanted[shape])


@case(inputs=drawn_by("graders.q5.inputs:class_net"), twin="pytorch_class", seconds=SECONDS)
def tensorflow_class(tensorflow, x, **factors):
    sizes = [len(weights_of(**factors)[name]) for name in ("conv_w1", "conv_w2", "fc_w")]
    yield from answers_of_model(lambda _: asked_for(tensorflow, "ThreeLayerConvNet")(*sizes), x, factors)


@case(inputs=drawn_by("graders.q5.inputs:start"), twin="pytorch_start", frozen=False, seconds=SECONDS)
def tensorflow_start(tensorflow, into, first, second, classes):
    from tensorflow import keras

    keras.utils.set_random_seed(231)
    model = asked_for(tensorflow, "ThreeLayerConvNet")(first, second, classes)
    model(np.zeros((1, 32, 32, into), np.float32))
    values = {v.path: np.asarray(v) for v in model.trainable_variables}
    turned = {name: v.transpose(FROM_FILTERS) if v.ndim == 4 else v.T for name, v in values.items()}
    yield weights_and_biases(turned)


# ---- sequences of layers ----------------------------------------------------------------------------------------


@case(inputs=drawn_by("graders.q5.inputs:sequence"), twin="pytorch_sequence", seconds=SECONDS)
def tensorflow_sequence(tensorflow, x, **factors):
    yield from answers_of_model(lambda images: sequence(tensorflow, images), x, factors)


@case(inputs=drawn_by("graders.q5.inputs:sequence"), twin="pytorch_sequence", seconds=SECONDS)
def tensorflow_functional(tensorflow, x, **factors):
    yield from answers_of_model(lambda images: functional(tensorflow, images), x, factors)


def sequence(tensorflow, images):
    """The keras.Sequential of the notebook with weights of these sizes, or else its first one with a convolution."""
    from tensorflow import keras

    nets = [net for net in made(tensorflow, images) if isinstance(net, keras.Sequential)]
    if not nets:
        raise ValueError(NO_SEQUENCE)
    return best_fit(nets)


def functional(tensorflow, images):
    """The net by keras.Input and keras.Model; older notebooks do not ask for one, and the sequence will do."""
    nets = [net for net in made(tensorflow, images) if type(net).__name__ == "Functional"]
    return best_fit(nets) if nets else sequence(tensorflow, images)


def made(tensorflow, images):
    """Every net with a convolution that the notebook's functions without arguments make, in their order."""
    from tensorflow import keras

    nets = []
    for name, function in bindings(tensorflow):
        if isinstance(function, FunctionType) and name.endswith("init_fn"):
            with suppress(Exception):  # one that was not filled in, or makes an optimiser
                net = function()
                net(images)
                nets.append(net)
    return [net for net in nets if any(isinstance(part, keras.layers.Conv2D) for part in net.layers)]


def best_fit(nets):
    alike = [net for net in nets if sorted(np.prod(v.shape) for v in net.trainable_variables) == SIZES]
    return (alike or nets)[-1 if alike else 0]
