"""Mistakes in question 2's batchnorm_backward_alt."""

from autograder.model.mutants import Mutant

DBETA = "dbeta = dout.sum(axis=0)"
DGAMMA = "dgamma = (dout * x_hat).sum(axis=0)"
RETURN = "return dx, dgamma, dbeta"
MEAN_PART = "mean_part = dbeta / N"
X_HAT_PART = "x_hat_part = x_hat * (dgamma / N)"
DX = "dx = (gamma / std) * (dout - mean_part - x_hat_part)"


def alt(name, hint, *swaps, costs=("2.8",), code=""):
    target = "layers.py:batchnorm_backward_alt"
    return Mutant(f"batchnorm_backward_alt.{name}", target, hint, costs, swaps, code)


WRONG = [
    alt(
        "mean_not_averaged",
        "the sum of dout is not divided by N; subtract its mean",
        (MEAN_PART, "mean_part = dbeta"),
    ),
    alt(
        "x_hat_part_not_averaged",
        "dgamma is not divided by N; subtract x_hat * dgamma / N",
        (X_HAT_PART, "x_hat_part = x_hat * dgamma"),
    ),
    alt(
        "sums_not_averaged",
        "the sums over the batch are not divided by N; subtract the means of dout and of dout * x_hat",
        (MEAN_PART, "mean_part = dbeta"),
        (X_HAT_PART, "x_hat_part = x_hat * dgamma"),
    ),
    alt(
        "times_samples",
        "dx is N times too large; divide the whole formula by N when N * dout is its first term",
        (DX, "dx = (gamma / std) * (N * dout - dbeta - x_hat * dgamma)"),
    ),
    alt(
        "no_dgamma_part",
        "the term of the variance is missing; subtract x_hat * dgamma / N",
        (DX, "dx = (gamma / std) * (dout - mean_part)"),
    ),
    alt(
        "no_mean_part",
        "the term of the mean is missing; subtract dbeta / N",
        (DX, "dx = (gamma / std) * (dout - x_hat_part)"),
    ),
    alt(
        "direct_only",
        "mean and variance are treated as constants; subtract dbeta / N and x_hat * dgamma / N",
        (DX, "dx = (gamma / std) * dout"),
    ),
    alt(
        "x_hat_missing",
        "dgamma / N is subtracted without x_hat; subtract x_hat * dgamma / N",
        (X_HAT_PART, "x_hat_part = dgamma / N"),
    ),
    alt(
        "centred_for_x_hat",
        "the formula uses x - mean for x_hat; divide it by the root",
        ("x_hat, _, std, gamma = cache", "x_hat, centred, std, gamma = cache"),
        (X_HAT_PART, "x_hat_part = centred * (dgamma / N)"),
    ),
    alt(
        "no_gamma",
        "gamma is missing; multiply the formula by gamma / std",
        (DX, DX.replace("gamma / std", "1 / std")),
    ),
    alt(
        "gamma_twice",
        "gamma is multiplied into part of dx twice; with gamma in front, dout inside should stay as it is",
        (DX, "dx = (gamma / std) * (dout * gamma - mean_part - x_hat_part)"),
    ),
    alt(
        "divides_by_variance",
        "the formula is divided by the variance; divide by its root",
        (DX, DX.replace("std", "std**2")),
    ),
    alt(
        "not_divided",
        "the formula is not divided by the root; its factor should be gamma / std",
        (DX, DX.replace(" / std", "")),
    ),
    alt(
        "unbiased",
        "the sums are divided by N - 1; divide by N",
        ("N = dout.shape[0]", "N = dout.shape[0] - 1"),
    ),
    alt(
        "features_for_samples",
        "the sums in the formula are divided by the number of features; divide by N, dout.shape[0]",
        ("N = dout.shape[0]", "N = dout.shape[1]"),
    ),
    alt(
        "mean_added", "the mean of dout is added; subtract it", (DX, DX.replace("- mean_part", "+ mean_part"))
    ),
    alt(
        "dgamma_part_added",
        "x_hat * dgamma / N is added; subtract it",
        (DX, DX.replace("- x_hat_part", "+ x_hat_part")),
    ),
    alt(
        "parts_swapped",
        "dgamma and dbeta are exchanged in dx; multiply x_hat by dgamma",
        (MEAN_PART, "mean_part = dgamma / N"),
        (X_HAT_PART, "x_hat_part = x_hat * (dbeta / N)"),
    ),
    alt(
        "half",
        "the term of the variance is halved; leave it whole, as the square's 2 and the root's 1/2 cancel",
        (X_HAT_PART, "x_hat_part = x_hat * (dgamma / (2 * N))"),
    ),
    alt(
        "dgamma_of_centred",
        "dgamma sums dout * (x - mean); sum dout * x_hat",
        ("x_hat, _, std, gamma = cache", "x_hat, centred, std, gamma = cache"),
        (RETURN, "return dx, (dout * centred).sum(axis=0), dbeta"),
    ),
    alt(
        "dgamma_averaged",
        "dgamma is returned as a mean over the batch; return the sum",
        (RETURN, "return dx, dgamma / N, dbeta"),
    ),
    alt(
        "dbeta_averaged",
        "dbeta is returned as a mean over the batch; return the sum",
        (RETURN, "return dx, dgamma, dbeta / N"),
    ),
    alt(
        "keeps_axes",
        "dgamma and dbeta have shape (1, D); sum over axis 0 without keepdims for what is returned",
        (DBETA, "dbeta = dout.sum(axis=0, keepdims=True)"),
        (DGAMMA, "dgamma = (dout * x_hat).sum(axis=0, keepdims=True)"),
    ),
    alt(
        "dgamma_dbeta_swapped",
        "dgamma and dbeta are returned in the wrong order; return dx, dgamma, dbeta",
        (RETURN, "return dx, dbeta, dgamma"),
    ),
    alt(
        "eps_hard_coded",
        "the formula adds 1e-5 to the variance; keep the forward pass's root, or its eps, in the cache",
        ("x_hat, _, std, gamma = cache", "x_hat, centred, std, gamma = cache"),
        (DX, "std = np.sqrt((centred**2).mean(axis=0) + 1e-5)\n    " + DX),
        costs=("2.9",),
    ),
    alt(
        "no_eps",
        "the formula is divided by sqrt(var) without eps; divide by the root that the forward pass took",
        ("x_hat, _, std, gamma = cache", "x_hat, centred, std, gamma = cache"),
        (DX, DX.replace("std", "np.sqrt((centred**2).mean(axis=0))")),
        costs=("2.9",),
    ),
    alt(
        "dout_in_place",
        "dout is changed in place; subtract into a new array",
        (DX, "dout -= mean_part\n    dx = (gamma / std) * (dout - x_hat_part)"),
        costs=("2.14",),
    ),
    alt(
        "cache_in_place",
        (
            "x_hat in the cache is changed in place, so a second call returns something else; "
            "work on a new array"
        ),
        (X_HAT_PART, "x_hat *= dgamma / N\n    x_hat_part = x_hat"),
        costs=("2.14",),
    ),
    alt(
        "calls_the_other",
        "batchnorm_backward_alt only calls batchnorm_backward; write the simplified formula out",
        code="""
        def batchnorm_backward_alt(dout, cache):
            return batchnorm_backward(dout, cache)
        """,
        costs=("2.10",),
    ),
    alt(
        "steps_for_each_entry",
        (
            "batchnorm_backward_alt multiplies whole matrices of ones in many steps; "
            "simplify the formula on paper first"
        ),
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

MISTAKES = WRONG + ACCEPTED
