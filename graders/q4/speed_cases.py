"""What is timed of the fast layers: forward and backward together, on fresh inputs of another size in every call.

Inputs are small integers, and what comes back are projections, so that messages take little of the time. A loop over
pixels in Python takes some hundred times as long as any vectorised design on a few images of usual size; one over the
places of a window, whole batch at once, is as good as those where there are many small images.
"""

from __future__ import annotations

import math

import numpy as np

from autograder.model.case import case
from autograder.model.demand import SpeedTest

_returned: dict[str, np.ndarray] = {}  # by the last timed call


def signed_bytes(rng, *shape):
    """Signed bytes, in a tenth of the time of other draws."""
    return np.frombuffer(rng.bytes(math.prod(shape)), np.int8).reshape(shape)


def between(draw, least, most, step=1):
    """A size that a submission cannot know before."""
    return int(draw.rng.choice(range(least, most + 1, step)))


@case(inputs=lambda draw: {"seed": draw.rng.integers(1 << 62)}, timed=True)
def timed_answers(seed):
    """Of each array that the last timed call returned, its product with one of its shape: one number, of all of it."""
    rng = np.random.default_rng(seed)
    for name in sorted(_returned):
        answer = _returned[name]
        yield {name: float(np.vdot(answer, signed_bytes(rng, *answer.shape).astype(np.float64)))}


def conv_inputs(images, sizes, filters):
    def inputs(draw):
        size, count = between(draw, *sizes, 2), between(draw, *filters)
        return {
            "x": signed_bytes(draw.rng, images, 3, size, size),
            "w": signed_bytes(draw.rng, count, 3, 3, 3),
            "b": signed_bytes(draw.rng, count),
            "dout": signed_bytes(draw.rng, images, count, (size + 1) // 2, (size + 1) // 2),
        }

    return inputs


def conv(fast_layers, x, w, b, dout):
    x, w, b, dout = (array.astype(np.float64) for array in (x, w, b, dout))
    out, cache = fast_layers.conv_forward_fast(x, w, b, {"stride": 2, "pad": 1})
    dx, dw, db = fast_layers.conv_backward_fast(dout, cache)
    _returned.clear()
    _returned.update(out=out, dx=dx, dw=dw, db=db)
    yield {}


@case(inputs=conv_inputs(10, (29, 33), (22, 28)), timed=True, seconds=60)
def conv_speed(fast_layers, x, w, b, dout):
    yield from conv(fast_layers, x, w, b, dout)


@case(inputs=conv_inputs(1, (29, 33), (22, 28)), timed=True, seconds=60)
def conv_speed_single(fast_layers, x, w, b, dout):
    yield from conv(fast_layers, x, w, b, dout)


@case(inputs=conv_inputs(60, (7, 9), (3, 6)), timed=True, seconds=60)
def conv_speed_many(fast_layers, x, w, b, dout):
    yield from conv(fast_layers, x, w, b, dout)


def pool_inputs(images, sizes, channels):
    def inputs(draw):
        size = between(draw, *sizes, 2)
        # Odd and even rows and columns leave different remainders: no window holds two equal pixels.
        x = 4 * draw.rng.integers(-8000, 8001, (images, channels, size, size))
        x[..., 1::2, :] += 2
        x[..., 1::2] += 1
        return {
            "x": x.astype(np.int16),
            "dout": signed_bytes(draw.rng, images, channels, size // 2, size // 2),
        }

    return inputs


def pool(fast_layers, x, dout):
    x, dout = x.astype(np.float64), dout.astype(np.float64)
    pool_param = {"pool_height": 2, "pool_width": 2, "stride": 2}
    out, cache = fast_layers.max_pool_forward_fast(x, pool_param)
    dx = fast_layers.max_pool_backward_fast(dout, cache)
    _returned.clear()
    _returned.update(out=out, dx=dx)
    yield {}


@case(inputs=pool_inputs(10, (30, 34), 8), timed=True, seconds=60)
def pool_speed(fast_layers, x, dout):
    yield from pool(fast_layers, x, dout)


@case(inputs=pool_inputs(1, (30, 34), 8), timed=True, seconds=60)
def pool_speed_single(fast_layers, x, dout):
    yield from pool(fast_layers, x, dout)


@case(inputs=pool_inputs(100, (6, 8), 2), timed=True, seconds=60)
def pool_speed_many(fast_layers, x, dout):
    yield from pool(fast_layers, x, dout)


CONV = SpeedTest("conv_speed", "conv_speed_single", "conv_speed_many", "timed_answers")
POOL = SpeedTest("pool_speed", "pool_speed_single", "pool_speed_many", "timed_answers")
