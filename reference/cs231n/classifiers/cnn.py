"""Convolutional networks."""

import numpy as np

from ..layer_utils import (
    affine_relu_backward,
    affine_relu_forward,
    conv_relu_pool_backward,
    conv_relu_pool_forward,
)
from ..layers import affine_backward, affine_forward, softmax_loss


class ThreeLayerConvNet:
    """A small convolutional network: conv, relu, 2x2 max pool, affine, relu, affine, softmax.

    The convolution has stride 1 and as much padding as leaves the images' size unchanged; pooling halves it.

    params holds W1 (F, C, filter_size, filter_size), b1 (F,), W2 (F * H/2 * W/2, hidden_dim), b2, W3
    (hidden_dim, num_classes), b3, for images of shape (C, H, W) and F filters.
    """

    def __init__(
        self,
        input_dim=(3, 32, 32),
        num_filters=32,
        filter_size=7,
        hidden_dim=100,
        num_classes=10,
        weight_scale=1e-3,
        reg=0.0,
        dtype=np.float32,
    ):
        """Draw the weights from a normal distribution of standard deviation weight_scale; biases are 0.

        input_dim        shape (C, H, W) of one image
        num_filters      number of filters F
        filter_size      rows, and columns, of a filter; odd
        hidden_dim       units of the hidden affine layer
        num_classes      numbers in one output
        reg              strength of the L2 penalty on the weights
        dtype            of the parameters and of all computation; take np.float64 for gradient checks
        """
        self.reg = reg
        self.dtype = dtype
        self.conv_param = {"stride": 1, "pad": (filter_size - 1) // 2}
        self.pool_param = {"pool_height": 2, "pool_width": 2, "stride": 2}

        C, H, W = input_dim
        self.params = {}
        # BEGIN SOLUTION
        pooled_dim = num_filters * (H // 2) * (W // 2)
        self.params["W1"] = weight_scale * np.random.randn(num_filters, C, filter_size, filter_size)
        self.params["b1"] = np.zeros(num_filters)
        self.params["W2"] = weight_scale * np.random.randn(pooled_dim, hidden_dim)
        self.params["b2"] = np.zeros(hidden_dim)
        self.params["W3"] = weight_scale * np.random.randn(hidden_dim, num_classes)
        self.params["b3"] = np.zeros(num_classes)
        # END SOLUTION
        for name, value in self.params.items():
            self.params[name] = value.astype(dtype)

    def loss(self, X, y=None):
        """Scores of a batch or, when the right classes are given, its loss and gradients.

            loss = softmax_loss(scores, y) + 0.5 * reg * (sum of W1^2 + sum of W2^2 + sum of W3^2)

        X (N, C, H, W) images, y (N,) right classes or None.

        Returns scores (N, num_classes) if y is None, else (loss, grads), where grads has the keys of params.
        """
        X = X.astype(self.dtype)
        W1, b1 = self.params["W1"], self.params["b1"]
        W2, b2 = self.params["W2"], self.params["b2"]
        W3, b3 = self.params["W3"], self.params["b3"]
        # BEGIN SOLUTION (forward)
        pooled, pooled_cache = conv_relu_pool_forward(X, W1, b1, self.conv_param, self.pool_param)
        hidden, hidden_cache = affine_relu_forward(pooled, W2, b2)
        scores, scores_cache = affine_forward(hidden, W3, b3)
        # END SOLUTION
        if y is None:
            return scores

        # BEGIN SOLUTION (backward)
        loss, dscores = softmax_loss(scores, y)
        loss += 0.5 * self.reg * np.sum(W1 * W1)
        loss += 0.5 * self.reg * np.sum(W2 * W2)
        loss += 0.5 * self.reg * np.sum(W3 * W3)

        dhidden, dW3, db3 = affine_backward(dscores, scores_cache)
        dpooled, dW2, db2 = affine_relu_backward(dhidden, hidden_cache)
        _, dW1, db1 = conv_relu_pool_backward(dpooled, pooled_cache)
        dW1 += self.reg * W1
        dW2 += self.reg * W2
        dW3 += self.reg * W3
        grads = {"W1": dW1, "b1": db1, "W2": dW2, "b2": db2, "W3": dW3, "b3": db3}
        return loss, grads
        # END SOLUTION
