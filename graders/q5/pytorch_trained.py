"""Question 5's cases of what PyTorch.ipynb has trained."""

from __future__ import annotations

import io
from contextlib import suppress
from copy import deepcopy

import numpy as np

from graders.hooks.bindings import bindings
from graders.q5.asking import SIZES, WEIGHTS
from graders.q5.pytorch_cases import NO_GPU, NO_SEQUENCE, on_this_machine, sequence
from graders.trained import of_each, predictions, trained, validation_images

POINTS = {"pytorch_function_trained": 0.5, "pytorch_class_trained": 0.5, "pytorch_sequence_trained": 0.5}
MOST_OWN = 3  # nets under other names that are asked: they may be large
SAFETENSORS_START = b"{"  # after eight bytes for a length


NO_WEIGHTS = f"{', '.join(WEIGHTS)}: one of them is None or missing; train the net of part II with them"
NO_CLASS = "no ThreeLayerConvNet was found under any name of the notebook"
NO_MODEL = "model is None or missing: keep the net of your own under this name"
NO_CONVOLUTION = "model has no convolutional layer: your own net should have at least one"
GIVEN_NET = "model is the three-layer net of the earlier parts: it should be a net of your own"
_NOT_USED = "the checkpoint was not used:"
NOT_PLAIN = (
    f"{_NOT_USED} it holds more than tensors; "
    "save the weights alone: torch.save(model.state_dict(), 'model.pt')"
)
NO_STATE = f"{_NOT_USED} it holds no weights by their names: save model.state_dict()"
OTHER_NAMES = (
    f"{_NOT_USED} its weights are not those of model: some names are missing, or are no names of model's"
)
OTHER_SHAPES = f"{_NOT_USED} its weights have other shapes than those of model"
TOO_MUCH = f"{_NOT_USED} it takes more memory than there is"
UNREADABLE = f"{_NOT_USED} it is not a complete file of torch.save or safetensors"
REFUSALS = (NOT_PLAIN, NO_STATE, OTHER_NAMES, OTHER_SHAPES, TOO_MUCH, UNREADABLE)


@trained(NO_WEIGHTS, NO_GPU)
def pytorch_function_trained(pytorch, data_utils, images):
    params = [getattr(pytorch, name, None) for name in WEIGHTS]
    if any(param is None for param in params):
        params = getattr(pytorch, "params", None)  # under other names, or made within the list
    if not (isinstance(params, (list, tuple)) and sorted(p.numel() for p in params) == SIZES):
        raise ValueError(NO_WEIGHTS)
    x = as_in_notebook(pytorch, data_utils, images)
    with on_this_machine():
        yield {"predictions": predicted(lambda batch: pytorch.three_layer_convnet(batch, params), x)}


@trained(NO_CLASS, NO_GPU)
def pytorch_class_trained(pytorch, data_utils, images):
    nets = [value for _, value in bindings(pytorch) if type(value).__name__ == "ThreeLayerConvNet"]
    if not nets:
        raise ValueError(NO_CLASS)
    x = as_in_notebook(pytorch, data_utils, images)
    yield from of_each(nets, lambda net: predicted_by(net, x))


@trained(NO_SEQUENCE, NO_GPU)
def pytorch_sequence_trained(pytorch, data_utils, images):
    yield {"predictions": predicted_by(sequence(pytorch), as_in_notebook(pytorch, data_utils, images))}


@trained(
    *(NO_MODEL, NO_CONVOLUTION, GIVEN_NET, *REFUSALS, NO_GPU),
    seconds=120,
)
def pytorch_own(pytorch, data_utils, images, checkpoint):
    net, *others = own_nets(pytorch)
    x = as_in_notebook(pytorch, data_utils, images)
    yield {"predictions": predicted_by(net, x)}
    for index, other in enumerate(others, 1):
        yield {f"predictions of another net, {index}": predicted_by(other, x)}
    if checkpoint.size:
        try:
            loaded = with_weights(net, checkpoint.tobytes())
        except Exception as error:
            yield {"note": refusal(error)}
        else:
            yield {"predictions of the checkpoint": predicted_by(loaded, x)}


