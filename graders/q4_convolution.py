"""Question 4: convolution, max pooling, spatial normalisation, a convolutional net. 24 points.

Speed has 3 points, the notebook 3; they are those of the checks with the last numbers. The cases are in `graders.q4`.
"""

from __future__ import annotations

from gradescope_utils.autograder_utils.decorators import number, tags

from autograder.model.decorators import notebooks
from graders.q4 import norm_cases, trained
from graders.q4.net_cases import starts_well, stays_float32
from graders.q4.speed_cases import CONV, POOL

# ---- naive layers --------------------------------------------------------------------------------------------


@number("4.1")
def test_conv_forward_naive(judge):
    """conv_forward_naive: filters slide over zero-padded images; any stride, pad, image and filter size."""
    judge.same("conv_plain", out=0.75)
    judge.same("conv_strided", out=0.4)
    judge.same("conv_oblong", out=0.5)
    judge.same("conv_far_apart", out=0.3)
    judge.same("conv_unpadded", out=0.3)


@number("4.2")
def test_conv_backward_naive(judge):
    """conv_backward_naive: gradients of x, w and b, with padding."""
    judge.same("conv_plain", dx=0.4, dw=0.3, db=0.1)
    judge.same("conv_strided", dx=0.3, dw=0.2, db=0.1)
    judge.same("conv_oblong", dx=0.3, dw=0.25, db=0.05)
    judge.same("conv_far_apart", dx=0.25, dw=0.2, db=0.05)


@number("4.3")
def test_conv_backward_naive_unpadded(judge):
    """conv_backward_naive: the gradient of x without padding, pad = 0."""
    judge.same("conv_unpadded", dx=0.5)


@number("4.4")
def test_max_pool_forward_naive(judge):
    """max_pool_forward_naive: the largest value of each window; any window, stride and image size."""
    judge.same("pool_plain", out=0.5)
    judge.same("pool_oblong", out=0.25)
    judge.same("pool_far_apart", out=0.2)
    judge.same("pool_overlapping", out=0.15)
    judge.same("pool_overlapping_oblong", out=0.15)


@number("4.5")
def test_max_pool_backward_naive(judge):
    """max_pool_backward_naive: each gradient goes to the maximum of its window."""
    judge.same("pool_plain", dx=0.7)
    judge.same("pool_oblong", dx=0.45)
    judge.same("pool_far_apart", dx=0.35)


@number("4.6")
def test_max_pool_backward_naive_overlapping(judge):
    """max_pool_backward_naive: where windows overlap, a maximum collects the gradients of all its windows."""
    judge.same("pool_overlapping", dx=0.25)
    judge.same("pool_overlapping_oblong", dx=0.25)


# ---- fast layers ---------------------------------------------------------------------------------------------


@number("4.7")
def test_conv_forward_fast(judge):
    """conv_forward_fast: the same output as the naive layer."""
    judge.same("fast_conv_same", out=0.35)
    judge.same("fast_conv_oblong", out=0.35)
    judge.same("fast_conv_far_apart", out=0.2)
    judge.same("fast_conv_unpadded", out=0.2)
    judge.same("fast_conv_pointwise", out=0.1)
    judge.same("fast_conv_many", out=0.05)


@number("4.8")
def test_conv_backward_fast(judge):
    """conv_backward_fast: the same gradients as the naive layer, with padding."""
    judge.same("fast_conv_same", dx=0.15, dw=0.15, db=0.1)
    judge.same("fast_conv_oblong", dx=0.2, dw=0.15, db=0.1)
    judge.same("fast_conv_far_apart", dx=0.15, dw=0.15, db=0.05)
    judge.same("fast_conv_many", dx=0.02, dw=0.03)


@number("4.9")
def test_conv_backward_fast_unpadded(judge):
    """conv_backward_fast: the gradient of x without padding, pad = 0, and with filters of 1x1."""
    judge.same("fast_conv_unpadded", dx=0.15)
    judge.same("fast_conv_pointwise", dx=0.1)


@number("4.10")
def test_max_pool_forward_fast(judge):
    """max_pool_forward_fast: the same output as the naive layer."""
    judge.same("fast_pool_plain", out=0.2)
    judge.same("fast_pool_oblong", out=0.1)
    judge.same("fast_pool_far_apart", out=0.1)
    judge.same("fast_pool_overlapping", out=0.1)


@number("4.11")
def test_max_pool_backward_fast(judge):
    """max_pool_backward_fast: the same gradient as the naive layer."""
    judge.same("fast_pool_plain", dx=0.2)
    judge.same("fast_pool_oblong", dx=0.15)
    judge.same("fast_pool_far_apart", dx=0.15)


@number("4.12")
def test_max_pool_backward_fast_overlapping(judge):
    """max_pool_backward_fast: where windows overlap, a maximum collects the gradients of all its windows."""
    judge.same("fast_pool_overlapping", dx=0.25)


# ---- sandwich layers -----------------------------------------------------------------------------------------


@number("4.13")
def test_conv_relu(judge):
    """conv_relu_forward and _backward: a convolution and a ReLU in one."""
    judge.same("conv_relu", out=0.1, dx=0.05, dw=0.05, db=0.05)


@number("4.14")
def test_conv_bn_relu(judge):
    """conv_bn_relu_forward and _backward: a convolution, spatial batch normalisation and a ReLU in one."""
    judge.same(
        "conv_bn_relu", out=0.05, running_mean=0.02, dx=0.05, dw=0.05, db=0.01, dgamma=0.04, dbeta=0.03
    )


@number("4.15")
def test_conv_relu_pool(judge):
    """conv_relu_pool_forward and _backward: a convolution, a ReLU and a max pool in one."""
    judge.same("conv_relu_pool", out=0.1, dx=0.05, dw=0.05, db=0.05)


