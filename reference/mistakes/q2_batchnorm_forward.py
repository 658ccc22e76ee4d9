"""Mistakes in question 2's batchnorm_forward: normalisation in training, testing, epsilon."""

from autograder.model.mutants import Mutant

TARGET = "layers.py:batchnorm_forward"
MEAN = "mean = x.mean(axis=0)"
VAR = "var = x.var(axis=0)"
STD = "std = np.sqrt(var + eps)"
CENTRED = "centred = x - mean"
X_HAT = "x_hat = centred / std"
OUT = "out = gamma * x_hat + beta"
EPS = 'eps = bn_param.get("eps", 1e-5)'
SCALE = "scale = gamma / np.sqrt(running_var + eps)"
TEST = "out = scale * (x - running_mean) + beta"
NEW_MEAN = 'bn_param["running_mean"] = momentum * running_mean + (1 - momentum) * mean'
NEW_VAR = 'bn_param["running_var"] = momentum * running_var + (1 - momentum) * var'
NO_TEST_CACHE = "cache = None"


def training(name, hint, *swaps, costs=("2.1",)):
    return Mutant(f"batchnorm_forward.{name}", TARGET, f"in training, {hint}", costs, swaps)


def in_testing(name, hint, *swaps, costs=("2.4",)):
    return Mutant(f"batchnorm_forward.{name}", TARGET, f"in test mode, {hint}", costs, swaps)


def epsilon(name, hint, *swaps):
    return Mutant(f"batchnorm_forward.{name}", TARGET, hint, ("2.6",), swaps)


def variant(name, hint, *swaps, **options):
    return Mutant(f"batchnorm_forward.{name}", TARGET, hint, (), swaps, **options)


