"""Softmax, which turns scores into weights: a forward and a backward function.

A forward function returns (out, cache). Its backward function is given the gradient of the loss with respect to out,
and the cache, and returns the gradient with respect to the forward function's input. No function changes the
arrays that it is given.
"""

import numpy as np


def softmax_forward(scores):
    """Softmax over the last axis: positive weights that sum to 1, the larger the score the larger the weight.

        weights[..., i] = exp(scores[..., i]) / (sum over j of exp(scores[..., j]))

    Scores may be so large or so small that their exponentials are not: the result has to be finite all the same.

    scores (..., S)  any number of axes before the last; a score may be -inf, which means a weight of 0, as long as
                     one of its row is finite

    Returns (weights, cache) with weights shaped like scores.
    """
    # Your code here.
    raise NotImplementedError("softmax_forward is not implemented yet")


def softmax_backward(dweights, cache):
    """Gradient of softmax_forward.

    A score reaches all weights of its row, since they share one sum.

    dweights (..., S), cache from softmax_forward.

    Returns dscores, shaped like dweights.
    """
    # Your code here.
    raise NotImplementedError("softmax_backward is not implemented yet")
