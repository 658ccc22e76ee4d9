"""optim.py of the contract, by torch's optimizers: each call makes one, puts the remembered state in, steps."""

import numpy as np
import torch

from ._autograd import array, constant


def sgd(w, dw, config=None):
    config = _with_defaults(config, learning_rate=1e-2)
    next_w, _ = _step(torch.optim.SGD, w, dw, {}, lr=config["learning_rate"])
    return next_w, config


def sgd_momentum(w, dw, config=None):
    """torch's buffer is the velocity over -lr, which changes nothing as long as lr is that of this call."""
    config = _with_defaults(config, learning_rate=1e-2, momentum=0.9, velocity=np.zeros_like(w))
    lr = config["learning_rate"]
    state = {"momentum_buffer": constant(config["velocity"]) / -lr}
    next_w, _ = _step(torch.optim.SGD, w, dw, state, lr=lr, momentum=config["momentum"])
    config["velocity"] = next_w - w
    return next_w, config


def rmsprop(w, dw, config=None):
    config = _with_defaults(config, learning_rate=1e-2, decay_rate=0.99, epsilon=1e-8, cache=np.zeros_like(w))
    state = {"step": torch.tensor(0.0), "square_avg": constant(config["cache"])}
    options = {"lr": config["learning_rate"], "alpha": config["decay_rate"], "eps": config["epsilon"]}
    next_w, state = _step(torch.optim.RMSprop, w, dw, state, **options)
    config["cache"] = array(state["square_avg"])
    return next_w, config


def adam(w, dw, config=None):
    config = _with_defaults(
        config,
        learning_rate=1e-3,
        beta1=0.9,
        beta2=0.999,
        epsilon=1e-8,
        m=np.zeros_like(w),
        v=np.zeros_like(w),
        t=0,
    )
    state = {
        "step": torch.tensor(float(config["t"])),
        "exp_avg": constant(config["m"]),
        "exp_avg_sq": constant(config["v"]),
    }
    betas = (config["beta1"], config["beta2"])
    options = {"lr": config["learning_rate"], "betas": betas, "eps": config["epsilon"]}
    next_w, state = _step(torch.optim.Adam, w, dw, state, **options)
    config.update(m=array(state["exp_avg"]), v=array(state["exp_avg_sq"]), t=int(state["step"]))
    return next_w, config


def _with_defaults(config, **defaults):
    config = {} if config is None else config
    for name, value in defaults.items():
        config.setdefault(name, value)
    return config


def _step(optimizer_class, w, dw, state, **options):
    """The parameter after one step from `state`, and the state after it."""
    parameter = torch.nn.Parameter(constant(w))
    parameter.grad = constant(dw)
    optimizer = optimizer_class([parameter], **options)
    optimizer.state[parameter].update(state)
    optimizer.step()
    return array(parameter), optimizer.state[parameter]
