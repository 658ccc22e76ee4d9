"""Softmax by torch."""

import torch

from ._autograd import backward, forward


def softmax_forward(scores):
    return forward(lambda leaf: torch.softmax(leaf, dim=-1), scores)


def softmax_backward(dweights, cache):
    (dscores,) = backward(dweights, cache)
    return dscores
