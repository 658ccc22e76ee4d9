"""The layers of a network, each as a forward and a backward function in plain numpy.

A forward function returns (out, cache). The backward function receives dout, the gradient of the loss with
respect to out, and the cache, and returns the gradients with respect to the forward function's inputs, in
their order. No function changes the arrays it is given.

Shapes: N samples, D features, M outputs, C channels, H rows, W columns, F filters.
"""

import numpy as np


def affine_forward(x, w, b):
    """Fully-connected layer: every output is a weighted sum of all features, plus a bias.

        out = x_flat @ w + b, where x_flat is x with each sample flattened to one row

    x (N, d_1, ..., d_k)  samples of any shape, D = d_1 * ... * d_k numbers in each
    w (D, M)              weights
    b (M,)                biases

    Returns (out, cache) with out of shape (N, M).
    """
    # Your code here.
    raise NotImplementedError("affine_forward is not implemented yet")


def affine_backward(dout, cache):
    """Gradients of affine_forward.

    dout (N, M), cache from affine_forward.

    Returns (dx, dw, db), each shaped like the input it belongs to.
    """
    # Your code here.
    raise NotImplementedError("affine_backward is not implemented yet")


def relu_forward(x):
    """Rectifier: out = max(0, x), entry by entry.

    x of any shape.

    Returns (out, cache) with out shaped like x.
    """
    # Your code here.
    raise NotImplementedError("relu_forward is not implemented yet")


def relu_backward(dout, cache):
    """Gradient of relu_forward: dout passes where x was positive and is stopped elsewhere.

    The slope at exactly 0 is a matter of choice; here it is 0.

    Returns dx, shaped like dout.
    """
    # Your code here.
    raise NotImplementedError("relu_backward is not implemented yet")


def batchnorm_forward(x, gamma, beta, bn_param):
    """Batch normalisation (Ioffe & Szegedy 2015, algorithm 1).

        x_hat = (x - mean) / sqrt(var + eps),  out = gamma * x_hat + beta

    In training, mean and var (the biased one: a sum divided by N) are those of each feature over the batch,
    and a running average of either is kept:

        running = momentum * running + (1 - momentum) * statistic of the batch

    In testing, the running averages take the place of the batch's statistics, so that the output for one
    sample depends on that sample alone.

    x (N, D), gamma (D,) scale, beta (D,) shift
    bn_param              a dictionary:
      mode                'train' or 'test'
      eps                 keeps the division finite, default 1e-5
      momentum            share of the old running average that is kept, default 0.9
      running_mean, running_var  (D,), zeros at first; training replaces them in bn_param

    Returns (out, cache) with out of shape (N, D). Only training has a backward pass: the cache of test mode
    is None.
    """
    mode = bn_param["mode"]
    eps = bn_param.get("eps", 1e-5)
    momentum = bn_param.get("momentum", 0.9)
    running_mean = bn_param.get("running_mean", np.zeros(x.shape[1], dtype=x.dtype))
    running_var = bn_param.get("running_var", np.zeros(x.shape[1], dtype=x.dtype))

    if mode == "train":
        # Your code here.
        raise NotImplementedError("batchnorm_forward (train) is not implemented yet")
    elif mode == "test":
        # Your code here.
        raise NotImplementedError("batchnorm_forward (test) is not implemented yet")
    else:
        raise ValueError(f"batch normalisation has the modes 'train' and 'test', not {mode!r}")
    return out, cache


def batchnorm_backward(dout, cache):
    """Gradients of batchnorm_forward, one step of its graph at a time (Ioffe & Szegedy 2015, section 3).

    x reaches the output along three paths: directly, through the variance, and through the mean. The
    gradient is the sum over the three.

    dout (N, D), cache from batchnorm_forward in train mode.

    Returns (dx, dgamma, dbeta) of shapes (N, D), (D,), (D,).
    """
    # Your code here.
    raise NotImplementedError("batchnorm_backward is not implemented yet")


def batchnorm_backward_alt(dout, cache):
    """Gradients of batchnorm_forward in closed form: the three paths added up.

    Written as one formula and simplified on paper, the gradient of x needs hardly more than the sums that are
    dbeta and dgamma anyway: about half of the work is saved.

    Arguments and results are those of batchnorm_backward.
    """
    # Your code here.
    raise NotImplementedError("batchnorm_backward_alt is not implemented yet")


