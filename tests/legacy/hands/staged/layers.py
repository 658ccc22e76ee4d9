from __future__ import division
from past.builtins import xrange
import numpy as np
import matplotlib.pyplot as plt
from pyparsing import alphas


def affine_forward(x, w, b):
    D = np.product(x.shape[1:])
    out = x.reshape(-1, D).dot(w) + b.reshape(1, -1)
    return out, (x, w, b)


def affine_backward(dout, cache):
    x, w, b = cache
    dx = dout.dot(w.T).reshape(x.shape)
    dw = x.reshape(x.shape[0], -1).T.dot(dout)
    db = np.sum(dout, 0)
    return dx, dw, db


def relu_forward(x):
    return x * (x > 0), x


def relu_backward(dout, cache):
    return (cache >= 0) * dout


def batchnorm_forward(x, gamma, beta, bn_param):
    mode = bn_param['mode']
    eps = bn_param.get('eps', 1e-5)
    momentum = bn_param.get('momentum', 0.9)
    N, D = x.shape
    running_mean = bn_param.get('running_mean', np.zeros(D, dtype=x.dtype))
    running_var = bn_param.get('running_var', np.zeros(D, dtype=x.dtype))
    cache = None
    if mode == 'train':
        # step 1: mean
        mu = 1. / N * np.sum(x, axis=0)
        # step 2
        xmu = x - mu
        # step 3
        sq = xmu ** 2
        # step 4
        var = 1. / N * np.sum(sq, axis=0)
        # step 5
        sqrtvar = np.sqrt(var + eps)
        # step 6
        ivar = 1. / sqrtvar
        # step 7
        xhat = xmu * ivar
        # step 8
        gammax = gamma * xhat
        # step 9
        out = gammax + beta
        cache = (xhat, gamma, xmu, ivar, sqrtvar, var, eps)
        bn_param['running_mean'] = momentum * running_mean + (1 - momentum) * mu
        bn_param['running_var'] = momentum * running_var + (1 - momentum) * var
    elif mode == 'test':
        xhat = (x - running_mean) / np.sqrt(running_var + eps)
        out = xhat * gamma + beta
        bn_param['running_mean'] = running_mean
        bn_param['running_var'] = running_var
    else:
        raise ValueError('Invalid forward batchnorm mode "%s"' % mode)
    return out, cache


def batchnorm_backward(dout, cache):
    xhat, gamma, xmu, ivar, sqrtvar, var, eps = cache
    N, D = dout.shape
    dbeta = np.sum(dout, axis=0)
    dgammax = dout
    dgamma = np.sum(dgammax * xhat, axis=0)
    dxhat = dgammax * gamma
    divar = np.sum(dxhat * xmu, axis=0)
    dxmu1 = dxhat * ivar
    dsqrtvar = -1. / (sqrtvar ** 2) * divar
    dvar = 0.5 * 1. / np.sqrt(var + eps) * dsqrtvar
    dsq = 1. / N * np.ones((N, D)) * dvar
    dxmu2 = 2 * xmu * dsq
    dx1 = dxmu1 + dxmu2
    dmu = -1 * np.sum(dxmu1 + dxmu2, axis=0)
    dx2 = 1. / N * np.ones((N, D)) * dmu
    return dx1 + dx2, dgamma, dbeta


def batchnorm_backward_alt(dout, cache):
    xhat, gamma, xmu, ivar, sqrtvar, var, eps = cache
    N, D = dout.shape
    dxhat = dout * gamma
    dx = ivar * (dxhat - np.mean(dxhat, axis=0) - xhat * np.mean(dxhat * xhat, axis=0))
    return dx, np.sum(dout * xhat, axis=0), np.sum(dout, axis=0)


def layernorm_forward(x, gamma, beta, ln_param):
    eps = ln_param.get('eps', 1e-5)
    x = x.T
    D, N = x.shape
    mu = np.mean(x, axis=0)
    xmu = x - mu
    var = np.mean(xmu ** 2, axis=0)
    sqrtvar = np.sqrt(var + eps)
    ivar = 1. / sqrtvar
    xhat = xmu * ivar
    xhat = xhat.T
    out = gamma * xhat + beta
    return out, (xhat, gamma, xmu, ivar, sqrtvar, var, eps)


