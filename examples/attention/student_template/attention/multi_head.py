"""Multi-head attention: several attentions side by side, each on its own part of the features.

Shapes: N samples, T positions, D features, H heads with D / H features each.
"""

import numpy as np

from .dot_product import attention_backward, attention_forward


def split_heads(x, heads):
    """Give every head its part of the features: the first D / H belong to the first head, and so on.

    x (N, T, D), heads the number H of heads, a divisor of D.

    Returns an array (N, H, T, D / H).
    """
    # Your code here.
    raise NotImplementedError("split_heads is not implemented yet")


def merge_heads(x):
    """Put the heads' features side by side again: what split_heads takes apart.

    x (N, H, T, D / H).

    Returns an array (N, T, D).
    """
    # Your code here.
    raise NotImplementedError("merge_heads is not implemented yet")


def multi_head_forward(x, params, heads, mask=None):
    """Multi-head self-attention (Vaswani et al. 2017, section 3.2.2).

        q = x wq,  k = x wk,  v = x wv, each split into heads
        out = (attention of every head, merged) wo + bo

    x (N, T, D)
    params         a dictionary: wq, wk, wv and wo of shape (D, D), bo of shape (D,)
    heads          the number of heads, a divisor of D
    mask (T, T)    as in attention_forward, the same for all samples and heads

    Returns (out, cache) with out of shape (N, T, D).
    """
    # Your code here.
    raise NotImplementedError("multi_head_forward is not implemented yet")


def multi_head_backward(dout, cache):
    """Gradients of multi_head_forward.

    x reaches the output on three ways, as queries, as keys and as values: its gradient is the sum over them.

    dout (N, T, D), cache from multi_head_forward.

    Returns (dx, grads): dx of shape (N, T, D), grads a dictionary with the keys of params and a gradient for each.
    """
    # Your code here.
    raise NotImplementedError("multi_head_backward is not implemented yet")