TRAINING = [
    training(
        "ddof",
        "the variance is divided by N - 1; divide by N, as np.var does by default",
        (VAR, "var = x.var(axis=0, ddof=1)"),
    ),
    training(
        "divides_by_variance",
        "the centred values are divided by the variance; divide by its root, the standard deviation",
        (X_HAT, "x_hat = centred / (var + eps)"),
    ),
    training(
        "divides_by_fourth_root",
        "the root is taken twice before dividing; divide by sqrt(var + eps)",
        (X_HAT, "x_hat = centred / np.sqrt(std)"),
    ),
    training(
        "not_divided",
        "the values are centred, but not divided by the standard deviation; divide by sqrt(var + eps)",
        (X_HAT, "x_hat = centred"),
    ),
    training(
        "multiplies",
        "the centred values are multiplied by the standard deviation; divide by it",
        (X_HAT, "x_hat = centred * std"),
    ),
    training(
        "not_centred",
        "the mean is not subtracted; subtract each feature's mean before dividing",
        (X_HAT, "x_hat = x / std"),
    ),
    training(
        "mean_minus_x",
        "x is subtracted from the mean; subtract the mean from x",
        (CENTRED, "centred = mean - x"),
    ),
    training(
        "global_statistics",
        (
            "mean and variance are those of the whole batch; "
            "give them axis=0, so that each feature has its own"
        ),
        (MEAN, "mean = x.mean()"),
        (VAR, "var = x.var()"),
    ),
    training(
        "global_mean",
        "the mean is that of the whole batch; give it axis=0, so that each feature has its own",
        (MEAN, "mean = x.mean()"),
    ),
    training(
        "global_variance",
        "the variance is that of the whole batch; give it axis=0, so that each feature has its own",
        (VAR, "var = x.var()"),
    ),
    training(
        "per_sample",
        "each sample is normalised over its features; take mean and variance over the batch, axis 0",
        (MEAN, "mean = x.mean(axis=1, keepdims=True)"),
        (VAR, "var = x.var(axis=1, keepdims=True)"),
    ),
    training(
        "sum_of_squares",
        "the squared deviations are summed, not averaged; divide their sum by N",
        (VAR, "var = x.var(axis=0) * x.shape[0]"),
    ),
    training(
        "second_moment",
        "the variance is the mean of x^2; subtract the mean from x before squaring",
        (VAR, "var = (x**2).mean(axis=0)"),
    ),
    training(
        "mean_deviation",
        "the spread is the mean of absolute deviations; take the root of the mean of squared ones",
        (STD, "std = np.abs(x - mean).mean(axis=0) + eps"),
    ),
    training(
        "median",
        "the values are centred at the median; subtract the mean",
        (CENTRED, "centred = x - np.median(x, axis=0)"),
    ),
    training(
        "running_statistics",
        "the running averages are used to normalise; use the batch's own mean and variance",
        (CENTRED, "centred = x - running_mean"),
        (STD, "std = np.sqrt(running_var + eps)"),
    ),
    training(
        "updated_running_statistics",
        "the updated running averages are used to normalise; use the batch's own mean and variance",
        (CENTRED, "centred = x - (momentum * running_mean + (1 - momentum) * mean)"),
        (STD, "std = np.sqrt(momentum * running_var + (1 - momentum) * var + eps)"),
    ),
    training(
        "gamma_beta_swapped",
        "gamma and beta are swapped; multiply x_hat by gamma, then add beta",
        (OUT, "out = beta * x_hat + gamma"),
    ),
    training(
        "no_beta", "beta is never added; out should be gamma * x_hat + beta", (OUT, "out = gamma * x_hat")
    ),
    training("minus_beta", "beta is subtracted; add it", (OUT, "out = gamma * x_hat - beta")),
    training("no_gamma", "gamma is never used; multiply x_hat by it", (OUT, "out = x_hat + beta")),
    training(
        "no_scale_no_shift",
        "gamma and beta are never used; out should be gamma * x_hat + beta",
        (OUT, "out = x_hat"),
    ),
    training(
        "beta_scaled",
        "beta is added before multiplying by gamma; multiply first, then add beta",
        (OUT, "out = gamma * (x_hat + beta)"),
    ),
    training(
        "gamma_plus_one",
        "x_hat is multiplied by 1 + gamma; multiply by gamma itself, which starts at 1",
        (OUT, "out = (1 + gamma) * x_hat + beta"),
    ),
    training(
        "shift_before_division",
        "gamma and beta are applied before the division; normalise first, then scale and shift",
        (X_HAT, "x_hat = (gamma * centred + beta) / std"),
        (OUT, "out = x_hat"),
    ),
    training(
        "clipped",
        "the normalised values are clipped; leave them as they are",
        (OUT, "out = gamma * np.clip(x_hat, -1, 1) + beta"),
    ),
    training(
        "relu",
        "negative outputs are set to 0; leave them, as normalisation has no activation of its own",
        (OUT, "out = np.maximum(0, gamma * x_hat + beta)"),
    ),
    training(
        "first_half",
        "mean and variance leave out the last sample; take them over the whole batch",
        (MEAN, "mean = x[:-1].mean(axis=0)"),
        (VAR, "var = x[:-1].var(axis=0)"),
    ),
    training(
        "in_place",
        "subtracting the mean changes x in place; work on a new array, centred = x - mean",
        (CENTRED, "x -= mean\n        centred = x"),
        costs=("2.14",),
    ),
]

