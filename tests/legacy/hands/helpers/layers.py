"""Assignment 2 layers. (c) nobody"""
import numpy as np
from .im2col import *
from .im2col import get_im2col_indices
import time
try:
    import numba
    jit = numba.njit
except ImportError:
    jit = lambda f: f

DEBUG = False


class Timer:
    def __init__(self, what):
        self.what = what

    def __enter__(self):
        self.start = time.perf_counter()

    def __exit__(self, *a):
        if DEBUG:
            print(self.what, time.perf_counter() - self.start)


@jit
def identity(x):
    return x


def affine_forward(x, w, b):
    with Timer('affine'):
        N = x.shape[0]
        out = np.matmul(identity(x.reshape(N, -1)), w)
        out += b
    return out, [x, w, b]


def affine_backward(dout, cache):
    x, w, b = cache
    dx = np.matmul(dout, np.transpose(w)).reshape(x.shape)
    dw = np.matmul(np.transpose(x.reshape(x.shape[0], -1)), dout)
    db = np.einsum('ij->j', dout)
    return dx, dw, db


def relu_forward(x):
    out = np.clip(x, 0, None)
    return out, {'x': x}


def relu_backward(dout, cache):
    return np.multiply(dout, np.heaviside(cache['x'], 0))


class BatchNorm:
    """state of one call"""

    def __init__(self, x, gamma, beta, eps):
        self.x, self.gamma, self.eps = x, gamma, eps
        self.N = x.shape[0]
        self.mean = np.average(x, axis=0)
        self.var = np.var(x, axis=0)
        self.inv = np.power(self.var + eps, -0.5)
        self.xhat = np.multiply(x - self.mean, self.inv)
        self.out = self.gamma * self.xhat + beta

    def backward(self, dout):
        dxhat = dout * self.gamma
        dvar = np.sum(dxhat * (self.x - self.mean), axis=0) * -0.5 * self.inv ** 3
        dmean = -np.sum(dxhat * self.inv, axis=0) - 2 * dvar * np.mean(self.x - self.mean, axis=0)
        dx = dxhat * self.inv + dvar * 2 * (self.x - self.mean) / self.N + dmean / self.N
        return dx, np.sum(dout * self.xhat, axis=0), np.sum(dout, axis=0)


def batchnorm_forward(x, gamma, beta, bn_param):
    mode = bn_param["mode"]
    eps = bn_param.get("eps", 1e-5)
    momentum = bn_param.get("momentum", 0.9)
    if "running_mean" not in bn_param:
        bn_param["running_mean"] = np.zeros(x.shape[1], dtype=x.dtype)
        bn_param["running_var"] = np.zeros(x.shape[1], dtype=x.dtype)
    if mode == "train":
        bn = BatchNorm(x, gamma, beta, eps)
        for name, value in (("running_mean", bn.mean), ("running_var", bn.var)):
            bn_param[name] = momentum * bn_param[name] + (1 - momentum) * value
        return bn.out, bn
    if mode == "test":
        scale = gamma / np.sqrt(bn_param["running_var"] + eps)
        return x * scale + (beta - bn_param["running_mean"] * scale), None
    raise ValueError("bad mode %r" % mode)


def batchnorm_backward(dout, cache):
    return cache.backward(dout)


def batchnorm_backward_alt(dout, cache):
    xhat, N = cache.xhat, cache.N
    dbeta = np.sum(dout, axis=0)
    dgamma = np.sum(dout * xhat, axis=0)
    dx = cache.gamma * cache.inv * (dout - (dbeta + xhat * dgamma) / N)
    return dx, dgamma, dbeta


def layernorm_forward(x, gamma, beta, ln_param):
    bn = BatchNorm(x.T, np.ones((x.shape[1], 1)), 0, ln_param.get("eps", 1e-5))
    return bn.out.T * gamma + beta, (bn, gamma)


def layernorm_backward(dout, cache):
    bn, gamma = cache
    dx, _, _ = bn.backward((dout * gamma).T)
    return dx.T, np.sum(dout * bn.xhat.T, axis=0), np.sum(dout, axis=0)


def dropout_forward(x, dropout_param):
    p, mode = dropout_param["p"], dropout_param["mode"]
    if "seed" in dropout_param:
        np.random.seed(dropout_param["seed"])
    mask, out = None, x
    if mode == "train":
        mask = np.random.choice([0., 1. / p], size=x.shape, p=[1 - p, p])
        out = x * mask
    return out.astype(x.dtype, copy=False), (dropout_param, mask)


