"""Mistakes in adam, and right variants of it."""

from autograder.model.mutants import Mutant

MISTAKES = [
    Mutant(
        id="adam.epsilon_inside",
        target="optim.py:adam",
        swaps=(('(np.sqrt(v_hat) + config["epsilon"])', 'np.sqrt(v_hat + config["epsilon"])'),),
        hint="adam adds epsilon inside the square root; add it after the root, sqrt(v_hat) + epsilon",
        costs=("1.13",),
    ),
    Mutant(
        id="adam.epsilon_before_correction",
        target="optim.py:adam",
        swaps=(("m_hat / (np.sqrt(v_hat)", "m_hat * np.sqrt(1 - beta2**t) / (np.sqrt(v)"),),
        hint="adam adds epsilon before v is corrected for its bias; correct first, sqrt(v_hat) + epsilon",
        costs=("1.13",),
    ),
    Mutant(
        id="adam.epsilon_not_used",
        target="optim.py:adam",
        swaps=(('+ config["epsilon"]', "+ 1e-8"),),
        hint=(
            "adam ignores config['epsilon']; it should add this value to the square root of the corrected v"
        ),
        costs=("1.13",),
    ),
    Mutant(
        id="adam.no_default_epsilon",
        target="optim.py:adam",
        swaps=(('config.setdefault("epsilon", 1e-8)', 'config.setdefault("epsilon", 0.0)'),),
        hint=(
            "adam divides 0 by 0 if config has no epsilon and a gradient is 0; "
            "it should divide by sqrt(v_hat) + epsilon, with the default epsilon 1e-8"
        ),
        costs=("1.13",),
    ),
    Mutant(
        id="adam.late_t",
        target="optim.py:adam",
        swaps=(
            ("    t = t + 1\n", ""),
            ("(1 - beta1**t)", "(1 - beta1 ** max(t, 1))"),
            ("(1 - beta2**t)", "(1 - beta2 ** max(t, 1))"),
            ('config["t"] = t', 'config["t"] = t + 1'),
        ),
        hint="adam uses t before incrementing it; increment t first, so that the first step uses t = 1",
        costs=("1.13",),
    ),
    Mutant(
        id="adam.t_not_stored",
        target="optim.py:adam",
        swaps=(('    config["t"] = t\n', ""),),
        hint=(
            "adam does not store the incremented t; it should write it to config['t'], which counts the calls"
        ),
        costs=("1.13",),
    ),
    Mutant(
        id="adam.t_from_one",
        target="optim.py:adam",
        swaps=(('config.get("t", 0)', 'config.get("t", 1)'),),
        hint=(
            "adam starts t at 1 and increments it before the first use; "
            "start at 0, so that the first step uses t = 1"
        ),
        costs=("1.13",),
    ),
    Mutant(
        id="adam.no_correction",
        target="optim.py:adam",
        swaps=(("m / (1 - beta1**t)", "m"), ("v / (1 - beta2**t)", "v")),
        hint="adam does not correct the bias of m and v; divide them by 1 - beta1**t and 1 - beta2**t",
        costs=("1.13",),
    ),
    Mutant(
        id="adam.v_not_corrected",
        target="optim.py:adam",
        swaps=(("v / (1 - beta2**t)", "v"),),
        hint="adam does not correct the bias of v; divide it by 1 - beta2**t",
        costs=("1.13",),
    ),
    Mutant(
        id="adam.m_not_corrected",
        target="optim.py:adam",
        swaps=(("m / (1 - beta1**t)", "m"),),
        hint="adam does not correct the bias of m; divide it by 1 - beta1**t",
        costs=("1.13",),
    ),
    Mutant(
        id="adam.correction_without_power",
        target="optim.py:adam",
        swaps=(("1 - beta1**t", "1 - beta1"), ("1 - beta2**t", "1 - beta2")),
        hint=(
            "adam corrects the bias alike at every step; "
            "divide by 1 - beta1**t and 1 - beta2**t, with the power t"
        ),
        costs=("1.13",),
    ),
    Mutant(
        id="adam.corrected_stored",
        target="optim.py:adam",
        swaps=(('config["m"] = m', 'config["m"] = m_hat'), ('config["v"] = v', 'config["v"] = v_hat')),
        hint=(
            "adam stores the corrected averages; keep m and v as they are, and correct afresh at every step"
        ),
        costs=("1.13",),
    ),
    Mutant(
        id="adam.betas_swapped",
        target="optim.py:adam",
        swaps=(
            ('beta1 = config["beta1"]', 'beta1 = config["beta2"]'),
            ('beta2 = config["beta2"]', 'beta2 = config["beta1"]'),
        ),
        hint="adam swaps beta1 and beta2; it should use beta1 for m and beta2 for v",
        costs=("1.13",),
    ),
    Mutant(
        id="adam.fixed_betas",
        target="optim.py:adam",
        swaps=(('beta1 = config["beta1"]', "beta1 = 0.9"), ('beta2 = config["beta2"]', "beta2 = 0.999")),
        hint="adam uses fixed betas; use config['beta1'] and config['beta2']",
        costs=("1.13",),
    ),
    Mutant(
        id="adam.shares_swapped",
        target="optim.py:adam",
        swaps=(
            ("beta1 * m + (1 - beta1) * dw", "(1 - beta1) * m + beta1 * dw"),
            ("beta2 * v + (1 - beta2) * dw**2", "(1 - beta2) * v + beta2 * dw**2"),
        ),
        hint=(
            "adam swaps the weights of old and new; "
            "it should weight the old average by beta and the new value by 1 - beta"
        ),
        costs=("1.13",),
    ),
    Mutant(
        id="adam.v_of_m",
        target="optim.py:adam",
        swaps=(("* dw**2", "* m**2"),),
        hint="adam averages m**2 in v; it should average the squared gradient, dw**2",
        costs=("1.13",),
    ),
    Mutant(
        id="adam.not_squared",
        target="optim.py:adam",
        swaps=(("* dw**2", "* np.abs(dw)"),),
        hint="adam averages the gradient's size in v; average its square, dw**2",
        costs=("1.13",),
    ),
    Mutant(
        id="adam.m_not_stored",
        target="optim.py:adam",
        swaps=(('    config["m"] = m\n', ""),),
        hint="adam forgets m; store it in config['m'] for the next call",
        costs=("1.13",),
    ),
    Mutant(
        id="adam.v_not_stored",
        target="optim.py:adam",
        swaps=(('    config["v"] = v\n', ""),),
        hint="adam forgets v; store it in config['v'] for the next call",
        costs=("1.13",),
    ),
    Mutant(
        id="adam.no_root",
        target="optim.py:adam",
        swaps=(("np.sqrt(v_hat)", "v_hat"),),
        hint="adam divides by v_hat itself; it should divide by the square root of v_hat, plus epsilon",
        costs=("1.13",),
    ),
    Mutant(
        id="adam.ascent",
        target="optim.py:adam",
        swaps=(("w - step", "w + step"),),
        hint="adam steps along the gradient; it should step against it, so that the loss falls",
        costs=("1.13",),
    ),
    Mutant(
        id="adam.weight_decay",
        target="optim.py:adam",
        swaps=(("next_w = w - step", 'next_w = w - step - config["learning_rate"] * 1e-2 * w'),),
        hint="adam shrinks the weights on its own, as AdamW does; it should only subtract the step from w",
        costs=("1.13",),
    ),
    Mutant(
        id="adam.matrices_only",
        target="optim.py:adam",
        swaps=(("t = t + 1", "rows, columns = w.shape\n    t = t + 1"),),
        hint=(
            "adam expects w to have two dimensions; "
            "it should work on w as a whole, as biases have one and filters four"
        ),
        costs=("1.13",),
    ),
    Mutant(
        id="adam.unfinished",
        target="optim.py:adam",
        swaps=(("next_w = w - step", "next_w = None"),),
        hint="adam returns None for the new w; write it, or assign its result to next_w",
        costs=("1.13",),
    ),
    Mutant(
        id="adam.folded_corrections",
        target="optim.py:adam",
        swaps=(
            (
                "    m_hat = m / (1 - beta1**t)\n    v_hat = v / (1 - beta2**t)\n",
                "    root = np.sqrt(1 - beta2**t)\n",
            ),
            (
                'config["learning_rate"] * m_hat / (np.sqrt(v_hat) + config["epsilon"])',
                'config["learning_rate"] * root / (1 - beta1**t) * m / (np.sqrt(v) + root * config["epsilon"])',
            ),
        ),
        hint="adam with the bias corrections, that of epsilon included, folded into the step size",
    ),
    Mutant(
        id="adam.in_place",
        target="optim.py:adam",
        swaps=(
            ("m = beta1 * m + (1 - beta1) * dw\n", "m *= beta1\n    m += (1 - beta1) * dw\n"),
            ("v = beta2 * v + (1 - beta2) * dw**2", "v *= beta2\n    v += (1 - beta2) * dw * dw"),
            ("next_w = w - step", "w -= step\n    next_w = w"),
        ),
        hint="adam that updates m, v and w in place",
    ),
]
