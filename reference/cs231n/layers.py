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
    # BEGIN SOLUTION
    x_flat = x.reshape(x.shape[0], -1)
    out = x_flat @ w + b
    cache = (x, w, b)
    return out, cache
    # END SOLUTION


def affine_backward(dout, cache):
    """Gradients of affine_forward.

    dout (N, M), cache from affine_forward.

    Returns (dx, dw, db), each shaped like the input it belongs to.
    """
    # BEGIN SOLUTION
    x, w, _ = cache
    x_flat = x.reshape(x.shape[0], -1)
    dx_flat = dout @ w.T
    dx = dx_flat.reshape(x.shape)
    dw = x_flat.T @ dout
    db = dout.sum(axis=0)
    return dx, dw, db
    # END SOLUTION


def relu_forward(x):
    """Rectifier: out = max(0, x), entry by entry.

    x of any shape.

    Returns (out, cache) with out shaped like x.
    """
    # BEGIN SOLUTION
    out = np.maximum(0, x)
    cache = x
    return out, cache
    # END SOLUTION


def relu_backward(dout, cache):
    """Gradient of relu_forward: dout passes where x was positive and is stopped elsewhere.

    The slope at exactly 0 is a matter of choice; here it is 0.

    Returns dx, shaped like dout.
    """
    # BEGIN SOLUTION
    x = cache
    return dout * (x > 0)
    # END SOLUTION


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
        # BEGIN SOLUTION (train)
        mean = x.mean(axis=0)
        var = x.var(axis=0)
        std = np.sqrt(var + eps)
        centred = x - mean
        x_hat = centred / std
        out = gamma * x_hat + beta
        cache = (x_hat, centred, std, gamma)
        bn_param["running_mean"] = momentum * running_mean + (1 - momentum) * mean
        bn_param["running_var"] = momentum * running_var + (1 - momentum) * var
        # END SOLUTION
    elif mode == "test":
        # BEGIN SOLUTION (test)
        # With fixed statistics the layer is one scale and one shift per feature.
        scale = gamma / np.sqrt(running_var + eps)
        out = scale * (x - running_mean) + beta
        cache = None
        # END SOLUTION
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
    # BEGIN SOLUTION
    x_hat, centred, std, gamma = cache
    N = dout.shape[0]
    dbeta = dout.sum(axis=0)
    dgamma = (dout * x_hat).sum(axis=0)
    dx_hat = dout * gamma

    dvar = (dx_hat * centred).sum(axis=0) * -0.5 / std**3
    # The mean enters the variance as well, but there its slope is a sum of deviations from the mean: 0.
    dmean = -dx_hat.sum(axis=0) / std

    dx_direct = dx_hat / std
    dx_through_var = centred * (2 * dvar / N)
    dx_through_mean = dmean / N
    dx = dx_direct + dx_through_var + dx_through_mean
    return dx, dgamma, dbeta
    # END SOLUTION


def batchnorm_backward_alt(dout, cache):
    """Gradients of batchnorm_forward in closed form: the three paths added up.

    Written as one formula and simplified on paper, the gradient of x needs hardly more than the sums that are
    dbeta and dgamma anyway: about half of the work is saved.

    Arguments and results are those of batchnorm_backward.
    """
    # BEGIN SOLUTION
    # dx = gamma / std * (dout - dbeta / N - x_hat * dgamma / N)
    # The bracket is dout without its mean and without its component along x_hat: adding a constant to x or
    # stretching it leaves the output (eps aside) as it was, so the gradient has nothing in those directions.
    x_hat, _, std, gamma = cache
    N = dout.shape[0]
    dbeta = dout.sum(axis=0)
    dgamma = (dout * x_hat).sum(axis=0)
    mean_part = dbeta / N
    x_hat_part = x_hat * (dgamma / N)
    dx = (gamma / std) * (dout - mean_part - x_hat_part)
    return dx, dgamma, dbeta
    # END SOLUTION


def layernorm_forward(x, gamma, beta, ln_param):
    """Layer normalisation (Ba, Kiros & Hinton 2016, equations 3 and 4).

        x_hat = (x - mean) / sqrt(var + eps),  out = gamma * x_hat + beta

    Mean and (biased) variance are those of one sample over its D features. No sample sees another, so
    training and testing are the same and nothing has to be remembered between calls.

    x (N, D), gamma (D,) scale, beta (D,) shift
    ln_param              a dictionary; eps, default 1e-5, is all that is read

    Returns (out, cache) with out of shape (N, D).
    """
    # BEGIN SOLUTION
    eps = ln_param.get("eps", 1e-5)
    mean = x.mean(axis=1, keepdims=True)
    var = x.var(axis=1, keepdims=True)
    std = np.sqrt(var + eps)
    x_hat = (x - mean) / std
    out = gamma * x_hat + beta
    cache = (x_hat, std, gamma)
    return out, cache
    # END SOLUTION


