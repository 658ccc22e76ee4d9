"""Question 1, code: fully-connected layers and nets, losses, update rules. 16 points."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
from gradescope_utils.autograder_utils.decorators import number, tags, weight

from autograder import rules
from autograder.case import case
from graders.nets import SOUND_LAYERS, fully_connected, fully_connected_inputs, install

# ---- layers and losses ---------------------------------------------------------------------------------------


def affine_inputs(draw):
    n, d1, d2, m = draw.sizes(4)
    return {
        "x": draw.normal(n, d1, d2),
        "w": draw.normal(d1 * d2, m),
        "b": draw.normal(m, mean=0.5),
        "dout": draw.gradient(n, m),
    }


@case(inputs=affine_inputs)
def affine(layers, x, w, b, dout):
    out, cache = layers.affine_forward(x, w, b)
    yield {"out": out}
    dx, dw, db = layers.affine_backward(dout, cache)
    yield {"dx": dx, "dw": dw, "db": db}


@number("1.1")
@weight(1)
def test_affine_forward(judge):
    """affine_forward: each sample is flattened, multiplied by w, and b is added."""
    judge.same("affine", out=1)


@number("1.2")
@weight(1.25)
def test_affine_backward(judge):
    """affine_backward: gradients of x (in the shape of x), w and b."""
    judge.same("affine", dx=0.5, dw=0.5, db=0.25)


def relu_inputs(draw):
    shape = draw.sizes(3)
    return {"x": draw.off_zero(*shape), "dout": draw.gradient(*shape)}


@case(inputs=relu_inputs)
def relu(layers, x, dout):
    out, cache = layers.relu_forward(x)
    yield {"out": out}
    yield {"dx": layers.relu_backward(dout, cache)}


@number("1.3")
@weight(0.5)
def test_relu_forward(judge):
    """relu_forward: positive values pass, negative ones become 0."""
    judge.same("relu", out=0.5)


@number("1.4")
@weight(0.5)
def test_relu_backward(judge):
    """relu_backward: the gradient passes where the input was positive."""
    judge.same("relu", dx=0.5)


def scores_inputs(draw):
    n, c = draw.sizes(2, 5, 9)
    return {"x": draw.normal(n, c, std=2.0), "y": draw.labels(n, c)}


def extreme_scores_inputs(draw):
    """Scores of +-1000 in two samples; in a third, all far below those of the others."""
    inputs = scores_inputs(draw)
    x = inputs["x"]
    x[0] += draw.rng.permutation(np.linspace(-1000, 1000, x.shape[1]))
    x[1] += draw.rng.permutation(np.linspace(-1000, 1000, x.shape[1]))
    x[2] -= 3000
    return inputs


@case(inputs=scores_inputs, scalar="loss", gradients={"dx": "x"})
def softmax(layers, x, y):
    loss, dx = layers.softmax_loss(x, y)
    yield {"loss": loss, "dx": dx}


@case(inputs=extreme_scores_inputs)
def softmax_extreme(layers, x, y):
    loss, dx = layers.softmax_loss(x, y)
    yield {"loss": loss, "dx": dx}


@number("1.5")
@weight(0.75)
def test_softmax_loss(judge):
    """softmax_loss: mean cross-entropy and its gradient, for scores of any size."""
    judge.same("softmax", loss=0.25, dx=0.25)
    judge.same("softmax_extreme", loss=0.125, dx=0.125)


@case(inputs=scores_inputs, scalar="loss", gradients={"dx": "x"})
def svm(layers, x, y):
    loss, dx = layers.svm_loss(x, y)
    yield {"loss": loss, "dx": dx}


@number("1.6")
@weight(0.5)
def test_svm_loss(judge):
    """svm_loss: mean multiclass hinge loss with margin 1, and its gradient."""
    judge.same("svm", loss=0.25, dx=0.25)


@case(inputs=affine_inputs, sound=("layers",))
def affine_relu(layer_utils, x, w, b, dout):
    out, cache = layer_utils.affine_relu_forward(x, w, b)
    yield {"out": out}
    dx, dw, db = layer_utils.affine_relu_backward(dout, cache)
    yield {"dx": dx, "dw": dw, "db": db}


@number("1.7")
@weight(0.5)
def test_affine_relu(judge):
    """affine_relu_forward and _backward: an affine layer and a ReLU in one."""
    judge.same("affine_relu", out=0.2, dx=0.1, dw=0.1, db=0.1)


@case(inputs=lambda draw: affine_inputs(draw) | {"scores": draw.normal(5, 4), "y": draw.labels(5, 4)})
def untouched_inputs(layers, x, w, b, dout, scores, y):
    _, cache = layers.affine_forward(x, w, b)
    yield {"x after affine_forward": x, "w after affine_forward": w, "b after affine_forward": b}
    layers.affine_backward(dout, cache)
    yield {"dout after affine_backward": dout}
    _, cache = layers.relu_forward(x)
    yield {"x after relu_forward": x}
    layers.relu_backward(x - 1, cache)
    layers.relu_backward(dout_like := x * 2, cache)
    yield {"dout after relu_backward": dout_like}
    layers.softmax_loss(scores, y)
    yield {"x after softmax_loss": scores}


@number("1.8")
@weight(0.25)
@tags("style")
def test_inputs_untouched(judge):
    """The layers leave the arrays that they are given as they were."""
    judge.same(
        "untouched_inputs",
        **{
            "x after affine_forward": 0.05,
            "dout after affine_backward": 0.05,
            "x after relu_forward": 0.05,
            "dout after relu_backward": 0.05,
            "x after softmax_loss": 0.05,
        },
    )


@case(inputs=affine_inputs, frozen=False)
def float32_layers(layers, x, w, b, dout):
    x, w, b = (array.astype(np.float32) for array in (x, w, b))
    affine_out, _ = layers.affine_forward(x, w, b)
    relu_out, _ = layers.relu_forward(x)
    yield {"affine_forward's out": affine_out, "relu_forward's out": relu_out}


@number("1.9")
@weight(0.25)
@tags("style")
def test_float32_stays(judge):
    """affine_forward and relu_forward answer in float32 when given float32."""
    names = ("affine_forward's out", "relu_forward's out")
    judge.meets("float32_layers", 0.25, lambda inputs, answers: rules.dtype(answers, names, "float32"))


# ---- update rules --------------------------------------------------------------------------------------------

STEPS = 4


def step_inputs(draw):
    shape = draw.sizes(2)
    return {"w": draw.normal(*shape), "dws": draw.normal(STEPS, *shape, mean=0.3)}


def given_state(**hyper):
    """Inputs with unusual hyper-parameters and a state that is not zero."""

    def inputs(draw):
        drawn = step_inputs(draw)
        state = {name: draw.uniform(*drawn["w"].shape, low=0.1, high=1.0) for name in hyper["state"]}
        return drawn | state | {name: value for name, value in hyper.items() if name != "state"}

    return inputs


def steps(rule, w, dws, config):
    """w after each update, and the config that is left."""
    for dw in dws:
        w, config = rule(w.copy(), dw.copy(), config)
        yield w.copy(), config


def trajectory(rule, w, dws, config):
    """Answers: w after the first and the last step; the caller's config is what the first step gets."""
    path = list(steps(rule, w, dws, config))
    yield {"w after step 1": path[0][0], f"w after step {STEPS}": path[-1][0]}