TESTING = [
    in_testing(
        "test_batch_statistics",
        "the batch's own mean and variance are used; use running_mean and running_var",
        (SCALE, "scale = gamma / np.sqrt(x.var(axis=0) + eps)"),
        (TEST, "out = scale * (x - x.mean(axis=0)) + beta"),
    ),
    in_testing(
        "test_batch_mean",
        "the batch's own mean is subtracted; subtract running_mean",
        (TEST, "out = scale * (x - x.mean(axis=0)) + beta"),
    ),
    in_testing(
        "test_batch_variance",
        "the batch's own variance is used; use running_var",
        (SCALE, "scale = gamma / np.sqrt(x.var(axis=0) + eps)"),
    ),
    in_testing(
        "test_no_beta", "beta is never added; add it as in training", (TEST, TEST.replace(" + beta", ""))
    ),
    in_testing("test_minus_beta", "beta is subtracted; add it", (TEST, TEST.replace("+ beta", "- beta"))),
    in_testing(
        "test_no_gamma",
        "gamma is never used; multiply by it as in training",
        (SCALE, "scale = 1 / np.sqrt(running_var + eps)"),
    ),
    in_testing(
        "test_no_scale_no_shift",
        "gamma and beta are never used; scale and shift as in training",
        (SCALE, "scale = 1 / np.sqrt(running_var + eps)"),
        (TEST, "out = scale * (x - running_mean)"),
    ),
    in_testing(
        "test_gamma_beta_swapped",
        "gamma and beta are swapped; multiply by gamma, then add beta",
        (SCALE, "scale = beta / np.sqrt(running_var + eps)"),
        (TEST, "out = scale * (x - running_mean) + gamma"),
    ),
    in_testing(
        "test_beta_scaled",
        "beta is added before multiplying by gamma; multiply first, then add beta",
        (TEST, "out = scale * (x - running_mean) + gamma * beta"),
    ),
    in_testing(
        "test_divides_by_variance",
        "the centred values are divided by running_var; divide by its root",
        (SCALE, "scale = gamma / (running_var + eps)"),
    ),
    in_testing(
        "test_not_divided",
        "the values are not divided by anything; divide by sqrt(running_var + eps)",
        (SCALE, "scale = gamma"),
    ),
    in_testing(
        "test_not_centred",
        "running_mean is not subtracted; subtract it before dividing",
        (TEST, "out = scale * x + beta"),
    ),
    in_testing(
        "test_adds_mean",
        "running_mean is added; subtract it",
        (TEST, "out = scale * (x + running_mean) + beta"),
    ),
    in_testing(
        "test_mean_after_scale",
        "running_mean is subtracted after the division; subtract it first",
        (TEST, "out = scale * x - running_mean + beta"),
    ),
    in_testing(
        "test_identity",
        "x comes out as it is; normalise it with the running averages, then scale and shift",
        (TEST, "out = x"),
        costs=("2.4", "2.5", "2.6", "2.14"),
    ),
    in_testing(
        "test_scale_and_shift_only",
        "x is scaled and shifted but never normalised; use the running averages first",
        (TEST, "out = gamma * x + beta"),
    ),
    in_testing(
        "test_mixed_statistics",
        "the running averages are mixed with the batch's statistics; use the running averages alone",
        (SCALE, "scale = gamma / np.sqrt(momentum * running_var + (1 - momentum) * x.var(axis=0) + eps)"),
        (TEST, "out = scale * (x - momentum * running_mean - (1 - momentum) * x.mean(axis=0)) + beta"),
    ),
    in_testing(
        "test_unbiased",
        "running_var is multiplied by N / (N - 1); use it as it is",
        (SCALE, "scale = gamma / np.sqrt(running_var * len(x) / (len(x) - 1) + eps)"),
    ),
    in_testing(
        "test_updates",
        "the running averages are updated; only training should change them",
        (
            NO_TEST_CACHE,
            NO_TEST_CACHE
            + "\n        mean, var = x.mean(axis=0), x.var(axis=0)"
            + "".join("\n        " + line for line in (NEW_MEAN, NEW_VAR)),
        ),
        costs=("2.5",),
    ),
    in_testing(
        "test_replaces",
        "the batch's statistics replace the running averages; only training should change them",
        (
            NO_TEST_CACHE,
            NO_TEST_CACHE
            + '\n        bn_param["running_mean"], bn_param["running_var"] = x.mean(axis=0), x.var(axis=0)',
        ),
        costs=("2.5",),
    ),
    in_testing(
        "test_forgets",
        "the running averages are taken out of bn_param; leave them there for the next call",
        (NO_TEST_CACHE, NO_TEST_CACHE + '\n        del bn_param["running_mean"], bn_param["running_var"]'),
        costs=("2.5",),
    ),
    in_testing(
        "test_root_in_place",
        "the root is written over running_var in bn_param; take it into a new array",
        (SCALE, "scale = gamma / np.sqrt(np.add(running_var, eps, out=running_var), out=running_var)"),
        costs=("2.5",),
    ),
]

