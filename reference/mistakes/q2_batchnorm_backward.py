"""Mistakes in question 2's batchnorm_backward."""

from autograder.model.mutants import Mutant

DBETA = "dbeta = dout.sum(axis=0)"
DGAMMA = "dgamma = (dout * x_hat).sum(axis=0)"
RETURN = "return dx, dgamma, dbeta"
DX_HAT = "dx_hat = dout * gamma"
DVAR = "dvar = (dx_hat * centred).sum(axis=0) * -0.5 / std**3"
DMEAN = "dmean = -dx_hat.sum(axis=0) / std"
DIRECT = "dx_direct = dx_hat / std"
VAR_PATH = "dx_through_var = centred * (2 * dvar / N)"
MEAN_PATH = "dx_through_mean = dmean / N"
SUM = "dx = dx_direct + dx_through_var + dx_through_mean"


def stepwise(name, hint, *swaps, costs=("2.7",), code=""):
    target = "layers.py:batchnorm_backward"
    return Mutant(f"batchnorm_backward.{name}", target, hint, costs, swaps, code)


WRONG = [
    stepwise(
        "mean_path_not_averaged",
        "the path through the mean is not divided by N; divide it, as each sample is 1/N of the mean",
        (MEAN_PATH, "dx_through_mean = dmean"),
    ),
    stepwise(
        "no_mean_path",
        (
            "the path through the mean is missing; "
            "add it, as x changes the mean that is subtracted from every sample"
        ),
        (SUM, "dx = dx_direct + dx_through_var"),
    ),
    stepwise(
        "no_variance_path",
        (
            "the path through the variance is missing; "
            "add it, as x changes the variance that divides every sample"
        ),
        (SUM, "dx = dx_direct + dx_through_mean"),
    ),
    stepwise(
        "direct_path_only",
        "mean and variance are treated as constants; add the paths of x through both",
        (SUM, "dx = dx_direct"),
    ),
    stepwise(
        "no_direct_path",
        "the direct path is missing; add dx_hat / std to the paths through mean and variance",
        (SUM, "dx = dx_through_var + dx_through_mean"),
    ),
    stepwise(
        "no_factor_two",
        (
            "the derivative of the square lacks its factor 2; "
            "the variance's path should be 2 (x - mean) dvar / N"
        ),
        (VAR_PATH, "dx_through_var = centred * (dvar / N)"),
    ),
    stepwise(
        "no_half",
        (
            "the derivative of the root lacks its factor 1/2; "
            "that of (var + eps)^(-1/2) should be -1/2 (var + eps)^(-3/2)"
        ),
        (DVAR, DVAR.replace("-0.5", "-1.0")),
    ),
    stepwise(
        "variance_sign",
        (
            "the path through the variance has the wrong sign; "
            "it should have a minus, as more variance makes x_hat smaller"
        ),
        (DVAR, DVAR.replace("-0.5", "0.5")),
    ),
    stepwise(
        "mean_sign",
        "the path through the mean has the wrong sign; it should have a minus, as the mean is subtracted",
        (DMEAN, DMEAN.replace("= -", "= ")),
    ),
    stepwise(
        "variance_path_not_averaged",
        (
            "the path through the variance is not divided by N; "
            "divide it, as each sample is 1/N of the variance"
        ),
        (VAR_PATH, "dx_through_var = centred * (2 * dvar)"),
    ),
    stepwise(
        "variance_power",
        "dvar is divided by the wrong power of the root; the derivative should have (var + eps)^(-3/2)",
        (DVAR, DVAR.replace("std**3", "std")),
    ),
    stepwise(
        "variance_power_two",
        (
            "dvar is divided by the square of the root; "
            "it should be divided by the third power, (var + eps)^(3/2)"
        ),
        (DVAR, DVAR.replace("std**3", "std**2")),
    ),
    stepwise(
        "variance_with_x_hat",
        "dvar sums dx_hat * x_hat; sum dx_hat times x - mean, which is not divided by the root yet",
        (DVAR, DVAR.replace("centred", "x_hat")),
    ),
    stepwise(
        "variance_path_with_x_hat",
        "the path through the variance multiplies by x_hat; it should multiply by x - mean",
        (VAR_PATH, VAR_PATH.replace("centred", "x_hat")),
    ),
    stepwise(
        "no_gamma",
        "gamma is missing in dx; the gradient of x_hat should be dout * gamma",
        (DX_HAT, "dx_hat = dout"),
    ),
    stepwise(
        "gamma_twice",
        "gamma is multiplied into dx twice; the gradient of x_hat should be dout * gamma, once",
        (DX_HAT, "dx_hat = dout * gamma * gamma"),
    ),
    stepwise(
        "divides_by_gamma",
        "dout is divided by gamma; the gradient of x_hat should be dout * gamma",
        (DX_HAT, "dx_hat = dout / gamma"),
    ),
    stepwise(
        "unbiased",
        "the path through the variance is divided by N - 1; divide by N, as the variance is a mean over N",
        (VAR_PATH, VAR_PATH.replace("/ N", "/ (N - 1)")),
    ),
    stepwise(
        "features_for_samples",
        "the means in the backward pass are divided by the number of features; divide by N, dout.shape[0]",
        ("N = dout.shape[0]", "N = dout.shape[1]"),
    ),
    stepwise(
        "size_for_samples",
        "the means are divided by the number of all entries; divide by N, dout.shape[0]",
        ("N = dout.shape[0]", "N = dout.size"),
    ),
    stepwise(
        "not_divided_by_std",
        "the direct path is not divided by the root; it should be dx_hat / sqrt(var + eps)",
        (DIRECT, "dx_direct = dx_hat"),
    ),
    stepwise(
        "mean_path_not_divided_by_std",
        (
            "the path through the mean is not divided by the root; "
            "divide it, as the mean is subtracted before the division"
        ),
        (DMEAN, "dmean = -dx_hat.sum(axis=0)"),
    ),
    stepwise(
        "multiplies_by_std",
        "the direct path is multiplied by the root; divide by it, as the forward pass does",
        (DIRECT, "dx_direct = dx_hat * std"),
    ),
    stepwise(
        "dx_averaged",
        "dx is divided by N; leave this out, as the loss is averaged elsewhere",
        (SUM, SUM.replace("= ", "= (") + ") / N"),
    ),
    stepwise(
        "dx_negative",
        "dx has the opposite sign; go through the signs of the three paths",
        (SUM, "dx = -(dx_direct + dx_through_var + dx_through_mean)"),
    ),
    stepwise(
        "per_sample_sums",
        (
            "the sums in dx run over the features; "
            "they should run over the batch, axis 0, as mean and variance do"
        ),
        (DVAR, DVAR.replace("axis=0", "axis=1, keepdims=True")),
        (DMEAN, DMEAN.replace("axis=0", "axis=1, keepdims=True")),
    ),
    stepwise(
        "dgamma_of_centred",
        "dgamma sums dout * (x - mean); sum dout * x_hat, which is divided by the root",
        (DGAMMA, "dgamma = (dout * centred).sum(axis=0)"),
    ),
    stepwise(
        "dgamma_without_x_hat",
        "dgamma sums dout alone; it should sum dout * x_hat, as gamma multiplies x_hat",
        (DGAMMA, "dgamma = dout.sum(axis=0)"),
    ),
    stepwise(
        "dgamma_averaged",
        "dgamma is a mean over the batch; sum it",
        (DGAMMA, "dgamma = (dout * x_hat).mean(axis=0)"),
    ),
    stepwise(
        "dgamma_times_gamma",
        "dgamma sums dout * gamma * x_hat; it should sum dout * x_hat, without gamma",
        (DGAMMA, "dgamma = (dout * gamma * x_hat).sum(axis=0)"),
    ),
    stepwise(
        "dgamma_keeps_axes",
        "dgamma has shape (1, D); sum over axis 0 without keepdims, so that it has gamma's shape",
        (DGAMMA, "dgamma = (dout * x_hat).sum(axis=0, keepdims=True)"),
    ),
    stepwise(
        "dgamma_not_summed",
        "dgamma is not summed over the batch; sum over axis 0, as all samples share one gamma",
        (DGAMMA, "dgamma = dout * x_hat"),
    ),
    stepwise(
        "dgamma_one_number",
        "dgamma is summed over everything; sum over the batch only, axis 0",
        (DGAMMA, "dgamma = (dout * x_hat).sum()"),
    ),
    stepwise(
        "dbeta_averaged",
        "dbeta is a mean over the batch; sum it",
        (DBETA, "dbeta = dout.mean(axis=0)"),
    ),
    stepwise(
        "dbeta_keeps_axes",
        "dbeta has shape (1, D); sum over axis 0 without keepdims, so that it has beta's shape",
        (DBETA, "dbeta = dout.sum(axis=0, keepdims=True)"),
    ),
    stepwise(
        "dbeta_over_features",
        "dbeta is summed over the features; sum over the batch, axis 0",
        (DBETA, "dbeta = dout.sum(axis=1)"),
    ),
    stepwise(
        "dbeta_times_gamma",
        "dbeta sums dout * gamma; it should sum dout alone, as beta is added after gamma multiplies",
        (DBETA, "dbeta = (dout * gamma).sum(axis=0)"),
    ),
    stepwise(
        "dbeta_not_summed",
        "dbeta is not summed over the batch; sum over axis 0, as all samples share one beta",
        (DBETA, "dbeta = dout"),
    ),
    stepwise(
        "dgamma_dbeta_swapped",
        "dgamma and dbeta are returned in the wrong order; return dx, dgamma, dbeta",
        (RETURN, "return dx, dbeta, dgamma"),
    ),
    stepwise(
        "parameters_averaged",
        "dgamma and dbeta are means over the batch; sum them",
        (DGAMMA, "dgamma = (dout * x_hat).mean(axis=0)"),
        (DBETA, "dbeta = dout.mean(axis=0)"),
    ),
    stepwise(
        "recomputes_without_eps",
        "the backward pass divides by sqrt(var) without eps; divide by the root that the forward pass took",
        ("N = dout.shape[0]", "N = dout.shape[0]\n    std = np.sqrt((centred**2).mean(axis=0))"),
        costs=("2.9",),
    ),
    stepwise(
        "eps_hard_coded",
        (
            "the backward pass adds 1e-5 to the variance; "
            "keep the forward pass's root, or its eps, in the cache"
        ),
        ("N = dout.shape[0]", "N = dout.shape[0]\n    std = np.sqrt((centred**2).mean(axis=0) + 1e-5)"),
        costs=("2.9",),
    ),
    stepwise(
        "no_eps_in_dvar",
        "dvar is divided by var^(3/2) without eps; divide by (var + eps)^(3/2)",
        (DVAR, DVAR.replace("std**3", "(centred**2).mean(axis=0) ** 1.5")),
        costs=("2.9",),
    ),
    stepwise(
        "dout_in_place",
        "dout is changed in place; multiply by gamma into a new array",
        (DX_HAT, "dout *= gamma\n    dx_hat = dout"),
        costs=("2.14",),
    ),
    stepwise(
        "cache_in_place",
        (
            "an array of the cache is changed in place, so a second call returns something else; "
            "work on a new array"
        ),
        (
            "dx_through_var = centred * (2 * dvar / N)",
            "centred *= 2 * dvar / N\n    dx_through_var = centred",
        ),
        costs=("2.14",),
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
]

MISTAKES = WRONG + ACCEPTED
