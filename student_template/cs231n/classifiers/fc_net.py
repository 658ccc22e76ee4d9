"""Fully-connected networks."""

import numpy as np

from ..layer_utils import affine_relu_backward, affine_relu_forward
from ..layers import (
    affine_backward,
    affine_forward,
    batchnorm_backward_alt,
    batchnorm_forward,
    dropout_backward,
    dropout_forward,
    layernorm_backward,
    layernorm_forward,
    relu_backward,
    relu_forward,
    softmax_loss,
)


class TwoLayerNet:
    """One hidden layer: affine, relu, affine, softmax.

    params holds W1 (D, H), b1 (H,), W2 (H, C), b2 (C,) for D inputs, H hidden units and C classes.
    """

    def __init__(self, input_dim=3 * 32 * 32, hidden_dim=100, num_classes=10, weight_scale=1e-3, reg=0.0):
        """Draw the weights from a normal distribution of standard deviation weight_scale; biases are 0.

        input_dim, hidden_dim, num_classes   the sizes D, H and C
        reg                                  strength of the L2 penalty on the weights
        """
        self.reg = reg
        self.params = {}
        # Your code here.
        raise NotImplementedError("TwoLayerNet.__init__ is not implemented yet")

    def loss(self, X, y=None):
        """Scores of a batch or, when the right classes are given, its loss and gradients.

            loss = softmax_loss(scores, y) + 0.5 * reg * (sum of W1^2 + sum of W2^2)

        X (N, d_1, ..., d_k) inputs, y (N,) right classes or None.

        Returns scores (N, C) if y is None, else (loss, grads), where grads has the keys of params.
        """
        W1, b1 = self.params["W1"], self.params["b1"]
        W2, b2 = self.params["W2"], self.params["b2"]
        # Your code here.
        raise NotImplementedError("TwoLayerNet.loss (forward) is not implemented yet")
        if y is None:
            return scores

        # Your code here.
        raise NotImplementedError("TwoLayerNet.loss (backward) is not implemented yet")


class FullyConnectedNet:
    """Any number of hidden layers, with normalisation and dropout if wanted.

    {affine, [batch or layer norm], relu, [dropout]} for each hidden layer, then affine, softmax.

    params holds, for L layers, W1, b1, ..., WL, bL and, with normalisation, gamma1, beta1, ...,
    gamma(L-1), beta(L-1): the last layer's scores are not normalised.
    """

    def __init__(
        self,
        hidden_dims,
        input_dim=3 * 32 * 32,
        num_classes=10,
        dropout=1,
        normalization=None,
        reg=0.0,
        weight_scale=1e-2,
        dtype=np.float32,
        seed=None,
    ):
        """Draw the weights from a normal distribution of standard deviation weight_scale; biases are 0.

        hidden_dims      sizes of the hidden layers, a list
        input_dim        numbers in one input
        num_classes      numbers in one output
        dropout          probability of keeping a unit; 1 is no dropout
        normalization    'batchnorm', 'layernorm' or None
        reg              strength of the L2 penalty on the weights
        dtype            of the parameters and of all computation; take np.float64 for gradient checks
        seed             makes dropout draw the same masks at every call; for gradient checks as well
        """
        if normalization not in ("batchnorm", "layernorm", None):
            raise ValueError(f"normalization is 'batchnorm', 'layernorm' or None, not {normalization!r}")
        self.normalization = normalization
        self.use_dropout = dropout != 1
        self.reg = reg
        self.num_layers = 1 + len(hidden_dims)
        self.dtype = dtype

        self.params = {}
        # Your code here.
        raise NotImplementedError("FullyConnectedNet.__init__ is not implemented yet")
        for name, value in self.params.items():
            self.params[name] = value.astype(dtype)

        self.dropout_param = {"mode": "train", "p": dropout}
        if seed is not None:
            self.dropout_param["seed"] = seed
        # One for each hidden layer, because batch normalisation keeps its running averages there.
        self.bn_params = [{"mode": "train"} for _ in hidden_dims]

    def loss(self, X, y=None):
        """Scores of a batch or, when the right classes are given, its loss and gradients.

            loss = softmax_loss(scores, y) + 0.5 * reg * sum over the layers of the sum of W^2

        Batch normalisation and dropout are in test mode exactly when y is None.

        X (N, d_1, ..., d_k) inputs, y (N,) right classes or None.

        Returns scores (N, C) if y is None, else (loss, grads), where grads has the keys of params.
        """
        X = X.astype(self.dtype)
        mode = "test" if y is None else "train"
        self.dropout_param["mode"] = mode
        for bn_param in self.bn_params:
            bn_param["mode"] = mode

        # Your code here.
        raise NotImplementedError("FullyConnectedNet.loss (forward) is not implemented yet")
        if y is None:
            return scores

        # Your code here.
        raise NotImplementedError("FullyConnectedNet.loss (backward) is not implemented yet")
