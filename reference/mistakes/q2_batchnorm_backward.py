"""Mistakes in question 2's batchnorm_backward and batchnorm_backward_alt."""

from autograder.mistakes import Mistake

DBETA = "dbeta = dout.sum(axis=0)"
DGAMMA = "dgamma = (dout * x_hat).sum(axis=0)"
RETURN = "return dx, dgamma, dbeta"

# batchnorm_backward
DX_HAT = "dx_hat = dout * gamma"
DVAR = "dvar = (dx_hat * centred).sum(axis=0) * -0.5 / std**3"
DMEAN = "dmean = -dx_hat.sum(axis=0) / std"
DIRECT = "dx_direct = dx_hat / std"
VAR_PATH = "dx_through_var = centred * (2 * dvar / N)"
MEAN_PATH = "dx_through_mean = dmean / N"
SUM = "dx = dx_direct + dx_through_var + dx_through_mean"

# batchnorm_backward_alt
MEAN_PART = "mean_part = dbeta / N"
X_HAT_PART = "x_hat_part = x_hat * (dgamma / N)"
DX = "dx = (gamma / std) * (dout - mean_part - x_hat_part)"


def stepwise(name, says, *swaps, costs=("2.7",), code=""):
    target = "layers.py:batchnorm_backward"
    return Mistake(f"batchnorm_backward.{name}", target, says, costs, swaps, code)


def alt(name, says, *swaps, costs=("2.8",), code=""):
    target = "layers.py:batchnorm_backward_alt"
    return Mistake(f"batchnorm_backward_alt.{name}", target, says, costs, swaps, code)