def layernorm_backward(dout, cache):
    """Gradients of layernorm_forward.

    dout (N, D), cache from layernorm_forward.

    Returns (dx, dgamma, dbeta) of shapes (N, D), (D,), (D,).
    """
    # BEGIN SOLUTION
    # dx = (dx_hat - mean(dx_hat) - x_hat * mean(dx_hat * x_hat)) / std, means over the features of a sample:
    # gamma differs from feature to feature, so unlike in batchnorm_backward_alt it stays inside the means.
    x_hat, std, gamma = cache
    dbeta = dout.sum(axis=0)
    dgamma = (dout * x_hat).sum(axis=0)
    dx_hat = dout * gamma
    mean_dx_hat = dx_hat.mean(axis=1, keepdims=True)
    mean_product = (dx_hat * x_hat).mean(axis=1, keepdims=True)
    dx = (dx_hat - mean_dx_hat - x_hat * mean_product) / std
    return dx, dgamma, dbeta
    # END SOLUTION


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
        # BEGIN SOLUTION (train)
        is_kept = np.random.rand(*x.shape) < p
        mask = is_kept / p
        out = x * mask
        # END SOLUTION
    elif mode == "test":
        # BEGIN SOLUTION (test)
        mask = None
        out = x
        # END SOLUTION
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
    # BEGIN SOLUTION
    if dropout_param["mode"] == "train":
        dx = dout * mask
    else:
        dx = dout
    return dx.astype(dout.dtype, copy=False)
    # END SOLUTION


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
    # BEGIN SOLUTION
    stride = conv_param["stride"]
    pad = conv_param["pad"]
    N, _, H, W = x.shape
    F, _, HH, WW = w.shape
    H_out = 1 + (H + 2 * pad - HH) // stride
    W_out = 1 + (W + 2 * pad - WW) // stride
    x_padded = np.pad(x, ((0, 0), (0, 0), (pad, pad), (pad, pad)))
    out = np.zeros((N, F, H_out, W_out), dtype=np.result_type(x, w))
    for i in range(H_out):
        for j in range(W_out):
            top = i * stride
            left = j * stride
            window = x_padded[:, :, top : top + HH, left : left + WW]
            products = np.tensordot(window, w, axes=((1, 2, 3), (1, 2, 3)))
            out[:, :, i, j] = products + b
    cache = (x, w, b, conv_param)
    return out, cache
    # END SOLUTION


def conv_backward_naive(dout, cache):
    """Gradients of conv_forward_naive.

    Output (i, j) met one window of the padded images and all filters. So its gradient goes back to both:
    dout times the filters to the window, dout times the window to the filters. Windows overlap and filters
    are used at every position, therefore everything adds up.

    dout (N, F, H_out, W_out), cache from conv_forward_naive.

    Returns (dx, dw, db), each shaped like the input it belongs to.
    """
    # BEGIN SOLUTION
    x, w, _, conv_param = cache
    stride = conv_param["stride"]
    pad = conv_param["pad"]
    _, _, H, W = x.shape
    _, _, HH, WW = w.shape
    _, _, H_out, W_out = dout.shape
    x_padded = np.pad(x, ((0, 0), (0, 0), (pad, pad), (pad, pad)))
    dx_padded = np.zeros(x_padded.shape, dtype=dout.dtype)
    dw = np.zeros(w.shape, dtype=dout.dtype)
    db = dout.sum(axis=(0, 2, 3))
    for i in range(H_out):
        for j in range(W_out):
            top = i * stride
            left = j * stride
            window = x_padded[:, :, top : top + HH, left : left + WW]
            dwindow = np.tensordot(dout[:, :, i, j], w, axes=(1, 0))
            dx_padded[:, :, top : top + HH, left : left + WW] += dwindow
            dw += np.tensordot(dout[:, :, i, j], window, axes=(0, 0))
    # Not [pad:-pad], which would be empty for pad = 0.
    dx = dx_padded[:, :, pad : pad + H, pad : pad + W]
    return dx, dw, db
    # END SOLUTION


def max_pool_forward_naive(x, pool_param):
    """Max pooling: the largest entry of each window, channel by channel, without padding.

    x (N, C, H, W)        images
    pool_param            a dictionary:
      pool_height, pool_width  size of the window
      stride              rows, and columns, from one window to the next

    Returns (out, cache): out is (N, C, H_out, W_out) with H_out = 1 + (H - pool_height) // stride, and W_out
    in the same way.
    """
    # BEGIN SOLUTION
    pool_height = pool_param["pool_height"]
    pool_width = pool_param["pool_width"]
    stride = pool_param["stride"]
    N, C, H, W = x.shape
    H_out = 1 + (H - pool_height) // stride
    W_out = 1 + (W - pool_width) // stride
    out = np.zeros((N, C, H_out, W_out), dtype=x.dtype)
    for i in range(H_out):
        for j in range(W_out):
            top = i * stride
            left = j * stride
            window = x[:, :, top : top + pool_height, left : left + pool_width]
            out[:, :, i, j] = window.max(axis=(2, 3))
    cache = (x, pool_param)
    return out, cache
    # END SOLUTION


