"""Between numpy and torch: call a torch function on arrays, and differentiate it."""

import numpy as np
import torch


def constant(array):
    """The array as a float64 tensor of its own."""
    return torch.from_numpy(np.array(array, dtype=np.float64, order="C"))


def forward(function, *arrays):
    """(function(*arrays), cache), where the cache holds the graph for `backward`."""
    leaves = [constant(array).requires_grad_() for array in arrays]
    out = function(*leaves)
    return out.detach().numpy().copy(), (out, leaves)


def backward(dout, cache):
    """The gradients with respect to the arrays that `forward` was given, in their order."""
    out, leaves = cache
    return [grad.numpy().copy() for grad in torch.autograd.grad(out, leaves, constant(dout))]