STEPWISE = [
    stepwise(
        "mean_path_not_averaged",
        "the path through the mean is not divided by N: each sample has 1/N of the mean",
        (MEAN_PATH, "dx_through_mean = dmean"),
    ),
    stepwise(
        "no_mean_path",
        "the path through the mean is missing: x changes the mean that is subtracted from every sample",
        (SUM, "dx = dx_direct + dx_through_var"),
    ),
    stepwise(
        "no_variance_path",
        "the path through the variance is missing: x changes the variance that every sample is divided by",
        (SUM, "dx = dx_direct + dx_through_mean"),
    ),
    stepwise(
        "direct_path_only",
        "mean and variance are treated as constants: add the paths of x through both",
        (SUM, "dx = dx_direct"),
    ),
    stepwise(
        "no_direct_path",
        "the direct path is missing: add dx_hat / std to the paths through mean and variance",
        (SUM, "dx = dx_through_var + dx_through_mean"),
    ),
    stepwise(
        "no_factor_two",
        "the slope of a square lacks its factor 2: the variance's path is 2 (x - mean) dvar / N",
        (VAR_PATH, "dx_through_var = centred * (dvar / N)"),
    ),
    stepwise(
        "no_half",
        "the slope of the root lacks its factor 1/2: (var + eps)^(-1/2) has the slope -1/2 (var + eps)^(-3/2)",
        (DVAR, DVAR.replace("-0.5", "-1.0")),
    ),
    stepwise(
        "variance_sign",
        "the path through the variance has the wrong sign: more variance makes x_hat smaller",
        (DVAR, DVAR.replace("-0.5", "0.5")),
    ),
    stepwise(
        "mean_sign",
        "the path through the mean has the wrong sign: the mean is subtracted",
        (DMEAN, DMEAN.replace("= -", "= ")),
    ),
    stepwise(
        "variance_path_not_averaged",
        "the path through the variance is not divided by N: each sample has 1/N of the variance",
        (VAR_PATH, "dx_through_var = centred * (2 * dvar)"),
    ),
    stepwise(
        "variance_power",
        "dvar is divided by the wrong power of the root: the slope holds (var + eps)^(-3/2)",
        (DVAR, DVAR.replace("std**3", "std")),
    ),
    stepwise(
        "variance_power_two",
        "dvar is divided by the square of the root: the slope holds its third power, (var + eps)^(-3/2)",
        (DVAR, DVAR.replace("std**3", "std**2")),
    ),
    stepwise(
        "variance_with_x_hat",
        "dvar sums dx_hat * x_hat: sum dx_hat times x - mean, which is not divided by the root yet",
        (DVAR, DVAR.replace("centred", "x_hat")),
    ),
    stepwise(
        "variance_path_with_x_hat",
        "the path through the variance holds x_hat: it holds x - mean",
        (VAR_PATH, VAR_PATH.replace("centred", "x_hat")),
    ),
    stepwise(
        "no_gamma",
        "gamma is missing in dx: the gradient of x_hat is dout * gamma",
        (DX_HAT, "dx_hat = dout"),
    ),
    stepwise(
        "gamma_twice",
        "gamma is multiplied twice into dx: the gradient of x_hat is dout * gamma, once",
        (DX_HAT, "dx_hat = dout * gamma * gamma"),
    ),
    stepwise(
        "divides_by_gamma",
        "dout is divided by gamma: the gradient of x_hat is dout * gamma",
        (DX_HAT, "dx_hat = dout / gamma"),
    ),
    stepwise(
        "unbiased",
        "the path through the variance is divided by N - 1: the variance is a mean over N",
        (VAR_PATH, VAR_PATH.replace("/ N", "/ (N - 1)")),
    ),
    stepwise(
        "features_for_samples",
        "the means are divided by the number of features: N is dout.shape[0]",
        ("N = dout.shape[0]", "N = dout.shape[1]"),
    ),
    stepwise(
        "size_for_samples",
        "the means are divided by the number of all entries: N is dout.shape[0]",
        ("N = dout.shape[0]", "N = dout.size"),
    ),
    stepwise(
        "not_divided_by_std",
        "the direct path is not divided by the root: dx_hat reaches x over sqrt(var + eps)",
        (DIRECT, "dx_direct = dx_hat"),
    ),
    stepwise(
        "mean_path_not_divided_by_std",
        "the path through the mean is not divided by the root: the mean is subtracted before the division",
        (DMEAN, "dmean = -dx_hat.sum(axis=0)"),
    ),
    stepwise(
        "multiplies_by_std",
        "the direct path is multiplied by the root: divide by it, as the forward pass does",
        (DIRECT, "dx_direct = dx_hat * std"),
    ),
    stepwise(
        "dx_averaged",
        "dx is divided by N: the loss is averaged elsewhere, so nothing is left to average here",
        (SUM, SUM.replace("= ", "= (") + ") / N"),
    ),
    stepwise(
        "dx_negative",
        "dx has the opposite sign: go through the signs of the three paths",
        (SUM, "dx = -(dx_direct + dx_through_var + dx_through_mean)"),
    ),
    stepwise(
        "per_sample_sums",
        "the sums of dx run over the features: they run over the batch, axis 0, as mean and variance do",
        (DVAR, DVAR.replace("axis=0", "axis=1, keepdims=True")),
        (DMEAN, DMEAN.replace("axis=0", "axis=1, keepdims=True")),
    ),
    stepwise(
        "dgamma_of_centred",
        "dgamma sums dout * (x - mean): sum dout * x_hat, which is divided by the root",
        (DGAMMA, "dgamma = (dout * centred).sum(axis=0)"),
    ),
    stepwise(
        "dgamma_without_x_hat",
        "dgamma sums dout alone: gamma multiplies x_hat, so sum dout * x_hat",
        (DGAMMA, "dgamma = dout.sum(axis=0)"),
    ),
    stepwise(
        "dgamma_averaged",
        "dgamma is a mean over the batch: sum it",
        (DGAMMA, "dgamma = (dout * x_hat).mean(axis=0)"),
    ),
    stepwise(
        "dgamma_times_gamma",
        "dgamma sums dout * gamma * x_hat: gamma is no part of its own gradient",
        (DGAMMA, "dgamma = (dout * gamma * x_hat).sum(axis=0)"),
    ),
    stepwise(
        "dgamma_keeps_axes",
        "dgamma has shape (1, D): sum over axis 0 without keepdims, so that it has gamma's shape",
        (DGAMMA, "dgamma = (dout * x_hat).sum(axis=0, keepdims=True)"),
    ),
    stepwise(
        "dgamma_not_summed",
        "dgamma is not summed over the batch: all samples share one gamma, so sum over axis 0",
        (DGAMMA, "dgamma = dout * x_hat"),
    ),
    stepwise(
        "dgamma_one_number",
        "dgamma is summed over everything: sum over the batch only, axis 0",
        (DGAMMA, "dgamma = (dout * x_hat).sum()"),
    ),
    stepwise(
        "dbeta_averaged",
        "dbeta is a mean over the batch: sum it",
        (DBETA, "dbeta = dout.mean(axis=0)"),
    ),
    stepwise(
        "dbeta_keeps_axes",
        "dbeta has shape (1, D): sum over axis 0 without keepdims, so that it has beta's shape",
        (DBETA, "dbeta = dout.sum(axis=0, keepdims=True)"),
    ),
    stepwise(
        "dbeta_over_features",
        "dbeta is summed over the features: sum over the batch, axis 0",
        (DBETA, "dbeta = dout.sum(axis=1)"),
    ),
    stepwise(
        "dbeta_times_gamma",
        "dbeta sums dout * gamma: beta is added after gamma multiplies, so sum dout alone",
        (DBETA, "dbeta = (dout * gamma).sum(axis=0)"),
    ),
    stepwise(
        "dbeta_not_summed",
        "dbeta is not summed over the batch: all samples share one beta, so sum over axis 0",
        (DBETA, "dbeta = dout"),
    ),
    stepwise(
        "dgamma_dbeta_swapped",
        "dgamma and dbeta are returned in the wrong order: return dx, dgamma, dbeta",
        (RETURN, "return dx, dbeta, dgamma"),
    ),
    stepwise(
        "parameters_averaged",
        "dgamma and dbeta are means over the batch: sum them",
        (DGAMMA, "dgamma = (dout * x_hat).mean(axis=0)"),
        (DBETA, "dbeta = dout.mean(axis=0)"),
    ),
    stepwise(
        "recomputes_without_eps",
        "the backward pass divides by sqrt(var) without eps: divide by the root that the forward pass took",
        ("N = dout.shape[0]", "N = dout.shape[0]\n    std = np.sqrt((centred**2).mean(axis=0))"),
        costs=("2.9",),
    ),
    stepwise(
        "eps_hard_coded",
        "the backward pass adds 1e-5 to the variance: keep the forward pass's root, or its eps, in the cache",
        ("N = dout.shape[0]", "N = dout.shape[0]\n    std = np.sqrt((centred**2).mean(axis=0) + 1e-5)"),
        costs=("2.9",),
    ),
    stepwise(
        "no_eps_in_dvar",
        "dvar is divided by var^(3/2) without eps: divide by (var + eps)^(3/2)",
        (DVAR, DVAR.replace("std**3", "(centred**2).mean(axis=0) ** 1.5")),
        costs=("2.9",),
    ),
    stepwise(
        "dout_in_place",
        "dout is changed in place: multiply by gamma into a new array",
        (DX_HAT, "dout *= gamma\n    dx_hat = dout"),
        costs=("2.14",),
    ),
    stepwise(
        "cache_in_place",
        "an array of the cache is changed in place, so that a second call answers otherwise: work on a new one",
        (
            "dx_through_var = centred * (2 * dvar / N)",
            "centred *= 2 * dvar / N\n    dx_through_var = centred",
        ),
        costs=("2.14",),
    ),
]