def max_pool_backward_naive(dout, cache):
    """Gradient of max_pool_forward_naive: each dout goes to the entry that was its window's maximum.

    Among equal maxima the first in reading order gets it. Windows overlap when the stride is smaller than
    the window; an entry that won several of them collects all their gradients.

    dout (N, C, H_out, W_out), cache from max_pool_forward_naive.

    Returns dx (N, C, H, W).
    """
    # BEGIN SOLUTION
    x, pool_param = cache
    pool_height = pool_param["pool_height"]
    pool_width = pool_param["pool_width"]
    stride = pool_param["stride"]
    N, C, _, _ = x.shape
    _, _, H_out, W_out = dout.shape
    dx = np.zeros(x.shape, dtype=dout.dtype)
    n, c = np.ogrid[:N, :C]
    for i in range(H_out):
        for j in range(W_out):
            top = i * stride
            left = j * stride
            window = x[:, :, top : top + pool_height, left : left + pool_width]
            winner = window.reshape(N, C, -1).argmax(axis=2)
            row, column = np.unravel_index(winner, (pool_height, pool_width))
            dx[n, c, top + row, left + column] += dout[:, :, i, j]
    return dx
    # END SOLUTION


def spatial_batchnorm_forward(x, gamma, beta, bn_param):
    """Batch normalisation of images, channel by channel (Ioffe & Szegedy 2015, section 3.2).

    All pixels of a channel come from the same filter, so each counts as a sample of one feature: the images
    become a table of N * H * W rows and C columns for batchnorm_forward.

    x (N, C, H, W), gamma (C,), beta (C,), bn_param as in batchnorm_forward, running statistics (C,).

    Returns (out, cache) with out of shape (N, C, H, W).
    """
    # BEGIN SOLUTION
    N, C, H, W = x.shape
    # The channels have to be moved last first: a reshape alone would mix them.
    x_rows = x.transpose(0, 2, 3, 1).reshape(-1, C)
    out_rows, cache = batchnorm_forward(x_rows, gamma, beta, bn_param)
    out = out_rows.reshape(N, H, W, C).transpose(0, 3, 1, 2)
    return out, cache
    # END SOLUTION


def spatial_batchnorm_backward(dout, cache):
    """Gradients of spatial_batchnorm_forward, by the same table of N * H * W rows.

    dout (N, C, H, W), cache from spatial_batchnorm_forward in train mode.

    Returns (dx, dgamma, dbeta) of shapes (N, C, H, W), (C,), (C,).
    """
    # BEGIN SOLUTION
    N, C, H, W = dout.shape
    dout_rows = dout.transpose(0, 2, 3, 1).reshape(-1, C)
    dx_rows, dgamma, dbeta = batchnorm_backward_alt(dout_rows, cache)
    dx = dx_rows.reshape(N, H, W, C).transpose(0, 3, 1, 2)
    return dx, dgamma, dbeta
    # END SOLUTION


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
    # BEGIN SOLUTION
    eps = gn_param.get("eps", 1e-5)
    N, C, H, W = x.shape
    x_grouped = x.reshape(N, G, C // G, H, W)
    mean = x_grouped.mean(axis=(2, 3, 4), keepdims=True)
    var = x_grouped.var(axis=(2, 3, 4), keepdims=True)
    std = np.sqrt(var + eps)
    x_hat_grouped = (x_grouped - mean) / std
    x_hat = x_hat_grouped.reshape(N, C, H, W)
    out = gamma * x_hat + beta
    cache = (x_hat, std, gamma, G)
    return out, cache
    # END SOLUTION


def spatial_groupnorm_backward(dout, cache):
    """Gradients of spatial_groupnorm_forward: those of layer normalisation, with groups in place of samples.

    dout (N, C, H, W), cache from spatial_groupnorm_forward.

    Returns (dx, dgamma, dbeta) of shapes (N, C, H, W), (1, C, 1, 1), (1, C, 1, 1).
    """
    # BEGIN SOLUTION
    x_hat, std, gamma, G = cache
    N, C, H, W = dout.shape
    dbeta = dout.sum(axis=(0, 2, 3), keepdims=True)
    dgamma = (dout * x_hat).sum(axis=(0, 2, 3), keepdims=True)
    dx_hat = dout * gamma
    x_hat_grouped = x_hat.reshape(N, G, C // G, H, W)
    dx_hat_grouped = dx_hat.reshape(N, G, C // G, H, W)
    mean_dx_hat = dx_hat_grouped.mean(axis=(2, 3, 4), keepdims=True)
    mean_product = (dx_hat_grouped * x_hat_grouped).mean(axis=(2, 3, 4), keepdims=True)
    dx_grouped = (dx_hat_grouped - mean_dx_hat - x_hat_grouped * mean_product) / std
    dx = dx_grouped.reshape(N, C, H, W)
    return dx, dgamma, dbeta
    # END SOLUTION


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