@case(inputs=step_inputs)
def sgd(optim, w, dws):
    yield from trajectory(optim.sgd, w, dws, None)


@number("1.10")
@weight(0.25)
def test_sgd(judge):
    """sgd: a step against the gradient."""
    judge.same("sgd", **{"w after step 1": 0.125, "w after step 4": 0.125})


def last_config(rule, w, dws, config):
    return list(steps(rule, w, dws, config))[-1][1]


@case(inputs=step_inputs)
def momentum_from_rest(optim, w, dws):
    yield from trajectory(optim.sgd_momentum, w, dws, None)
    yield {"velocity": last_config(optim.sgd_momentum, w, dws, None).get("velocity")}


@case(inputs=given_state(state=("velocity",), learning_rate=0.03, momentum=0.6))
def momentum_given(optim, w, dws, **config):
    yield from trajectory(optim.sgd_momentum, w, dws, dict(config))


@number("1.11")
@weight(1)
def test_sgd_momentum(judge):
    """sgd_momentum: v = momentum v - lr dw, then w + v; the velocity is kept in config."""
    judge.same("momentum_from_rest", **{"w after step 1": 0.2, "w after step 4": 0.2, "velocity": 0.2})
    judge.same("momentum_given", **{"w after step 1": 0.2, "w after step 4": 0.2})


