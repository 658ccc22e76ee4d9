"""Mistakes in question 2's layernorm_forward and layernorm_backward."""

from autograder.model.mutants import Mutant

EPS = 'eps = ln_param.get("eps", 1e-5)'
MEAN = "mean = x.mean(axis=1, keepdims=True)"
VAR = "var = x.var(axis=1, keepdims=True)"
STD = "std = np.sqrt(var + eps)"
X_HAT = "x_hat = (x - mean) / std"
OUT = "out = gamma * x_hat + beta"

DBETA = "dbeta = dout.sum(axis=0)"
DGAMMA = "dgamma = (dout * x_hat).sum(axis=0)"
DX_HAT = "dx_hat = dout * gamma"
MEAN_DX_HAT = "mean_dx_hat = dx_hat.mean(axis=1, keepdims=True)"
MEAN_PRODUCT = "mean_product = (dx_hat * x_hat).mean(axis=1, keepdims=True)"
DX = "dx = (dx_hat - mean_dx_hat - x_hat * mean_product) / std"
RETURN = "return dx, dgamma, dbeta"

# All that needs what layernorm_forward returns.
ALL = ("2.11", "2.13", "2.14")


def forward(name, hint, *swaps, costs=("2.11",), code=""):
    return Mutant(f"layernorm_forward.{name}", "layers.py:layernorm_forward", hint, costs, swaps, code)


def backward(name, hint, *swaps, costs=("2.12",), code=""):
    return Mutant(f"layernorm_backward.{name}", "layers.py:layernorm_backward", hint, costs, swaps, code)


