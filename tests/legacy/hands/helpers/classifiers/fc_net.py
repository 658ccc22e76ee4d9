from builtins import range
from builtins import object
import os
import numpy as np

from ..layers import *
from ..layer_utils import *


class FullyConnectedNet(object):
    def __init__(
        self,
        hidden_dims,
        input_dim=3 * 32 * 32,
        num_classes=10,
        dropout_keep_ratio=1,
        normalization=None,
        reg=0.0,
        weight_scale=1e-2,
        dtype=np.float32,
        seed=None,
    ):
        self.normalization = normalization
        self.use_dropout = dropout_keep_ratio != 1
        self.reg = reg
        self.num_layers = 1 + len(hidden_dims)
        self.dtype = dtype
        self.params = {}

        previous = input_dim
        for layer, width in enumerate(hidden_dims + [num_classes], start=1):
            self.params[f"W{layer}"] = np.random.randn(previous, width) * weight_scale
            self.params[f"b{layer}"] = np.zeros(width)
            if normalization is not None and layer != self.num_layers:
                self.params[f"gamma{layer}"] = np.ones(width)
                self.params[f"beta{layer}"] = np.zeros(width)
            previous = width

        self.dropout_param = {}
        if self.use_dropout:
            self.dropout_param = {"mode": "train", "p": dropout_keep_ratio}
            if seed is not None:
                self.dropout_param["seed"] = seed

        self.bn_params = []
        if self.normalization == "batchnorm":
            self.bn_params = [{"mode": "train"} for i in range(self.num_layers - 1)]
        if self.normalization == "layernorm":
            self.bn_params = [{} for i in range(self.num_layers - 1)]

        for k, v in self.params.items():
            self.params[k] = v.astype(dtype)

    def loss(self, X, y=None):
        X = X.astype(self.dtype)
        mode = "test" if y is None else "train"
        if self.use_dropout:
            self.dropout_param["mode"] = mode
        if self.normalization == "batchnorm":
            for bn_param in self.bn_params:
                bn_param["mode"] = mode

        forward = {"batchnorm": affine_bn_relu_forward, "layernorm": affine_ln_relu_forward}
        backward = {"batchnorm": affine_bn_relu_backward, "layernorm": affine_ln_relu_backward}

        current, caches = X, []
        for layer in range(1, self.num_layers):
            args = [self.params[f"W{layer}"], self.params[f"b{layer}"]]
            if self.normalization is not None:
                args += [self.params[f"gamma{layer}"], self.params[f"beta{layer}"], self.bn_params[layer - 1]]
            current, cache = forward.get(self.normalization, affine_relu_forward)(current, *args)
            drop = None
            if self.use_dropout:
                current, drop = dropout_forward(current, self.dropout_param)
            caches.append((cache, drop))
        top = self.num_layers
        scores, top_cache = affine_forward(current, self.params[f"W{top}"], self.params[f"b{top}"])

        if mode == "test":
            return scores

        loss, grads = 0.0, {}
        loss, dscores = softmax_loss(scores, y)
        d, grads[f"W{top}"], grads[f"b{top}"] = affine_backward(dscores, top_cache)
        while caches:
            layer = len(caches)
            cache, drop = caches.pop()
            if drop is not None:
                d = dropout_backward(d, drop)
            result = backward.get(self.normalization, affine_relu_backward)(d, cache)
            d = result[0]
            for name, value in zip(("W", "b", "gamma", "beta"), result[1:]):
                grads[name + str(layer)] = value
        for name, value in self.params.items():
            if name[0] == "W":
                loss += 0.5 * self.reg * np.sum(value * value)
                grads[name] += self.reg * value
        return loss, grads
