"""What is timed of the fast layers: forward and backward together, on fresh inputs for every call.

The arrays are small, so that hundreds of calls are affordable, and of shapes for which a loop over pixels in
Python takes some hundred times as long as any vectorised design.
"""

from __future__ import annotations

from autograder.case import case
from autograder.lines import count_lines
from autograder.timing import SpeedTest

IMAGES = 10


def conv_inputs(images):
    def inputs(draw):
        return {
            "x": draw.normal(images, 3, 31, 31),
            "w": draw.normal(25, 3, 3, 3),
            "b": draw.normal(25),
            "dout": draw.normal(images, 25, 16, 16),
        }

    return inputs


def conv(fast_layers, x, w, b, dout):
    out, cache = fast_layers.conv_forward_fast(x, w, b, {"stride": 2, "pad": 1})
    yield {"out": out}
    dx, dw, db = fast_layers.conv_backward_fast(dout, cache)
    yield {"dx": dx, "dw": dw, "db": db}


@case(inputs=conv_inputs(IMAGES), timed=True, seconds=60)
def conv_speed(fast_layers, x, w, b, dout):
    yield from conv(fast_layers, x, w, b, dout)


@case(inputs=conv_inputs(1), timed=True, seconds=60)
def conv_speed_single(fast_layers, x, w, b, dout):
    yield from conv(fast_layers, x, w, b, dout)


@case(inputs=conv_inputs(IMAGES), timed=True)
def conv_speed_echo(fast_layers, x, w, b, dout):
    yield {"out": dout}
    yield {"dx": x, "dw": w, "db": b}


@case(inputs=conv_inputs(2), timed=True, seconds=60)
def conv_speed_lines(fast_layers, x, w, b, dout):
    yield from lines_by_batch(lambda n: list(conv(fast_layers, x[:n], w, b, dout[:n])))


def pool_inputs(images):
    def inputs(draw):
        return {"x": draw.normal(images, 8, 32, 32), "dout": draw.normal(images, 8, 16, 16)}

    return inputs


def pool(fast_layers, x, dout):
    pool_param = {"pool_height": 2, "pool_width": 2, "stride": 2}
    out, cache = fast_layers.max_pool_forward_fast(x, pool_param)
    yield {"out": out}
    yield {"dx": fast_layers.max_pool_backward_fast(dout, cache)}


@case(inputs=pool_inputs(IMAGES), timed=True, seconds=60)
def pool_speed(fast_layers, x, dout):
    yield from pool(fast_layers, x, dout)


@case(inputs=pool_inputs(1), timed=True, seconds=60)
def pool_speed_single(fast_layers, x, dout):
    yield from pool(fast_layers, x, dout)


@case(inputs=pool_inputs(IMAGES), timed=True)
def pool_speed_echo(fast_layers, x, dout):
    yield {"out": dout}
    yield {"dx": x}


@case(inputs=pool_inputs(2), timed=True, seconds=60)
def pool_speed_lines(fast_layers, x, dout):
    yield from lines_by_batch(lambda n: list(pool(fast_layers, x[:n], dout[:n])))


def lines_by_batch(call):
    """Lines executed for one image and for two, after a first call that may set things up."""
    call(1)
    yield {"lines": count_lines(lambda: call(1))}
    yield {"lines of twice the batch": count_lines(lambda: call(2))}


CONV = SpeedTest("conv_speed", "conv_speed_single", "conv_speed_echo", "conv_speed_lines")
POOL = SpeedTest("pool_speed", "pool_speed_single", "pool_speed_echo", "pool_speed_lines")