def layernorm_backward(dout, cache):
    xhat, gamma, xmu, ivar, sqrtvar, var, eps = cache
    dbeta = np.sum(dout, axis=0)
    dgamma = np.sum(dout * xhat, axis=0)
    dxhat = (dout * gamma).T
    D, N = dxhat.shape
    divar = np.sum(dxhat * xmu, axis=0)
    dxmu1 = dxhat * ivar
    dsqrtvar = -1. / (sqrtvar ** 2) * divar
    dvar = 0.5 * 1. / np.sqrt(var + eps) * dsqrtvar
    dxmu2 = 2 * xmu * (1. / D * np.ones((D, N)) * dvar)
    dmu = -1 * np.sum(dxmu1 + dxmu2, axis=0)
    dx = dxmu1 + dxmu2 + 1. / D * np.ones((D, N)) * dmu
    return dx.T, dgamma, dbeta


def dropout_forward(x, dropout_param):
    p, mode = dropout_param['p'], dropout_param['mode']
    if 'seed' in dropout_param:
        np.random.seed(dropout_param['seed'])
    mask = None
    if mode == 'train':
        mask = np.random.binomial(1, p, size=x.shape) / p
        out = x * mask
    else:
        out = x
    return out.astype(x.dtype, copy=False), (dropout_param, mask)


def dropout_backward(dout, cache):
    dropout_param, mask = cache
    if dropout_param['mode'] == 'train':
        return dout * mask
    return dout


def conv_forward_naive(x, w, b, conv_param):
    N, C, H, W = x.shape
    F, _, HH, WW = w.shape
    stride, pad = conv_param['stride'], conv_param['pad']
    Ho = np.int(1 + (H + 2 * pad - HH) / stride)
    Wo = np.int(1 + (W + 2 * pad - WW) / stride)
    x_pad = np.lib.pad(x, ((0, 0), (0, 0), (pad, pad), (pad, pad)), 'constant', constant_values=0)
    out = np.zeros((N, F, Ho, Wo), dtype=np.float)
    for n in xrange(N):
        for f in xrange(F):
            for i in xrange(Ho):
                for j in xrange(Wo):
                    window = x_pad[n, :, i * stride:i * stride + HH, j * stride:j * stride + WW]
                    out[n, f, i, j] = np.sum(window * w[f]) + b[f]
    return out, (x, w, b, conv_param)


def conv_backward_naive(dout, cache):
    x, w, b, conv_param = cache
    stride, pad = conv_param['stride'], conv_param['pad']
    N, C, H, W = x.shape
    F, _, HH, WW = w.shape
    _, _, Ho, Wo = dout.shape
    x_pad = np.lib.pad(x, ((0, 0), (0, 0), (pad, pad), (pad, pad)), 'constant', constant_values=0)
    dx_pad = np.zeros(x_pad.shape)
    dw = np.zeros(w.shape)
    for n in xrange(N):
        for f in xrange(F):
            for i in xrange(Ho):
                for j in xrange(Wo):
                    window = x_pad[n, :, i * stride:i * stride + HH, j * stride:j * stride + WW]
                    dw[f] += window * dout[n, f, i, j]
                    dx_pad[n, :, i * stride:i * stride + HH, j * stride:j * stride + WW] += w[f] * dout[n, f, i, j]
    db = np.sum(dout, axis=(0, 2, 3))
    return dx_pad[:, :, pad:pad + H, pad:pad + W], dw, db


def max_pool_forward_naive(x, pool_param):
    N, C, H, W = x.shape
    ph, pw, stride = pool_param['pool_height'], pool_param['pool_width'], pool_param['stride']
    Ho = (H - ph) / stride + 1
    Wo = (W - pw) / stride + 1
    out = np.zeros((N, C, Ho, Wo))
    for i in xrange(int(Ho)):
        for j in xrange(int(Wo)):
            out[:, :, i, j] = np.max(x[:, :, i * stride:i * stride + ph, j * stride:j * stride + pw], axis=(2, 3))
    return out, (x, pool_param)


