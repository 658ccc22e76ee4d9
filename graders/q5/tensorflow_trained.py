"""Question 5's cases of what TensorFlow.ipynb has trained."""

from __future__ import annotations

import numpy as np

from graders.hooks.bindings import bindings
from graders.q5.asking import SIZES
from graders.trained import of_each, predictions, trained, validation_images

POINTS = {"tensorflow_class_trained": 0.75, "tensorflow_sequence_trained": 0.75}


CLASS, SEQUENCE, OWN = "ThreeLayerConvNet", "keras.Sequential with the layers asked for", "CustomConvNet"
NONE_TRAINED = {what: f"no {what} was trained in the notebook" for what in (CLASS, SEQUENCE, OWN)}


@trained(NONE_TRAINED[CLASS])
def tensorflow_class_trained(tensorflow, data_utils, images):
    nets = [net for net in models(tensorflow) if type(net).__name__ == CLASS]
    yield from classified(tensorflow, data_utils, images, nets, CLASS)


@trained(NONE_TRAINED[SEQUENCE])
def tensorflow_sequence_trained(tensorflow, data_utils, images):
    from tensorflow import keras

    nets = [net for net in models(tensorflow) if isinstance(net, keras.Sequential) and sizes_of(net) == SIZES]
    yield from classified(tensorflow, data_utils, images, nets, SEQUENCE)


@trained(NONE_TRAINED[OWN], seconds=120)
def tensorflow_own(tensorflow, data_utils, images):
    found = models(tensorflow)
    nets = [net for net in found if type(net).__name__ == OWN] or own_nets(found)
    yield from classified(tensorflow, data_utils, images, nets, OWN)


def models(tensorflow):
    """Every model that the notebook's cells made and used, the trained ones of train_part34 among them."""
    from tensorflow import keras

    found = {id(value): value for _, value in bindings(tensorflow) if isinstance(value, keras.Model)}
    return [net for net in found.values() if net.built and net.trainable_variables]


def own_nets(found):
    """Return, if there is no CustomConvNet, the convolutional nets made after the last one of the sizes asked for."""
    places = [place for place, net in enumerate(found) if sizes_of(net) == SIZES]
    later = found[places[-1] + 1 :] if places else []
    return [net for net in later if any(len(v.shape) == 4 for v in net.trainable_variables)]


def sizes_of(net):
    return sorted(int(np.prod(variable.shape)) for variable in net.trainable_variables)


def classified(tensorflow, data_utils, images, nets, what):
    """Predictions of the last of these nets, in testing mode."""
    if not nets:
        raise ValueError(NONE_TRAINED[what])
    x = as_in_notebook(tensorflow, data_utils, images)
    yield from of_each(nets, lambda net: predictions(lambda batch: net(batch, training=False), x))


def as_in_notebook(tensorflow, data_utils, images):
    """Images (n, 32, 32, 3), scaled channel by channel as X_val is."""
    raw = validation_images(data_utils).transpose(0, 2, 3, 1)
    given = np.asarray(getattr(tensorflow, "X_val", (raw - 127.5) / 64), np.float64)
    x = (images.transpose(0, 2, 3, 1) - mean_of(raw)) / std_of(raw) * std_of(given) + mean_of(given)
    return x.astype(np.float32)


def mean_of(images):
    return images.mean(axis=(0, 1, 2), keepdims=True)


def std_of(images):
    return images.std(axis=(0, 1, 2), keepdims=True)
