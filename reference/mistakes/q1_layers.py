"""Mistakes in question 1's layers and losses."""

from autograder.mistakes import Mistake

MISTAKES = [
    Mistake(
        id="affine_forward.no_bias",
        target="layers.py:affine_forward",
        swaps=(("out = x_flat @ w + b", "out = x_flat @ w"),),
        says="the bias b is never added",
        costs=("1.1",),
    ),
]
