"""Masks that cases hide keys with."""

from __future__ import annotations

import numpy as np


def causal(length):
    """A mask (length, length) of 0 and 1: a position may look at itself and at those before it."""
    return (np.arange(length) <= np.arange(length)[:, None]).astype(np.int64)


def drawn(draw, queries, keys):
    """A mask (queries, keys) of 0 and 1: the first query may look at one key, the last at all, others at some."""
    allowed = draw.rng.random((queries, keys)) < 0.6
    allowed[np.arange(queries), draw.rng.integers(keys, size=queries)] = True
    allowed[0] = np.arange(keys) == draw.integer(1, keys - 1)
    allowed[-1] = True
    return allowed.astype(np.int64)
