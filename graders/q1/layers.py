"""Question 1's cases for layers and losses."""

from __future__ import annotations

import numpy as np

from autograder.model import rules
from autograder.model.case import case
from autograder.model.complaint import Complaint

# ---- affine ---------------------------------------------------------------------------------------------------


def affine_rows_inputs(draw):
    n, d, m = draw.sizes(3)
    return {
        "x": draw.normal(n, d),
        "w": draw.normal(d, m),
        "b": draw.normal(m, mean=0.5),
        "dout": draw.gradient(n, m),
    }


def affine_images_inputs(draw):
    n, m = draw.sizes(2, 5, 8)
    d1, d2, d3 = draw.sizes(3, 2, 4)
    return {
        "x": draw.normal(n, d1, d2, d3),
        "w": draw.normal(d1 * d2 * d3, m),
        "b": draw.normal(m, mean=0.5),
        "dout": draw.gradient(n, m),
    }


@case(inputs=affine_rows_inputs)
def affine_rows(layers, x, w, b, dout):
    out, cache = layers.affine_forward(x, w, b)
    yield {"out": out}
    dx, dw, db = layers.affine_backward(dout, cache)
    yield {"dx": dx, "dw": dw, "db": db}


@case(inputs=affine_images_inputs)
def affine_images(layers, x, w, b, dout):
    out, cache = layers.affine_forward(x, w, b)
    yield {"out": out}
    layers.affine_forward(-x, w, b)  # another layer's call must not change what this one remembers
    dx, dw, db = layers.affine_backward(dout, cache)
    yield {"dx": dx, "dw": dw, "db": db}


def affine_single_inputs(draw):
    """One sample, of another number of dimensions: nothing may be squeezed out."""
    d, m = draw.sizes(2)
    return {"x": draw.normal(1, 2, d), "w": draw.normal(2 * d, m), "b": draw.normal(m, mean=0.5)}


@case(inputs=affine_single_inputs)
def affine_single(layers, x, w, b):
    yield {"out": layers.affine_forward(x, w, b)[0]}


@case(inputs=affine_images_inputs, reference_layers=("layers", "fast_layers"))
def affine_relu(layer_utils, x, w, b, dout):
    out, cache = layer_utils.affine_relu_forward(x, w, b)
    yield {"out": out}
    dx, dw, db = layer_utils.affine_relu_backward(dout, cache)
    yield {"dx": dx, "dw": dw, "db": db}


# ---- relu -----------------------------------------------------------------------------------------------------


def relu_inputs(draw):
    """Numbers of both signs, most of them large; a thousandth off the kink there is one on either side."""
    shape = draw.sizes(3)
    x = 5 * draw.off_zero(*shape)
    x[0, 0, :2] = draw.rng.permutation([-1e-3, 1e-3])
    return {"x": x, "dout": draw.gradient(*shape)}


@case(inputs=relu_inputs)
def relu(layers, x, dout):
    out, cache = layers.relu_forward(x)
    yield {"out": out}
    layers.relu_forward(-x)  # another layer's call must not change what this one remembers
    yield {"dx": layers.relu_backward(dout, cache)}


# ---- losses ---------------------------------------------------------------------------------------------------


def scores_inputs(draw):
    """Scores and labels; no hinge of the SVM loss is at its kink."""
    n, c = draw.sizes(2, 5, 9)
    y = draw.labels(n, c)
    while True:
        x = draw.normal(n, c, std=2.0)
        margins = x - x[np.arange(n), y][:, None] + 1
        if np.min(np.abs(margins)) > 1e-3:
            return {"x": x, "y": y}


def extreme_scores_inputs(draw):
    """Scores of +-1000 in two samples; in a third, all far below those of the others."""
    inputs = scores_inputs(draw)
    x = inputs["x"]
    x[0] += draw.rng.permutation(np.linspace(-1000, 1000, x.shape[1]))
    x[1] += draw.rng.permutation(np.linspace(-1000, 1000, x.shape[1]))
    x[2] -= 3000
    return inputs


def loss_and_gradient(loss_function, x, y):
    loss, dx = loss_function(x, y)
    yield {"loss": loss, "dx": dx}


@case(inputs=scores_inputs, scalar="loss", gradients={"dx": "x"})
def softmax(layers, x, y):
    yield from loss_and_gradient(layers.softmax_loss, x, y)


@case(inputs=extreme_scores_inputs)
def softmax_extreme(layers, x, y):
    yield from loss_and_gradient(layers.softmax_loss, x, y)


@case(inputs=scores_inputs, scalar="loss", gradients={"dx": "x"})
def svm(layers, x, y):
    yield from loss_and_gradient(layers.svm_loss, x, y)


# ---- manners: inputs stay as they are, and so does float32 ---------------------------------------------------------


@case(inputs=affine_images_inputs, frozen=False)
def affine_untouched(layers, x, w, b, dout):
    out, _ = layers.affine_forward(x, w, b)
    yield {"out": out, "x": x, "w": w, "b": b}


@case(inputs=affine_images_inputs, frozen=False)
def affine_backward_untouched(layers, x, w, b, dout):
    _, cache = layers.affine_forward(x, w, b)
    yield {"x": x.copy()}
    dx, _, _ = layers.affine_backward(dout, cache)
    yield {"dx": dx, "dout": dout, "x afterwards": x}


@case(inputs=relu_inputs, frozen=False)
def relu_untouched(layers, x, dout):
    out, cache = layers.relu_forward(x)
    yield {"out": out, "x": x.copy()}
    yield {"dx": layers.relu_backward(dout, cache), "dout": dout, "x afterwards": x}


@case(inputs=scores_inputs, frozen=False)
def softmax_untouched(layers, x, y):
    loss, _ = layers.softmax_loss(x, y)
    yield {"loss": loss, "x": x}


@case(inputs=scores_inputs, frozen=False)
def svm_untouched(layers, x, y):
    loss, _ = layers.svm_loss(x, y)
    yield {"loss": loss, "x": x}


def leaves(given, function, result):
    """A rule: `function` gave `result`, and the inputs `given` (their names) are what they were."""

    def rule(inputs, answers):
        if answers.get(result) is None:
            raise Complaint("{function} returns None for {result}", function=function, result=result)
        for name in given.split():
            rules.untouched(function, name, answers.get(name), inputs[name])

    return rule


def leaves_cached(function, result):
    """A rule: the backward pass `function` leaves dout alone, and the x that its forward pass was given."""
    leaves_dout = leaves("dout", function, result)

    def rule(inputs, answers):
        leaves_dout(inputs, answers)
        if np.array_equal(answers.get("x"), inputs["x"]):  # else forward has changed it, and is charged
            rules.untouched(function, "x", answers.get("x afterwards"), inputs["x"])

    return rule


@case(inputs=affine_rows_inputs, frozen=False)
def float32_affine(layers, x, w, b, dout):
    out, _ = layers.affine_forward(x.astype(np.float32), w.astype(np.float32), b.astype(np.float32))
    yield {"affine_forward's out": out}


@case(inputs=relu_inputs, frozen=False)
def float32_relu(layers, x, dout):
    out, _ = layers.relu_forward(x.astype(np.float32))
    yield {"relu_forward's out": out}


def stays_float32(function, result):
    """A rule: the result of `function` has dtype float32."""
    return lambda inputs, answers: rules.dtype(answers, [f"{function}'s {result}"], "float32")
