"""Question 1's cases for layers and losses."""

from __future__ import annotations

import numpy as np

from autograder.model import rules
from autograder.model.case import case, drawn_by
from autograder.model.complaint import Complaint
from graders.computing import computes

# ---- affine ---------------------------------------------------------------------------------------------------


@case(inputs=drawn_by("graders.q1.inputs:affine_rows"))
def affine_rows(layers, x, w, b, dout):
    out, cache = layers.affine_forward(x, w, b)
    yield {"out": out}
    dx, dw, db = layers.affine_backward(dout, cache)
    yield {"dx": dx, "dw": dw, "db": db}


@case(inputs=drawn_by("graders.q1.inputs:affine_images"))
def affine_images(layers, x, w, b, dout):
    out, cache = layers.affine_forward(x, w, b)
    yield {"out": out}
    layers.affine_forward(-x, w, b)  # another layer's call must not change what this one remembers
    dx, dw, db = layers.affine_backward(dout, cache)
    yield {"dx": dx, "dw": dw, "db": db}


@case(inputs=drawn_by("graders.q1.inputs:affine_single"))
def affine_single(layers, x, w, b):
    yield {"out": layers.affine_forward(x, w, b)[0]}


@case(inputs=drawn_by("graders.q1.inputs:affine_images"), reference_layers=("layers", "fast_layers"))
def affine_relu(layer_utils, x, w, b, dout):
    out, cache = layer_utils.affine_relu_forward(x, w, b)
    yield {"out": out}
    dx, dw, db = layer_utils.affine_relu_backward(dout, cache)
    yield {"dx": dx, "dw": dw, "db": db}


# ---- relu -----------------------------------------------------------------------------------------------------


@case(inputs=drawn_by("graders.q1.inputs:relu"))
def relu(layers, x, dout):
    out, cache = layers.relu_forward(x)
    yield {"out": out}
    layers.relu_forward(-x)  # another layer's call must not change what this one remembers
    yield {"dx": layers.relu_backward(dout, cache)}


# ---- losses ---------------------------------------------------------------------------------------------------


def loss_and_gradient(loss_function, x, y):
    loss, dx = loss_function(x, y)
    yield {"loss": loss, "dx": dx}


@case(inputs=drawn_by("graders.q1.inputs:scores"), scalar="loss", gradients={"dx": "x"})
def softmax(layers, x, y):
    yield from loss_and_gradient(layers.softmax_loss, x, y)


@case(inputs=drawn_by("graders.q1.inputs:extreme_scores"))
def softmax_extreme(layers, x, y):
    yield from loss_and_gradient(layers.softmax_loss, x, y)


@case(inputs=drawn_by("graders.q1.inputs:scores"), scalar="loss", gradients={"dx": "x"})
def svm(layers, x, y):
    yield from loss_and_gradient(layers.svm_loss, x, y)


# ---- style: inputs stay as they are, and so does float32 ---------------------------------------------------------


@case(inputs=drawn_by("graders.q1.inputs:affine_images"), frozen=False)
def affine_untouched(layers, x, w, b, dout):
    out, _ = layers.affine_forward(x, w, b)
    yield {"out": out, "x": x, "w": w, "b": b}


@case(inputs=drawn_by("graders.q1.inputs:affine_images"), frozen=False)
def affine_backward_untouched(layers, x, w, b, dout):
    _, cache = layers.affine_forward(x, w, b)
    yield {"x": x.copy()}
    dx, _, _ = layers.affine_backward(dout, cache)
    yield {"dx": dx, "dout": dout, "x afterwards": x}


@case(inputs=drawn_by("graders.q1.inputs:relu"), frozen=False)
def relu_untouched(layers, x, dout):
    out, cache = layers.relu_forward(x)
    yield {"out": out, "x": x.copy()}
    yield {"dx": layers.relu_backward(dout, cache), "dout": dout, "x afterwards": x}


@case(inputs=drawn_by("graders.q1.inputs:scores"), frozen=False)
def softmax_untouched(layers, x, y):
    loss, _ = layers.softmax_loss(x, y)
    yield {"loss": loss, "x": x}


@case(inputs=drawn_by("graders.q1.inputs:scores"), frozen=False)
def svm_untouched(layers, x, y):
    loss, _ = layers.svm_loss(x, y)
    yield {"loss": loss, "x": x}


def leaves(given, function, result):
    """A rule: `function` computed `result`, and the inputs `given` (their names) have not changed."""

    def rule(inputs, answers):
        if answers.get(result) is None:
            raise Complaint("{function} returns None for {result}", function=function, result=result)
        if result != "loss" and not computes(answers[result], inputs[given.split()[0]]):
            raise Complaint("{function} computes no {result}", function=function, result=result)
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


@case(inputs=drawn_by("graders.q1.inputs:affine_rows"), frozen=False)
def float32_affine(layers, x, w, b, dout):
    out, _ = layers.affine_forward(x.astype(np.float32), w.astype(np.float32), b.astype(np.float32))
    yield {"affine_forward's out": out}


@case(inputs=drawn_by("graders.q1.inputs:relu"), frozen=False)
def float32_relu(layers, x, dout):
    out, _ = layers.relu_forward(x.astype(np.float32))
    yield {"relu_forward's out": out}


def stays_float32(function, result):
    """A rule: the result of `function` has dtype float32."""
    name = f"{function}'s {result}"

    def rule(inputs, answers):
        rules.dtype(answers, [name], "float32")
        if not computes(answers[name], inputs["x"].astype(np.float32)):
            raise Complaint("{function} computes no {result}", function=function, result=result)

    return rule