@case(inputs=step_inputs)
def rmsprop_from_rest(optim, w, dws):
    yield from trajectory(optim.rmsprop, w, dws, None)
    yield {"cache": last_config(optim.rmsprop, w, dws, None).get("cache")}


@case(inputs=given_state(state=("cache",), learning_rate=0.03, decay_rate=0.8, epsilon=0.05))
def rmsprop_given(optim, w, dws, **config):
    yield from trajectory(optim.rmsprop, w, dws, dict(config))


@number("1.12")
@weight(1)
def test_rmsprop(judge):
    """rmsprop: the step is divided by the root of a decaying mean of squared gradients, plus epsilon."""
    judge.same("rmsprop_from_rest", **{"w after step 1": 0.2, "w after step 4": 0.3, "cache": 0.2})
    judge.same("rmsprop_given", **{"w after step 1": 0.15, "w after step 4": 0.15})


@case(inputs=step_inputs)
def adam_from_rest(optim, w, dws):
    yield from trajectory(optim.adam, w, dws, None)
    config = last_config(optim.adam, w, dws, None)
    yield {"m": config.get("m"), "v": config.get("v"), "t": config.get("t")}


@case(inputs=given_state(state=("m", "v"), t=3, learning_rate=0.03, beta1=0.7, beta2=0.9, epsilon=0.05))
def adam_given(optim, w, dws, **config):
    yield from trajectory(optim.adam, w, dws, dict(config))


@number("1.13")
@weight(1.5)
def test_adam(judge):
    """adam: decaying means of the gradient and of its square, both corrected for their start at 0."""
    judge.same(
        "adam_from_rest", **{"w after step 1": 0.3, "w after step 4": 0.4, "m": 0.1, "v": 0.1, "t": 0.1}
    )
    judge.same("adam_given", **{"w after step 1": 0.25, "w after step 4": 0.25})


# ---- TwoLayerNet ---------------------------------------------------------------------------------------------


def widths_inputs(draw):
    """Sizes large enough to tell a standard deviation from one that is 5 % off."""
    return {"d": draw.integer(95, 105), "h": draw.integer(115, 125), "c": draw.integer(40, 50), "std": 0.03}


@case(inputs=widths_inputs, frozen=False)
def two_layer_start(fc_net, d, h, c, std):
    model = fc_net.TwoLayerNet(input_dim=d, hidden_dim=h, num_classes=c, weight_scale=std)
    yield {name: model.params[name] for name in ("W1", "b1", "W2", "b2")}


def two_layer_starts_well(inputs, answers):
    d, h, c = (int(inputs[name]) for name in "dhc")
    std = float(inputs["std"])
    w1 = rules.normal(answers, "W1", (d, h), std)
    w2 = rules.normal(answers, "W2", (h, c), std)
    rules.independent("W1", w1, "W2", w2)
    rules.constant(answers, "b1", (h,), 0.0)
    rules.constant(answers, "b2", (c,), 0.0)


@number("1.14")
@weight(0.5)
def test_two_layer_start(judge):
    """TwoLayerNet starts with normal weights of the given scale, and biases of 0."""
    judge.meets("two_layer_start", 0.5, two_layer_starts_well)


def two_layer_inputs(draw):
    return fully_connected_inputs(draw, hidden_layers=1)


def two_layer(fc_net, W1, b1, W2, b2, reg=0.0):
    model = fc_net.TwoLayerNet(
        input_dim=W1.shape[0], hidden_dim=W1.shape[1], num_classes=W2.shape[1], reg=reg
    )
    return install(model, {"W1": W1, "b1": b1, "W2": W2, "b2": b2})


TWO_LAYER_GRADIENTS = {"dW1": "W1", "db1": "b1", "dW2": "W2", "db2": "b2"}


@case(inputs=two_layer_inputs, sound=SOUND_LAYERS, scalar="loss", gradients=TWO_LAYER_GRADIENTS)
def two_layer_net(fc_net, X, y, **params):
    model = two_layer(fc_net, **params)
    yield {"scores": model.loss(X)}
    loss, grads = model.loss(X, y)
    yield {"loss": loss, **{f"d{name}": grads.get(name) for name in params}}


