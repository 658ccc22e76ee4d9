"""Question 5's cases for PyTorch."""

from __future__ import annotations

from contextlib import contextmanager
from copy import deepcopy

import numpy as np

from autograder.model.case import case, drawn_by
from graders.hooks.bindings import bindings
from graders.q5.asking import SIZES, asked_for, log_probabilities, weights_of
from graders.q5.starts import weights_and_biases

ANSWER = "scores"
SEQUENCES = {"pytorch_sequence": 1.5}
NO_SEQUENCE = "no nn.Sequential with a convolution was found under any name of the notebook"
NO_GPU = "there is no GPU here: use the device that the notebook finds"
ROUNDING = 1e-4  # a net that insists on float32 is right, too

# ---- the function -----------------------------------------------------------------------------------------------


def scores_of_function(pytorch, x, factors):
    import torch

    weights = weights_of(**factors)
    weights["fc_w"] = weights["fc_w"].reshape(len(weights["fc_w"]), -1).T
    params = [torch.from_numpy(np.ascontiguousarray(w)) for w in weights.values()]
    yield {"scores": in_doubles(asked_for(pytorch, "three_layer_convnet"), torch.from_numpy(x), params)}


def in_doubles(function, x, params):
    """The scores as an array; in float32 where the function does not take float64. None if it returns nothing."""
    import torch

    with torch.no_grad(), same_draws(), on_this_machine():  # with dropout, too, it answers alike in every run
        try:
            scores = function(x, params)
        except RuntimeError:
            scores = function(x.float(), [w.float() for w in params])
    return scores if scores is None else scores.numpy()


@contextmanager
def same_draws():
    """Seed PyTorch's generator, and give it its state back afterwards: a student's notebook goes on drawing."""
    import torch

    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(231)
        yield


@contextmanager
def on_this_machine():
    """Code that asks for a GPU is told that there is none."""
    try:
        yield
    except (AssertionError, RuntimeError) as error:
        if "CUDA" in str(error) or "NVIDIA" in str(error):
            raise RuntimeError(NO_GPU) from None
        raise


@case(inputs=drawn_by("graders.q5.inputs:function"), tolerance=ROUNDING)
def pytorch_function(pytorch, x, **factors):
    yield from scores_of_function(pytorch, x, factors)


@case(inputs=drawn_by("graders.q5.inputs:sizes"), tolerance=ROUNDING)
def pytorch_function_sizes(pytorch, x, **factors):
    yield from scores_of_function(pytorch, x, factors)


# ---- modules ----------------------------------------------------------------------------------------------------


def scores_of_module(model, x, factors):
    import torch

    install(model, weights_of(**factors))
    scores = in_doubles(lambda x, _: model.to("cpu", x.dtype)(x), torch.from_numpy(x), ())
    yield {"scores": scores}
    if scores is not None:
        yield {"log probabilities": log_probabilities(scores)}


def install(model, weights):
    """Give a module its weights by their shapes, whatever it calls them; no two have the same shape."""
    import torch

    wanted = {tuple(w.shape): w for w in weights.values()}
    rows = weights["fc_w"].reshape(len(weights["fc_w"]), -1)
    wanted[rows.shape] = wanted.pop(weights["fc_w"].shape)
    found = {tuple(parameter.shape): parameter for parameter in model.parameters()}
    if set(wanted) != set(found) or len(found) != len(list(model.parameters())):
        raise ValueError(
            f"the net should have parameters of shapes {shapes(wanted)}, but has {shapes(found)}"
        )
    with torch.no_grad():
        for shape, parameter in found.items():
            parameter.copy_(torch.from_numpy(np.ascontiguousarray(wanted[shape].reshape(shape))))


def shapes(weights):
    return ", ".join(str(shape) for shape in sorted(weights)) or "none"


def three_layers(pytorch, factors):
    weights = weights_of(**factors)
    sizes = weights["conv_w1"].shape[1], *(len(weights[name]) for name in ("conv_w1", "conv_w2", "fc_w"))
    with same_draws():
        return asked_for(pytorch, "ThreeLayerConvNet")(*sizes)


@case(inputs=drawn_by("graders.q5.inputs:class_net"), tolerance=ROUNDING)
def pytorch_class(pytorch, x, **factors):
    yield from scores_of_module(three_layers(pytorch, factors), x, factors)


@case(inputs=drawn_by("graders.q5.inputs:start"), frozen=False)
def pytorch_start(pytorch, into, first, second, classes):
    with same_draws():
        model = asked_for(pytorch, "ThreeLayerConvNet")(into, first, second, classes)
    yield weights_and_biases({name: p.detach().cpu().numpy() for name, p in model.named_parameters()})


@case(inputs=drawn_by("graders.q5.inputs:sequence"), tolerance=ROUNDING)
def pytorch_sequence(pytorch, x, **factors):
    yield from scores_of_module(deepcopy(sequence(pytorch)), x, factors)  # what was trained stays


def sequence(pytorch):
    """The nn.Sequential with weights of the sizes asked for, or else the first one with a convolution."""
    from torch import nn

    found = [value for _, value in bindings(pytorch) if isinstance(value, nn.Sequential)]
    convolutional = [net for net in found if any(isinstance(part, nn.Conv2d) for part in net.modules())]
    if not convolutional:
        raise ValueError(NO_SEQUENCE)
    alike = [net for net in convolutional if sorted(p.numel() for p in net.parameters()) == SIZES]
    return (alike or convolutional)[-1 if alike else 0]
