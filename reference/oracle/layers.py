"""layers.py of the contract, by torch. Every cache is a graph, so every backward function is the same one."""

import torch

from . import _functions as functions
from ._autograd import array, backward, forward, gradients, leaf


def affine_forward(x, w, b):
    return forward(functions.affine, x, w, b)


def relu_forward(x):
    return forward(torch.relu, x)


def batchnorm_forward(x, gamma, beta, bn_param):
    return forward(lambda *leaves: functions.batch_norm(*leaves, bn_param), x, gamma, beta)


def layernorm_forward(x, gamma, beta, ln_param):
    return forward(lambda *leaves: functions.layer_norm(*leaves, ln_param), x, gamma, beta)


def dropout_forward(x, dropout_param):
    return forward(lambda x: functions.dropout(x, dropout_param), x)


def conv_forward_naive(x, w, b, conv_param):
    return forward(lambda *leaves: functions.conv(*leaves, conv_param), x, w, b)


def max_pool_forward_naive(x, pool_param):
    return forward(lambda x: functions.max_pool(x, pool_param), x)


def spatial_groupnorm_forward(x, gamma, beta, G, gn_param):
    return forward(lambda *leaves: functions.group_norm(*leaves, G, gn_param), x, gamma, beta)


spatial_batchnorm_forward = batchnorm_forward

affine_backward = backward
relu_backward = backward
batchnorm_backward = backward
batchnorm_backward_alt = backward
layernorm_backward = backward
dropout_backward = backward
conv_backward_naive = backward
max_pool_backward_naive = backward
spatial_batchnorm_backward = backward
spatial_groupnorm_backward = backward


def softmax_loss(x, y):
    return _loss_and_gradient(functions.softmax_loss, x, y)


def svm_loss(x, y):
    return _loss_and_gradient(functions.svm_loss, x, y)


def _loss_and_gradient(function, x, y):
    scores = leaf(x)
    loss = function(scores, y)
    (dx,) = gradients(loss, [scores])
    return float(array(loss)), dx