FORWARD = [
    forward(
        "ddof",
        "the variance is divided by D - 1; divide by D, as np.var does by default",
        (VAR, "var = x.var(axis=1, keepdims=True, ddof=1)"),
    ),
    forward(
        "over_the_batch",
        "mean and variance are taken over the batch; take them for each sample, over axis 1",
        (MEAN, "mean = x.mean(axis=0)"),
        (VAR, "var = x.var(axis=0)"),
    ),
    forward(
        "mean_over_the_batch",
        "the mean is taken over the batch; take it for each sample, over axis 1",
        (MEAN, "mean = x.mean(axis=0)"),
    ),
    forward(
        "variance_over_the_batch",
        "the variance is taken over the batch; take it for each sample, over axis 1",
        (VAR, "var = x.var(axis=0)"),
    ),
    forward(
        "global_statistics",
        "mean and variance are taken over all entries; take them for each sample, over axis 1",
        (MEAN, "mean = x.mean()"),
        (VAR, "var = x.var()"),
    ),
    forward(
        "global_mean",
        "the mean is taken over all entries; take it for each sample, over axis 1",
        (MEAN, "mean = x.mean()"),
    ),
    forward(
        "gamma_per_sample",
        "gamma is spread over the samples; it should be spread over the features, axis 1",
        (OUT, "out = np.resize(gamma, (len(x), 1)) * x_hat + beta"),
    ),
    forward(
        "beta_per_sample",
        "beta is spread over the samples; it should be spread over the features, axis 1",
        (OUT, "out = gamma * x_hat + np.resize(beta, (len(x), 1))"),
    ),
    forward(
        "scaled_first",
        "x is scaled and shifted before it is normalised; normalise first",
        (MEAN, "x = gamma * x + beta\n    " + MEAN),
        (OUT, "out = x_hat"),
    ),
    forward(
        "gamma_beta_swapped",
        "gamma and beta are swapped; multiply x_hat by gamma, then add beta",
        (OUT, "out = beta * x_hat + gamma"),
    ),
    forward(
        "no_beta", "beta is never added; out should be gamma * x_hat + beta", (OUT, "out = gamma * x_hat")
    ),
    forward("minus_beta", "beta is subtracted; add it", (OUT, "out = gamma * x_hat - beta")),
    forward("no_gamma", "gamma is never used; multiply x_hat by it", (OUT, "out = x_hat + beta")),
    forward(
        "no_scale_no_shift",
        "gamma and beta are never used; out should be gamma * x_hat + beta",
        (OUT, "out = x_hat"),
    ),
    forward(
        "beta_scaled",
        "beta is added before multiplying by gamma; multiply first, then add beta",
        (OUT, "out = gamma * (x_hat + beta)"),
    ),
    forward(
        "not_centred",
        "the mean is not subtracted; subtract each sample's mean before dividing",
        (X_HAT, "x_hat = x / std"),
    ),
    forward(
        "not_divided",
        "the samples are centred, but not divided by anything; divide by sqrt(var + eps)",
        (X_HAT, "x_hat = x - mean"),
    ),
    forward(
        "divides_by_variance",
        "the centred samples are divided by the variance; divide by its root",
        (X_HAT, "x_hat = (x - mean) / (var + eps)"),
    ),
    forward(
        "divides_by_norm",
        "each sample is divided by its length; divide by the standard deviation, the root of a mean",
        (STD, "std = np.sqrt(var * x.shape[1] + eps)"),
    ),
    forward(
        "second_moment",
        "the variance is the mean of x^2; subtract the mean from x before squaring",
        (VAR, "var = (x**2).mean(axis=1, keepdims=True)"),
    ),
    forward(
        "mean_minus_x",
        "x is subtracted from the mean; subtract the mean from x",
        (X_HAT, "x_hat = (mean - x) / std"),
    ),
    forward(
        "calls_batchnorm",
        (
            "batchnorm_forward is applied to x as it is, which normalises over the samples; "
            "transpose x before and after"
        ),
        (X_HAT, 'x_hat = batchnorm_forward(x, 1.0, 0.0, {"mode": "train", "eps": eps})[0]'),
    ),
    forward(
        "needs_mode",
        (
            "layernorm_forward looks for a mode in ln_param; "
            "it should do without, as training and testing are the same"
        ),
        (EPS, 'mode = ln_param["mode"]\n    ' + EPS),
        costs=("2.11", "2.13"),
    ),
    forward(
        "needs_eps",
        "layernorm_forward fails when ln_param has no eps; use ln_param.get with the default 1e-5",
        (EPS, 'eps = ln_param["eps"]'),
        costs=ALL,
    ),
    forward(
        "nothing_returned",
        "layernorm_forward returns nothing; end it with return out, cache",
        ("return out, cache", "return None"),
        costs=ALL,
    ),
    forward(
        "transposed",
        "out comes back as (D, N); transpose it back",
        (OUT, "out = (gamma * x_hat + beta).T"),
        costs=("2.11", "2.13", "2.14"),
    ),
    forward(
        "eps_missing",
        "eps is never added; divide by sqrt(var + eps), or a constant sample gives 0 / 0",
        (STD, "std = np.sqrt(var)"),
        costs=("2.13",),
    ),
    forward(
        "eps_hard_coded", "eps is always 1e-5; take it from ln_param", (EPS, "eps = 1e-5"), costs=("2.13",)
    ),
    forward(
        "eps_hard_coded_small",
        "eps is always 1e-8; take it from ln_param, with 1e-5 as the default",
        (EPS, "eps = 1e-8"),
        costs=("2.13",),
    ),
    forward(
        "default_eps",
        "eps is 1e-8 if ln_param has none; the default should be 1e-5",
        (EPS, 'eps = ln_param.get("eps", 1e-8)'),
        costs=("2.13",),
    ),
    forward(
        "eps_outside",
        "eps is added after the square root; add it to the variance, inside the square root",
        (STD, "std = np.sqrt(var) + eps"),
        costs=("2.13",),
    ),
    forward(
        "eps_squared",
        "eps is squared; add eps itself to the variance",
        (STD, "std = np.sqrt(var + eps**2)"),
        costs=("2.13",),
    ),
    forward(
        "in_place",
        "subtracting the mean changes x in place; work on a new array",
        (X_HAT, "x -= mean\n    x_hat = x / std"),
        costs=("2.14",),
    ),
    forward(
        "running_in_testing",
        (
            "test mode uses running averages, as batch normalisation does; "
            "use each sample's own statistics in any mode"
        ),
        (
            STD,
            """if ln_param.get("mode") == "test":
        mean = ln_param.get("running_mean", np.zeros(x.shape[1]))
        var = ln_param.get("running_var", np.zeros(x.shape[1]))
    std = np.sqrt(var + eps)""",
        ),
        costs=("2.13",),
    ),
    forward(
        "no_cache_in_testing",
        (
            "in test mode, there is no cache; "
            "return one in any mode, as layer normalisation is the same in all"
        ),
        (
            "cache = (x_hat, std, gamma)",
            'cache = None if ln_param.get("mode") == "test" else (x_hat, std, gamma)',
        ),
        costs=("2.13",),
    ),
    Mutant(
        "layernorm_forward.global_cache",
        "layers.py",
        (
            "layernorm_backward uses the last call of layernorm_forward, whatever the layer; "
            "use the cache argument"
        ),
        ("2.13",),
        (
            (
                "layernorm_forward",
                "    cache = (x_hat, std, gamma)\n",
                "    global layer_cache\n    layer_cache = cache = (x_hat, std, gamma)\n",
            ),
            (
                "layernorm_backward",
                "    x_hat, std, gamma = cache\n",
                "    x_hat, std, gamma = layer_cache\n",
            ),
        ),
    ),
]

