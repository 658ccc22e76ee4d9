# -*- coding: utf-8 -*-
import numpy as np

flat = lambda x: x.reshape(len(x), -1)


def affine_forward(x, w, b):
    return flat(x) @ w + b, (x, w, b)


def affine_backward(dout, cache):
    x, w, _ = cache
    return (dout @ w.T).reshape(*x.shape), flat(x).T @ dout, dout.sum(0)


def relu_forward(x):
    return np.where(x > 0, x, 0), x > 0


def relu_backward(dout, cache):
    return np.where(cache, dout, 0)


def _normalize(x, axis, eps):
    mu = x.mean(axis=axis, keepdims=True)
    rstd = 1 / np.sqrt(x.var(axis=axis, keepdims=True) + eps)
    return (x - mu) * rstd, rstd


def _normalize_back(dxhat, xhat, rstd, axis):
    return rstd * (dxhat - dxhat.mean(axis=axis, keepdims=True)
                   - xhat * (dxhat * xhat).mean(axis=axis, keepdims=True))


def batchnorm_forward(x, gamma, beta, bn_param):
    eps = bn_param.get('eps', 1e-5)
    m = bn_param.get('momentum', 0.9)
    D = x.shape[1]
    run_mu = bn_param.setdefault('running_mean', np.zeros((1, D), dtype=x.dtype))
    run_var = bn_param.setdefault('running_var', np.zeros((1, D), dtype=x.dtype))
    if bn_param['mode'] == 'train':
        xhat, rstd = _normalize(x, 0, eps)
        bn_param['running_mean'] = m * run_mu + (1 - m) * x.mean(axis=0, keepdims=True)
        bn_param['running_var'] = m * run_var + (1 - m) * x.var(axis=0, keepdims=True)
        return gamma * xhat + beta, dict(xhat=xhat, rstd=rstd, gamma=gamma)
    elif bn_param['mode'] == 'test':
        return gamma * (x - run_mu) / np.sqrt(run_var + eps) + beta, None
    raise ValueError('mode?')


def batchnorm_backward(dout, cache):
    dx = _normalize_back(dout * cache['gamma'], cache['xhat'], cache['rstd'], 0)
    return dx, np.einsum('nd,nd->d', dout, cache['xhat']), np.einsum('nd->d', dout)


def batchnorm_backward_alt(dout, cache):
    xhat, rstd, gamma = cache['xhat'], cache['rstd'], cache['gamma']
    N = len(dout)
    dgamma, dbeta = (dout * xhat).sum(0), dout.sum(0)
    dx = gamma * rstd / N * (N * dout - xhat * dgamma - dbeta)
    return dx, dgamma, dbeta


def layernorm_forward(x, gamma, beta, ln_param):
    ln_param['mode'] = 'train'
    ln_param['momentum'] = 0
    out, cache = batchnorm_forward(x.T, gamma[:, None], beta[:, None], ln_param)
    return out.T, cache


def layernorm_backward(dout, cache):
    xhat = cache['xhat'].T
    dgamma = (dout * xhat).sum(0)
    dbeta = dout.sum(0)
    dx, _, _ = batchnorm_backward(dout.T, cache)
    return dx.T, dgamma, dbeta


def dropout_forward(x, dropout_param):
    p, mode = dropout_param['p'], dropout_param['mode']
    if 'seed' in dropout_param:
        np.random.seed(dropout_param['seed'])
    mask = None
    if mode == 'test':
        out = x
    else:
        mask = (np.random.uniform(size=x.shape) < p).astype(x.dtype) / p
        out = mask * x
    return out.astype(x.dtype, copy=False), (dropout_param, mask)


def dropout_backward(dout, cache):
    dropout_param, mask = cache
    return dout if mask is None else dout * mask


def _windows(x, HH, WW, stride):
    N, C, H, W = x.shape
    Ho, Wo = (H - HH) // stride + 1, (W - WW) // stride + 1
    s = x.strides
    return np.lib.stride_tricks.as_strided(
        x, (N, C, Ho, Wo, HH, WW), (s[0], s[1], s[2] * stride, s[3] * stride, s[2], s[3]))


