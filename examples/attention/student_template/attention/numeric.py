"""Numerical gradients, to compare your own with.

The central difference (f(x + h) - f(x - h)) / 2h is off by about h^2, because the slope is not constant, and by
about 1e-16 / h from rounding. Use float64 throughout.
"""

import numpy as np


def numeric_gradient(f, x, dout, h=1e-5):
    """Gradient at x of the sum of f(x) * dout, for a function f that returns an array shaped like dout.

    f is called with x itself, of which one entry at a time is moved by h and then put back. So f may also ignore
    its argument and use the same array from elsewhere.

    Returns an array shaped like x.
    """
    grad = np.zeros_like(x)
    for index in np.ndindex(x.shape):
        before = x[index]
        x[index] = before + h
        above = np.sum(f(x) * dout)
        x[index] = before - h
        below = np.sum(f(x) * dout)
        x[index] = before
        grad[index] = (above - below) / (2 * h)
    return grad


def relative_error(x, y):
    """Largest difference of two arrays of one shape, relative to the largest entry of either."""
    x, y = np.asarray(x), np.asarray(y)
    if x.shape != y.shape:
        raise ValueError(f"arrays of shapes {x.shape} and {y.shape} cannot be compared entry by entry")
    return np.max(np.abs(x - y)) / max(np.max(np.abs(x)), np.max(np.abs(y)), 1e-12)
