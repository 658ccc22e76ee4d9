"""Question 2: scaled dot-product attention, with and without a mask. 7.5 points."""

from __future__ import annotations

import numpy as np
from gradescope_utils.autograder_utils.decorators import number, tags

from autograder.model.case import case, drawn_by
from graders.untouched import afterwards, leaves, leaves_cached

# ---- cases: the causal mask -----------------------------------------------------------------------------------------


def as_numbers(mask):
    """A boolean mask as 0 and 1; anything else as it is."""
    is_boolean = isinstance(mask, np.ndarray) and mask.dtype == bool
    return mask.astype(np.int64) if is_boolean else mask


@case(inputs=drawn_by("graders.inputs.dot_product:length"))
def causal_mask(dot_product, length):
    yield {"mask": as_numbers(dot_product.causal_mask(length))}


@case(inputs=drawn_by("graders.inputs.dot_product:length_one"))
def causal_mask_of_one(dot_product, length):
    yield {"mask": as_numbers(dot_product.causal_mask(length))}


# ---- cases: attention -----------------------------------------------------------------------------------------------


def forward_and_backward(dot_product, q, k, v, dout, *mask):
    out, cache = dot_product.attention_forward(q, k, v, *mask)
    yield {"out": out}
    dot_product.attention_forward(-q, k, v, *mask)  # another call must not change what this one remembers
    dq, dk, dv = dot_product.attention_backward(dout, cache)
    yield {"dq": dq, "dk": dk, "dv": dv}


@case(inputs=drawn_by("graders.inputs.dot_product:samples"), reference_layers=("softmax",))
def attention(dot_product, q, k, v, dout):
    yield from forward_and_backward(dot_product, q, k, v, dout)


@case(inputs=drawn_by("graders.inputs.dot_product:heads"), reference_layers=("softmax",))
def attention_heads(dot_product, q, k, v, dout):
    yield from forward_and_backward(dot_product, q, k, v, dout)


@case(inputs=drawn_by("graders.inputs.dot_product:sequences"), reference_layers=("softmax",))
def attention_causal(dot_product, q, k, v, allowed, dout):
    yield from forward_and_backward(dot_product, q, k, v, dout, allowed == 1)


@case(inputs=drawn_by("graders.inputs.dot_product:masked"), reference_layers=("softmax",))
def attention_masked(dot_product, q, k, v, allowed, dout):
    yield from forward_and_backward(dot_product, q, k, v, dout, allowed == 1)


@case(inputs=drawn_by("graders.inputs.dot_product:one_query"), reference_layers=("softmax",))
def attention_one_query(dot_product, q, k, v, dout):
    yield {"out": dot_product.attention_forward(q, k, v)[0]}


@case(inputs=drawn_by("graders.inputs.dot_product:extreme"), reference_layers=("softmax",))
def attention_extreme(dot_product, q, k, v, allowed, dout):
    yield {"out": dot_product.attention_forward(q, k, v, allowed == 1)[0]}


@case(inputs=drawn_by("graders.inputs.dot_product:samples"), reference_layers=("softmax",), frozen=False)
def attention_untouched(dot_product, q, k, v, dout):
    out, cache = dot_product.attention_forward(q, k, v)
    yield {"out": out, "q": q.copy(), "k": k.copy(), "v": v.copy()}
    dq, _, _ = dot_product.attention_backward(dout, cache)
    yield {"dq": dq, "dout": dout, **afterwards(q=q, k=k, v=v)}


# ---- checks ---------------------------------------------------------------------------------------------------------


@number("2.1")
def test_causal_mask(judge):
    """causal_mask: True where a position may look, which is at itself and at those before it."""
    judge.same("causal_mask", mask=0.6)
    judge.same("causal_mask_of_one", mask=0.15)


@number("2.2")
def test_attention_forward(judge):
    """attention_forward: softmax of the scaled products of queries and keys, times the values."""
    judge.same("attention", out=1)
    judge.same("attention_heads", out=1)
    judge.same("attention_one_query", out=0.25)


@number("2.3")
def test_attention_masked(judge):
    """attention_forward with a mask: a key that a query may not look at gets a weight of 0."""
    judge.same("attention_causal", out=0.5)
    judge.same("attention_masked", out=0.5)
    judge.same("attention_extreme", out=0.25)


@number("2.4")
def test_attention_backward(judge):
    """attention_backward: gradients of queries, keys and values."""
    judge.same("attention", dq=0.4, dk=0.4, dv=0.4)
    judge.same("attention_heads", dq=0.3, dk=0.3, dv=0.2)


@number("2.5")
def test_attention_masked_backward(judge):
    """attention_backward with a mask: what was hidden in the forward pass gets no gradient."""
    judge.same("attention_causal", dq=0.15, dk=0.15, dv=0.1)
    judge.same("attention_masked", dq=0.15, dk=0.1, dv=0.1)


@number("2.6")
@tags("style")
def test_attention_untouched(judge):
    """attention_forward and attention_backward leave the arrays that they are given as they were."""
    judge.meets("attention_untouched", 0.25, leaves("attention_forward", "out", "q", "k", "v"))
    backward = leaves_cached("attention_backward", "dq", "dout", "q", "k", "v")
    judge.meets("attention_untouched", 0.25, backward)
