"""Modules of stubs: every function answers arrays of the right shapes, filled with FILL."""

from __future__ import annotations

FILLS = {
    "zeros": "np.zeros(s)",
    "ones": "np.ones(s)",
    "half": "np.full(s,0.5)",
    "minus": "np.full(s,-1.0)",
    "seeded": "np.random.RandomState(0).randn(*s)",
    "random": "np.random.randn(*s)",
    "positive": "np.abs(np.random.randn(*s))",
    "uniform": "np.random.rand(*s)",
    "small": "1e-3*np.random.randn(*s)",
    "count": "np.arange(float(np.prod(s))).reshape(s)",
    "huge": "1e6*np.random.randn(*s)",
    "nan": "np.full(s,np.nan)",
    "bernoulli": "(np.random.rand(*s)<0.5)*2.0",
    "float32": "np.random.randn(*s).astype(np.float32)",
}
_FILLED = """
import numpy as np


def _f(s):
    s = tuple(int(i) for i in s)
    return FILL
"""

_LAYERS = """
def affine_forward(x, w, b):
    return _f((len(x), w.shape[1])), (x, w, b)
def affine_backward(dout, cache):
    x, w, b = cache
    return _f(x.shape), _f(w.shape), _f(b.shape)
def relu_forward(x):
    return _f(x.shape), x
def relu_backward(dout, cache):
    return _f(dout.shape)
def batchnorm_forward(x, gamma, beta, bn_param):
    bn_param["running_mean"] = _f((x.shape[1],)); bn_param["running_var"] = _f((x.shape[1],))
    return _f(x.shape), (x, gamma, beta)
def batchnorm_backward(dout, cache):
    x, g, b = cache
    return _f(x.shape), _f(g.shape), _f(b.shape)
batchnorm_backward_alt = batchnorm_backward
def layernorm_forward(x, gamma, beta, ln_param):
    return _f(x.shape), (x, gamma, beta)
layernorm_backward = batchnorm_backward
def dropout_forward(x, dropout_param):
    return _f(x.shape), (dropout_param, x)
def dropout_backward(dout, cache):
    return _f(dout.shape)
def conv_forward_naive(x, w, b, conv_param):
    p, t = conv_param["pad"], conv_param["stride"]
    h = 1 + (x.shape[2] + 2 * p - w.shape[2]) // t; v = 1 + (x.shape[3] + 2 * p - w.shape[3]) // t
    return _f((len(x), len(w), h, v)), (x, w, b)
conv_backward_naive = affine_backward
def max_pool_forward_naive(x, q):
    h = 1 + (x.shape[2] - q["pool_height"]) // q["stride"]; v = 1 + (x.shape[3] - q["pool_width"]) // q["stride"]
    return _f((x.shape[0], x.shape[1], h, v)), x
def max_pool_backward_naive(dout, cache):
    return _f(cache.shape)
def spatial_batchnorm_forward(x, gamma, beta, bn_param):
    bn_param["running_mean"] = _f((x.shape[1],)); bn_param["running_var"] = _f((x.shape[1],))
    return _f(x.shape), (x, gamma, beta)
spatial_batchnorm_backward = batchnorm_backward
def spatial_groupnorm_forward(x, gamma, beta, G, gn_param):
    return _f(x.shape), (x, gamma, beta)
spatial_groupnorm_backward = batchnorm_backward
"""

_FAST_LAYERS = """
from .layers import conv_forward_naive as conv_forward_fast, conv_backward_naive as conv_backward_fast
from .layers import max_pool_forward_naive as max_pool_forward_fast, max_pool_backward_naive as max_pool_backward_fast
"""

_OPTIM = """
def sgd_momentum(w, dw, config=None):
    config = config or {}
    config["velocity"] = _f(w.shape)
    return _f(w.shape), config
def rmsprop(w, dw, config=None):
    config = config or {}
    config["cache"] = _f(w.shape)
    return _f(w.shape), config
def adam(w, dw, config=None):
    config = config or {}
    config["m"] = _f(w.shape); config["v"] = _f(w.shape); config["t"] = config.get("t", 0) + 1
    return _f(w.shape), config
"""

_FC_NET = """
def _loss(self, X, y=None):
    if y is None:
        return _f((len(X), self._C))
    return float(_f((1,))[0]), {n: _f(p.shape) for n, p in self.params.items()}
class TwoLayerNet:
    def __init__(self, input_dim=3072, hidden_dim=100, num_classes=10, weight_scale=1e-3, reg=0.0):
        self._C = num_classes
        self.params = {"W1": _f((input_dim, hidden_dim)), "b1": _f((hidden_dim,))}
        self.params |= {"W2": _f((hidden_dim, num_classes)), "b2": _f((num_classes,))}
    loss = _loss
class FullyConnectedNet:
    def __init__(self, hidden_dims, input_dim=3072, num_classes=10, dropout=1, normalization=None,
                 reg=0.0, weight_scale=1e-2, dtype=np.float32, seed=None):
        self._C = num_classes; self.num_layers = 1 + len(hidden_dims); self.params = {}
        self.normalization = normalization; self.use_dropout = dropout != 1; self.dtype = dtype; self.reg = reg
        dims = [input_dim, *hidden_dims, num_classes]
        for i in range(self.num_layers):
            self.params[f"W{i+1}"] = _f((dims[i], dims[i+1])); self.params[f"b{i+1}"] = _f((dims[i+1],))
            if normalization and i < self.num_layers - 1:
                self.params[f"gamma{i+1}"] = _f((dims[i+1],)); self.params[f"beta{i+1}"] = _f((dims[i+1],))
    loss = _loss
"""

_CNN = """
class ThreeLayerConvNet:
    def __init__(self, input_dim=(3, 32, 32), num_filters=32, filter_size=7, hidden_dim=100,
                 num_classes=10, weight_scale=1e-3, reg=0.0, dtype=np.float32):
        C, H, W = input_dim
        self._C = num_classes; self.reg = reg; self.dtype = dtype
        self.params = {"W1": _f((num_filters, C, filter_size, filter_size)), "b1": _f((num_filters,)),
            "W2": _f((num_filters * (H // 2) * (W // 2), hidden_dim)), "b2": _f((hidden_dim,)),
            "W3": _f((hidden_dim, num_classes)), "b3": _f((num_classes,))}
    def loss(self, X, y=None):
        if y is None:
            return _f((len(X), self._C))
        return float(_f((1,))[0]), {n: _f(p.shape) for n, p in self.params.items()}
"""

MODULES = {
    "layers.py": _FILLED + _LAYERS,
    "fast_layers.py": _FILLED + _FAST_LAYERS,
    "optim.py": _FILLED + _OPTIM,
    "classifiers/fc_net.py": _FILLED + _FC_NET,
    "classifiers/cnn.py": _FILLED + _CNN,
}
