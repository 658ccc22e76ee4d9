"""Scaled dot-product attention: queries find the keys that are like them, and receive a mixture of their values.

Shapes: T queries, S keys with a value each, D numbers in a query and in a key, E numbers in a value. Arrays may have
more axes before these, such as samples (N, T, D) or samples and heads (N, H, T, D): nothing is shared along them.
"""

import numpy as np

from .softmax import softmax_backward, softmax_forward


def causal_mask(length):
    """Positions that may be looked at in a sequence: each may look at itself and at those before it.

    Returns a boolean array (length, length), True at [i, j] if position i may look at position j.
    """
    # BEGIN SOLUTION
    return np.tril(np.ones((length, length), dtype=bool))
    # END SOLUTION


def attention_forward(q, k, v, mask=None):
    """Scaled dot-product attention (Vaswani et al. 2017, section 3.2.1).

        scores = q k^T / sqrt(D),  weights = softmax(scores) over the keys,  out = weights v

    q (..., T, D)  queries
    k (..., S, D)  keys
    v (..., S, E)  values
    mask (T, S)    boolean, True if a query may look at a key; a key that it may not look at gets a weight of 0.
                   Every query may look at one key at least. None allows all.

    Returns (out, cache) with out of shape (..., T, E).
    """
    # BEGIN SOLUTION
    scale = 1 / np.sqrt(q.shape[-1])
    scores = scale * (q @ k.swapaxes(-1, -2))
    if mask is not None:
        scores = np.where(mask, scores, -np.inf)
    weights, softmax_cache = softmax_forward(scores)
    out = weights @ v
    cache = (q, k, v, scale, weights, softmax_cache)
    return out, cache
    # END SOLUTION


def attention_backward(dout, cache):
    """Gradients of attention_forward.

    dout (..., T, E), cache from attention_forward.

    Returns (dq, dk, dv), each shaped like the array it belongs to.
    """
    # BEGIN SOLUTION
    q, k, v, scale, weights, softmax_cache = cache
    dv = weights.swapaxes(-1, -2) @ dout
    dweights = dout @ v.swapaxes(-1, -2)
    dscores = scale * softmax_backward(dweights, softmax_cache)
    dq = dscores @ k
    dk = dscores.swapaxes(-1, -2) @ q
    return dq, dk, dv
    # END SOLUTION
