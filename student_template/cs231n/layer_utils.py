"""Sandwich layers: two or more layers that usually come together, as one forward and one backward function.

Arguments, results and shapes are those of the layers inside. The cache is the tuple of their caches, and the
backward function goes through them in the opposite order.
"""

from .fast_layers import conv_backward_fast, conv_forward_fast, max_pool_backward_fast, max_pool_forward_fast
from .layers import (
    affine_backward,
    affine_forward,
    relu_backward,
    relu_forward,
    spatial_batchnorm_backward,
    spatial_batchnorm_forward,
)


def affine_relu_forward(x, w, b):
    """Affine layer, then rectifier.

    x (N, d_1, ..., d_k), w (D, M), b (M,).

    Returns (out, cache) with out of shape (N, M).
    """
    scores, affine_cache = affine_forward(x, w, b)
    out, relu_cache = relu_forward(scores)
    cache = (affine_cache, relu_cache)
    return out, cache


def affine_relu_backward(dout, cache):
    """Gradients of affine_relu_forward: (dx, dw, db)."""
    affine_cache, relu_cache = cache
    dscores = relu_backward(dout, relu_cache)
    dx, dw, db = affine_backward(dscores, affine_cache)
    return dx, dw, db


def conv_relu_forward(x, w, b, conv_param):
    """Convolution, then rectifier.

    x (N, C, H, W), w (F, C, HH, WW), b (F,), conv_param with stride and pad.

    Returns (out, cache) with out of shape (N, F, H_out, W_out).
    """
    maps, conv_cache = conv_forward_fast(x, w, b, conv_param)
    out, relu_cache = relu_forward(maps)
    cache = (conv_cache, relu_cache)
    return out, cache


def conv_relu_backward(dout, cache):
    """Gradients of conv_relu_forward: (dx, dw, db)."""
    conv_cache, relu_cache = cache
    dmaps = relu_backward(dout, relu_cache)
    dx, dw, db = conv_backward_fast(dmaps, conv_cache)
    return dx, dw, db


def conv_bn_relu_forward(x, w, b, gamma, beta, conv_param, bn_param):
    """Convolution, spatial batch normalisation, rectifier.

    x (N, C, H, W), w (F, C, HH, WW), b (F,), gamma (F,), beta (F,), conv_param with stride and pad, bn_param
    as in batchnorm_forward.

    Returns (out, cache) with out of shape (N, F, H_out, W_out).
    """
    maps, conv_cache = conv_forward_fast(x, w, b, conv_param)
    normalised, bn_cache = spatial_batchnorm_forward(maps, gamma, beta, bn_param)
    out, relu_cache = relu_forward(normalised)
    cache = (conv_cache, bn_cache, relu_cache)
    return out, cache


def conv_bn_relu_backward(dout, cache):
    """Gradients of conv_bn_relu_forward: (dx, dw, db, dgamma, dbeta)."""
    conv_cache, bn_cache, relu_cache = cache
    dnormalised = relu_backward(dout, relu_cache)
    dmaps, dgamma, dbeta = spatial_batchnorm_backward(dnormalised, bn_cache)
    dx, dw, db = conv_backward_fast(dmaps, conv_cache)
    return dx, dw, db, dgamma, dbeta


def conv_relu_pool_forward(x, w, b, conv_param, pool_param):
    """Convolution, rectifier, max pooling.

    x (N, C, H, W), w (F, C, HH, WW), b (F,), conv_param with stride and pad, pool_param with pool_height,
    pool_width and stride.

    Returns (out, cache) with out of shape (N, F, H_pooled, W_pooled).
    """
    maps, conv_cache = conv_forward_fast(x, w, b, conv_param)
    activations, relu_cache = relu_forward(maps)
    out, pool_cache = max_pool_forward_fast(activations, pool_param)
    cache = (conv_cache, relu_cache, pool_cache)
    return out, cache


def conv_relu_pool_backward(dout, cache):
    """Gradients of conv_relu_pool_forward: (dx, dw, db)."""
    conv_cache, relu_cache, pool_cache = cache
    dactivations = max_pool_backward_fast(dout, pool_cache)
    dmaps = relu_backward(dactivations, relu_cache)
    dx, dw, db = conv_backward_fast(dmaps, conv_cache)
    return dx, dw, db
