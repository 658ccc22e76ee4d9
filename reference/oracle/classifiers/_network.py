"""Helpers of all networks: parameters as arrays, and a loss differentiated by autograd."""

import numpy as np

from .. import _functions as functions
from .._autograd import array, constant, gradients, leaf


class Network:
    """A network says its parameters' shapes and how tensors become scores; the rest is here.

    params hold numbers of `dtype`, and so does what is returned; the computation is in float64.
    """

    def __init__(self, weight_scale, reg, dtype, shapes):
        """shapes: of the parameters by name. W... are drawn, gamma... are ones, the others zeros."""
        self.reg = reg
        self.dtype = dtype
        self.params = {
            name: _initial(name, shape, weight_scale).astype(dtype) for name, shape in shapes.items()
        }

    def scores(self, x, params, mode):
        """Scores of the tensor x by the tensors `params`, in mode 'train' or 'test'."""
        raise NotImplementedError

    def loss(self, X, y=None):
        params = {name: leaf(value) for name, value in self.params.items()}
        x = constant(np.asarray(X, dtype=self.dtype))
        scores = self.scores(x, params, "test" if y is None else "train")
        if y is None:
            return array(scores).astype(self.dtype)
        weights = [value for name, value in params.items() if name.startswith("W")]
        loss = functions.softmax_loss(scores, y) + 0.5 * self.reg * sum(w.square().sum() for w in weights)
        grads = gradients(loss, list(params.values()))
        return float(array(loss)), {
            name: grad.astype(self.dtype) for name, grad in zip(params, grads, strict=True)
        }


def _initial(name, shape, weight_scale):
    if name.startswith("W"):
        return weight_scale * np.random.randn(*shape)
    return np.ones(shape) if name.startswith("gamma") else np.zeros(shape)