def conv_forward_naive(x, w, b, conv_param):
    p, s = conv_param['pad'], conv_param['stride']
    xp = np.pad(x, [(0, 0), (0, 0), (p, p), (p, p)], mode='constant')
    out = np.tensordot(_windows(xp, *w.shape[2:], s), w, axes=([1, 4, 5], [1, 2, 3])).transpose(0, 3, 1, 2)
    return out + b[None, :, None, None], (x, w, b, conv_param)


def conv_backward_naive(dout, cache):
    x, w, b, conv_param = cache
    p, s = conv_param['pad'], conv_param['stride']
    xp = np.pad(x, [(0, 0), (0, 0), (p, p), (p, p)], mode='constant')
    HH, WW = w.shape[2:]
    dw = np.einsum('nfij,ncijrs->fcrs', dout, _windows(xp, HH, WW, s))
    dxp = np.zeros_like(xp)
    Ho, Wo = dout.shape[2:]
    for r in range(HH):
        for c in range(WW):
            dxp[:, :, r:r + s * Ho:s, c:c + s * Wo:s] += np.einsum('nfij,fk->nkij', dout, w[:, :, r, c])
    H, W = x.shape[2:]
    return dxp[:, :, p:p + H, p:p + W], dw, dout.sum((0, 2, 3))


def max_pool_forward_naive(x, pool_param):
    win = _windows(x, pool_param['pool_height'], pool_param['pool_width'], pool_param['stride'])
    return win.max(axis=(4, 5)), (x, pool_param)


def max_pool_backward_naive(dout, cache):
    x, q = cache
    HH, WW, s = q['pool_height'], q['pool_width'], q['stride']
    N, C, Ho, Wo = dout.shape
    arg = _windows(x, HH, WW, s).reshape(N, C, Ho, Wo, -1).argmax(-1)
    dx = np.zeros(x.shape)
    n, c, i, j = np.ogrid[:N, :C, :Ho, :Wo]
    np.add.at(dx, (n, c, i * s + arg // WW, j * s + arg % WW), dout)
    return dx


def spatial_batchnorm_forward(x, gamma, beta, bn_param):
    N, C, H, W = x.shape
    out, cache = batchnorm_forward(np.swapaxes(x, 0, 1).reshape(C, -1).T, gamma, beta, bn_param)
    return np.swapaxes(out.T.reshape(C, N, H, W), 0, 1), cache


def spatial_batchnorm_backward(dout, cache):
    N, C, H, W = dout.shape
    dx, dgamma, dbeta = batchnorm_backward_alt(np.swapaxes(dout, 0, 1).reshape(C, -1).T, cache)
    return np.swapaxes(dx.T.reshape(C, N, H, W), 0, 1), dgamma, dbeta


def spatial_groupnorm_forward(x, gamma, beta, G, gn_param):
    xhat, rstd = _normalize(x.reshape(len(x), G, -1), 2, gn_param.get('eps', 1e-5))
    xhat = xhat.reshape(x.shape)
    return gamma * xhat + beta, (xhat, rstd, gamma, G)


def spatial_groupnorm_backward(dout, cache):
    xhat, rstd, gamma, G = cache
    grouped = lambda a: a.reshape(len(a), G, -1)
    dx = _normalize_back(grouped(dout * gamma), grouped(xhat), rstd, 2).reshape(dout.shape)
    over = dict(axis=(0, 2, 3), keepdims=True)
    return dx, np.sum(dout * xhat, **over), np.sum(dout, **over)


def svm_loss(x, y):
    n = np.arange(len(x))
    m = (x - x[n, y][:, None] + 1).clip(min=0)
    m[n, y] = 0
    d = (m > 0) * 1.0
    d[n, y] = -d.sum(1)
    return m.sum() / len(x), d / len(x)


def softmax_loss(x, y):
    n = np.arange(len(x))
    z = x - x.max(1)[:, None]
    lse = np.log(np.exp(z).sum(1))
    d = np.exp(z - lse[:, None])
    d[n, y] -= 1
    return (lse - z[n, y]).mean(), d / len(x)