ALT = [
    alt(
        "mean_not_averaged",
        "the sum of dout is not divided by N: subtract its mean",
        (MEAN_PART, "mean_part = dbeta"),
    ),
    alt(
        "x_hat_part_not_averaged",
        "dgamma is not divided by N: subtract x_hat * dgamma / N",
        (X_HAT_PART, "x_hat_part = x_hat * dgamma"),
    ),
    alt(
        "sums_not_averaged",
        "the sums over the batch are not divided by N: subtract the means of dout and of dout * x_hat",
        (MEAN_PART, "mean_part = dbeta"),
        (X_HAT_PART, "x_hat_part = x_hat * dgamma"),
    ),
    alt(
        "times_samples",
        "dx is N times too large: divide the whole formula by N when N * dout is its first term",
        (DX, "dx = (gamma / std) * (N * dout - dbeta - x_hat * dgamma)"),
    ),
    alt(
        "no_dgamma_part",
        "the term of the variance is missing: subtract x_hat * dgamma / N",
        (DX, "dx = (gamma / std) * (dout - mean_part)"),
    ),
    alt(
        "no_mean_part",
        "the term of the mean is missing: subtract dbeta / N",
        (DX, "dx = (gamma / std) * (dout - x_hat_part)"),
    ),
    alt(
        "direct_only",
        "mean and variance are treated as constants: subtract dbeta / N and x_hat * dgamma / N",
        (DX, "dx = (gamma / std) * dout"),
    ),
    alt(
        "x_hat_missing",
        "dgamma / N is subtracted without x_hat: subtract x_hat * dgamma / N",
        (X_HAT_PART, "x_hat_part = dgamma / N"),
    ),
    alt(
        "centred_for_x_hat",
        "x - mean stands in the formula for x_hat: it has to be divided by the root",
        ("x_hat, _, std, gamma = cache", "x_hat, centred, std, gamma = cache"),
        (X_HAT_PART, "x_hat_part = centred * (dgamma / N)"),
    ),
    alt(
        "no_gamma",
        "gamma is missing: multiply the formula by gamma / std",
        (DX, DX.replace("gamma / std", "1 / std")),
    ),
    alt(
        "gamma_twice",
        "gamma is multiplied twice into part of dx: with gamma in front, dout stays as it is inside",
        (DX, "dx = (gamma / std) * (dout * gamma - mean_part - x_hat_part)"),
    ),
    alt(
        "divides_by_variance",
        "the formula is divided by the variance: divide by its root",
        (DX, DX.replace("std", "std**2")),
    ),
    alt(
        "not_divided",
        "the formula is not divided by the root: its factor is gamma / std",
        (DX, DX.replace(" / std", "")),
    ),
    alt(
        "unbiased",
        "the sums are divided by N - 1: divide by N",
        ("N = dout.shape[0]", "N = dout.shape[0] - 1"),
    ),
    alt(
        "features_for_samples",
        "the sums are divided by the number of features: N is dout.shape[0]",
        ("N = dout.shape[0]", "N = dout.shape[1]"),
    ),
    alt(
        "mean_added", "the mean of dout is added: subtract it", (DX, DX.replace("- mean_part", "+ mean_part"))
    ),
    alt(
        "dgamma_part_added",
        "x_hat * dgamma / N is added: subtract it",
        (DX, DX.replace("- x_hat_part", "+ x_hat_part")),
    ),
    alt(
        "parts_swapped",
        "dgamma and dbeta are exchanged in dx: x_hat belongs to dgamma",
        (MEAN_PART, "mean_part = dgamma / N"),
        (X_HAT_PART, "x_hat_part = x_hat * (dbeta / N)"),
    ),
    alt(
        "half",
        "the term of the variance is halved: the 2 of the square and the 1/2 of the root cancel",
        (X_HAT_PART, "x_hat_part = x_hat * (dgamma / (2 * N))"),
    ),
    alt(
        "dgamma_of_centred",
        "dgamma sums dout * (x - mean): sum dout * x_hat",
        ("x_hat, _, std, gamma = cache", "x_hat, centred, std, gamma = cache"),
        (RETURN, "return dx, (dout * centred).sum(axis=0), dbeta"),
    ),
    alt(
        "dgamma_averaged",
        "dgamma is returned as a mean over the batch: return the sum",
        (RETURN, "return dx, dgamma / N, dbeta"),
    ),
    alt(
        "dbeta_averaged",
        "dbeta is returned as a mean over the batch: return the sum",
        (RETURN, "return dx, dgamma, dbeta / N"),
    ),
    alt(
        "keeps_axes",
        "dgamma and dbeta have shape (1, D): sum over axis 0 without keepdims for what is returned",
        (DBETA, "dbeta = dout.sum(axis=0, keepdims=True)"),
        (DGAMMA, "dgamma = (dout * x_hat).sum(axis=0, keepdims=True)"),
    ),
    alt(
        "dgamma_dbeta_swapped",
        "dgamma and dbeta are returned in the wrong order: return dx, dgamma, dbeta",
        (RETURN, "return dx, dbeta, dgamma"),
    ),
    alt(
        "eps_hard_coded",
        "1e-5 is added to the variance: keep the forward pass's root, or its eps, in the cache",
        ("x_hat, _, std, gamma = cache", "x_hat, centred, std, gamma = cache"),
        (DX, "std = np.sqrt((centred**2).mean(axis=0) + 1e-5)\n    " + DX),
        costs=("2.9",),
    ),
    alt(
        "no_eps",
        "the formula is divided by sqrt(var) without eps: divide by the root that the forward pass took",
        ("x_hat, _, std, gamma = cache", "x_hat, centred, std, gamma = cache"),
        (DX, DX.replace("std", "np.sqrt((centred**2).mean(axis=0))")),
        costs=("2.9",),
    ),
    alt(
        "dout_in_place",
        "dout is changed in place: subtract into a new array",
        (DX, "dout -= mean_part\n    dx = (gamma / std) * (dout - x_hat_part)"),
        costs=("2.14",),
    ),
    alt(
        "cache_in_place",
        "x_hat in the cache is changed in place, so that a second call answers otherwise: work on a new array",
        (X_HAT_PART, "x_hat *= dgamma / N\n    x_hat_part = x_hat"),
        costs=("2.14",),
    ),
    alt(
        "calls_the_other",
        "batchnorm_backward_alt only calls batchnorm_backward: write the simplified formula out",
        code="""
        def batchnorm_backward_alt(dout, cache):
            return batchnorm_backward(dout, cache)
        """,
        costs=("2.10",),
    ),
    alt(
        "steps_for_each_entry",
        "batchnorm_backward_alt multiplies whole matrices of ones in many steps: simplify it on paper first",
        code="""
        def batchnorm_backward_alt(dout, cache):
            x_hat, centred, std, gamma = cache
            N, D = dout.shape
            ones = np.ones((N, D)) + 0 * dout
            dbeta = (dout * ones).sum(axis=0)
            dgammax = dout * ones
            dgamma = (dgammax * x_hat).sum(axis=0)
            dx_hat = dgammax * (gamma * ones)
            divar = (dx_hat * centred).sum(axis=0)
            dcentred1 = dx_hat * (ones / std)
            dsqrtvar = -1.0 / std**2 * divar
            dvar = 0.5 / std * dsqrtvar
            dsquares = ones * dvar / N
            dcentred2 = 2 * (centred * ones) * (dsquares * ones)
            dx1 = dcentred1 * ones + dcentred2 * ones
            dmean = -1 * (dcentred1 + dcentred2).sum(axis=0)
            dx2 = ones * dmean / N
            dx = dx1 + dx2
            return dx * ones, dgamma, dbeta
        """,
        costs=("2.10",),
    ),
]

