"""Question 1: fully-connected layers and nets, losses, update rules. 16 points for code, 4 for the notebook."""

from __future__ import annotations

from gradescope_utils.autograder_utils.decorators import number, tags

from autograder.model.decorators import notebooks
from graders.q1 import even, layers, nets, trained
from graders.q1.updates import FIRST, LAST

# ---- layers and losses ------------------------------------------------------------------------------------------


@number("1.1")
def test_affine_forward(judge):
    """affine_forward: each sample is flattened, multiplied by w, and b is added."""
    judge.same("affine_rows", out=0.45)
    judge.same("affine_images", out=0.45)
    judge.same("affine_single", out=0.1)


@number("1.2")
def test_affine_backward(judge):
    """affine_backward: gradients of x (in the shape of x), w and b."""
    judge.same("affine_rows", dx=0.25, dw=0.25, db=0.125)
    judge.same("affine_images", dx=0.25, dw=0.25, db=0.125)


@number("1.3")
def test_relu_forward(judge):
    """relu_forward: positive values pass, negative ones become 0."""
    judge.same("relu", out=0.5)


@number("1.4")
def test_relu_backward(judge):
    """relu_backward: the gradient passes where the input was positive."""
    judge.same("relu", dx=0.5)


@number("1.5")
@tags("given")
def test_softmax_loss(judge):
    """softmax_loss: mean cross-entropy and its gradient, for scores of any size."""
    judge.same("softmax", loss=0.15, dx=0.15)
    judge.same("softmax_extreme", loss=0.1, dx=0.1)


@number("1.6")
@tags("given")
def test_svm_loss(judge):
    """svm_loss: mean multiclass hinge loss with margin 1, and its gradient."""
    judge.same("svm", loss=0.125, dx=0.125)


@number("1.7")
def test_affine_relu(judge):
    """affine_relu_forward and _backward: an affine layer and a ReLU in one."""
    judge.same("affine_relu", out=0.1, dx=0.05, dw=0.05, db=0.05)


@number("1.8")
@tags("style")
def test_inputs_untouched(judge):
    """Layers and losses do not change their input arrays."""
    judge.meets("affine_untouched", 0.05, layers.leaves("x w b", "affine_forward", "out"))
    judge.meets("affine_backward_untouched", 0.05, layers.leaves_cached("affine_backward", "dx"))
    judge.meets("relu_untouched", 0.05, layers.leaves("x", "relu_forward", "out"))
    judge.meets("relu_untouched", 0.05, layers.leaves_cached("relu_backward", "dx"))
    judge.meets("softmax_untouched", 0.025, layers.leaves("x", "softmax_loss", "loss"))
    judge.meets("svm_untouched", 0.025, layers.leaves("x", "svm_loss", "loss"))


@number("1.9")
@tags("style")
def test_float32_stays(judge):
    """affine_forward and relu_forward return float32 for float32 inputs."""
    judge.meets("float32_affine", 0.125, layers.stays_float32("affine_forward", "out"))
    judge.meets("float32_relu", 0.125, layers.stays_float32("relu_forward", "out"))


# ---- update rules -----------------------------------------------------------------------------------------------


@number("1.10")
@tags("given")
def test_sgd(judge):
    """sgd: a step against the gradient."""
    judge.same("sgd", **{FIRST: 0.1, LAST: 0.05})
    judge.same("sgd_given", **{LAST: 0.1})


@number("1.11")
def test_sgd_momentum(judge):
    """sgd_momentum: v = momentum v - lr dw, then w + v; the velocity is kept in config."""
    judge.same("momentum_from_rest", **{FIRST: 0.2, LAST: 0.2, "velocity": 0.2})
    judge.same("momentum_given", **{FIRST: 0.2, LAST: 0.2})


@number("1.12")
def test_rmsprop(judge):
    """rmsprop: the step is divided by the root of a decaying mean of squared gradients, plus epsilon."""
    judge.same("rmsprop_from_rest", **{FIRST: 0.2, LAST: 0.2, "cache": 0.2})
    judge.same("rmsprop_given", **{FIRST: 0.15, LAST: 0.1})
    judge.same("rmsprop_epsilon", **{LAST: 0.1})
    judge.same("rmsprop_rests", **{LAST: 0.05})


@number("1.13")
def test_adam(judge):
    """adam: decaying means of the gradient and of its square, both corrected for their bias towards 0."""
    judge.same("adam_from_rest", **{FIRST: 0.3, LAST: 0.3, "m": 0.1, "v": 0.1, "t": 0.1})
    judge.same("adam_given", **{FIRST: 0.25, LAST: 0.2})
    judge.same("adam_epsilon", **{LAST: 0.1})
    judge.same("adam_rests", **{LAST: 0.05})


