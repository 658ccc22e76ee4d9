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
    # Your code here.
    raise NotImplementedError("causal_mask is not implemented yet")


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
    # Your code here.
    raise NotImplementedError("attention_forward is not implemented yet")


def attention_backward(dout, cache):
    """Gradients of attention_forward.

    dout (..., T, E), cache from attention_forward.

    Returns (dq, dk, dv), each shaped like the array it belongs to.
    """
    # Your code here.
    raise NotImplementedError("attention_backward is not implemented yet")
