"""What is timed of the fast layers: forward and backward together, on fresh inputs for every call.

Inputs are small integers and answers are projections, so that messages take little of the time; a projection is
right only when every number in the array is. The shapes are such that a loop over pixels in Python takes some
hundred times as long as any vectorised design.
"""

from __future__ import annotations

import numpy as np

from assignment import PACKAGE
from autograder.execution.line_counter import count_lines
from autograder.model.case import case
from autograder.model.demand import SpeedTest

IMAGES = 10


def integers(draw, *shape):
    return draw.rng.integers(-100, 101, shape).astype(np.int8)


def projections(**answers):
    """Of each answer, its product with an array of its shape."""
    return {name: float(np.vdot(answer, direction)) for name, (answer, direction) in answers.items()}


def conv_inputs(images):
    def inputs(draw):
        return {
            "x": integers(draw, images, 3, 31, 31),
            "w": integers(draw, 25, 3, 3, 3),
            "b": integers(draw, 25),
            "dout": integers(draw, images, 25, 16, 16),
        }

    return inputs


def conv(fast_layers, x, w, b, dout):
    x, w, b, dout = (array.astype(np.float64) for array in (x, w, b, dout))
    out, cache = fast_layers.conv_forward_fast(x, w, b, {"stride": 2, "pad": 1})
    dx, dw, db = fast_layers.conv_backward_fast(dout, cache)
    yield projections(out=(out, dout), dx=(dx, x), dw=(dw, w), db=(db, b))


@case(inputs=conv_inputs(IMAGES), timed=True, seconds=60)
def conv_speed(fast_layers, x, w, b, dout):
    yield from conv(fast_layers, x, w, b, dout)


@case(inputs=conv_inputs(1), timed=True, seconds=60)
def conv_speed_single(fast_layers, x, w, b, dout):
    yield from conv(fast_layers, x, w, b, dout)


@case(inputs=conv_inputs(2), timed=True, seconds=60)
def conv_speed_lines(fast_layers, x, w, b, dout):
    yield from lines_by_batch(lambda n: list(conv(fast_layers, x[:n], w, b, dout[:n])))


def pool_inputs(images):
    def inputs(draw):
        # Odd and even rows and columns leave different remainders: no window holds two equal pixels.
        x = 4 * draw.rng.integers(-8000, 8001, (images, 8, 32, 32))
        x[..., 1::2, :] += 2
        x[..., 1::2] += 1
        return {"x": x.astype(np.int16), "dout": integers(draw, images, 8, 16, 16)}

    return inputs


def pool(fast_layers, x, dout):
    x, dout = x.astype(np.float64), dout.astype(np.float64)
    pool_param = {"pool_height": 2, "pool_width": 2, "stride": 2}
    out, cache = fast_layers.max_pool_forward_fast(x, pool_param)
    dx = fast_layers.max_pool_backward_fast(dout, cache)
    yield projections(out=(out, dout), dx=(dx, x))


@case(inputs=pool_inputs(IMAGES), timed=True, seconds=60)
def pool_speed(fast_layers, x, dout):
    yield from pool(fast_layers, x, dout)


@case(inputs=pool_inputs(1), timed=True, seconds=60)
def pool_speed_single(fast_layers, x, dout):
    yield from pool(fast_layers, x, dout)


@case(inputs=pool_inputs(2), timed=True, seconds=60)
def pool_speed_lines(fast_layers, x, dout):
    yield from lines_by_batch(lambda n: list(pool(fast_layers, x[:n], dout[:n])))


def lines_by_batch(call):
    """Lines executed for one image and for two, after a first call that may set things up."""
    call(1)
    yield {"lines": count_lines(PACKAGE.name, lambda: call(1))}
    yield {"lines of twice the batch": count_lines(PACKAGE.name, lambda: call(2))}


CONV = SpeedTest("conv_speed", "conv_speed_single", "conv_speed_lines")
POOL = SpeedTest("pool_speed", "pool_speed_single", "pool_speed_lines")
