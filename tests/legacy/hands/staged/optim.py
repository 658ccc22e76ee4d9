import numpy as np
from six.moves import range


def sgd(w, dw, config=None):
    if config is None:
        config = {}
    lr = config.setdefault('learning_rate', 1e-2)
    return w - lr * dw, config


def sgd_momentum(w, dw, config=None):
    if config is None:
        config = {}
    config.setdefault('learning_rate', 1e-2)
    config.setdefault('momentum', 0.9)
    if not 'velocity' in config:
        config['velocity'] = np.zeros(w.shape, dtype=w.dtype)
    config['velocity'] *= config['momentum']
    config['velocity'] -= config['learning_rate'] * dw
    w += config['velocity']
    return w, config


def rmsprop(w, dw, config=None):
    if config is None:
        config = {}
    config.setdefault('learning_rate', 1e-2)
    config.setdefault('decay_rate', 0.99)
    config.setdefault('epsilon', 1e-8)
    config.setdefault('cache', np.zeros_like(w))
    lr, dr, eps, c = config['learning_rate'], config['decay_rate'], config['epsilon'], config['cache']
    c = dr * c + (1 - dr) * np.square(dw)
    config['cache'] = c
    return w - lr * dw / (np.sqrt(c) + eps), config


def adam(w, dw, config=None):
    if config is None:
        config = {}
    config.setdefault('learning_rate', 1e-3)
    config.setdefault('beta1', 0.9)
    config.setdefault('beta2', 0.999)
    config.setdefault('epsilon', 1e-8)
    config.setdefault('m', np.zeros_like(w))
    config.setdefault('v', np.zeros_like(w))
    config.setdefault('t', 0)
    lr, b1, b2, eps = [config[k] for k in ('learning_rate', 'beta1', 'beta2', 'epsilon')]
    config['t'] = config['t'] + 1
    t = config['t']
    config['m'] = b1 * config['m'] + (1 - b1) * dw
    config['v'] = b2 * config['v'] + (1 - b2) * dw * dw
    # corrections folded into the rate
    alpha = lr * np.sqrt(1 - b2 ** t) / (1 - b1 ** t)
    next_w = w - alpha * config['m'] / (np.sqrt(config['v']) + eps * np.sqrt(1 - b2 ** t))
    return next_w, config