# ---- normalisation -------------------------------------------------------------------------------------------


@number("4.16")
def test_spatial_batchnorm_forward(judge):
    """spatial_batchnorm_forward in train mode: each channel normalised over all images and pixels."""
    judge.same("spatial_batchnorm", out=1)


@number("4.17")
def test_spatial_batchnorm_running(judge):
    """spatial_batchnorm_forward keeps running statistics in bn_param, and uses them in test mode."""
    judge.same("spatial_batchnorm_running", running_mean=0.2, running_var=0.2)
    judge.same("spatial_batchnorm_test", out=0.35)


@number("4.18")
def test_spatial_batchnorm_backward(judge):
    """spatial_batchnorm_backward: gradients of x, gamma and beta."""
    judge.same("spatial_batchnorm", dx=0.5, dgamma=0.25, dbeta=0.25)


@number("4.19")
def test_spatial_groupnorm_forward(judge):
    """spatial_groupnorm_forward: each image normalised over groups of neighbouring channels."""
    judge.same("groupnorm", out=1)
    judge.same("groupnorm_extremes", **{"out with one group": 0.25, "out with a group per channel": 0.25})


@number("4.20")
def test_spatial_groupnorm_backward(judge):
    """spatial_groupnorm_backward: gradients of x, and of gamma and beta in their shape (1, C, 1, 1)."""
    judge.same("groupnorm", dx=0.75, dgamma=0.35, dbeta=0.25)
    judge.same("groupnorm_extremes", **{"dx with one group": 0.2, "dx with a group per channel": 0.2})


@number("4.21")
def test_unusual_settings(judge):
    """Spatial batch and group normalisation use eps and momentum as given, and the defaults otherwise."""
    by_default = {"out with the default eps": 0.02}
    judge.same(
        "spatial_batchnorm_unusual", out=0.04, dx=0.04, running_mean=0.025, running_var=0.025, **by_default
    )
    judge.same("spatial_batchnorm_unusual_test", out=0.03, running_mean=0.01, running_var=0.01)
    judge.same("groupnorm_unusual", norm_cases.GROUP_EPS, out=0.18, **by_default)
    judge.same("groupnorm_unusual", dx=0.1)


# ---- ThreeLayerConvNet ---------------------------------------------------------------------------------------


@number("4.22")
def test_conv_net_start(judge):
    """ThreeLayerConvNet initialises W1, b1, ..., W3, b3: normal weights of the given scale, biases of 0."""
    judge.meets("conv_net_start", 0.75, starts_well)


@number("4.23")
def test_conv_net_scores(judge):
    """ThreeLayerConvNet.loss without labels: scores of conv, ReLU, 2x2 max pool, affine, ReLU, affine."""
    judge.same("conv_net_plain", scores=1)


@number("4.24")
def test_conv_net_gradients(judge):
    """ThreeLayerConvNet.loss with labels: loss and gradients."""
    weights, biases = dict.fromkeys(("dW1", "dW2", "dW3"), 0.2), dict.fromkeys(("db1", "db2", "db3"), 0.1)
    later = {"loss again": 0.05, "dW1 of a second batch": 0.05}
    judge.same("conv_net_plain", loss=0.25, **weights, **biases, **later)


@number("4.25")
def test_conv_net_penalty(judge):
    """ThreeLayerConvNet: 0.5 reg sum(W^2) over all weights is added, none for biases."""
    weights = dict.fromkeys(("added dW1", "added dW2", "added dW3"), 0.1)
    biases = dict.fromkeys(("added db1", "added db2", "added db3"), 0.025)
    judge.same("conv_net_penalty", **{"added loss": 0.125}, **weights, **biases)


@number("4.26")
def test_conv_net_oblong(judge):
    """ThreeLayerConvNet for images that are not square, and filters of another size."""
    judge.same("conv_net_oblong", scores=0.1, dW1=0.1)
    judge.same("conv_net_oblong_start", **{"number of rows of W2": 0.05})


@number("4.27")
@tags("style")
def test_conv_net_dtype(judge):
    """ThreeLayerConvNet keeps its parameters in the given dtype."""
    judge.meets("conv_net_float32", 0.25, stays_float32)


@number("4.28")
@tags("style")
def test_inputs_untouched(judge):
    """The layers do not change their input arrays."""
    judge.same(
        "untouched_conv",
        **{"x after conv_forward_naive": 0.05, "dout after conv_backward_naive": 0.05},
    )
    judge.same("untouched_pool", **{"dout after max_pool_backward_naive": 0.05})
    judge.same(
        "untouched_groupnorm",
        **{"x after spatial_groupnorm_forward": 0.05, "dout after spatial_groupnorm_backward": 0.05},
    )


@number("4.29")
@tags("speed")
def test_conv_speed(judge):
    """conv_forward_fast and conv_backward_fast: CPU time in proportion to the reference's."""
    judge.as_fast(CONV, 2)


@number("4.30")
@tags("speed")
def test_pool_speed(judge):
    """max_pool_forward_fast and max_pool_backward_fast: CPU time in proportion to the reference's."""
    judge.as_fast(POOL, 1)


# ---- what the notebook has trained ---------------------------------------------------------------------------


@number("4.31")
@tags("trained")
@notebooks("cnn_notebook")
def test_convnet_overfit(judge):
    """Notebook: ThreeLayerConvNet overfits 100 images."""
    judge.values("convnet_overfit", 1, trained.OVERFIT, built_on="conv_net_plain")


@number("4.32")
@tags("trained")
@notebooks("cnn_notebook")
def test_convnet_trained(judge):
    """Notebook: ThreeLayerConvNet learns to classify images."""
    judge.values("convnet_trained", 2, trained.NET, built_on="conv_net_plain")