@number("1.15")
@weight(1.25)
def test_two_layer_net(judge):
    """TwoLayerNet.loss: scores without labels; loss and gradients with them."""
    judge.same("two_layer_net", scores=0.5, loss=0.25, dW1=0.15, db1=0.1, dW2=0.15, db2=0.1)


def penalty(plain, regularised, X, y, names):
    """What regularisation adds to the loss and to the gradients, so that other errors cancel."""
    loss, grads = plain.loss(X, y)
    reg_loss, reg_grads = regularised.loss(X, y)
    yield {"added loss": reg_loss - loss}
    yield {f"added d{name}": reg_grads[name] - grads[name] for name in names}


@case(inputs=lambda draw: two_layer_inputs(draw) | {"reg": 0.7}, sound=SOUND_LAYERS)
def two_layer_penalty(fc_net, X, y, reg, **params):
    plain, regularised = two_layer(fc_net, **params), two_layer(fc_net, **params, reg=reg)
    yield from penalty(plain, regularised, X, y, params)


@number("1.16")
@weight(0.25)
def test_two_layer_penalty(judge):
    """TwoLayerNet: 0.5 reg sum(W^2) is added to the loss, its gradient to that of the weights."""
    judge.same(
        "two_layer_penalty",
        **{"added loss": 0.05, "added dW1": 0.05, "added db1": 0.05, "added dW2": 0.05, "added db2": 0.05},
    )


# ---- FullyConnectedNet ---------------------------------------------------------------------------------------


@case(inputs=widths_inputs, frozen=False)
def fully_connected_start(fc_net, d, h, c, std):
    model = fc_net.FullyConnectedNet(
        [h, h - 20], input_dim=d, num_classes=c, weight_scale=std, dtype=np.float64
    )
    yield {name: model.params[name] for name in ("W1", "b1", "W2", "b2", "W3", "b3")}
    yield {"number of parameters": len(model.params)}


def fully_connected_starts_well(inputs, answers):
    d, h, c = (int(inputs[name]) for name in "dhc")
    widths = [d, h, h - 20, c]
    weights = {}
    for layer, shape in enumerate(pairwise(widths), start=1):
        weights[f"W{layer}"] = rules.normal(answers, f"W{layer}", shape, float(inputs["std"]))
        rules.constant(answers, f"b{layer}", shape[1:], 0.0)
    rules.independent("W1", weights["W1"], "W2", weights["W2"])
    rules.independent("W2", weights["W2"], "W3", weights["W3"])
    rules.constant(answers, "number of parameters", (), 6)


@number("1.17")
@weight(0.75)
def test_fully_connected_start(judge):
    """FullyConnectedNet starts with W1, b1, ..., WL, bL: normal weights of the given scale, biases of 0."""
    judge.meets("fully_connected_start", 0.75, fully_connected_starts_well)


def of_depth(hidden_layers):
    return lambda draw: fully_connected_inputs(draw, hidden_layers)


def scores_loss_gradients(fc_net, X, y, **params):
    model = fully_connected(fc_net, params)
    yield {"scores": model.loss(X)}
    loss, grads = model.loss(X, y)
    yield {"loss": loss, **{f"d{name}": grads.get(name) for name in params}}
    yield {"loss again": model.loss(X, y)[0]}


def gradients_of_depth(hidden_layers):
    return {f"d{kind}{n}": f"{kind}{n}" for n in range(1, hidden_layers + 2) for kind in "Wb"}


@case(inputs=of_depth(1), sound=SOUND_LAYERS, scalar="loss", gradients=gradients_of_depth(1))
def fully_connected_1(fc_net, X, y, **params):
    yield from scores_loss_gradients(fc_net, X, y, **params)


@case(inputs=of_depth(2), sound=SOUND_LAYERS, scalar="loss", gradients=gradients_of_depth(2))
def fully_connected_2(fc_net, X, y, **params):
    yield from scores_loss_gradients(fc_net, X, y, **params)


@case(inputs=of_depth(5), sound=SOUND_LAYERS, scalar="loss", gradients=gradients_of_depth(5))
def fully_connected_5(fc_net, X, y, **params):
    yield from scores_loss_gradients(fc_net, X, y, **params)