# ---- TwoLayerNet ------------------------------------------------------------------------------------------------


@number("1.14")
def test_two_layer_start(judge):
    """TwoLayerNet initialises its weights with normal draws of the given scale, its biases with 0."""
    judge.meets("two_layer_start", 0.5, nets.two_layer_starts_well)


@number("1.15")
def test_two_layer_scores(judge):
    """TwoLayerNet.loss without labels: scores."""
    judge.same("two_layer_scores", scores=0.5)


@number("1.16")
def test_two_layer_gradients(judge):
    """TwoLayerNet.loss with labels: loss and gradients."""
    points = {"loss": 0.2, "dW1": 0.2, "db1": 0.15, "dW2": 0.25, "db2": 0.15, "dW1 of a second batch": 0.05}
    judge.same("two_layer_gradients", **points)


@number("1.17")
def test_two_layer_penalty(judge):
    """TwoLayerNet: 0.5 reg sum(W^2) is added to the loss, its gradient to that of the weights."""
    points = {"added loss": 0.2, "added dW1": 0.1, "added db1": 0.05, "added dW2": 0.1, "added db2": 0.05}
    judge.same("two_layer_penalty", **points)


# ---- FullyConnectedNet ------------------------------------------------------------------------------------------


@number("1.18")
def test_fully_connected_start(judge):
    """FullyConnectedNet initialises W1, b1, ..., WL, bL: normal weights of the given scale, biases of 0."""
    judge.meets("fully_connected_start", 0.75, nets.fully_connected_starts_well)


@number("1.19")
def test_fully_connected_scores(judge):
    """FullyConnectedNet.loss without labels: scores for nets with 1, 2 and 5 hidden layers."""
    judge.same("scores_1", scores=0.3)
    judge.same("scores_2", scores=0.3)
    judge.same("scores_5", scores=0.4)


@number("1.20")
def test_fully_connected_gradients(judge):
    """FullyConnectedNet.loss with labels: loss and gradients for nets with 1, 2 and 5 hidden layers."""
    judge.same("gradients_1", even.OWN_LOSS, loss=0.1, dW1=0.1, db1=0.1, dW2=0.1, db2=0.1)
    judge.same("gradients_2", even.OWN_LOSS, loss=0.1, dW1=0.1, db1=0.1, dW2=0.1, db2=0.1, dW3=0.1, db3=0.1)
    weights = {f"dW{layer}": 0.05 for layer in range(1, 7)}
    biases = {f"db{layer}": 0.05 for layer in range(1, 7)}
    later = {"loss of a second call": 0.05, "dW1 of a second batch": 0.05}
    judge.same("gradients_5", even.OWN_LOSS, loss=0.1, **weights, **biases, **later)


@number("1.21")
def test_fully_connected_penalty(judge):
    """FullyConnectedNet: 0.5 reg sum(W^2) over all weights is added, none for biases."""
    weights = {f"added dW{layer}": 0.05 for layer in range(1, 5)}
    biases = {f"added db{layer}": 0.025 for layer in range(1, 5)}
    judge.same("fully_connected_penalty", **{"added loss": 0.2}, **weights, **biases)


@number("1.22")
def test_fully_connected_dtype(judge):
    """FullyConnectedNet keeps its parameters in the given dtype, and casts X to it."""
    judge.same("float32_scores", scores=0.05)
    judge.same("float64_scores", scores=0.05)
    judge.meets("parameter_dtypes", 0.15, nets.parameters_keep_dtype)


# ---- all together -----------------------------------------------------------------------------------------------


@number("1.23")
def test_training(judge):
    """A small FullyConnectedNet learns frozen data with sgd_momentum, updated as the given Solver does."""
    judge.same("training", nets.LEARNING, **{"scores after training": 0.5})


# ---- what the notebook has trained ---------------------------------------------------------------------------


@number("1.24")
@tags("trained")
@notebooks("fc_notebook")
def test_two_layer_trained(judge):
    """Notebook: the TwoLayerNet that solver trains classifies images."""
    judge.values("two_layer_trained", 1, trained.TWO_LAYERS, built_on="two_layer_gradients")


@number("1.25")
@tags("trained")
@notebooks("fc_notebook")
def test_overfit(judge):
    """Notebook: nets of three and of five layers overfit 50 images."""
    judge.values("three_layers_overfit", 0.5, trained.THREE_LAYERS, built_on="gradients_2")
    judge.values("five_layers_overfit", 0.5, trained.FIVE_LAYERS, built_on="gradients_5")


@number("1.26")
@tags("trained")
@notebooks("fc_notebook")
def test_best_model(judge):
    """Notebook: best_model classifies images."""
    judge.values("best_model_trained", 2, trained.BEST, built_on="gradients_2")