EPSILON = [
    epsilon(
        "eps_missing",
        "in training, eps is never added; divide by sqrt(var + eps), or a constant feature gives 0 / 0",
        (STD, "std = np.sqrt(var)"),
    ),
    epsilon(
        "eps_hard_coded",
        "eps is always 1e-5; take it from bn_param",
        (EPS, "eps = 1e-5"),
    ),
    epsilon(
        "eps_hard_coded_small",
        "eps is always 1e-8; take it from bn_param, with 1e-5 as the default",
        (EPS, "eps = 1e-8"),
    ),
    epsilon(
        "default_eps",
        "eps is 1e-8 if bn_param has none; the default should be 1e-5",
        (EPS, 'eps = bn_param.get("eps", 1e-8)'),
    ),
    epsilon(
        "eps_outside",
        "eps is added after the square root; add it to the variance, inside the square root",
        (STD, "std = np.sqrt(var) + eps"),
    ),
    epsilon(
        "eps_outside_everywhere",
        "eps is added after the square root; add it to the variance, inside the square root",
        (STD, "std = np.sqrt(var) + eps"),
        (SCALE, "scale = gamma / (np.sqrt(running_var) + eps)"),
    ),
    epsilon(
        "eps_squared",
        "in training, eps is squared; add eps itself to the variance",
        (STD, "std = np.sqrt(var + eps**2)"),
    ),
    epsilon(
        "eps_instead_of_small_variance",
        "in training, eps replaces a small variance; add it to every variance",
        (STD, "std = np.sqrt(np.maximum(var, eps))"),
    ),
    epsilon(
        "eps_twice",
        "in training, eps is added to the variance and to the root; add it to the variance only",
        (STD, "std = np.sqrt(var + eps) + eps"),
    ),
    epsilon(
        "test_eps_missing",
        "in test mode, eps is never added; divide by sqrt(running_var + eps)",
        (SCALE, "scale = gamma / np.sqrt(running_var)"),
    ),
    epsilon(
        "test_eps_outside",
        "eps is added after the square root; add it to the variance, inside the square root",
        (SCALE, "scale = gamma / (np.sqrt(running_var) + eps)"),
    ),
    epsilon(
        "test_eps_hard_coded",
        "in test mode, eps is always 1e-5; take it from bn_param",
        (SCALE, "scale = gamma / np.sqrt(running_var + 1e-5)"),
    ),
]

ACCEPTED = [
    variant(
        "difference_of_moments",
        "the variance is E[x^2] - E[x]^2",
        (VAR, "var = (x**2).mean(axis=0) - mean**2"),
    ),
    variant(
        "loops",
        "one feature after the other, in plain loops",
        (MEAN, "mean = np.array([sum(x[:, d]) / len(x) for d in range(x.shape[1])])"),
        (VAR, "var = np.array([sum((x[:, d] - mean[d]) ** 2) / len(x) for d in range(x.shape[1])])"),
    ),
    variant(
        "einsum",
        "the mean by a product with ones, the variance by einsum",
        (MEAN, "mean = np.ones(len(x), dtype=x.dtype) @ x / len(x)"),
        (VAR, 'var = np.einsum("nd,nd->d", x - mean, x - mean) / len(x)'),
    ),
    variant(
        "row_statistics",
        "statistics of shape (1, D)",
        (MEAN, "mean = x.mean(axis=0, keepdims=True)"),
        (VAR, "var = x.var(axis=0, keepdims=True)"),
    ),
    variant(
        "power",
        "a power of -1/2 in place of a root",
        (X_HAT, "x_hat = centred * (var + eps) ** -0.5"),
    ),
    variant(
        "column_order",
        "a result that is not contiguous",
        (OUT, "out = np.asfortranarray(x_hat * gamma + beta)"),
    ),
    variant(
        "test_in_training_order",
        "test mode in the order of training, with a cache",
        (SCALE, "x_hat = (x - running_mean) / np.sqrt(running_var + eps)"),
        (TEST, "out = gamma * x_hat + beta"),
        (NO_TEST_CACHE, "cache = (x_hat, gamma)"),
    ),
    variant(
        "test_stores_the_same",
        "test mode puts the running averages back into bn_param unchanged",
        (
            NO_TEST_CACHE,
            NO_TEST_CACHE
            + '\n        bn_param["running_mean"], bn_param["running_var"] = running_mean, running_var',
        ),
    ),
]

MISTAKES = TRAINING + TESTING + EPSILON + ACCEPTED