def own_nets(pytorch):
    """best_model or model; if it is none of the student's own, the last nets under other names after part IV."""
    from torch import nn

    named = [getattr(pytorch, name, None) for name in ("best_model", "model")]
    net = next((value for value in named if isinstance(value, nn.Module)), None)
    if not (why_not := refused(net)):
        return [net]
    others = [other for other in nets_after_sequence(pytorch) if not refused(other) and gives_scores(other)]
    if not others:
        raise ValueError(why_not)
    return others[: -MOST_OWN - 1 : -1]


def refused(net):
    """Return why a net is not one of the student's own; "" if it is."""
    from torch import nn

    if net is None:
        return NO_MODEL
    if not any(isinstance(part, nn.modules.conv._ConvNd) for part in net.modules()):
        return NO_CONVOLUTION
    if sorted(p.numel() for p in net.parameters()) == SIZES:
        return GIVEN_NET
    return ""


def nets_after_sequence(pytorch):
    """The modules but for part III's that names were bound to after the sequence of part IV, in their order."""
    from torch import nn

    found = [value for _, value in bindings(pytorch) if isinstance(value, nn.Module)]
    with suppress(ValueError):  # there is no such sequence
        fourth = sequence(pytorch)
        found = found[max(place for place, net in enumerate(found) if net is fourth) + 1 :]
    return list({id(net): net for net in found if type(net).__name__ != "ThreeLayerConvNet"}.values())


def gives_scores(net):
    """Return whether this is a whole net, and not a block of one."""
    import torch

    net.eval()
    with suppress(Exception), torch.no_grad():
        return net(torch.zeros(2, 3, 32, 32, dtype=next(net.parameters()).dtype)).shape == (2, 10)
    return False


def predicted_by(net, x):
    """Predictions of a module, in testing mode, wherever it was trained."""
    dtype = next((p.dtype for p in net.parameters()), None)
    with on_this_machine():
        net.eval()
        return predicted(lambda batch: net(batch if dtype is None else batch.to(dtype)), x)


def predicted(scores_of, x):
    import torch

    with torch.no_grad():
        return predictions(lambda batch: scores_of(torch.from_numpy(batch)), x)


def as_in_notebook(pytorch, data_utils, images):
    """Images scaled as those of loader_val are: channel by channel, by the same mean and standard deviation."""
    raw = validation_images(data_utils)
    loader = getattr(pytorch, "loader_val", None)
    given = np.concatenate([x.numpy() for x, _ in loader]) if loader is not None else (raw - 127.5) / 64
    x = (images - mean_of(raw)) / std_of(raw) * std_of(given) + mean_of(given)
    return np.ascontiguousarray(x, dtype=np.float32)


def mean_of(images):
    return images.mean(axis=(0, 2, 3), keepdims=True)


def std_of(images):
    return images.std(axis=(0, 2, 3), keepdims=True)


# ---- checkpoints ------------------------------------------------------------------------------------------------


def with_weights(net, file):
    """A copy of the net with the weights of a file: a state_dict by torch.save, or safetensors.

    Nothing of the file is run: torch reads tensors only, and safetensors are nothing else.
    """
    import torch

    if file[8:9] == SAFETENSORS_START:
        from safetensors.torch import load

        state = load(file)
    else:
        state = torch.load(io.BytesIO(file), map_location="cpu", weights_only=True)
    copy = deepcopy(net)
    copy.load_state_dict(weights_by_name(state))
    return copy


def weights_by_name(saved):
    """Return what was saved if it is tensors by their names, or else the first part of it that is."""
    import torch

    parts = [saved, *saved.values()] if isinstance(saved, dict) else []
    for part in parts:
        if (
            isinstance(part, dict)
            and part
            and all(isinstance(value, torch.Tensor) for value in part.values())
        ):
            return part
    raise ValueError(NO_STATE)


def refusal(error):
    """Return why a checkpoint was not used, in a sentence."""
    said = str(error)
    if said == NO_STATE:
        return NO_STATE
    if type(error).__name__ == "UnpicklingError":
        return NOT_PLAIN
    if "key(s) in state_dict" in said:
        return OTHER_NAMES
    if "size mismatch" in said:
        return OTHER_SHAPES
    return TOO_MUCH if "t allocate memory" in said or isinstance(error, MemoryError) else UNREADABLE