def dropout_backward(dout, cache):
    dropout_param, mask = cache
    if dropout_param["mode"] == "train":
        dx = np.copy(dout)
        dx *= mask
    elif dropout_param["mode"] == "test":
        dx = dout
    return dx


def conv_forward_naive(x, w, b, conv_param):
    stride, pad = conv_param["stride"], conv_param["pad"]
    N, C, H, W = x.shape
    F, _, HH, WW = w.shape
    out_h, out_w = (H + 2 * pad - HH) // stride + 1, (W + 2 * pad - WW) // stride + 1
    cols = im2col_indices(x, HH, WW, pad, stride)
    res = w.reshape(F, -1).dot(cols) + b[:, np.newaxis]
    out = res.reshape(F, out_h, out_w, N).transpose(3, 0, 1, 2)
    return out, (x, w, b, conv_param, cols)


def conv_backward_naive(dout, cache):
    x, w, b, conv_param, cols = cache
    stride, pad = conv_param["stride"], conv_param["pad"]
    F, _, HH, WW = w.shape
    d = dout.transpose(1, 2, 3, 0).reshape(F, -1)
    dx = col2im_indices(w.reshape(F, -1).T @ d, x.shape, HH, WW, pad, stride)
    return dx, (d @ cols.T).reshape(w.shape), np.sum(dout, axis=(0, 2, 3))


def max_pool_forward_naive(x, pool_param):
    hh, ww, s = pool_param["pool_height"], pool_param["pool_width"], pool_param["stride"]
    N, C, H, W = x.shape
    out = np.array([[x[:, :, i:i + hh, j:j + ww].reshape(N, C, -1).max(axis=2)
                     for j in range(0, W - ww + 1, s)] for i in range(0, H - hh + 1, s)])
    return out.transpose(2, 3, 0, 1), (x, pool_param)


def max_pool_backward_naive(dout, cache):
    x, pool_param = cache
    hh, ww, s = pool_param["pool_height"], pool_param["pool_width"], pool_param["stride"]
    dx = np.zeros_like(x)
    for n, c, i, j in np.ndindex(*dout.shape):
        patch = x[n, c, i * s:i * s + hh, j * s:j * s + ww]
        a, b = np.unravel_index(np.argmax(patch), patch.shape)
        dx[n, c, i * s + a, j * s + b] += dout[n, c, i, j]
    return dx


def _channels_last(x):
    return x.transpose(0, 2, 3, 1).reshape(-1, x.shape[1])


def _channels_first(x, shape):
    N, C, H, W = shape
    return x.reshape(N, H, W, C).transpose(0, 3, 1, 2)


def spatial_batchnorm_forward(x, gamma, beta, bn_param):
    out, cache = batchnorm_forward(_channels_last(x), gamma, beta, bn_param)
    return _channels_first(out, x.shape), cache


def spatial_batchnorm_backward(dout, cache):
    dx, dgamma, dbeta = batchnorm_backward(_channels_last(dout), cache)
    return _channels_first(dx, dout.shape), dgamma, dbeta


def spatial_groupnorm_forward(x, gamma, beta, G, gn_param):
    N, C, H, W = x.shape
    rows = x.reshape(N * G, -1)
    ones = np.ones(rows.shape[1])
    xhat, cache = layernorm_forward(rows, ones, 0 * ones, gn_param)
    xhat = xhat.reshape(N, C, H, W)
    return xhat * gamma + beta, (cache, xhat, gamma, G)


def spatial_groupnorm_backward(dout, cache):
    cache, xhat, gamma, G = cache
    N, C, H, W = dout.shape
    dx, _, _ = layernorm_backward((dout * gamma).reshape(N * G, -1), cache)
    dgamma = (dout * xhat).sum(axis=(0, 2, 3)).reshape(1, C, 1, 1)
    dbeta = dout.sum(axis=(0, 2, 3)).reshape(1, C, 1, 1)
    return dx.reshape(N, C, H, W), dgamma, dbeta


def softmax_loss(x, y):
    N = x.shape[0]
    e = np.exp(x - np.max(x, axis=1, keepdims=True))
    probs = e / np.sum(e, axis=1, keepdims=True)
    correct = x[range(N), y] - np.max(x, axis=1) - np.log(np.sum(e, axis=1))
    onehot = np.eye(x.shape[1])[y]
    return -np.mean(correct), (probs - onehot) / N


def svm_loss(x, y):
    N = x.shape[0]
    s = x - x[range(N), y].reshape(-1, 1) + 1
    s[range(N), y] = 0
    hot = (s > 0).astype(float)
    hot[range(N), y] = -hot.sum(axis=1)
    return s[s > 0].sum() / N, hot / N
