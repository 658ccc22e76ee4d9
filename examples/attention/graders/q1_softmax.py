"""Question 1: softmax. 5 points."""

from __future__ import annotations

import numpy as np
from gradescope_utils.autograder_utils.decorators import number, tags

from autograder.model.case import case
from graders import masks
from graders.untouched import afterwards, leaves, leaves_cached

# ---- cases ------------------------------------------------------------------------------------------------------


def rows_inputs(draw):
    n, s = draw.sizes(2)
    return {"scores": draw.normal(n, s, std=2.0), "dweights": draw.gradient(n, s)}


def heads_inputs(draw):
    """Never two scores in a row: the gradient would be the same for -scores."""
    shape = (2, *draw.sizes(3, 3, 7))
    return {"scores": draw.normal(*shape, std=2.0), "dweights": draw.gradient(*shape)}


def extreme_inputs(draw):
    """One row far above the others, one far below, and one with scores from -1000 to 1000."""
    n, s = draw.sizes(2, 4, 9)
    scores = draw.normal(n, s, std=2.0)
    scores[0] += 1000
    scores[1] -= 1000
    scores[2] += draw.rng.permutation(np.linspace(-1000, 1000, s))
    return {"scores": scores}


def hidden_keys_inputs(draw):
    n, t, s = draw.sizes(3)
    return {"scores": draw.normal(n, t, s, std=2.0), "allowed": masks.drawn(draw, t, s)}


def one_key_inputs(draw):
    """A single key in each row, whose weight is 1 whatever its score."""
    return {"scores": draw.normal(draw.integer(3, 8), 1, std=2.0)}


def forward_and_backward(softmax, scores, dweights):
    weights, cache = softmax.softmax_forward(scores)
    yield {"weights": weights}
    softmax.softmax_forward(-scores)  # another call must not change what this one remembers
    yield {"dscores": softmax.softmax_backward(dweights, cache)}


@case(inputs=rows_inputs)
def softmax_rows(softmax, scores, dweights):
    yield from forward_and_backward(softmax, scores, dweights)


@case(inputs=heads_inputs)
def softmax_heads(softmax, scores, dweights):
    yield from forward_and_backward(softmax, scores, dweights)


@case(inputs=extreme_inputs)
def softmax_extreme(softmax, scores):
    yield {"weights": softmax.softmax_forward(scores)[0]}


@case(inputs=hidden_keys_inputs)
def softmax_hidden_keys(softmax, scores, allowed):
    yield {"weights": softmax.softmax_forward(np.where(allowed == 1, scores, -np.inf))[0]}


@case(inputs=one_key_inputs)
def softmax_one_key(softmax, scores):
    yield {"weights": softmax.softmax_forward(scores)[0]}


@case(inputs=rows_inputs, frozen=False)
def softmax_untouched(softmax, scores, dweights):
    weights, cache = softmax.softmax_forward(scores)
    yield {"weights": weights, "scores": scores.copy()}
    dscores = softmax.softmax_backward(dweights, cache)
    yield {"dscores": dscores, "dweights": dweights, **afterwards(scores=scores)}


# ---- checks -----------------------------------------------------------------------------------------------------


@number("1.1")
def test_softmax_forward(judge):
    """softmax_forward: the exponential of every score, divided by the sum over its row."""
    judge.same("softmax_rows", weights=0.75)
    judge.same("softmax_heads", weights=0.75)
    judge.same("softmax_hidden_keys", weights=0.25)
    judge.same("softmax_one_key", weights=0.25)


@number("1.2")
def test_softmax_extreme(judge):
    """softmax_forward stays finite and right if scores are very large or very small."""
    judge.same("softmax_extreme", weights=0.75)


@number("1.3")
def test_softmax_backward(judge):
    """softmax_backward: the gradient of every score, which reaches all weights of its row."""
    judge.same("softmax_rows", dscores=1)
    judge.same("softmax_heads", dscores=0.75)


@number("1.4")
@tags("style")
def test_softmax_untouched(judge):
    """softmax_forward and softmax_backward leave the arrays that they are given as they were."""
    judge.meets("softmax_untouched", 0.25, leaves("softmax_forward", "weights", "scores"))
    judge.meets("softmax_untouched", 0.25, leaves_cached("softmax_backward", "dscores", "dweights", "scores"))
