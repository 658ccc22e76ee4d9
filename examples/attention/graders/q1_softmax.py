"""Question 1: softmax. 5 points."""

from __future__ import annotations

import numpy as np
from gradescope_utils.autograder_utils.decorators import number, tags

from autograder.model.case import case, drawn_by
from graders.untouched import afterwards, leaves, leaves_cached

# ---- cases ------------------------------------------------------------------------------------------------------


def forward_and_backward(softmax, scores, dweights):
    weights, cache = softmax.softmax_forward(scores)
    yield {"weights": weights}
    softmax.softmax_forward(-scores)  # another call must not change what this one remembers
    yield {"dscores": softmax.softmax_backward(dweights, cache)}


@case(inputs=drawn_by("graders.inputs.softmax:rows"))
def softmax_rows(softmax, scores, dweights):
    yield from forward_and_backward(softmax, scores, dweights)


@case(inputs=drawn_by("graders.inputs.softmax:heads"))
def softmax_heads(softmax, scores, dweights):
    yield from forward_and_backward(softmax, scores, dweights)


@case(inputs=drawn_by("graders.inputs.softmax:extreme"))
def softmax_extreme(softmax, scores):
    yield {"weights": softmax.softmax_forward(scores)[0]}


@case(inputs=drawn_by("graders.inputs.softmax:hidden_keys"))
def softmax_hidden_keys(softmax, scores, allowed):
    yield {"weights": softmax.softmax_forward(np.where(allowed == 1, scores, -np.inf))[0]}


@case(inputs=drawn_by("graders.inputs.softmax:one_key"))
def softmax_one_key(softmax, scores):
    yield {"weights": softmax.softmax_forward(scores)[0]}


@case(inputs=drawn_by("graders.inputs.softmax:rows"), frozen=False)
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
