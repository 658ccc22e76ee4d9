"""Question 3: multi-head attention. 6.5 points."""

from __future__ import annotations

import numpy as np
from gradescope_utils.autograder_utils.decorators import number, tags

from autograder.model.case import case
from graders import masks
from graders.untouched import afterwards, leaves, leaves_cached

# Multi-head attention is wrong on its own account only if it is wrong on reference layers, too.
LAYERS = ("softmax", "dot_product", "multi_head.split_heads", "multi_head.merge_heads")
WEIGHTS = ("wq", "wk", "wv", "wo", "bo")

# ---- cases: heads ---------------------------------------------------------------------------------------------------


def split_inputs(draw):
    n, t, heads, size = different(draw)
    return {"x": draw.normal(n, t, heads * size), "heads": heads}


def split_one_inputs(draw):
    n, t, size = draw.sizes(3)
    return {"x": draw.normal(n, t, size), "heads": 1}


def merge_inputs(draw):
    n, t, heads, size = different(draw)
    return {"x": draw.normal(n, heads, t, size)}


def different(draw):
    """Samples, positions, heads and features of a head: none alike, nor like the features of all heads."""
    heads, size = (int(number) for number in draw.rng.permutation([3, 5]))
    return 2 * draw.integer(1, 2), 2 * draw.integer(3, 5) + 1, heads, size


@case(inputs=split_inputs)
def heads_split(multi_head, x, heads):
    yield {"split": multi_head.split_heads(x, heads)}


@case(inputs=split_one_inputs)
def one_head_split(multi_head, x, heads):
    yield {"split": multi_head.split_heads(x, heads)}


@case(inputs=merge_inputs)
def heads_merged(multi_head, x):
    yield {"merged": multi_head.merge_heads(x)}


# ---- cases: attention -----------------------------------------------------------------------------------------------


def layer(draw, n, t, heads, size):
    """Inputs, parameters and an upstream gradient."""
    d = heads * size
    return {
        "x": draw.normal(n, t, d, mean=0.2),
        **{name: draw.normal(d, d, std=1.2 / np.sqrt(d)) for name in ("wq", "wk", "wv", "wo")},
        "bo": draw.normal(d, mean=0.5),
        "heads": heads,
        "dout": draw.gradient(n, t, d),
    }


def several_inputs(draw):
    return layer(draw, *different(draw))


def one_sample_inputs(draw):
    _, t, heads, size = different(draw)
    return layer(draw, 1, t, heads, size)


def one_head_inputs(draw):
    n, t, _, size = different(draw)
    return layer(draw, n, t, 1, size)


def one_position_inputs(draw):
    n, _, heads, size = different(draw)
    return layer(draw, n, 1, heads, size)


def forward_and_backward(multi_head, x, heads, dout, mask, params):
    out, cache = multi_head.multi_head_forward(x, params, heads, mask)
    yield {"out": out}
    multi_head.multi_head_forward(-x, params, heads, mask)  # must not change what the first call remembers
    dx, grads = multi_head.multi_head_backward(dout, cache)
    yield {"dx": dx}
    yield {f"d{name}": grads.get(name) for name in params}


@case(inputs=several_inputs, reference_layers=LAYERS)
def multi_head_attention(multi_head, x, heads, dout, **params):
    yield from forward_and_backward(multi_head, x, heads, dout, None, params)


@case(inputs=several_inputs, reference_layers=LAYERS)
def multi_head_causal(multi_head, x, heads, dout, **params):
    yield from forward_and_backward(multi_head, x, heads, dout, masks.causal(x.shape[1]), params)


@case(inputs=one_sample_inputs, reference_layers=LAYERS)
def multi_head_one_sample(multi_head, x, heads, dout, **params):
    yield from forward_and_backward(multi_head, x, heads, dout, None, params)


@case(inputs=one_head_inputs, reference_layers=LAYERS)
def multi_head_one_head(multi_head, x, heads, dout, **params):
    yield from forward_and_backward(multi_head, x, heads, dout, None, params)


@case(inputs=one_position_inputs, reference_layers=LAYERS)
def multi_head_one_position(multi_head, x, heads, dout, **params):
    yield {"out": multi_head.multi_head_forward(x, params, heads)[0]}


@case(inputs=several_inputs, reference_layers=LAYERS, frozen=False)
def multi_head_untouched(multi_head, x, heads, dout, **params):
    given = dict(params)
    out, cache = multi_head.multi_head_forward(x, params, heads)
    yield {"out": out, "x": x.copy(), **{name: array.copy() for name, array in given.items()}}
    dx, _ = multi_head.multi_head_backward(dout, cache)
    yield {"dx": dx, "dout": dout, **afterwards(x=x, **given)}


# ---- checks ---------------------------------------------------------------------------------------------------------


@number("3.1")
def test_heads(judge):
    """split_heads and merge_heads: every head has its own part of the features, side by side."""
    judge.same("heads_split", split=0.4)
    judge.same("one_head_split", split=0.1)
    judge.same("heads_merged", merged=0.5)


@number("3.2")
def test_multi_head_forward(judge):
    """multi_head_forward: three projections, attention in every head, and a projection of all heads together."""
    judge.same("multi_head_attention", out=0.9)
    judge.same("multi_head_causal", out=0.5)
    judge.same("multi_head_one_sample", out=0.2)
    judge.same("multi_head_one_head", out=0.2)
    judge.same("multi_head_one_position", out=0.2)


@number("3.3")
def test_multi_head_backward(judge):
    """multi_head_backward: gradients of x and of every parameter."""
    judge.same("multi_head_attention", dx=0.5, dwq=0.25, dwk=0.25, dwv=0.25, dwo=0.25, dbo=0.1)
    for name in ("multi_head_causal", "multi_head_one_sample"):
        judge.same(name, dx=0.2, dwq=0.1, dwk=0.1, dwv=0.1, dwo=0.1, dbo=0.05)
    judge.same("multi_head_one_head", dx=0.05, dwq=0.01, dwk=0.01, dwv=0.01, dwo=0.01, dbo=0.01)


@number("3.4")
@tags("style")
def test_multi_head_untouched(judge):
    """multi_head_forward and multi_head_backward leave x, dout and the parameters as they were."""
    judge.meets("multi_head_untouched", 0.25, leaves("multi_head_forward", "out", "x", *WEIGHTS))
    backward = leaves_cached("multi_head_backward", "dx", "dout", "x", *WEIGHTS)
    judge.meets("multi_head_untouched", 0.25, backward)
