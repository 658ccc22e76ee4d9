"""Inputs of the notebook's case."""


def odd_length(draw):
    return {"length": 2 * draw.integer(3, 6) + 1}
