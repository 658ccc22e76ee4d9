"""Between numpy and torch: call a torch function on arrays, and differentiate it."""

import numpy as np
import torch


def constant(array):
    """The array as a float64 tensor of its own."""
    return torch.from_numpy(np.array(array, dtype=np.float64, order="C"))


def leaf(array):
    """The array as a float64 tensor to differentiate by."""
    return constant(array).requires_grad_()


def array(tensor):
    """The tensor's numbers as an array of its own."""
    return tensor.detach().numpy().copy()


def gradients(out, leaves, dout=None):
    """The gradients of the sum of dout * out, one array for each leaf; out is a scalar where dout is None."""
    grads = torch.autograd.grad(out, leaves, dout, retain_graph=True, materialize_grads=True)
    return [array(grad) for grad in grads]


def forward(function, *arrays):
    """(function(*arrays), cache), where the cache holds the graph for `backward`."""
    leaves = [leaf(a) for a in arrays]
    out = function(*leaves)
    return array(out), (out, leaves)


def backward(dout, cache):
    """The gradients with respect to the arrays that `forward` was given; not a tuple where it is only one."""
    out, leaves = cache
    grads = gradients(out, leaves, constant(dout))
    return tuple(grads) if len(grads) > 1 else grads[0]
