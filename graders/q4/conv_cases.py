"""Cases of convolution and max pooling: naive, fast, and in sandwich layers.

The main cases pad and their windows do not overlap in backward passes. What goes wrong without padding, or
where windows overlap, has cases of its own (`*_unpadded`, `*_overlapping*`), since the notebooks never show it.
"""

from __future__ import annotations

from functools import partial

import numpy as np

from autograder.model.case import Pace, case, drawn_by
from graders.computing import computes
from graders.q4.norm_cases import per_channel

convolution = partial(drawn_by, "graders.q4.inputs:convolution")
pooling = partial(drawn_by, "graders.q4.inputs:pooling")

SLOW = 120.0  # seconds for layers written as loops, tiny as these inputs are
# No case has more than 1,000 times the work of these, so this leaves slow code ten times what it should need.
CONV_PACE = Pace("conv_step", times=10_000)
POOL_PACE = Pace("pool_step", times=10_000)


def naive_conv(layers, x, w, b, dout, in_between=False, **conv_param):
    """in_between: another layer's call comes before the backward pass, whose cache must not be its own."""
    out, cache = layers.conv_forward_naive(x, w, b, conv_param)
    yield {"out": out}
    if in_between:
        layers.conv_forward_naive(-x, w, b, conv_param)
    dx, dw, db = layers.conv_backward_naive(dout, cache)
    yield {"dx": dx, "dw": dw, "db": db}


def fast_conv(fast_layers, x, w, b, dout, in_between=False, **conv_param):
    out, cache = fast_layers.conv_forward_fast(x, w, b, conv_param)
    yield {"out": out}
    if in_between:
        fast_layers.conv_forward_fast(-x, w, b, conv_param)
    dx, dw, db = fast_layers.conv_backward_fast(dout, cache)
    yield {"dx": dx, "dw": dw, "db": db}


def naive_pool(layers, x, dout, in_between=False, **pool_param):
    out, cache = layers.max_pool_forward_naive(x, pool_param)
    yield {"out": out}
    if in_between:
        layers.max_pool_forward_naive(-x, pool_param)
    yield {"dx": layers.max_pool_backward_naive(dout, cache)}


def fast_pool(fast_layers, x, dout, in_between=False, **pool_param):
    out, cache = fast_layers.max_pool_forward_fast(x, pool_param)
    yield {"out": out}
    if in_between:
        fast_layers.max_pool_forward_fast(-x, pool_param)
    yield {"dx": fast_layers.max_pool_backward_fast(dout, cache)}


@case(inputs=drawn_by("graders.q4.inputs:conv_step"), timed=True)
def conv_step(layers, **inputs):
    yield from naive_conv(layers, **inputs)


@case(inputs=drawn_by("graders.q4.inputs:pool_step"), timed=True)
def pool_step(layers, **inputs):
    yield from naive_pool(layers, **inputs)


# ---- naive ---------------------------------------------------------------------------------------------------


@case(inputs=convolution(stride=1, pad=1, form="square"), seconds=SLOW, pace=CONV_PACE)
def conv_plain(layers, **inputs):
    yield from naive_conv(layers, **inputs)


@case(inputs=convolution(stride=2, pad=1, form="square"), seconds=SLOW, pace=CONV_PACE)
def conv_strided(layers, **inputs):
    yield from naive_conv(layers, **inputs)


@case(inputs=convolution(stride=1, pad=2), seconds=SLOW, pace=CONV_PACE)
def conv_oblong(layers, **inputs):
    yield from naive_conv(layers, **inputs)


@case(inputs=convolution(stride=3, pad=1, form="tall"), seconds=SLOW, pace=CONV_PACE)
def conv_far_apart(layers, **inputs):
    yield from naive_conv(layers, in_between=True, **inputs)


@case(inputs=convolution(stride=1, pad=0), seconds=SLOW, pace=CONV_PACE)
def conv_unpadded(layers, **inputs):
    yield from naive_conv(layers, **inputs)


@case(inputs=pooling(height=2, width=2, stride=2, form="square"), seconds=SLOW, pace=POOL_PACE)
def pool_plain(layers, **inputs):
    yield from naive_pool(layers, **inputs)


@case(inputs=pooling(height=3, width=2, stride=3), seconds=SLOW, pace=POOL_PACE)
def pool_oblong(layers, **inputs):
    yield from naive_pool(layers, **inputs)


@case(inputs=pooling(height=2, width=2, stride=3, form="tall"), seconds=SLOW, pace=POOL_PACE)
def pool_far_apart(layers, **inputs):
    yield from naive_pool(layers, in_between=True, **inputs)


@case(inputs=pooling(height=3, width=3, stride=2, form="tall"), seconds=SLOW, pace=POOL_PACE)
def pool_overlapping(layers, **inputs):
    yield from naive_pool(layers, **inputs)


@case(inputs=pooling(height=2, width=3, stride=1), seconds=SLOW, pace=POOL_PACE)
def pool_overlapping_oblong(layers, **inputs):
    yield from naive_pool(layers, **inputs)


@case(inputs=convolution(stride=1, pad=1, form="square"), seconds=SLOW, pace=CONV_PACE)
def untouched_conv(layers, x, w, b, dout, **conv_param):
    out, cache = layers.conv_forward_naive(x, w, b, conv_param)
    if computes(out, x):
        yield {"x after conv_forward_naive": x}
    dx, _, _ = layers.conv_backward_naive(dout, cache)
    if computes(dx, dout):
        yield {"dout after conv_backward_naive": dout}


