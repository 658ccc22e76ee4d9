"""layer_utils.py of the contract: compositions, differentiated in one piece."""

import torch

from . import _functions as functions
from ._autograd import backward, forward


def affine_relu_forward(x, w, b):
    return forward(lambda *leaves: torch.relu(functions.affine(*leaves)), x, w, b)


def conv_relu_forward(x, w, b, conv_param):
    return forward(lambda *leaves: torch.relu(functions.conv(*leaves, conv_param)), x, w, b)


def conv_bn_relu_forward(x, w, b, gamma, beta, conv_param, bn_param):
    def function(x, w, b, gamma, beta):
        maps = functions.conv(x, w, b, conv_param)
        return torch.relu(functions.batch_norm(maps, gamma, beta, bn_param))

    return forward(function, x, w, b, gamma, beta)


def conv_relu_pool_forward(x, w, b, conv_param, pool_param):
    def function(x, w, b):
        return functions.max_pool(torch.relu(functions.conv(x, w, b, conv_param)), pool_param)

    return forward(function, x, w, b)


affine_relu_backward = backward
conv_relu_backward = backward
conv_bn_relu_backward = backward
conv_relu_pool_backward = backward
