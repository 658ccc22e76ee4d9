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
        # Your code here.
        raise NotImplementedError("ThreeLayerConvNet.__init__ is not implemented yet")
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
        # Your code here.
        raise NotImplementedError("ThreeLayerConvNet.loss (forward) is not implemented yet")
        if y is None:
            return scores

        # Your code here.
        raise NotImplementedError("ThreeLayerConvNet.loss (backward) is not implemented yet")
