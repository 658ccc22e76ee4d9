from builtins import range
import numpy as np


def affine_forward(x, w, b):
    N = x.shape[0]
    rows = []
    for i in range(N):
        rows.append(x[i].flatten())
    flat = np.array(rows)
    out = np.dot(flat, w) + b
    cache = (x, w, b)
    return out, cache


def affine_backward(dout, cache):
    x, w, b = cache
    N = x.shape[0]
    D = np.prod(x.shape[1:])
    x2 = np.reshape(x, (N, D))
    dx2 = np.dot(dout, w.T)
    dw = np.dot(x2.T, dout)
    db = np.dot(dout.T, np.ones(N))
    dx = np.reshape(dx2, x.shape)
    return dx, dw, db


def relu_forward(x):
    out = x.copy()
    out[out < 0] = 0
    return out, x


def relu_backward(dout, cache):
    x = cache
    dx = dout.copy()
    dx[x <= 0] = 0
    return dx


def batchnorm_forward(x, gamma, beta, bn_param):
    mode = bn_param['mode']
    eps = bn_param.get('eps', 1e-5)
    momentum = bn_param.get('momentum', 0.9)
    N, D = x.shape
    running_mean = bn_param.get('running_mean', np.zeros(D, dtype=x.dtype))
    running_var = bn_param.get('running_var', np.zeros(D, dtype=x.dtype))
    out, cache = None, None
    if mode == 'train':
        mu = np.mean(x, axis=0)
        # print(mu.shape)
        var = np.mean((x - mu) ** 2, axis=0)
        std = np.sqrt(var + eps)
        xn = (x - mu) / std
        out = gamma * xn + beta
        running_mean = momentum * running_mean + (1 - momentum) * mu
        running_var = momentum * running_var + (1 - momentum) * var
        cache = (x, xn, mu, var, std, gamma, beta, eps)
    elif mode == 'test':
        out = gamma * (x - running_mean) / np.sqrt(running_var + eps) + beta
    else:
        raise ValueError('Invalid forward batchnorm mode "%s"' % mode)
    bn_param['running_mean'] = running_mean
    bn_param['running_var'] = running_var
    return out, cache


def batchnorm_backward(dout, cache):
    x, xn, mu, var, std, gamma, beta, eps = cache
    N, D = x.shape
    dx = np.zeros_like(x)
    dgamma = np.zeros(D)
    dbeta = np.zeros(D)
    for n in range(N):
        dgamma += dout[n] * xn[n]
        dbeta += dout[n]
    dxn = dout * gamma
    dvar = np.zeros(D)
    for n in range(N):
        dvar += dxn[n] * (x[n] - mu) * -0.5 * (var + eps) ** -1.5
    dmu = np.zeros(D)
    for n in range(N):
        dmu += -dxn[n] / std
    dmu += dvar * np.sum(-2 * (x - mu), axis=0) / N
    for n in range(N):
        dx[n] = dxn[n] / std + dvar * 2 * (x[n] - mu) / N + dmu / N
    return dx, dgamma, dbeta


def batchnorm_backward_alt(dout, cache):
    x, xn, mu, var, std, gamma, beta, eps = cache
    N = x.shape[0]
    dbeta = dout.sum(axis=0)
    dgamma = (dout * xn).sum(axis=0)
    dx = (gamma / std) / N * (N * dout - dbeta - xn * dgamma)
    return dx, dgamma, dbeta


def layernorm_forward(x, gamma, beta, ln_param):
    eps = ln_param.get('eps', 1e-5)
    N, D = x.shape
    xn = np.zeros(x.shape)
    stds = []
    for i in range(N):
        m = x[i].mean()
        s = np.sqrt(x[i].var() + eps)
        xn[i] = (x[i] - m) / s
        stds.append(s)
    out = xn * gamma + beta
    return out, (xn, stds, gamma)


def layernorm_backward(dout, cache):
    xn, stds, gamma = cache
    N, D = dout.shape
    dgamma = np.sum(dout * xn, axis=0)
    dbeta = np.sum(dout, axis=0)
    dx = np.zeros_like(dout)
    for i in range(N):
        g = dout[i] * gamma
        dx[i] = (g - np.mean(g) - xn[i] * np.mean(g * xn[i])) / stds[i]
    return dx, dgamma, dbeta


def dropout_forward(x, dropout_param):
    p, mode = dropout_param['p'], dropout_param['mode']
    if 'seed' in dropout_param:
        np.random.seed(dropout_param['seed'])
    mask = None
    out = None
    if mode == 'train':
        mask = (np.random.rand(*x.shape) < p) / p
        out = x * mask
    elif mode == 'test':
        out = x
    cache = (dropout_param, mask)
    out = out.astype(x.dtype, copy=False)
    return out, cache


def dropout_backward(dout, cache):
    dropout_param, mask = cache
    mode = dropout_param['mode']
    dx = None
    if mode == 'train':
        dx = dout * mask
    elif mode == 'test':
        dx = dout
    return dx


def conv_forward_naive(x, w, b, conv_param):
    stride = conv_param['stride']
    pad = conv_param['pad']
    N, C, H, W = x.shape
    F, C, HH, WW = w.shape
    Hn = int(1 + (H + 2 * pad - HH) / stride)
    Wn = int(1 + (W + 2 * pad - WW) / stride)
    xp = np.zeros((N, C, H + 2 * pad, W + 2 * pad))
    xp[:, :, pad:pad + H, pad:pad + W] = x
    out = np.zeros((N, F, Hn, Wn))
    for n in range(N):
        for f in range(F):
            for i in range(Hn):
                for j in range(Wn):
                    total = 0.0
                    for c in range(C):
                        for ii in range(HH):
                            for jj in range(WW):
                                total += xp[n, c, i * stride + ii, j * stride + jj] * w[f, c, ii, jj]
                    out[n, f, i, j] = total + b[f]
    cache = (x, w, b, conv_param)
    return out, cache