@case(inputs=pooling(height=2, width=2, stride=2, form="square"), seconds=SLOW, pace=POOL_PACE)
def untouched_pool(layers, x, dout, **pool_param):
    out, cache = layers.max_pool_forward_naive(x, pool_param)
    if computes(out, x):
        yield {"x after max_pool_forward_naive": x}
    dx = layers.max_pool_backward_naive(dout, cache)
    if computes(dx, dout):
        yield {"dout after max_pool_backward_naive": dout}


# ---- fast: naive layers may be called, so that their mistakes do not count twice -----------------------------


@case(inputs=convolution(stride=1, pad=1, kernel=3), reference_layers=("layers",))
def fast_conv_same(fast_layers, **inputs):
    yield from fast_conv(fast_layers, **inputs)


@case(inputs=convolution(stride=1, pad=2, kernel=6), reference_layers=("layers",))
def fast_conv_oblong(fast_layers, **inputs):
    yield from fast_conv(fast_layers, **inputs)


@case(inputs=convolution(stride=3, pad=1, form="tall"), reference_layers=("layers",))
def fast_conv_far_apart(fast_layers, **inputs):
    yield from fast_conv(fast_layers, in_between=True, **inputs)


@case(inputs=convolution(stride=1, pad=0), reference_layers=("layers",))
def fast_conv_unpadded(fast_layers, **inputs):
    yield from fast_conv(fast_layers, **inputs)


@case(inputs=convolution(stride=2, pad=0, kernel=1), reference_layers=("layers",))
def fast_conv_pointwise(fast_layers, **inputs):
    yield from fast_conv(fast_layers, **inputs)


def projections(**answers):
    """Of each answer, its product with an array of its shape."""
    return {name: float(np.vdot(answer, direction)) for name, (answer, direction) in answers.items()}


@case(inputs=drawn_by("graders.q4.inputs:many_images"), reference_layers=("layers",))
def fast_conv_many(fast_layers, **inputs):
    x, w, b, dout = (inputs[name].astype(np.float64) for name in ("x", "w", "b", "dout"))
    out, cache = fast_layers.conv_forward_fast(x, w, b, {"stride": 1, "pad": 1})
    yield projections(out=(out, dout))
    dx, dw, _ = fast_layers.conv_backward_fast(dout, cache)
    yield projections(dx=(dx, x)) | {"dw": dw}


@case(inputs=pooling(height=2, width=2, stride=2), reference_layers=("layers",))
def fast_pool_plain(fast_layers, **inputs):
    yield from fast_pool(fast_layers, **inputs)


@case(inputs=pooling(height=3, width=2, stride=3), reference_layers=("layers",))
def fast_pool_oblong(fast_layers, **inputs):
    yield from fast_pool(fast_layers, **inputs)


@case(inputs=pooling(height=2, width=2, stride=3, form="tall"), reference_layers=("layers",))
def fast_pool_far_apart(fast_layers, **inputs):
    yield from fast_pool(fast_layers, in_between=True, **inputs)


@case(inputs=pooling(height=2, width=3, stride=1), reference_layers=("layers",))
def fast_pool_overlapping(fast_layers, **inputs):
    yield from fast_pool(fast_layers, **inputs)


# ---- sandwich layers -----------------------------------------------------------------------------------------


REFERENCE_LAYERS = ("layers", "fast_layers")


@case(inputs=convolution(stride=2, pad=2), reference_layers=REFERENCE_LAYERS)
def conv_relu(layer_utils, x, w, b, dout, **conv_param):
    out, cache = layer_utils.conv_relu_forward(x, w, b, conv_param)
    yield {"out": out}
    dx, dw, db = layer_utils.conv_relu_backward(dout, cache)
    yield {"dx": dx, "dw": dw, "db": db}


@case(inputs=drawn_by("graders.q4.inputs:conv_bn_relu"), reference_layers=REFERENCE_LAYERS)
def conv_bn_relu(layer_utils, x, w, b, gamma, beta, dout, **conv_param):
    bn_param = {"mode": "train"}
    out, cache = layer_utils.conv_bn_relu_forward(x, w, b, gamma, beta, conv_param, bn_param)
    yield {"out": out, "running_mean": per_channel(bn_param.get("running_mean"))}
    # The normalisation subtracts b again, so db is 0 but for rounding: running_mean alone shows b.
    dx, dw, db, dgamma, dbeta = layer_utils.conv_bn_relu_backward(dout, cache)
    yield {"dx": dx, "dw": dw, "db": db, "dgamma": dgamma, "dbeta": dbeta}


@case(inputs=drawn_by("graders.q4.inputs:conv_relu_pool"), reference_layers=REFERENCE_LAYERS)
def conv_relu_pool(layer_utils, x, w, b, dout):
    conv_param = {"stride": 1, "pad": 1}
    pool_param = {"pool_height": 2, "pool_width": 2, "stride": 2}
    out, cache = layer_utils.conv_relu_pool_forward(x, w, b, conv_param, pool_param)
    yield {"out": out}
    dx, dw, db = layer_utils.conv_relu_pool_backward(dout, cache)
    yield {"dx": dx, "dw": dw, "db": db}