@number("1.18")
@weight(0.75)
def test_fully_connected_scores(judge):
    """FullyConnectedNet.loss without labels: scores for nets with 1, 2 and 5 hidden layers."""
    judge.same("fully_connected_1", scores=0.25)
    judge.same("fully_connected_2", scores=0.25)
    judge.same("fully_connected_5", scores=0.25)


@number("1.19")
@weight(2)
def test_fully_connected_gradients(judge):
    """FullyConnectedNet.loss with labels: loss and gradients for nets with 1, 2 and 5 hidden layers."""
    judge.same("fully_connected_1", loss=0.1, dW1=0.1, db1=0.1, dW2=0.1, db2=0.1)
    judge.same("fully_connected_2", loss=0.1, dW1=0.1, db1=0.1, dW2=0.1, db2=0.1, dW3=0.1, db3=0.1)
    weights = {f"dW{layer}": 0.05 for layer in range(1, 7)}
    biases = {f"db{layer}": 0.05 for layer in range(1, 7)}
    judge.same("fully_connected_5", loss=0.1, **weights, **biases, **{"loss again": 0.1})


@case(inputs=lambda draw: fully_connected_inputs(draw, 3) | {"reg": 0.7}, sound=SOUND_LAYERS)
def fully_connected_penalty(fc_net, X, y, reg, **params):
    plain, regularised = fully_connected(fc_net, params), fully_connected(fc_net, params, reg=reg)
    yield from penalty(plain, regularised, X, y, params)


@number("1.20")
@weight(0.5)
def test_fully_connected_penalty(judge):
    """FullyConnectedNet: 0.5 reg sum(W^2) over all weights is added, none for biases."""
    weights = {f"added dW{layer}": 0.05 for layer in range(1, 5)}
    biases = {f"added db{layer}": 0.025 for layer in range(1, 5)}
    judge.same("fully_connected_penalty", **{"added loss": 0.2}, **weights, **biases)


def rounding_inputs(draw):
    """Integers just above 2^24, of which float32 has only the even ones, and weights that take differences."""
    difference = np.eye(7, 6) - np.eye(7, 6, k=-1)
    return {
        "X": 2.0**24 + draw.rng.permutation(np.arange(1.0, 8.0)).reshape(1, 7),
        "W1": difference,
        "b1": np.full(6, 10.0),
        "W2": draw.rng.permutation(np.eye(6)),
        "b2": np.zeros(6),
    }


def float32_net_of(fc_net, params):
    return fully_connected(fc_net, {n: p.astype(np.float32) for n, p in params.items()}, dtype=np.float32)


@case(inputs=rounding_inputs, sound=SOUND_LAYERS)
def cast_inputs(fc_net, X, **params):
    yield {"scores": float32_net_of(fc_net, params).loss(X)}


@case(inputs=rounding_inputs, frozen=False)
def float32_parameters(fc_net, X, **params):
    model = fc_net.FullyConnectedNet([6], input_dim=7, num_classes=6, dtype=np.float32)
    yield {name: model.params[name] for name in params}


@number("1.21")
@weight(0.25)
def test_fully_connected_dtype(judge):
    """FullyConnectedNet keeps its parameters in the given dtype, and casts X to it."""
    judge.same("cast_inputs", scores=0.125)
    names = ("W1", "b1", "W2", "b2")
    judge.meets("float32_parameters", 0.125, lambda inputs, answers: rules.dtype(answers, names, "float32"))


# ---- all together --------------------------------------------------------------------------------------------


def training_inputs(draw):
    inputs = fully_connected_inputs(draw, hidden_layers=2, samples=12)
    return inputs | {"updates": 8}


@case(inputs=training_inputs, sound=(*SOUND_LAYERS, "optim"))
def training(solver, fc_net, X, y, updates, **params):
    model = fully_connected(fc_net, params, reg=0.1)
    data = {"X_train": X, "y_train": y, "X_val": X, "y_val": y}
    solver.Solver(
        model,
        data,
        update_rule="sgd_momentum",
        optim_config={"learning_rate": 0.05},
        batch_size=len(X),
        num_epochs=updates,
        verbose=False,
    ).train()
    yield {"scores after training": model.loss(X)}


@number("1.22")
@weight(0.5)
def test_training(judge):
    """A small FullyConnectedNet learns frozen data with sgd_momentum, as the given Solver trains it."""
    judge.same("training", **{"scores after training": 0.5})
