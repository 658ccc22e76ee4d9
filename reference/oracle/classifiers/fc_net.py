"""classifiers/fc_net.py of the contract, by torch."""

import numpy as np
import torch

from .. import _functions as functions
from ._network import Network


class TwoLayerNet(Network):
    def __init__(self, input_dim=3 * 32 * 32, hidden_dim=100, num_classes=10, weight_scale=1e-3, reg=0.0):
        shapes = _affine_shapes([input_dim, hidden_dim, num_classes])
        super().__init__(weight_scale, reg, np.float64, shapes)

    def scores(self, x, params, mode):
        hidden = torch.relu(_affine(x, params, 1))
        return _affine(hidden, params, 2)


class FullyConnectedNet(Network):
    def __init__(
        self,
        hidden_dims,
        input_dim=3 * 32 * 32,
        num_classes=10,
        dropout=1,
        normalization=None,
        reg=0.0,
        weight_scale=1e-2,
        dtype=np.float32,
        seed=None,
    ):
        shapes = _affine_shapes([input_dim, *hidden_dims, num_classes])
        if normalization is not None:
            for layer, width in enumerate(hidden_dims, start=1):
                shapes |= {f"gamma{layer}": (width,), f"beta{layer}": (width,)}
        super().__init__(weight_scale, reg, dtype, shapes)
        self.normalization = normalization
        self.num_layers = 1 + len(hidden_dims)
        self.bn_params = [{} for _ in hidden_dims]
        self.dropout_param = {"p": dropout} if seed is None else {"p": dropout, "seed": seed}

    def scores(self, x, params, mode):
        for layer in range(1, self.num_layers):
            x = torch.relu(self._normalised(_affine(x, params, layer), params, layer, mode))
            if self.dropout_param["p"] != 1:
                x = functions.dropout(x, {**self.dropout_param, "mode": mode})
        return _affine(x, params, self.num_layers)

    def _normalised(self, x, params, layer, mode):
        if self.normalization is None:
            return x
        norm_param = self.bn_params[layer - 1]
        norm_param["mode"] = mode
        norm = {"batchnorm": functions.batch_norm, "layernorm": functions.layer_norm}[self.normalization]
        return norm(x, params[f"gamma{layer}"], params[f"beta{layer}"], norm_param)


def _affine(x, params, layer):
    return functions.affine(x, params[f"W{layer}"], params[f"b{layer}"])


def _affine_shapes(widths):
    """Shapes of W1, b1, W2, ... for layers between these widths."""
    shapes = {}
    for layer in range(1, len(widths)):
        shapes[f"W{layer}"] = (widths[layer - 1], widths[layer])
        shapes[f"b{layer}"] = (widths[layer],)
    return shapes