ACCEPTED = [
    stepwise(
        "closed_form",
        "the closed form in place of the steps",
        (SUM, "dx = (gamma / std) * (dout - dbeta / N - x_hat * (dgamma / N))"),
        costs=(),
    ),
    stepwise(
        "loops",
        "one feature after the other, by the full Jacobian matrix",
        costs=(),
        code="""
        def batchnorm_backward(dout, cache):
            x_hat, centred, std, gamma = cache
            N, D = dout.shape
            dx, dgamma, dbeta = np.zeros((N, D)), np.zeros(D), np.zeros(D)
            for d in range(D):
                jacobian = np.eye(N) - 1 / N - np.outer(x_hat[:, d], x_hat[:, d]) / N
                dx[:, d] = gamma[d] / std[d] * jacobian @ dout[:, d]
                for n in range(N):
                    dgamma[d] += dout[n, d] * x_hat[n, d]
                    dbeta[d] += dout[n, d]
            return dx, dgamma, dbeta
        """,
    ),
    stepwise(
        "mean_through_variance",
        "the mean's share in the variance is added, though it is 0",
        (DMEAN, DMEAN + " + dvar * (-2 * centred).mean(axis=0)"),
        costs=(),
    ),
    stepwise(
        "ones_and_einsum",
        "the sums by products with ones and by einsum, in column order",
        (DBETA, "dbeta = np.ones(dout.shape[0]) @ dout"),
        (DGAMMA, 'dgamma = np.einsum("nd,nd->d", dout, x_hat)'),
        (SUM, "dx = np.asfortranarray(dx_through_mean + dx_direct + dx_through_var)"),
        costs=(),
    ),
    alt(
        "long_closed_form",
        "the closed form as it is often published, with everything from x - mean again",
        costs=(),
        code="""
        def batchnorm_backward_alt(dout, cache):
            _, centred, std, gamma = cache
            N, D = dout.shape
            var = std**2
            dbeta = np.sum(dout, axis=0)
            dgamma = np.sum(centred * var ** (-1.0 / 2.0) * dout, axis=0)
            dx = (
                (1.0 / N) * gamma * var ** (-1.0 / 2.0)
                * (N * dout - np.sum(dout, axis=0) - centred * var ** (-1.0) * np.sum(dout * centred, axis=0))
            )
            return dx, dgamma, dbeta
        """,
    ),
    alt(
        "times_samples_divided",
        "the closed form over N",
        (DX, "dx = (1.0 / N) * gamma / std * (N * dout - dbeta - x_hat * dgamma)"),
        costs=(),
    ),
    alt(
        "projection",
        "a projection matrix for each feature",
        costs=(),
        code="""
        def batchnorm_backward_alt(dout, cache):
            x_hat, _, std, gamma = cache
            N, D = dout.shape
            dx = np.empty((D, N))
            for d in range(D):
                v = dout[:, d]
                dx[d] = gamma[d] / std[d] * (v - np.mean(v) - x_hat[:, d] * np.dot(x_hat[:, d], v) / N)
            return dx.T, np.einsum("nd,nd->d", dout, x_hat), dout.sum(0)
        """,
    ),
    alt(
        "means",
        "means in place of sums over N",
        (MEAN_PART, "mean_part = dout.mean(axis=0)"),
        (X_HAT_PART, "x_hat_part = x_hat * np.mean(dout * x_hat, axis=0)"),
        costs=(),
    ),
]

MISTAKES = STEPWISE + ALT + ACCEPTED
