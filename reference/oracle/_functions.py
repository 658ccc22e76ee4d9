"""The contract's layers as functions of tensors, by torch's own implementations."""

import numpy as np
import torch
import torch.nn.functional as F

from ._autograd import array, constant


def affine(x, w, b):
    return F.linear(x.flatten(1), w.T, b)


def batch_norm(x, gamma, beta, bn_param):
    """Over all axes but the second. Writes running statistics to bn_param, of the biased variance (torch's
    own are of the unbiased one)."""
    eps = bn_param.get("eps", 1e-5)
    momentum = bn_param.get("momentum", 0.9)
    running = [bn_param.get(name, np.zeros(x.shape[1])) for name in ("running_mean", "running_var")]
    if bn_param["mode"] == "test":
        return F.batch_norm(x, *map(constant, running), gamma, beta, training=False, eps=eps)
    if bn_param["mode"] != "train":
        raise ValueError(f"batch normalisation has no mode {bn_param['mode']!r}")
    var, mean = torch.var_mean(x, [axis for axis in range(x.ndim) if axis != 1], correction=0)
    bn_param["running_mean"] = array(torch.lerp(mean, constant(running[0]), momentum))
    bn_param["running_var"] = array(torch.lerp(var, constant(running[1]), momentum))
    return F.batch_norm(x, None, None, gamma, beta, training=True, eps=eps)


def layer_norm(x, gamma, beta, ln_param):
    return F.layer_norm(x, x.shape[1:], gamma, beta, ln_param.get("eps", 1e-5))


def group_norm(x, gamma, beta, groups, gn_param):
    return F.group_norm(x, groups, gamma.flatten(), beta.flatten(), gn_param.get("eps", 1e-5))


def dropout(x, dropout_param):
    """The mask is drawn as the reference draws it, else the two could not agree."""
    if "seed" in dropout_param:
        np.random.seed(dropout_param["seed"])
    if dropout_param["mode"] == "test":
        return x.clone()
    if dropout_param["mode"] != "train":
        raise ValueError(f"dropout has no mode {dropout_param['mode']!r}")
    is_kept = torch.from_numpy(np.random.rand(*x.shape) < dropout_param["p"])
    return (x / dropout_param["p"]).masked_fill(~is_kept, 0.0)


def conv(x, w, b, conv_param):
    return F.conv2d(x, w, b, stride=conv_param["stride"], padding=conv_param["pad"])


def max_pool(x, pool_param):
    return F.max_pool2d(x, (pool_param["pool_height"], pool_param["pool_width"]), pool_param["stride"])


def softmax_loss(x, y):
    return F.cross_entropy(x, torch.as_tensor(y).long())


def svm_loss(x, y):
    """torch divides the sum over classes by their number; the contract does not."""
    return F.multi_margin_loss(x, torch.as_tensor(y).long()) * x.shape[1]
