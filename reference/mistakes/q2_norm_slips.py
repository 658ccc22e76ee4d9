"""More mistakes of real students in batch and layer normalisation: centring, epsilon, caches, closed forms."""

from autograder.model.mutants import Mutant

CENTRED = "centred = x - mean"
OUT = "out = gamma * x_hat + beta"
CACHE = "cache = (x_hat, centred, std, gamma)"
SCALE = "scale = gamma / np.sqrt(running_var + eps)"
NEW_MEAN = 'bn_param["running_mean"] = momentum * running_mean + (1 - momentum) * mean'
NEW_VAR = 'bn_param["running_var"] = momentum * running_var + (1 - momentum) * var'
LAYER_STD = "std = np.sqrt(var + eps)"
LAYER_X_HAT = "x_hat = (x - mean) / std"
LAYER_CACHE = "cache = (x_hat, std, gamma)"
LAYER_DX = "dx = (dx_hat - mean_dx_hat - x_hat * mean_product) / std"


def norm(function, name, hint, costs, *swaps):
    return Mutant(f"{function}.{name}", f"layers.py:{function}", f"{function} {hint}", costs, swaps)


BATCH = [
    norm(
        "batchnorm_forward",
        "centred_by_running_mean",
        "subtracts the running mean in training; it should subtract the batch's own mean",
        ("2.1",),
        (CENTRED, "centred = x - running_mean"),
    ),
    norm(
        "batchnorm_forward",
        "centred_by_updated_running_mean",
        "subtracts the updated running mean in training; it should subtract the batch's own mean",
        ("2.1",),
        (CENTRED, "centred = x - (momentum * running_mean + (1 - momentum) * mean)"),
    ),
    norm(
        "batchnorm_forward",
        "divided_by_running_variance",
        "divides by the root of the running variance in training; it should take the batch's own variance",
        ("2.1",),
        ("std = np.sqrt(var + eps)", "std = np.sqrt(momentum * running_var + (1 - momentum) * var + eps)"),
    ),
    norm(
        "batchnorm_forward",
        "eps_in_running_variance",
        "adds eps to the variance that it averages; it should add eps inside the root only",
        ("2.2",),
        (NEW_VAR, 'bn_param["running_var"] = momentum * running_var + (1 - momentum) * (var + eps)'),
    ),
    norm(
        "batchnorm_forward",
        "test_eps_squared",
        "adds eps to the root twice in test mode; it should add eps once, inside the root",
        ("2.6",),
        (SCALE, "scale = gamma / np.sqrt(running_var + 2 * eps)"),
    ),
    norm(
        "batchnorm_forward",
        "test_eps_default",
        "uses an eps of 1e-8 in test mode; it should use the eps in bn_param",
        ("2.6",),
        (SCALE, "scale = gamma / np.sqrt(running_var + 1e-8)"),
    ),
    norm(
        "batchnorm_forward",
        "test_divides_by_root_twice",
        "takes the root of the running variance twice in test mode; it should take it once",
        ("2.4",),
        (SCALE, "scale = gamma / np.sqrt(np.sqrt(running_var + eps))"),
    ),
    norm(
        "batchnorm_forward",
        "test_multiplies_by_std",
        "multiplies by the standard deviation in test mode; it should divide by it",
        ("2.4",),
        (SCALE, "scale = gamma * np.sqrt(running_var + eps)"),
    ),
    norm(
        "batchnorm_forward",
        "first_gamma",
        "scales every feature by the first gamma; it should scale each by its own",
        ("2.1",),
        (OUT, "out = gamma[0] * x_hat + beta"),
    ),
    norm(
        "batchnorm_forward",
        "first_beta",
        "shifts every feature by the first beta; it should shift each by its own",
        ("2.1",),
        (OUT, "out = gamma * x_hat + beta[0]"),
    ),
    norm(
        "batchnorm_forward",
        "unbiased_cache",
        "caches a different standard deviation from the one it divides by; it should cache the one it used",
        ("2.7", "2.8", "2.9"),
        (CACHE, "cache = (x_hat, centred, np.sqrt(x.var(axis=0, ddof=1) + eps), gamma)"),
    ),
    norm(
        "batchnorm_forward",
        "gamma_of_ones_in_cache",
        "keeps ones for gamma in its cache; it should keep the gamma that it scaled with",
        ("2.7", "2.8", "2.9"),
        (CACHE, "cache = (x_hat, centred, std, np.ones_like(gamma))"),
    ),
    norm(
        "batchnorm_forward",
        "scaled_in_cache",
        "keeps the scaled and shifted output in its cache as x_hat; it should keep x_hat before gamma and beta",
        ("2.7", "2.8", "2.9"),
        (CACHE, "cache = (out, centred, std, gamma)"),
    ),
    norm(
        "batchnorm_forward",
        "variance_in_cache",
        "caches the variance, but the backward pass reads a standard deviation; it should cache the root",
        ("2.7", "2.8", "2.9"),
        (CACHE, "cache = (x_hat, centred, std**2, gamma)"),
    ),
    norm(
        "batchnorm_forward",
        "running_mean_of_squares",
        "averages the squared batch mean into running_mean; it should average the mean itself",
        ("2.2",),
        (NEW_MEAN, 'bn_param["running_mean"] = momentum * running_mean + (1 - momentum) * mean**2'),
    ),
    norm(
        "batchnorm_forward",
        "running_subtracted",
        "subtracts the batch's statistics from the running ones; it should add (1 - momentum) of them",
        ("2.2",),
        (NEW_MEAN, 'bn_param["running_mean"] = momentum * running_mean - (1 - momentum) * mean'),
        (NEW_VAR, 'bn_param["running_var"] = momentum * running_var - (1 - momentum) * var'),
    ),
    norm(
        "batchnorm_backward",
        "first_gamma",
        "scales the gradient of every feature by the first gamma; it should scale each by its own",
        ("2.7",),
        ("dx_hat = dout * gamma", "dx_hat = dout * gamma[0]"),
    ),
    norm(
        "batchnorm_backward_alt",
        "first_gamma",
        "scales the gradient of every feature by the first gamma; it should scale each by its own",
        ("2.8",),
        ("(gamma / std)", "(gamma[0] / std)"),
    ),
    norm(
        "batchnorm_backward_alt",
        "of_layernorm",
        "takes its means over the features, as layer normalisation does; it should take them over the batch",
        ("2.8",),
        ("mean_part = dbeta / N", "mean_part = dout.mean(axis=1, keepdims=True)"),
        (
            "x_hat_part = x_hat * (dgamma / N)",
            "x_hat_part = x_hat * (dout * x_hat).mean(axis=1, keepdims=True)",
        ),
    ),
    norm(
        "batchnorm_forward",
        "normalised_by_running_statistics",
        "normalises by the running statistics in training; it should use the batch's own mean and variance",
        ("2.1",),
        ("x_hat = centred / std", "x_hat = (x - running_mean) / np.sqrt(running_var + eps)"),
    ),
    norm(
        "batchnorm_forward",
        "running_std_with_eps",
        "averages the standard deviation in running_var; it should average the variance",
        ("2.2",),
        (NEW_VAR, NEW_VAR.replace("* var", "* std")),
    ),
    norm(
        "batchnorm_forward",
        "running_starts_at_batch",
        "starts running_mean at the first batch's mean; it should start at 0",
        ("2.2",),
        (NEW_MEAN, NEW_MEAN.replace("running_mean + ", "bn_param.get('running_mean', mean) + ")),
    ),
    norm(
        "batchnorm_forward",
        "running_mean_not_stored",
        "never stores running_mean; it should put the new average into bn_param",
        (
            "2.2",
            "2.3",
            "2.15",
        ),
        (NEW_MEAN, "running_mean = momentum * running_mean + (1 - momentum) * mean"),
    ),
    norm(
        "batchnorm_backward",
        "power_of_root",
        "divides by std**1.5 in the path through the variance; it should divide by std**3, which is (var + eps)**1.5",
        ("2.7",),
        ("/ std**3", "/ std**1.5"),
    ),
]

