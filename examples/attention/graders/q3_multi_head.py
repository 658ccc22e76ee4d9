"""Question 3: multi-head attention. 6.5 points."""

from __future__ import annotations

from gradescope_utils.autograder_utils.decorators import number, tags

from autograder.model.case import case, drawn_by
from graders.untouched import afterwards, leaves, leaves_cached

# Multi-head attention is wrong on its own account only if it is wrong on reference layers, too.
LAYERS = ("softmax", "dot_product", "multi_head.split_heads", "multi_head.merge_heads")
WEIGHTS = ("wq", "wk", "wv", "wo", "bo")

# ---- cases: heads ---------------------------------------------------------------------------------------------------


@case(inputs=drawn_by("graders.inputs.multi_head:split"))
def heads_split(multi_head, x, heads):
    yield {"split": multi_head.split_heads(x, heads)}


@case(inputs=drawn_by("graders.inputs.multi_head:split_one"))
def one_head_split(multi_head, x, heads):
    yield {"split": multi_head.split_heads(x, heads)}


@case(inputs=drawn_by("graders.inputs.multi_head:merge"))
def heads_merged(multi_head, x):
    yield {"merged": multi_head.merge_heads(x)}


# ---- cases: attention -----------------------------------------------------------------------------------------------


def forward_and_backward(multi_head, x, heads, dout, mask, params):
    out, cache = multi_head.multi_head_forward(x, params, heads, mask)
    yield {"out": out}
    multi_head.multi_head_forward(-x, params, heads, mask)  # must not change what the first call remembers
    dx, grads = multi_head.multi_head_backward(dout, cache)
    yield {"dx": dx}
    yield {f"d{name}": grads.get(name) for name in params}


@case(inputs=drawn_by("graders.inputs.multi_head:several"), reference_layers=LAYERS)
def multi_head_attention(multi_head, x, heads, dout, **params):
    yield from forward_and_backward(multi_head, x, heads, dout, None, params)


@case(inputs=drawn_by("graders.inputs.multi_head:causal"), reference_layers=LAYERS)
def multi_head_causal(multi_head, x, heads, dout, allowed, **params):
    yield from forward_and_backward(multi_head, x, heads, dout, allowed == 1, params)


@case(inputs=drawn_by("graders.inputs.multi_head:one_sample"), reference_layers=LAYERS)
def multi_head_one_sample(multi_head, x, heads, dout, **params):
    yield from forward_and_backward(multi_head, x, heads, dout, None, params)


@case(inputs=drawn_by("graders.inputs.multi_head:one_head"), reference_layers=LAYERS)
def multi_head_one_head(multi_head, x, heads, dout, **params):
    yield from forward_and_backward(multi_head, x, heads, dout, None, params)


@case(inputs=drawn_by("graders.inputs.multi_head:one_position"), reference_layers=LAYERS)
def multi_head_one_position(multi_head, x, heads, dout, **params):
    yield {"out": multi_head.multi_head_forward(x, params, heads)[0]}


@case(inputs=drawn_by("graders.inputs.multi_head:several"), reference_layers=LAYERS, frozen=False)
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