def max_pool_backward_naive(dout, cache):
    x, pool_param = cache
    N, C, H, W = x.shape
    ph, pw, stride = pool_param['pool_height'], pool_param['pool_width'], pool_param['stride']
    _, _, Ho, Wo = dout.shape
    dx = np.zeros(x.shape)
    for n in xrange(N):
        for c in xrange(C):
            for i in xrange(Ho):
                for j in xrange(Wo):
                    window = x[n, c, i * stride:i * stride + ph, j * stride:j * stride + pw]
                    mask = window == np.max(window)
                    dx[n, c, i * stride:i * stride + ph, j * stride:j * stride + pw] += mask * dout[n, c, i, j]
    return dx


def spatial_batchnorm_forward(x, gamma, beta, bn_param):
    N, C, H, W = x.shape
    x_new = np.moveaxis(x, 1, -1).reshape((-1, C))
    out, cache = batchnorm_forward(x_new, gamma, beta, bn_param)
    out = np.moveaxis(out.reshape((N, H, W, C)), -1, 1)
    return out, cache


def spatial_batchnorm_backward(dout, cache):
    N, C, H, W = dout.shape
    d = np.moveaxis(dout, 1, -1).reshape((-1, C))
    dx, dgamma, dbeta = batchnorm_backward(d, cache)
    dx = np.moveaxis(dx.reshape((N, H, W, C)), -1, 1)
    return dx, dgamma, dbeta


def spatial_groupnorm_forward(x, gamma, beta, G, gn_param):
    eps = gn_param.get('eps', 1e-5)
    N, C, H, W = x.shape
    x_group = np.reshape(x, (N, G, C / G, H, W))
    mean = np.mean(x_group, axis=(2, 3, 4), keepdims=True)
    var = np.var(x_group, axis=(2, 3, 4), keepdims=True)
    x_groupnorm = (x_group - mean) / np.sqrt(var + eps)
    x_norm = np.reshape(x_groupnorm, (N, C, H, W))
    out = x_norm * gamma + beta
    return out, (G, x, x_norm, mean, var, beta, gamma, eps)


def spatial_groupnorm_backward(dout, cache):
    G, x, x_norm, mean, var, beta, gamma, eps = cache
    N, C, H, W = dout.shape
    dbeta = np.sum(dout, axis=(0, 2, 3))[None, :, None, None]
    dgamma = np.sum(dout * x_norm, axis=(0, 2, 3))[None, :, None, None]
    m = C // G * H * W
    dxh = (dout * gamma).reshape(N, G, C // G, H, W)
    xg = x.reshape(N, G, C // G, H, W)
    dvar = np.sum(dxh * (xg - mean) * -0.5 * (var + eps) ** -1.5, axis=(2, 3, 4), keepdims=True)
    dmean = np.sum(-dxh / np.sqrt(var + eps), axis=(2, 3, 4), keepdims=True)
    dmean = dmean + dvar * np.sum(-2 * (xg - mean), axis=(2, 3, 4), keepdims=True) / m
    dxg = dxh / np.sqrt(var + eps) + dvar * 2 * (xg - mean) / m + dmean / m
    return dxg.reshape(x.shape), dgamma, dbeta


def svm_loss(x, y):
    N = x.shape[0]
    margins = np.maximum(0, x - x[xrange(N), y].reshape(N, 1) + 1)
    margins[xrange(N), y] = 0
    dx = np.zeros_like(x)
    dx[margins > 0] = 1
    dx[xrange(N), y] -= np.sum(margins > 0, axis=1)
    return np.sum(margins) / N, dx / N


def softmax_loss(x, y):
    shifted = x - np.max(x, axis=1, keepdims=True)
    Z = np.sum(np.exp(shifted), axis=1, keepdims=True)
    log_probs = shifted - np.log(Z)
    probs = np.exp(log_probs)
    N = x.shape[0]
    loss = -np.sum(log_probs[np.arange(N), y]) / N
    probs[np.arange(N), y] -= 1
    return loss, probs / N
