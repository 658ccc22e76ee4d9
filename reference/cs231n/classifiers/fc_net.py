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
        # BEGIN SOLUTION
        self.params["W1"] = weight_scale * np.random.randn(input_dim, hidden_dim)
        self.params["b1"] = np.zeros(hidden_dim)
        self.params["W2"] = weight_scale * np.random.randn(hidden_dim, num_classes)
        self.params["b2"] = np.zeros(num_classes)
        # END SOLUTION

    def loss(self, X, y=None):
        """Scores of a batch or, when the right classes are given, its loss and gradients.

            loss = softmax_loss(scores, y) + 0.5 * reg * (sum of W1^2 + sum of W2^2)

        X (N, d_1, ..., d_k) inputs, y (N,) right classes or None.

        Returns scores (N, C) if y is None, else (loss, grads), where grads has the keys of params.
        """
        W1, b1 = self.params["W1"], self.params["b1"]
        W2, b2 = self.params["W2"], self.params["b2"]
        # BEGIN SOLUTION (forward)
        hidden, hidden_cache = affine_relu_forward(X, W1, b1)
        scores, scores_cache = affine_forward(hidden, W2, b2)
        # END SOLUTION
        if y is None:
            return scores

        # BEGIN SOLUTION (backward)
        loss, dscores = softmax_loss(scores, y)
        loss += 0.5 * self.reg * np.sum(W1 * W1)
        loss += 0.5 * self.reg * np.sum(W2 * W2)

        dhidden, dW2, db2 = affine_backward(dscores, scores_cache)
        _, dW1, db1 = affine_relu_backward(dhidden, hidden_cache)
        dW1 += self.reg * W1
        dW2 += self.reg * W2
        grads = {"W1": dW1, "b1": db1, "W2": dW2, "b2": db2}
        return loss, grads
        # END SOLUTION


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
        # BEGIN SOLUTION
        dims = [input_dim, *hidden_dims, num_classes]
        for layer in range(1, self.num_layers + 1):
            fan_in = dims[layer - 1]
            fan_out = dims[layer]
            self.params[f"W{layer}"] = weight_scale * np.random.randn(fan_in, fan_out)
            self.params[f"b{layer}"] = np.zeros(fan_out)
        if self.normalization is not None:
            for layer in range(1, self.num_layers):
                self.params[f"gamma{layer}"] = np.ones(dims[layer])
                self.params[f"beta{layer}"] = np.zeros(dims[layer])
        # END SOLUTION
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

        # BEGIN SOLUTION (forward)
        last = self.num_layers
        hidden = X
        hidden_caches = {}
        for layer in range(1, last):
            hidden, hidden_caches[layer] = self._hidden_forward(hidden, layer)
        scores, scores_cache = affine_forward(hidden, self.params[f"W{last}"], self.params[f"b{last}"])
        # END SOLUTION
        if y is None:
            return scores

        # BEGIN SOLUTION (backward)
        grads = {}
        loss, dscores = softmax_loss(scores, y)
        dhidden, grads[f"W{last}"], grads[f"b{last}"] = affine_backward(dscores, scores_cache)
        for layer in range(last - 1, 0, -1):
            dhidden = self._hidden_backward(dhidden, hidden_caches[layer], layer, grads)

        for layer in range(1, last + 1):
            W = self.params[f"W{layer}"]
            loss += 0.5 * self.reg * np.sum(W * W)
            grads[f"W{layer}"] += self.reg * W
        return loss, grads
        # END SOLUTION

    # BEGIN SOLUTION
    def _hidden_forward(self, x, layer):
        """One hidden layer: affine, normalisation, relu, dropout. Returns (out, cache)."""
        norm_cache = None
        dropout_cache = None
        out, affine_cache = affine_forward(x, self.params[f"W{layer}"], self.params[f"b{layer}"])
        if self.normalization is not None:
            gamma = self.params[f"gamma{layer}"]
            beta = self.params[f"beta{layer}"]
            bn_param = self.bn_params[layer - 1]
        if self.normalization == "batchnorm":
            out, norm_cache = batchnorm_forward(out, gamma, beta, bn_param)
        if self.normalization == "layernorm":
            out, norm_cache = layernorm_forward(out, gamma, beta, bn_param)
        out, relu_cache = relu_forward(out)
        if self.use_dropout:
            out, dropout_cache = dropout_forward(out, self.dropout_param)
        cache = (affine_cache, norm_cache, relu_cache, dropout_cache)
        return out, cache

    def _hidden_backward(self, dout, cache, layer, grads):
        """Backward pass of _hidden_forward. Returns dx and adds the layer's gradients to grads."""
        affine_cache, norm_cache, relu_cache, dropout_cache = cache
        if self.use_dropout:
            dout = dropout_backward(dout, dropout_cache)
        dout = relu_backward(dout, relu_cache)
        if self.normalization == "batchnorm":
            dout, dgamma, dbeta = batchnorm_backward_alt(dout, norm_cache)
        if self.normalization == "layernorm":
            dout, dgamma, dbeta = layernorm_backward(dout, norm_cache)
        if self.normalization is not None:
            grads[f"gamma{layer}"] = dgamma
            grads[f"beta{layer}"] = dbeta
        dx, dW, db = affine_backward(dout, affine_cache)
        grads[f"W{layer}"] = dW
        grads[f"b{layer}"] = db
        return dx

    # END SOLUTION
