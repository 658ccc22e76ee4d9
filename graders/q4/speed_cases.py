"""The timed cases of the fast layers: forward and backward together, on inputs of another size in every call.

Inputs are small integers, and what comes back are projections, so that messages take little of the time. A loop over
pixels in Python takes some hundred times as long as any vectorised design on a few images of usual size; one over the
places of a window, whole batch at once, is as good as those where there are many small images.
"""

from __future__ import annotations

import math

import numpy as np

from autograder.model.case import case, drawn_by
from autograder.model.demand import SpeedTest

_returned: dict[str, np.ndarray] = {}  # by the last timed call


def signed_bytes(rng, *shape):
    """Signed bytes, in a tenth of the time of other draws."""
    return np.frombuffer(rng.bytes(math.prod(shape)), np.int8).reshape(shape)


@case(inputs=drawn_by("graders.q4.inputs:seed"), timed=True)
def timed_answers(seed):
    """Of each array that the last timed call returned, its product with one of its shape: one number, of all of it."""
    rng = np.random.default_rng(seed)
    for name in sorted(_returned):
        answer = _returned[name]
        yield {name: float(np.vdot(answer, signed_bytes(rng, *answer.shape).astype(np.float64)))}


def conv(fast_layers, x, w, b, dout):
    x, w, b, dout = (array.astype(np.float64) for array in (x, w, b, dout))
    out, cache = fast_layers.conv_forward_fast(x, w, b, {"stride": 2, "pad": 1})
    dx, dw, db = fast_layers.conv_backward_fast(dout, cache)
    _returned.clear()
    _returned.update(out=out, dx=dx, dw=dw, db=db)
    yield {"returned": len(_returned)}


@case(
    inputs=drawn_by("graders.q4.inputs:conv_speed", images=10, sizes=(29, 33), filters=(22, 28)),
    timed=True,
    seconds=60,
)
def conv_speed(fast_layers, x, w, b, dout):
    yield from conv(fast_layers, x, w, b, dout)


@case(
    inputs=drawn_by("graders.q4.inputs:conv_speed", images=1, sizes=(29, 33), filters=(22, 28)),
    timed=True,
    seconds=60,
)
def conv_speed_single(fast_layers, x, w, b, dout):
    yield from conv(fast_layers, x, w, b, dout)


@case(
    inputs=drawn_by("graders.q4.inputs:conv_speed", images=60, sizes=(7, 9), filters=(3, 6)),
    timed=True,
    seconds=60,
)
def conv_speed_many(fast_layers, x, w, b, dout):
    yield from conv(fast_layers, x, w, b, dout)


def pool(fast_layers, x, dout):
    x, dout = x.astype(np.float64), dout.astype(np.float64)
    pool_param = {"pool_height": 2, "pool_width": 2, "stride": 2}
    out, cache = fast_layers.max_pool_forward_fast(x, pool_param)
    dx = fast_layers.max_pool_backward_fast(dout, cache)
    _returned.clear()
    _returned.update(out=out, dx=dx)
    yield {"returned": len(_returned)}


@case(
    inputs=drawn_by("graders.q4.inputs:pool_speed", images=10, sizes=(30, 34), channels=8),
    timed=True,
    seconds=60,
)
def pool_speed(fast_layers, x, dout):
    yield from pool(fast_layers, x, dout)


@case(
    inputs=drawn_by("graders.q4.inputs:pool_speed", images=1, sizes=(30, 34), channels=8),
    timed=True,
    seconds=60,
)
def pool_speed_single(fast_layers, x, dout):
    yield from pool(fast_layers, x, dout)


@case(
    inputs=drawn_by("graders.q4.inputs:pool_speed", images=500, sizes=(6, 8), channels=4),
    timed=True,
    seconds=60,
)
def pool_speed_many(fast_layers, x, dout):
    yield from pool(fast_layers, x, dout)


CONV = SpeedTest("conv_speed", "conv_speed_single", "conv_speed_many", "timed_answers")
POOL = SpeedTest("pool_speed", "pool_speed_single", "pool_speed_many", "timed_answers")