BACKWARD = [
    backward(
        "over_the_batch",
        (
            "the means in dx run over the batch, as for batchnorm; "
            "they should run over the features of each sample"
        ),
        (MEAN_DX_HAT, "mean_dx_hat = dx_hat.mean(axis=0)"),
        (MEAN_PRODUCT, "mean_product = (dx_hat * x_hat).mean(axis=0)"),
    ),
    backward(
        "gamma_outside",
        (
            "gamma stands in front of the formula, as in batchnorm; "
            "move it inside the means, as it differs between features"
        ),
        (DX_HAT, "dx_hat = dout"),
        (DX, "dx = gamma * (dx_hat - mean_dx_hat - x_hat * mean_product) / std"),
    ),
    backward(
        "no_gamma",
        "gamma is missing in dx; the gradient of x_hat should be dout * gamma",
        (DX_HAT, "dx_hat = dout"),
    ),
    backward(
        "gamma_twice",
        "gamma is multiplied into dx twice; the gradient of x_hat should be dout * gamma, once",
        (DX_HAT, "dx_hat = dout * gamma**2"),
    ),
    backward(
        "no_mean",
        "the path through the mean is missing; subtract the mean of dx_hat over the features",
        (DX, "dx = (dx_hat - x_hat * mean_product) / std"),
    ),
    backward(
        "no_projection",
        "the path through the variance is missing; subtract x_hat times the mean of dx_hat * x_hat",
        (DX, "dx = (dx_hat - mean_dx_hat) / std"),
    ),
    backward(
        "direct_only",
        "mean and variance are treated as constants; subtract the paths of x through both",
        (DX, "dx = dx_hat / std"),
    ),
    backward(
        "samples_for_features",
        "the sums over the features are divided by the number of samples; divide by D",
        (MEAN_DX_HAT, "mean_dx_hat = dx_hat.sum(axis=1, keepdims=True) / dout.shape[0]"),
        (MEAN_PRODUCT, "mean_product = (dx_hat * x_hat).sum(axis=1, keepdims=True) / dout.shape[0]"),
    ),
    backward(
        "unbiased",
        "the path through the variance is divided by D - 1; divide by D, as the variance is a mean over D",
        (MEAN_PRODUCT, "mean_product = (dx_hat * x_hat).sum(axis=1, keepdims=True) / (dout.shape[1] - 1)"),
    ),
    backward(
        "sums_for_means",
        "the sums over the features are not divided by D; subtract means",
        (MEAN_DX_HAT, "mean_dx_hat = dx_hat.sum(axis=1, keepdims=True)"),
        (MEAN_PRODUCT, "mean_product = (dx_hat * x_hat).sum(axis=1, keepdims=True)"),
    ),
    backward(
        "times_features",
        "dx is D times too large; divide the whole formula by D when D * dx_hat is its first term",
        (DX, "dx = dout.shape[1] * (dx_hat - mean_dx_hat - x_hat * mean_product) / std"),
    ),
    backward(
        "mean_sign",
        "the mean of dx_hat is added; subtract it",
        (DX, DX.replace("- mean_dx_hat", "+ mean_dx_hat")),
    ),
    backward(
        "projection_sign",
        "x_hat times the mean of dx_hat * x_hat is added; subtract it",
        (DX, DX.replace("- x_hat", "+ x_hat")),
    ),
    backward(
        "projection_halved",
        (
            "the path through the variance is halved; "
            "leave it whole, as the square's 2 and the root's 1/2 cancel"
        ),
        (DX, DX.replace("mean_product", "mean_product / 2")),
    ),
    backward(
        "divides_by_variance",
        "dx is divided by the variance; divide by its root",
        (DX, DX.replace("/ std", "/ std**2")),
    ),
    backward(
        "not_divided",
        "dx is not divided by the root; divide by sqrt(var + eps)",
        (DX, DX.replace(" / std", "")),
    ),
    backward(
        "multiplies_by_std",
        "dx is multiplied by the root; divide by it, as the forward pass does",
        (DX, DX.replace("/ std", "* std")),
    ),
    backward(
        "projection_without_x_hat",
        "the mean of dx_hat * x_hat is subtracted as it is; multiply it by x_hat",
        (DX, DX.replace("x_hat * mean_product", "mean_product")),
    ),
    backward(
        "dgamma_over_features",
        "dgamma is summed over the features; sum over the batch, axis 0, as all samples share gamma",
        (DGAMMA, "dgamma = (dout * x_hat).sum(axis=1)"),
    ),
    backward(
        "parameters_over_features",
        "dgamma and dbeta are summed over the features; sum over the batch, axis 0",
        (DGAMMA, "dgamma = (dout * x_hat).sum(axis=1)"),
        (DBETA, "dbeta = dout.sum(axis=1)"),
    ),
    backward(
        "dgamma_averaged",
        "dgamma is a mean over the batch; sum it",
        (DGAMMA, "dgamma = (dout * x_hat).mean(axis=0)"),
    ),
    backward(
        "dbeta_averaged",
        "dbeta is a mean over the batch; sum it",
        (DBETA, "dbeta = dout.mean(axis=0)"),
    ),
    backward(
        "dgamma_without_x_hat",
        "dgamma sums dout alone; it should sum dout * x_hat, as gamma multiplies x_hat",
        (DGAMMA, "dgamma = dout.sum(axis=0)"),
    ),
    backward(
        "dgamma_of_centred",
        "dgamma sums dout * (x - mean); sum dout * x_hat, which is divided by the root",
        (DGAMMA, "dgamma = (dout * x_hat * std).sum(axis=0)"),
    ),
    backward(
        "keeps_axes",
        (
            "dgamma and dbeta have shape (1, D); "
            "sum over axis 0 without keepdims, so that they match gamma and beta"
        ),
        (DGAMMA, "dgamma = (dout * x_hat).sum(axis=0, keepdims=True)"),
        (DBETA, "dbeta = dout.sum(axis=0, keepdims=True)"),
    ),
    backward(
        "dgamma_dbeta_swapped",
        "dgamma and dbeta are returned in the wrong order; return dx, dgamma, dbeta",
        (RETURN, "return dx, dbeta, dgamma"),
    ),
    backward(
        "eps_missing",
        "dx is divided by sqrt(var) without eps; divide by the root that the forward pass took",
        (DX, DX.replace("/ std", "/ (std * np.sqrt((x_hat**2).mean(axis=1, keepdims=True)))")),
        costs=("2.13",),
    ),
    backward(
        "dout_in_place",
        "dout is changed in place; multiply by gamma into a new array",
        (DX_HAT, "dout *= gamma\n    dx_hat = dout"),
        costs=("2.14",),
    ),
    backward(
        "cache_in_place",
        (
            "x_hat in the cache is changed in place, so a second call returns something else; "
            "work on a new array"
        ),
        (DX, "x_hat *= mean_product\n    dx = (dx_hat - mean_dx_hat - x_hat) / std"),
        costs=("2.14",),
    ),
]

