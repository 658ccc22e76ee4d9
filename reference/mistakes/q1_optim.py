"""Mistakes in sgd, sgd_momentum and rmsprop, and right variants of them."""

from autograder.model.mutants import Mutant

SGD = [
    Mutant(
        id="sgd.ascent",
        target="optim.py:sgd",
        swaps=(("w - config", "w + config"),),
        hint="sgd steps along the gradient; it should step against it, w - lr dw, so that the loss falls",
        costs=("1.10",),
    ),
    Mutant(
        id="sgd.no_learning_rate",
        target="optim.py:sgd",
        swaps=(('config["learning_rate"] * dw', "dw"),),
        hint="sgd takes the whole gradient for a step; multiply it by the learning rate",
        costs=("1.10",),
    ),
    Mutant(
        id="sgd.fixed_learning_rate",
        target="optim.py:sgd",
        swaps=(('config["learning_rate"] * dw', "1e-2 * dw"),),
        hint="sgd uses a fixed learning rate; use config['learning_rate']",
        costs=("1.10",),
    ),
    Mutant(
        id="sgd.no_config",
        target="optim.py:sgd",
        swaps=(("return next_w, config", "return next_w"),),
        hint="sgd returns only the new w; return the pair next_w, config",
        costs=("1.10",),
    ),
    Mutant(
        id="sgd.in_place",
        target="optim.py:sgd",
        swaps=(
            (
                'next_w = w - config["learning_rate"] * dw',
                'w -= config["learning_rate"] * dw\n    next_w = w',
            ),
        ),
        hint="sgd that updates w in place, which rules may do",
    ),
]

