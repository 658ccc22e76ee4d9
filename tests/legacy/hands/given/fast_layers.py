from __future__ import print_function
import numpy as np
try:
    from cs231n.im2col_cython import col2im_cython, im2col_cython
    from cs231n.im2col_cython import col2im_6d_cython
except ImportError:
    print('build the extension first:')
    print('python setup.py build_ext --inplace')
from cs231n.im2col import *


def conv_forward_fast(x, w, b, conv_param):
    N, C, H, W = x.shape
    F, _, HH, WW = w.shape
    stride, pad = conv_param['stride'], conv_param['pad']
    padded = np.pad(x, ((0, 0), (0, 0), (pad, pad), (pad, pad)), mode='constant')
    H += 2 * pad
    W += 2 * pad
    out_h = (H - HH) // stride + 1
    out_w = (W - WW) // stride + 1
    shape = (C, HH, WW, N, out_h, out_w)
    strides = x.itemsize * np.array((H * W, W, 1, C * H * W, stride * W, stride))
    columns = np.lib.stride_tricks.as_strided(padded, shape=shape, strides=strides)
    columns = np.ascontiguousarray(columns).reshape(C * HH * WW, N * out_h * out_w)
    res = w.reshape(F, -1).dot(columns) + b.reshape(-1, 1)
    out = np.ascontiguousarray(res.reshape(F, N, out_h, out_w).transpose(1, 0, 2, 3))
    return out, (x, w, b, conv_param, columns)


def conv_backward_fast(dout, cache):
    x, w, b, conv_param, columns = cache
    stride, pad = conv_param['stride'], conv_param['pad']
    N, C, H, W = x.shape
    F, _, HH, WW = w.shape
    _, _, out_h, out_w = dout.shape
    db = np.sum(dout, axis=(0, 2, 3))
    rows = dout.transpose(1, 0, 2, 3).reshape(F, -1)
    dw = rows.dot(columns.T).reshape(w.shape)
    dcols = w.reshape(F, -1).T.dot(rows)
    dcols.shape = (C, HH, WW, N, out_h, out_w)
    dx = col2im_6d_cython(dcols, N, C, H, W, HH, WW, pad, stride)
    return dx, dw, db


def max_pool_forward_fast(x, pool_param):
    N, C, H, W = x.shape
    ph, pw, s = pool_param['pool_height'], pool_param['pool_width'], pool_param['stride']
    if ph == pw == s and H % ph == 0 and W % pw == 0:
        tiles = x.reshape(N, C, H // ph, ph, W // pw, pw)
        out = tiles.max(axis=3).max(axis=4)
        return out, ('tiles', (x, tiles, out))
    split = x.reshape(N * C, 1, H, W)
    cols = im2col_cython(split, ph, pw, padding=0, stride=s)
    where = np.argmax(cols, axis=0)
    best = cols[where, np.arange(cols.shape[1])]
    out_h, out_w = (H - ph) // s + 1, (W - pw) // s + 1
    out = best.reshape(out_h, out_w, N, C).transpose(2, 3, 0, 1)
    return out, ('cols', (x, cols, where, pool_param))


def max_pool_backward_fast(dout, cache):
    kind, real = cache
    if kind == 'tiles':
        x, tiles, out = real
        d = np.zeros_like(tiles)
        mask = (tiles == out[:, :, :, np.newaxis, :, np.newaxis])
        grow = np.broadcast_arrays(dout[:, :, :, np.newaxis, :, np.newaxis], d)[0]
        d[mask] = grow[mask]
        d /= np.sum(mask, axis=(3, 5), keepdims=True)
        return d.reshape(x.shape)
    x, cols, where, pool_param = real
    N, C, H, W = x.shape
    ph, pw, s = pool_param['pool_height'], pool_param['pool_width'], pool_param['stride']
    flat = dout.transpose(2, 3, 0, 1).flatten()
    dcols = np.zeros_like(cols)
    dcols[where, np.arange(dcols.shape[1])] = flat
    dx = col2im_indices(dcols, (N * C, 1, H, W), ph, pw, padding=0, stride=s)
    return dx.reshape(x.shape)
