"""Mistakes in question 2's batchnorm_forward: running averages, what it returns."""

from autograder.model.mutants import Mutant

TARGET = "layers.py:batchnorm_forward"
MOMENTUM = 'momentum = bn_param.get("momentum", 0.9)'
START_MEAN = 'running_mean = bn_param.get("running_mean", np.zeros(x.shape[1], dtype=x.dtype))'
START_VAR = 'running_var = bn_param.get("running_var", np.zeros(x.shape[1], dtype=x.dtype))'
NEW_MEAN = 'bn_param["running_mean"] = momentum * running_mean + (1 - momentum) * mean'
NEW_VAR = 'bn_param["running_var"] = momentum * running_var + (1 - momentum) * var'
CACHE = "cache = (x_hat, centred, std, gamma)"

# All that needs what batchnorm_forward returns.
ALL = ("2.1", "2.4", "2.5", "2.6", "2.10", "2.14", "2.15")


def state(name, hint, *swaps, costs=("2.2",)):
    return Mutant(f"batchnorm_forward.{name}", TARGET, hint, costs, swaps)


MISTAKES = [
    state(
        "momentum_swapped",
        "momentum weights the new statistics; it should weight the old running averages",
        (NEW_MEAN, 'bn_param["running_mean"] = (1 - momentum) * running_mean + momentum * mean'),
        (NEW_VAR, 'bn_param["running_var"] = (1 - momentum) * running_var + momentum * var'),
    ),
    state(
        "momentum_swapped_mean",
        "running_mean weights the new mean by momentum; momentum should weight the old running mean",
        (NEW_MEAN, 'bn_param["running_mean"] = (1 - momentum) * running_mean + momentum * mean'),
    ),
    state(
        "momentum_swapped_variance",
        "running_var weights the new variance by momentum; momentum should weight the old running variance",
        (NEW_VAR, 'bn_param["running_var"] = (1 - momentum) * running_var + momentum * var'),
    ),
    state(
        "momentum_twice",
        "old and new values are both weighted by momentum; weight the new one by 1 - momentum",
        (NEW_MEAN, 'bn_param["running_mean"] = momentum * running_mean + momentum * mean'),
        (NEW_VAR, 'bn_param["running_var"] = momentum * running_var + momentum * var'),
    ),
    state(
        "old_not_decayed",
        "the old running averages keep their full weight; multiply them by momentum",
        (NEW_MEAN, 'bn_param["running_mean"] = running_mean + (1 - momentum) * mean'),
        (NEW_VAR, 'bn_param["running_var"] = running_var + (1 - momentum) * var'),
    ),
    state(
        "new_not_scaled",
        "the new statistics have full weight; multiply them by 1 - momentum",
        (NEW_MEAN, 'bn_param["running_mean"] = momentum * running_mean + mean'),
        (NEW_VAR, 'bn_param["running_var"] = momentum * running_var + var'),
    ),
    state(
        "overwritten",
        "the batch's statistics replace the running averages; mix old and new by momentum",
        (NEW_MEAN, 'bn_param["running_mean"] = mean'),
        (NEW_VAR, 'bn_param["running_var"] = var'),
    ),
    state(
        "plain_average",
        "old and new values are averaged half and half; weight them by momentum and 1 - momentum",
        (NEW_MEAN, 'bn_param["running_mean"] = (running_mean + mean) / 2'),
        (NEW_VAR, 'bn_param["running_var"] = (running_var + var) / 2'),
    ),
    state(
        "running_variance_unbiased",
        "running_var averages variances over N - 1; average the biased ones, which normalise the batch",
        (
            NEW_VAR,
            'bn_param["running_var"] = momentum * running_var + (1 - momentum) * x.var(axis=0, ddof=1)',
        ),
    ),
    state(
        "running_std",
        "running_var averages standard deviations; average variances",
        (NEW_VAR, 'bn_param["running_var"] = momentum * running_var + (1 - momentum) * np.sqrt(var)'),
    ),
    state(
        "running_variance_of_mean",
        "running_var averages the mean once more; average the variance",
        (NEW_VAR, 'bn_param["running_var"] = momentum * running_var + (1 - momentum) * mean'),
    ),
    state(
        "running_second_moment",
        "running_var averages the mean of x^2; average the variance",
        (NEW_VAR, 'bn_param["running_var"] = momentum * running_var + (1 - momentum) * (x**2).mean(axis=0)'),
    ),
    state(
        "variance_around_running_mean",
        "running_var averages deviations from running_mean; take those from the batch's mean",
        (
            NEW_VAR,
            "deviation = x - bn_param['running_mean']\n        "
            'bn_param["running_var"] = momentum * running_var + (1 - momentum) * (deviation**2).mean(axis=0)',
        ),
    ),
    state(
        "running_global",
        "the running averages take one mean and variance of the whole batch; take those of each feature",
        (NEW_MEAN, 'bn_param["running_mean"] = momentum * running_mean + (1 - momentum) * x.mean()'),
        (NEW_VAR, 'bn_param["running_var"] = momentum * running_var + (1 - momentum) * x.var()'),
    ),
    state(
        "running_of_output",
        "the running averages are those of the normalised values; take the mean and variance of x",
        (
            NEW_MEAN,
            'bn_param["running_mean"] = momentum * running_mean + (1 - momentum) * x_hat.mean(axis=0)',
        ),
        (NEW_VAR, 'bn_param["running_var"] = momentum * running_var + (1 - momentum) * x_hat.var(axis=0)'),
    ),
    state(
        "running_swapped",
        "the running mean and variance are stored under each other's name; store each under its own",
        (NEW_MEAN, NEW_MEAN.replace('"running_mean"', '"running_var"')),
        (NEW_VAR, NEW_VAR.replace('"running_var"', '"running_mean"')),
    ),
    state(
        "running_variance_kept",
        "running_var is never updated; update it in the same way as running_mean",
        (NEW_VAR, 'bn_param["running_var"] = running_var'),
    ),
    state(
        "running_mean_kept",
        "running_mean is never updated; update it in the same way as running_var",
        (NEW_MEAN, 'bn_param["running_mean"] = running_mean'),
    ),
    state(
        "running_not_stored",
        "the running averages are computed but not stored; put them back into bn_param",
        (NEW_MEAN, "running_mean = momentum * running_mean + (1 - momentum) * mean"),
        (NEW_VAR, "running_var = momentum * running_var + (1 - momentum) * var"),
        costs=("2.2", "2.3", "2.15"),
    ),
    state(
        "running_in_a_copy",
        (
            "the running averages are stored in a copy of bn_param; "
            "store them in the dictionary that was given"
        ),
        ('mode = bn_param["mode"]', 'bn_param = dict(bn_param)\n    mode = bn_param["mode"]'),
        costs=("2.2", "2.3", "2.15"),
    ),
    state(
        "variance_starts_at_one",
        "running_var is initialised to 1; it should be initialised to 0",
        (START_VAR, START_VAR.replace("zeros", "ones")),
    ),
    state(
        "starts_at_first_batch",
        "the running averages are initialised to the first batch's statistics; initialise them to 0",
        (START_MEAN, 'running_mean = bn_param.get("running_mean", x.mean(axis=0))'),
        (START_VAR, 'running_var = bn_param.get("running_var", x.var(axis=0))'),
    ),
    state(
        "always_from_zero",
        "every call resets the running averages to 0; use those in bn_param if it has any",
        (NEW_MEAN, 'bn_param["running_mean"] = (1 - momentum) * mean'),
        (NEW_VAR, 'bn_param["running_var"] = (1 - momentum) * var'),
    ),
    state(
        "updated_twice",
        "the running averages are updated twice in a call; update them once",
        (
            CACHE,
            CACHE
            + "\n        running_mean = momentum * running_mean + (1 - momentum) * mean"
            + "\n        running_var = momentum * running_var + (1 - momentum) * var",
        ),
    ),
    state(
        "default_momentum",
        "momentum is 0.99 if bn_param has none; the default should be 0.9",
        (MOMENTUM, 'momentum = bn_param.get("momentum", 0.99)'),
    ),
    state(
        "momentum_hard_coded",
        "momentum is always 0.9; take it from bn_param",
        (MOMENTUM, "momentum = 0.9"),
        costs=("2.3",),
    ),
    state(
        "float64_statistics",
        (
            "the running averages are initialised in float64 whatever the dtype of x; "
            "initialise them with np.zeros(D, dtype=x.dtype)"
        ),
        (START_MEAN, START_MEAN.replace(", dtype=x.dtype", "")),
        (START_VAR, START_VAR.replace(", dtype=x.dtype", "")),
        costs=("2.15",),
    ),
    state(
        "nothing_returned",
        "batchnorm_forward returns nothing; end it with return out, cache",
        ("return out, cache", "return None"),
        costs=ALL,
    ),
    state(
        "no_cache_returned",
        "batchnorm_forward returns out alone; return out and cache",
        ("return out, cache", "return out"),
        costs=ALL,
    ),
    state(
        "order_of_results",
        "batchnorm_forward returns cache and out; return out first",
        ("return out, cache", "return cache, out"),
        costs=ALL,
    ),
    state(
        "running_in_place",
        "the running averages are updated in place",
        (
            NEW_MEAN,
            "running_mean *= momentum\n        running_mean += (1 - momentum) * mean"
            '\n        bn_param["running_mean"] = running_mean',
        ),
        costs=(),
    ),
    state(
        "running_by_difference",
        "the running averages move by a share of their distance to the batch's statistics",
        (NEW_MEAN, 'bn_param["running_mean"] = running_mean + (1 - momentum) * (mean - running_mean)'),
        (NEW_VAR, 'bn_param["running_var"] = running_var - (1 - momentum) * (running_var - var)'),
        costs=(),
    ),
    state(
        "row_state",
        "running averages of shape (1, D) at the start",
        (START_MEAN, START_MEAN.replace("np.zeros(x.shape[1], ", "np.zeros((1, x.shape[1]), ")),
        (START_VAR, START_VAR.replace("np.zeros(x.shape[1], ", "np.zeros((1, x.shape[1]), ")),
        costs=(),
    ),
    Mutant(
        id="batchnorm_forward.global_cache",
        target="layers.py",
        hint=(
            "batchnorm_backward uses the last call of batchnorm_forward, whatever the layer; "
            "use the cache argument"
        ),
        costs=("2.9",),
        swaps=(
            (
                "batchnorm_forward",
                "        cache = (x_hat, centred, std, gamma)\n",
                "        global batch_cache\n        batch_cache = cache = (x_hat, centred, std, gamma)\n",
            ),
            (
                "batchnorm_backward",
                "    x_hat, centred, std, gamma = cache\n",
                "    x_hat, centred, std, gamma = batch_cache\n",
            ),
            (
                "batchnorm_backward_alt",
                "    x_hat, _, std, gamma = cache\n",
                "    x_hat, _, std, gamma = batch_cache\n",
            ),
        ),
    ),
    Mutant(
        id="batchnorm_forward.test_changes_x",
        target=TARGET,
        hint="in test mode, x -= running_mean changes the caller's x; write x = x - running_mean",
        costs=("2.14",),
        swaps=(
            (
                "out = scale * (x - running_mean) + beta",
                "x -= running_mean\n        out = scale * x + beta",
            ),
        ),
    ),
    Mutant(
        id="batchnorm_forward.test_changes_gamma",
        target=TARGET,
        hint="in test mode, gamma /= ... changes the caller's gamma; divide into a new array",
        costs=("2.14",),
        swaps=(
            (
                "scale = gamma / np.sqrt(running_var + eps)",
                "gamma /= np.sqrt(running_var + eps)\n        scale = gamma",
            ),
        ),
    ),
    Mutant(
        id="batchnorm_forward.test_changes_beta",
        target=TARGET,
        hint="in test mode, beta -= ... changes the caller's beta; subtract into a new array",
        costs=("2.14",),
        swaps=(
            (
                "out = scale * (x - running_mean) + beta",
                "beta -= scale * running_mean\n        out = scale * x + beta",
            ),
        ),
    ),
    Mutant(
        id="batchnorm_forward.dictionary_cache",
        target="layers.py",
        hint="a cache that is a dictionary, with the variance in place of its root",
        swaps=(
            (
                "batchnorm_forward",
                CACHE,
                'cache = {"x_hat": x_hat, "x": x, "mean": mean, "var": var, "eps": eps, "gamma": gamma}',
            ),
            (
                "batchnorm_backward",
                "x_hat, centred, std, gamma = cache",
                'x_hat, gamma = cache["x_hat"], cache["gamma"]\n    centred = cache["x"] - cache["mean"]'
                '\n    std = np.sqrt(cache["var"] + cache["eps"])',
            ),
            (
                "batchnorm_backward_alt",
                "x_hat, _, std, gamma = cache",
                'x_hat, gamma = cache["x_hat"], cache["gamma"]\n    std = np.sqrt(cache["var"] + cache["eps"])',
            ),
        ),
    ),
]
