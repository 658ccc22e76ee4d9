"""First-order update rules: how a parameter moves, given its gradient.

Every rule is called as rule(w, dw, config) and returns (next_w, config).

    w       the parameter, an array of any shape
    dw      the gradient of the loss with respect to w, of the same shape
    config  a dictionary of the rule's settings and of what it remembers from call to call; missing entries
            get their defaults. Hand the returned one in again at the next call for the same parameter.
"""

import numpy as np


def sgd(w, dw, config=None):
    """Stochastic gradient descent: a step against the gradient.

        next_w = w - learning_rate * dw

    config: learning_rate, default 1e-2.
    """
    if config is None:
        config = {}
    config.setdefault("learning_rate", 1e-2)

    next_w = w - config["learning_rate"] * dw
    return next_w, config


def sgd_momentum(w, dw, config=None):
    """Stochastic gradient descent with momentum: steps that agree build up speed, others cancel.

        velocity = momentum * velocity - learning_rate * dw,  next_w = w + velocity

    config: learning_rate, default 1e-2; momentum (0 is plain descent), default 0.9.
    Remembered: velocity, shaped like w, zeros at first.
    """
    if config is None:
        config = {}
    config.setdefault("learning_rate", 1e-2)
    config.setdefault("momentum", 0.9)
    velocity = config.get("velocity", np.zeros_like(w))

    # Your code here.
    raise NotImplementedError("sgd_momentum is not implemented yet")


def rmsprop(w, dw, config=None):
    """RMSProp: each entry's step is divided by the recent size of its gradient (Hinton, lecture 6e, 2012).

        cache = decay_rate * cache + (1 - decay_rate) * dw^2
        next_w = w - learning_rate * dw / (sqrt(cache) + epsilon)

    config: learning_rate, default 1e-2; decay_rate, default 0.99; epsilon, default 1e-8.
    Remembered: cache, the running average of the squared gradient, shaped like w, zeros at first.
    """
    if config is None:
        config = {}
    config.setdefault("learning_rate", 1e-2)
    config.setdefault("decay_rate", 0.99)
    config.setdefault("epsilon", 1e-8)
    cache = config.get("cache", np.zeros_like(w))

    # Your code here.
    raise NotImplementedError("rmsprop is not implemented yet")


def adam(w, dw, config=None):
    """Adam: momentum and RMSProp together, without their bias towards 0 at the start (Kingma & Ba 2015).

        t = t + 1
        m = beta1 * m + (1 - beta1) * dw,    m_hat = m / (1 - beta1^t)
        v = beta2 * v + (1 - beta2) * dw^2,  v_hat = v / (1 - beta2^t)
        next_w = w - learning_rate * m_hat / (sqrt(v_hat) + epsilon)

    m and v start at 0, so early averages are too small by the factor that the hats divide away.

    config: learning_rate, default 1e-3; beta1, default 0.9; beta2, default 0.999; epsilon, default 1e-8.
    Remembered: m and v, shaped like w, zeros at first; t, the number of calls so far, from 0.
    """
    if config is None:
        config = {}
    config.setdefault("learning_rate", 1e-3)
    config.setdefault("beta1", 0.9)
    config.setdefault("beta2", 0.999)
    config.setdefault("epsilon", 1e-8)
    m = config.get("m", np.zeros_like(w))
    v = config.get("v", np.zeros_like(w))
    t = config.get("t", 0)

    # Your code here.
    raise NotImplementedError("adam is not implemented yet")