def layernorm_forward(x, gamma, beta, ln_param):
    """Layer normalisation (Ba, Kiros & Hinton 2016, equations 3 and 4).

        x_hat = (x - mean) / sqrt(var + eps),  out = gamma * x_hat + beta

    Mean and (biased) variance are those of one sample over its D features. No sample sees another, so
    training and testing are the same and nothing has to be remembered between calls.

    x (N, D), gamma (D,) scale, beta (D,) shift
    ln_param              a dictionary; eps, default 1e-5, is all that is read

    Returns (out, cache) with out of shape (N, D).
    """
    # Your code here.
    raise NotImplementedError("layernorm_forward is not implemented yet")


def layernorm_backward(dout, cache):
    """Gradients of layernorm_forward.

    dout (N, D), cache from layernorm_forward.

    Returns (dx, dgamma, dbeta) of shapes (N, D), (D,), (D,).
    """
    # Your code here.
    raise NotImplementedError("layernorm_backward is not implemented yet")


def dropout_forward(x, dropout_param):
    """Inverted dropout (Srivastava et al. 2014; the scaling in training is their section 10).

    In training every entry is kept with probability p and set to 0 otherwise, each by its own draw. What is
    kept is divided by p: the expected output is x, so testing needs no correction and is the identity.

    x of any shape
    dropout_param         a dictionary:
      p                   probability of keeping an entry
      mode                'train' or 'test'
      seed                if present, numpy's global generator is seeded with it first: the same mask at each
                          call, which a numerical gradient check needs and training should not have

    Returns (out, cache): out shaped like x and of its dtype; the cache is (dropout_param, mask), where the
    mask holds 0 and 1/p in train mode and is None in test mode.
    """
    p = dropout_param["p"]
    mode = dropout_param["mode"]
    if "seed" in dropout_param:
        np.random.seed(dropout_param["seed"])

    if mode == "train":
        # Your code here.
        raise NotImplementedError("dropout_forward (train) is not implemented yet")
    elif mode == "test":
        # Your code here.
        raise NotImplementedError("dropout_forward (test) is not implemented yet")
    else:
        raise ValueError(f"dropout has the modes 'train' and 'test', not {mode!r}")

    out = out.astype(x.dtype, copy=False)
    cache = (dropout_param, mask)
    return out, cache


def dropout_backward(dout, cache):
    """Gradient of dropout_forward: dx = dout * mask in training, dx = dout in testing.

    Returns dx, shaped like dout and of its dtype.
    """
    dropout_param, mask = cache
    # Your code here.
    raise NotImplementedError("dropout_backward is not implemented yet")


def conv_forward_naive(x, w, b, conv_param):
    """Convolution of images with a bank of filters, one output position after the other.

        out[n, f, i, j] = b[f] + sum over c, r, s of
                          x_padded[n, c, i * stride + r, j * stride + s] * w[f, c, r, s]

    As everywhere in deep learning the filter is not flipped: mathematically this is a cross-correlation.

    x (N, C, H, W)        images
    w (F, C, HH, WW)      filters
    b (F,)                biases
    conv_param            a dictionary:
      stride              rows, and columns, from one window to the next
      pad                 zeros added on each of the four sides

    Returns (out, cache): out is (N, F, H_out, W_out) with H_out = 1 + (H + 2 * pad - HH) // stride, and
    W_out in the same way from W and WW.
    """
    # Your code here.
    raise NotImplementedError("conv_forward_naive is not implemented yet")


def conv_backward_naive(dout, cache):
    """Gradients of conv_forward_naive.

    Output (i, j) met one window of the padded images and all filters. So its gradient goes back to both:
    dout times the filters to the window, dout times the window to the filters. Windows overlap and filters
    are used at every position, therefore everything adds up.

    dout (N, F, H_out, W_out), cache from conv_forward_naive.

    Returns (dx, dw, db), each shaped like the input it belongs to.
    """
    # Your code here.
    raise NotImplementedError("conv_backward_naive is not implemented yet")


def max_pool_forward_naive(x, pool_param):
    """Max pooling: the largest entry of each window, channel by channel, without padding.

    x (N, C, H, W)        images
    pool_param            a dictionary:
      pool_height, pool_width  size of the window
      stride              rows, and columns, from one window to the next

    Returns (out, cache): out is (N, C, H_out, W_out) with H_out = 1 + (H - pool_height) // stride, and W_out
    in the same way.
    """
    # Your code here.
    raise NotImplementedError("max_pool_forward_naive is not implemented yet")