MOMENTUM = [
    Mutant(
        id="sgd_momentum.subtracted",
        target="optim.py:sgd_momentum",
        swaps=(("w + velocity", "w - velocity"),),
        hint=(
            "sgd_momentum subtracts the velocity, which already has the minus sign; "
            "it should compute next_w = w + velocity"
        ),
        costs=("1.11",),
    ),
    Mutant(
        id="sgd_momentum.ascent",
        target="optim.py:sgd_momentum",
        swaps=(('velocity - config["learning_rate"]', 'velocity + config["learning_rate"]'),),
        hint=(
            "sgd_momentum adds lr dw to the velocity; "
            "it should subtract it, so that w moves against the gradient"
        ),
        costs=("1.11",),
    ),
    Mutant(
        id="sgd_momentum.rate_outside",
        target="optim.py:sgd_momentum",
        swaps=(
            ('velocity - config["learning_rate"] * dw', "velocity + dw"),
            ("w + velocity", 'w - config["learning_rate"] * velocity'),
        ),
        hint=(
            "sgd_momentum scales the step of w by the learning rate; "
            "it should scale dw in v = momentum v - lr dw"
        ),
        costs=("1.11",),
    ),
    Mutant(
        id="sgd_momentum.damped",
        target="optim.py:sgd_momentum",
        swaps=(('config["learning_rate"] * dw', '(1 - config["momentum"]) * config["learning_rate"] * dw'),),
        hint=(
            "sgd_momentum weights the gradient by 1 - momentum; "
            "it should multiply it by the learning rate only"
        ),
        costs=("1.11",),
    ),
    Mutant(
        id="sgd_momentum.not_stored",
        target="optim.py:sgd_momentum",
        swaps=(('    config["velocity"] = velocity\n', ""),),
        hint="sgd_momentum forgets the velocity; store it in config['velocity'] for the next call",
        costs=("1.11",),
    ),
    Mutant(
        id="sgd_momentum.other_key",
        target="optim.py:sgd_momentum",
        swaps=(('config["velocity"] =', 'config["v"] ='),),
        hint=(
            "sgd_momentum stores the velocity under another key than it reads; "
            "it should use config['velocity'] for both"
        ),
        costs=("1.11",),
    ),
    Mutant(
        id="sgd_momentum.reset",
        target="optim.py:sgd_momentum",
        swaps=(('config["momentum"] * velocity', 'config["momentum"] * np.zeros_like(w)'),),
        hint="sgd_momentum resets the velocity to 0 at every call; use config['velocity'] if there is one",
        costs=("1.11",),
    ),
    Mutant(
        id="sgd_momentum.fixed_momentum",
        target="optim.py:sgd_momentum",
        swaps=(('config["momentum"] * velocity', "0.9 * velocity"),),
        hint="sgd_momentum uses a fixed momentum; use config['momentum']",
        costs=("1.11",),
    ),
    Mutant(
        id="sgd_momentum.old_velocity",
        target="optim.py:sgd_momentum",
        swaps=(
            ("    next_w = w + velocity\n", ""),
            (
                '    velocity = config["momentum"]',
                '    next_w = w + velocity\n    velocity = config["momentum"]',
            ),
        ),
        hint="sgd_momentum moves w by the velocity of the previous call; update the velocity first",
        costs=("1.11",),
    ),
    Mutant(
        id="sgd_momentum.nesterov",
        target="optim.py:sgd_momentum",
        swaps=(("w + velocity", 'w + config["momentum"] * velocity - config["learning_rate"] * dw'),),
        hint="sgd_momentum looks ahead as Nesterov momentum does; move w by the velocity itself",
        costs=("1.11",),
    ),
    Mutant(
        id="sgd_momentum.order",
        target="optim.py:sgd_momentum",
        swaps=(("return next_w, config", "return config, next_w"),),
        hint="sgd_momentum returns its results in the wrong order; it should return next_w, config",
        costs=("1.11",),
    ),
    Mutant(
        id="sgd_momentum.matrices_only",
        target="optim.py:sgd_momentum",
        swaps=(
            (
                'velocity = config["momentum"] * velocity - config["learning_rate"] * dw',
                'rows, columns = w.shape\n    velocity = config["momentum"] * velocity - config["learning_rate"] * dw',
            ),
        ),
        hint=(
            "sgd_momentum expects w to have two dimensions; "
            "it should work on w as a whole, as biases have one and filters four"
        ),
        costs=("1.11",),
    ),
    Mutant(
        id="sgd_momentum.unfinished",
        target="optim.py:sgd_momentum",
        swaps=(("next_w = w + velocity", "next_w = None"),),
        hint="sgd_momentum returns None for the new w; write it, or assign its result to next_w",
        costs=("1.11",),
    ),
    Mutant(
        id="sgd_momentum.in_place",
        target="optim.py:sgd_momentum",
        swaps=(
            (
                'velocity = config["momentum"] * velocity - config["learning_rate"] * dw',
                'velocity *= config["momentum"]\n    velocity -= config["learning_rate"] * dw',
            ),
            ("next_w = w + velocity", "w += velocity\n    next_w = w"),
        ),
        hint="sgd_momentum that updates velocity and w in place",
    ),
    Mutant(
        id="sgd_momentum.positive_velocity",
        target="optim.py:sgd_momentum",
        swaps=(
            (
                'config["momentum"] * velocity - config["learning_rate"] * dw',
                '-(config["learning_rate"] * dw - config["momentum"] * velocity)',
            ),
        ),
        hint="sgd_momentum with the terms in another order",
    ),
]