LAYER = [
    norm(
        "layernorm_forward",
        "rms",
        "divides x by the root of its mean square without centring; it should subtract the mean of each sample first",
        ("2.11",),
        (LAYER_STD, "std = np.sqrt((x**2).mean(axis=1, keepdims=True) + eps)"),
        (LAYER_X_HAT, "x_hat = x / std"),
    ),
    norm(
        "layernorm_forward",
        "first_gamma",
        "scales every feature by the first gamma; it should scale each by its own",
        ("2.11",),
        (OUT, "out = gamma[0] * x_hat + beta"),
    ),
    norm(
        "layernorm_forward",
        "first_beta",
        "shifts every feature by the first beta; it should shift each by its own",
        ("2.11",),
        (OUT, "out = gamma * x_hat + beta[0]"),
    ),
    norm(
        "layernorm_forward",
        "multiplies",
        "multiplies by the standard deviation; it should divide by it",
        ("2.11",),
        (LAYER_X_HAT, "x_hat = (x - mean) * std"),
    ),
    norm(
        "layernorm_forward",
        "statistics_without_axis_kept",
        "does not keep the axis of its means, so that they do not fit x; it should use keepdims=True",
        ("2.11", "2.13", "2.14"),
        ("mean = x.mean(axis=1, keepdims=True)", "mean = x.mean(axis=1)"),
        ("var = x.var(axis=1, keepdims=True)", "var = x.var(axis=1)"),
    ),
    norm(
        "layernorm_forward",
        "sum_of_squares",
        "sums the squared deviations for the variance; it should divide their sum by D",
        ("2.11",),
        ("var = x.var(axis=1, keepdims=True)", "var = ((x - mean) ** 2).sum(axis=1, keepdims=True)"),
    ),
    norm(
        "layernorm_forward",
        "mean_of_samples_count",
        "divides the sum of the features by N; it should divide by their number D",
        ("2.11",),
        ("mean = x.mean(axis=1, keepdims=True)", "mean = x.sum(axis=1, keepdims=True) / x.shape[0]"),
    ),
    norm(
        "layernorm_forward",
        "unbiased_cache",
        "caches a different standard deviation from the one it divides by; it should cache the one it used",
        ("2.12", "2.13"),
        (LAYER_CACHE, "cache = (x_hat, np.sqrt(x.var(axis=1, keepdims=True, ddof=1) + eps), gamma)"),
    ),
    norm(
        "layernorm_forward",
        "gamma_of_ones_in_cache",
        "keeps ones for gamma in its cache; it should keep the gamma that it scaled with",
        ("2.12",),
        (LAYER_CACHE, "cache = (x_hat, std, np.ones_like(gamma))"),
    ),
    norm(
        "layernorm_forward",
        "scaled_in_cache",
        "keeps the scaled and shifted output in its cache as x_hat; it should keep x_hat before gamma and beta",
        ("2.12", "2.13"),
        (LAYER_CACHE, "cache = (out, std, gamma)"),
    ),
    norm(
        "layernorm_backward",
        "closed_form_of_batchnorm",
        "is batch normalisation's closed form; it should take its means over the features, with gamma inside",
        ("2.12",),
        (LAYER_DX, "dx = gamma / std * (dout - dbeta / len(dout) - x_hat * dgamma / len(dout))"),
    ),
    norm(
        "layernorm_backward",
        "closed_form_over_features",
        "sums dout over the batch and divides by D; it should take the means over the features of each sample",
        ("2.12",),
        (LAYER_DX, "dx = gamma / std * (dout - dbeta / dout.shape[1] - x_hat * dgamma / dout.shape[1])"),
    ),
    norm(
        "layernorm_backward",
        "first_gamma",
        "scales the gradient of every feature by the first gamma; it should scale each by its own",
        ("2.12",),
        ("dx_hat = dout * gamma", "dx_hat = dout * gamma[0]"),
    ),
    norm(
        "layernorm_backward",
        "dx_averaged",
        "divides dx by the number of samples; it should not average over the batch",
        ("2.12",),
        (LAYER_DX, f"{LAYER_DX} / len(dout)"),
    ),
    norm(
        "layernorm_backward",
        "negative",
        "flips the sign of dx; it should be (dx_hat - its mean - x_hat * mean of dx_hat * x_hat) / std",
        ("2.12",),
        (LAYER_DX, "dx = (mean_dx_hat + x_hat * mean_product - dx_hat) / std"),
    ),
    norm(
        "layernorm_backward",
        "mean_of_dout",
        "averages dout instead of dx_hat; it should average dout * gamma",
        ("2.12",),
        ("mean_dx_hat = dx_hat.mean", "mean_dx_hat = dout.mean"),
    ),
    norm(
        "layernorm_backward",
        "mean_of_dx_hat_over_batch",
        "takes the mean of dx_hat over the batch; it should take it over the features of each sample",
        ("2.12",),
        ("mean_dx_hat = dx_hat.mean(axis=1", "mean_dx_hat = dx_hat.mean(axis=0"),
    ),
    norm(
        "layernorm_backward",
        "mean_product_over_batch",
        "takes the mean of dx_hat * x_hat over the batch; it should take it over the features of each sample",
        ("2.12",),
        ("(dx_hat * x_hat).mean(axis=1", "(dx_hat * x_hat).mean(axis=0"),
    ),
    norm(
        "layernorm_backward",
        "sum_of_dx_hat_by_samples",
        "divides the sum of dx_hat by the number of samples; it should divide by the number of features",
        ("2.12",),
        (
            "mean_dx_hat = dx_hat.mean(axis=1, keepdims=True)",
            "mean_dx_hat = dx_hat.sum(axis=1, keepdims=True) / len(dout)",
        ),
    ),
    norm(
        "layernorm_backward",
        "product_without_gamma",
        "leaves gamma out of one mean; it should average dx_hat * x_hat, and dx_hat is dout * gamma",
        ("2.12",),
        ("mean_product = (dx_hat * x_hat)", "mean_product = (dout * x_hat)"),
    ),
]

MISTAKES = [*BATCH, *LAYER]