def conv_backward_naive(dout, cache):
    x, w, b, conv_param = cache
    stride = conv_param['stride']
    pad = conv_param['pad']
    N, C, H, W = x.shape
    F, C, HH, WW = w.shape
    N, F, Hn, Wn = dout.shape
    xp = np.pad(x, ((0, 0), (0, 0), (pad, pad), (pad, pad)), 'constant')
    dxp = np.zeros_like(xp)
    dw = np.zeros_like(w)
    db = np.zeros_like(b)
    for n in range(N):
        for f in range(F):
            for i in range(Hn):
                for j in range(Wn):
                    g = dout[n, f, i, j]
                    db[f] += g
                    for c in range(C):
                        for ii in range(HH):
                            for jj in range(WW):
                                dw[f, c, ii, jj] += g * xp[n, c, i * stride + ii, j * stride + jj]
                                dxp[n, c, i * stride + ii, j * stride + jj] += g * w[f, c, ii, jj]
    dx = dxp[:, :, pad:pad + H, pad:pad + W]
    return dx, dw, db


def max_pool_forward_naive(x, pool_param):
    ph = pool_param['pool_height']
    pw = pool_param['pool_width']
    s = pool_param['stride']
    N, C, H, W = x.shape
    Hn = int((H - ph) / s) + 1
    Wn = int((W - pw) / s) + 1
    out = np.zeros((N, C, Hn, Wn))
    for n in range(N):
        for c in range(C):
            for i in range(Hn):
                for j in range(Wn):
                    out[n, c, i, j] = x[n, c, i * s:i * s + ph, j * s:j * s + pw].max()
    return out, (x, pool_param)


def max_pool_backward_naive(dout, cache):
    x, pool_param = cache
    ph = pool_param['pool_height']
    pw = pool_param['pool_width']
    s = pool_param['stride']
    dx = np.zeros_like(x)
    N, C, Hn, Wn = dout.shape
    for n in range(N):
        for c in range(C):
            for i in range(Hn):
                for j in range(Wn):
                    best = None
                    for ii in range(ph):
                        for jj in range(pw):
                            v = x[n, c, i * s + ii, j * s + jj]
                            if best is None or v > best:
                                best = v
                                where = (i * s + ii, j * s + jj)
                    dx[n, c, where[0], where[1]] += dout[n, c, i, j]
    return dx


def spatial_batchnorm_forward(x, gamma, beta, bn_param):
    N, C, H, W = x.shape
    flat = x.transpose(0, 2, 3, 1).reshape(N * H * W, C)
    out, cache = batchnorm_forward(flat, gamma, beta, bn_param)
    out = out.reshape(N, H, W, C).transpose(0, 3, 1, 2)
    return out, cache


def spatial_batchnorm_backward(dout, cache):
    N, C, H, W = dout.shape
    flat = dout.transpose(0, 2, 3, 1).reshape(N * H * W, C)
    dx, dgamma, dbeta = batchnorm_backward_alt(flat, cache)
    dx = dx.reshape(N, H, W, C).transpose(0, 3, 1, 2)
    return dx, dgamma, dbeta


def spatial_groupnorm_forward(x, gamma, beta, G, gn_param):
    eps = gn_param.get('eps', 1e-5)
    N, C, H, W = x.shape
    size = C // G
    xn = np.zeros(x.shape)
    stds = np.zeros((N, G))
    for n in range(N):
        for g in range(G):
            block = x[n, g * size:(g + 1) * size]
            stds[n, g] = np.sqrt(np.var(block) + eps)
            xn[n, g * size:(g + 1) * size] = (block - np.mean(block)) / stds[n, g]
    out = xn * gamma + beta
    return out, (xn, stds, gamma, G)


def spatial_groupnorm_backward(dout, cache):
    xn, stds, gamma, G = cache
    N, C, H, W = dout.shape
    size = C // G
    dgamma = np.sum(dout * xn, axis=(0, 2, 3), keepdims=True)
    dbeta = np.sum(dout, axis=(0, 2, 3), keepdims=True)
    dx = np.zeros(dout.shape)
    d = dout * gamma
    for n in range(N):
        for g in range(G):
            sl = slice(g * size, (g + 1) * size)
            dd = d[n, sl]
            xx = xn[n, sl]
            dx[n, sl] = (dd - dd.mean() - xx * (dd * xx).mean()) / stds[n, g]
    return dx, dgamma, dbeta


def svm_loss(x, y):
    N = x.shape[0]
    correct = x[np.arange(N), y]
    margins = np.maximum(0, x - correct[:, np.newaxis] + 1.0)
    margins[np.arange(N), y] = 0
    loss = np.sum(margins) / N
    dx = (margins > 0).astype(x.dtype)
    dx[np.arange(N), y] -= np.sum(margins > 0, axis=1)
    return loss, dx / N


def softmax_loss(x, y):
    z = x - np.max(x, axis=1, keepdims=True)
    logp = z - np.log(np.sum(np.exp(z), axis=1, keepdims=True))
    N = x.shape[0]
    loss = -np.sum(logp[np.arange(N), y]) / N
    dx = np.exp(logp)
    dx[np.arange(N), y] -= 1
    return loss, dx / N