RMSPROP = [
    Mutant(
        id="rmsprop.epsilon_inside",
        target="optim.py:rmsprop",
        swaps=(('(np.sqrt(cache) + config["epsilon"])', 'np.sqrt(cache + config["epsilon"])'),),
        hint="rmsprop adds epsilon inside the square root; add it after the root, sqrt(cache) + epsilon",
        costs=("1.12",),
    ),
    Mutant(
        id="rmsprop.epsilon_not_used",
        target="optim.py:rmsprop",
        swaps=(('+ config["epsilon"]', "+ 1e-8"),),
        hint="rmsprop ignores config['epsilon']; it should add this value to the square root of the cache",
        costs=("1.12",),
    ),
    Mutant(
        id="rmsprop.no_default_epsilon",
        target="optim.py:rmsprop",
        swaps=(('config.setdefault("epsilon", 1e-8)', 'config.setdefault("epsilon", 0.0)'),),
        hint=(
            "rmsprop divides 0 by 0 if config has no epsilon and a gradient is 0; "
            "it should divide by sqrt(cache) + epsilon, with the default epsilon 1e-8"
        ),
        costs=("1.12",),
    ),
    Mutant(
        id="rmsprop.decay_swapped",
        target="optim.py:rmsprop",
        swaps=(
            (
                "decay_rate * cache + (1 - decay_rate) * dw**2",
                "(1 - decay_rate) * cache + decay_rate * dw**2",
            ),
        ),
        hint=(
            "rmsprop swaps the weights; "
            "it should weight the old cache by decay_rate and dw**2 by 1 - decay_rate"
        ),
        costs=("1.12",),
    ),
    Mutant(
        id="rmsprop.adagrad",
        target="optim.py:rmsprop",
        swaps=(("decay_rate * cache + (1 - decay_rate) * dw**2", "cache + dw**2"),),
        hint="rmsprop adds up squared gradients without decay, as AdaGrad does; keep a decaying average",
        costs=("1.12",),
    ),
    Mutant(
        id="rmsprop.old_cache",
        target="optim.py:rmsprop",
        swaps=(
            ("(np.sqrt(cache)", "(np.sqrt(old)"),
            ("    cache = decay_rate", "    old = cache\n    cache = decay_rate"),
        ),
        hint="rmsprop divides by the cache of the previous call; update the cache first",
        costs=("1.12",),
    ),
    Mutant(
        id="rmsprop.not_squared",
        target="optim.py:rmsprop",
        swaps=(("* dw**2", "* dw"),),
        hint="rmsprop averages the gradient itself; average its square, dw**2",
        costs=("1.12",),
    ),
    Mutant(
        id="rmsprop.no_root",
        target="optim.py:rmsprop",
        swaps=(("np.sqrt(cache)", "cache"),),
        hint="rmsprop divides by the cache itself; it should divide by its square root, plus epsilon",
        costs=("1.12",),
    ),
    Mutant(
        id="rmsprop.ascent",
        target="optim.py:rmsprop",
        swaps=(("w - step", "w + step"),),
        hint="rmsprop steps along the gradient; it should step against it, so that the loss falls",
        costs=("1.12",),
    ),
    Mutant(
        id="rmsprop.fixed_decay",
        target="optim.py:rmsprop",
        swaps=(('decay_rate = config["decay_rate"]', "decay_rate = 0.99"),),
        hint="rmsprop uses a fixed decay rate; use config['decay_rate']",
        costs=("1.12",),
    ),
    Mutant(
        id="rmsprop.not_stored",
        target="optim.py:rmsprop",
        swaps=(('    config["cache"] = cache\n', ""),),
        hint="rmsprop forgets the cache; store it in config['cache'] for the next call",
        costs=("1.12",),
    ),
    Mutant(
        id="rmsprop.root_stored",
        target="optim.py:rmsprop",
        swaps=(('config["cache"] = cache', 'config["cache"] = np.sqrt(cache)'),),
        hint="rmsprop stores the root of the cache; store the average of squares itself",
        costs=("1.12",),
    ),
    Mutant(
        id="rmsprop.matrices_only",
        target="optim.py:rmsprop",
        swaps=(
            (
                'decay_rate = config["decay_rate"]',
                'rows, columns = w.shape\n    decay_rate = config["decay_rate"]',
            ),
        ),
        hint=(
            "rmsprop expects w to have two dimensions; "
            "it should work on w as a whole, as biases have one and filters four"
        ),
        costs=("1.12",),
    ),
    Mutant(
        id="rmsprop.unfinished",
        target="optim.py:rmsprop",
        swaps=(("next_w = w - step", "next_w = None"),),
        hint="rmsprop returns None for the new w; write it, or assign its result to next_w",
        costs=("1.12",),
    ),
    Mutant(
        id="rmsprop.in_place",
        target="optim.py:rmsprop",
        swaps=(
            (
                "cache = decay_rate * cache + (1 - decay_rate) * dw**2",
                "cache *= decay_rate\n    cache += (1 - decay_rate) * np.square(dw)",
            ),
            ("next_w = w - step", "w -= step\n    next_w = w"),
        ),
        hint="rmsprop that updates cache and w in place",
    ),
]

MISTAKES = [*SGD, *MOMENTUM, *RMSPROP]
