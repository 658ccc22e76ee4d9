"""Helpers for the cases of batch and of layer normalisation."""

from __future__ import annotations

from contextlib import suppress

import numpy as np

from graders.computing import computes

# Features this wide hide a default epsilon in the last digits. What is wrong with epsilon costs points where an
# epsilon is given or a variance is 0, and nowhere else, save with features this narrow, where a default one decides.
WIDE = 1e6
NARROW = 3e-3


def answers_like(array, answer):
    """Return whether a function has computed a result of the shape of an array."""
    return np.shape(answer) == array.shape and computes(answer, array)


def untouched(layers, forward, backwards, x, gamma, beta, dout):
    given = x.copy()
    out, cache = getattr(layers, forward)(given, gamma, beta, {"mode": "train"})
    if answers_like(x, out):
        yield {f"x after {forward}": given}
    for backward in backwards:
        given = dout.copy()
        dx, _, _ = getattr(layers, backward)(given, cache)
        if answers_like(dout, dx):
            yield {f"dout after {backward}": given}
            with suppress(Exception):  # a cache that is used up
                again, _, _ = getattr(layers, backward)(dout.copy(), cache)
                repeated = np.isclose(again, dx, atol=0, equal_nan=True)
                yield {f"share of dx that {backward} repeats": float(repeated.mean())}