def max_pool_backward_naive(dout, cache):
    """Gradient of max_pool_forward_naive: each dout goes to the entry that was its window's maximum.

    Among equal maxima the first in reading order gets it. Windows overlap when the stride is smaller than
    the window; an entry that won several of them collects all their gradients.

    dout (N, C, H_out, W_out), cache from max_pool_forward_naive.

    Returns dx (N, C, H, W).
    """
    # Your code here.
    raise NotImplementedError("max_pool_backward_naive is not implemented yet")


def spatial_batchnorm_forward(x, gamma, beta, bn_param):
    """Batch normalisation of images, channel by channel (Ioffe & Szegedy 2015, section 3.2).

    All pixels of a channel come from the same filter, so each counts as a sample of one feature: the images
    become a table of N * H * W rows and C columns for batchnorm_forward.

    x (N, C, H, W), gamma (C,), beta (C,), bn_param as in batchnorm_forward, running statistics (C,).

    Returns (out, cache) with out of shape (N, C, H, W).
    """
    # Your code here.
    raise NotImplementedError("spatial_batchnorm_forward is not implemented yet")


def spatial_batchnorm_backward(dout, cache):
    """Gradients of spatial_batchnorm_forward, by the same table of N * H * W rows.

    dout (N, C, H, W), cache from spatial_batchnorm_forward in train mode.

    Returns (dx, dgamma, dbeta) of shapes (N, C, H, W), (C,), (C,).
    """
    # Your code here.
    raise NotImplementedError("spatial_batchnorm_backward is not implemented yet")


def spatial_groupnorm_forward(x, gamma, beta, G, gn_param):
    """Group normalisation (Wu & He 2018, section 3.1).

    The channels are split, in their order, into G groups of C // G. Mean and (biased) variance are those of
    one sample over one group: its channels, rows and columns. Scale and shift are per channel. G = 1 is layer
    normalisation of the whole image, G = C normalises every channel by itself.

    x (N, C, H, W), gamma (1, C, 1, 1), beta (1, C, 1, 1)
    G                     number of groups, a divisor of C
    gn_param              a dictionary; eps, default 1e-5, is all that is read

    Returns (out, cache) with out of shape (N, C, H, W).
    """
    # Your code here.
    raise NotImplementedError("spatial_groupnorm_forward is not implemented yet")


def spatial_groupnorm_backward(dout, cache):
    """Gradients of spatial_groupnorm_forward: those of layer normalisation, with groups in place of samples.

    dout (N, C, H, W), cache from spatial_groupnorm_forward.

    Returns (dx, dgamma, dbeta) of shapes (N, C, H, W), (1, C, 1, 1), (1, C, 1, 1).
    """
    # Your code here.
    raise NotImplementedError("spatial_groupnorm_backward is not implemented yet")


def svm_loss(x, y):
    """Multiclass hinge loss: a wrong class costs what its score lacks to stay 1 below the right one's.

        loss = mean over n of the sum over j != y[n] of max(0, x[n, j] - x[n, y[n]] + 1)

    x (N, C) scores, y (N,) right classes, integers from 0 to C - 1.

    Returns (loss, dx): a number, and the loss's gradient with respect to x, (N, C).
    """
    N = x.shape[0]
    rows = np.arange(N)
    correct_scores = x[rows, y].reshape(N, 1)
    margins = np.maximum(0, x - correct_scores + 1)
    margins[rows, y] = 0
    loss = margins.sum() / N

    dx = (margins > 0).astype(x.dtype)
    dx[rows, y] -= dx.sum(axis=1)
    dx /= N
    return loss, dx


def softmax_loss(x, y):
    """Softmax followed by cross-entropy.

        probs[n, j] = exp(x[n, j]) / sum over k of exp(x[n, k]),  loss = mean over n of -log(probs[n, y[n]])

    x (N, C) scores, y (N,) right classes, integers from 0 to C - 1.

    Returns (loss, dx): a number, and the loss's gradient with respect to x, (N, C).
    """
    N = x.shape[0]
    rows = np.arange(N)
    # A shift of a row leaves its softmax as it is. With the row's own maximum at 0, exp can't overflow and
    # the sum is at least 1, so the logarithm is finite too.
    shifted = x - x.max(axis=1, keepdims=True)
    exp_sums = np.exp(shifted).sum(axis=1, keepdims=True)
    log_probs = shifted - np.log(exp_sums)
    loss = -log_probs[rows, y].sum() / N

    dx = np.exp(log_probs)
    dx[rows, y] -= 1
    dx /= N
    return loss, dx