ACCEPTED = [
    forward(
        "by_transposed_batchnorm",
        "batch normalisation of the transposed batch",
        (X_HAT, 'x_hat = batchnorm_forward(x.T, 1.0, 0.0, {"mode": "train", "eps": eps})[0].T'),
        costs=(),
    ),
    forward(
        "difference_of_moments",
        "the variance is E[x^2] - E[x]^2",
        (VAR, "var = (x**2).mean(axis=1, keepdims=True) - mean**2"),
        costs=(),
    ),
    forward(
        "loops",
        "one sample after the other",
        (X_HAT, "x_hat = np.array([(row - row.mean()) / np.sqrt(row.var() + eps) for row in x])"),
        costs=(),
    ),
    forward(
        "stores_in_ln_param",
        "the mean is left in ln_param",
        (X_HAT, X_HAT + '\n    ln_param["mean"] = mean'),
        costs=(),
    ),
    backward(
        "three_paths",
        "the three paths of x one by one, with loops over samples",
        costs=(),
        code="""
        def layernorm_backward(dout, cache):
            x_hat, std, gamma = cache
            N, D = dout.shape
            dx = np.zeros_like(dout)
            for n in range(N):
                dx_hat = dout[n] * gamma
                s = std[n, 0]
                dvar = np.sum(dx_hat * x_hat[n] * s) * -0.5 * s**-3
                dmean = -np.sum(dx_hat) / s
                dx[n] = dx_hat / s + dvar * 2 * x_hat[n] * s / D + dmean / D
            return dx, np.einsum("nd,nd->d", x_hat, dout), dout.T.sum(axis=1)
        """,
    ),
    backward(
        "over_features",
        "the closed form over D, in column order",
        (
            DX,
            "D = dout.shape[1]\n    dx = np.asfortranarray((D * dx_hat - dx_hat.sum(axis=1, keepdims=True)"
            " - x_hat * np.sum(dx_hat * x_hat, axis=1, keepdims=True)) / (D * std))",
        ),
        costs=(),
    ),
]

MISTAKES = FORWARD + BACKWARD + ACCEPTED
