import numpy as np


def _defaults(config, **values):
    config = {} if config is None else config
    for name, value in values.items():
        config.setdefault(name, value)
    return config


def sgd(w, dw, config=None):
    config = _defaults(config, learning_rate=1e-2)
    return w - config['learning_rate'] * dw, config


def sgd_momentum(w, dw, config=None):
    config = _defaults(config, learning_rate=1e-2, momentum=0.9, velocity=np.zeros_like(w))
    config['velocity'] = config['momentum'] * config['velocity'] - config['learning_rate'] * dw
    return w + config['velocity'], config


def rmsprop(w, dw, config=None):
    config = _defaults(config, learning_rate=1e-2, decay_rate=0.99, epsilon=1e-8, cache=np.zeros_like(w))
    config['cache'] += (1 - config['decay_rate']) * (dw ** 2 - config['cache'])
    return w - config['learning_rate'] / (np.sqrt(config['cache']) + config['epsilon']) * dw, config


def adam(w, dw, config=None):
    config = _defaults(config, learning_rate=1e-3, beta1=.9, beta2=.999, epsilon=1e-8,
                       m=np.zeros_like(w), v=np.zeros_like(w), t=0)
    config['t'] += 1
    for k, g, beta in (('m', dw, config['beta1']), ('v', dw * dw, config['beta2'])):
        config[k] = beta * config[k] + (1 - beta) * g
    mhat, vhat = (config[k] / (1 - config[b] ** config['t']) for k, b in (('m', 'beta1'), ('v', 'beta2')))
    return w - config['learning_rate'] * mhat / (np.sqrt(vhat) + config['epsilon']), config
