"""Mistakes in spatial_groupnorm_backward."""

from autograder.model.mutants import Mutant

TARGET = "layers.py:spatial_groupnorm_backward"
DBETA = "dbeta = dout.sum(axis=(0, 2, 3), keepdims=True)"
DGAMMA = "dgamma = (dout * x_hat).sum(axis=(0, 2, 3), keepdims=True)"
MEAN_DX_HAT = "mean_dx_hat = dx_hat_grouped.mean(axis=(2, 3, 4), keepdims=True)"
MEAN_PRODUCT = "mean_product = (dx_hat_grouped * x_hat_grouped).mean(axis=(2, 3, 4), keepdims=True)"
DX = "dx_grouped = (dx_hat_grouped - mean_dx_hat - x_hat_grouped * mean_product) / std"
RETURN = "return dx, dgamma, dbeta"


def gradient_over(axes: str) -> tuple[tuple[str, str], ...]:
    """Edits that take the backward pass's means over other axes."""
    return tuple((line, line.replace("(2, 3, 4)", axes)) for line in (MEAN_DX_HAT, MEAN_PRODUCT))


MISTAKES = [
    Mutant(
        id="spatial_groupnorm_backward.flat_parameters",
        target=TARGET,
        swaps=((RETURN, "return dx, dgamma.ravel(), dbeta.ravel()"),),
        hint=(
            "dgamma and dbeta have the shape (C,); "
            "keep the axes, so that they have the shape of gamma and beta, (1, C, 1, 1)"
        ),
        costs=("4.20",),
    ),
    Mutant(
        id="spatial_groupnorm_backward.dgamma_over_channels",
        target=TARGET,
        swaps=((DGAMMA, DGAMMA.replace("axis=(0, 2, 3), ", "")),),
        hint="dgamma is summed over the channels too; sum over axes 0, 2 and 3",
        costs=("4.20",),
    ),
    Mutant(
        id="spatial_groupnorm_backward.dgamma_per_image",
        target=TARGET,
        swaps=(
            (DGAMMA, DGAMMA.replace("(0, 2, 3)", "(2, 3)")),
            (DBETA, DBETA.replace("(0, 2, 3)", "(2, 3)")),
        ),
        hint="dgamma and dbeta have a row for each image; sum over the images as well",
        costs=("4.20",),
    ),
    Mutant(
        id="spatial_groupnorm_backward.means_for_sums",
        target=TARGET,
        swaps=((DGAMMA, DGAMMA.replace(".sum", ".mean")), (DBETA, DBETA.replace(".sum", ".mean"))),
        hint="dgamma and dbeta are means; sum over samples and pixels",
        costs=("4.20",),
    ),
    Mutant(
        id="spatial_groupnorm_backward.gradients_swapped",
        target=TARGET,
        swaps=((RETURN, "return dx, dbeta, dgamma"),),
        hint="dgamma and dbeta are swapped; return dx, dgamma, dbeta",
        costs=("4.20",),
    ),
    Mutant(
        id="spatial_groupnorm_backward.dgamma_of_scaled",
        target=TARGET,
        swaps=((DGAMMA, DGAMMA.replace("dout * x_hat", "dout * gamma * x_hat")),),
        hint="dgamma has the factor gamma; it should be the sum of dout times the normalised values",
        costs=("4.20",),
    ),
    Mutant(
        id="spatial_groupnorm_backward.no_projection",
        target=TARGET,
        swaps=((DX, DX.replace(" - x_hat_grouped * mean_product", "")),),
        hint="dx lacks the part through the variance; subtract x_hat * mean(dx_hat * x_hat)",
        costs=("4.20",),
    ),
    Mutant(
        id="spatial_groupnorm_backward.no_mean",
        target=TARGET,
        swaps=((DX, DX.replace(" - mean_dx_hat", "")),),
        hint="dx lacks the part through the mean; subtract mean(dx_hat)",
        costs=("4.20",),
    ),
    Mutant(
        id="spatial_groupnorm_backward.statistics_constant",
        target=TARGET,
        swaps=((DX, "dx_grouped = dx_hat_grouped / std"),),
        hint=(
            "dx treats mean and variance as constants; add the gradients through them, as they depend on x"
        ),
        costs=("4.20",),
    ),
    Mutant(
        id="spatial_groupnorm_backward.no_gamma",
        target=TARGET,
        swaps=(("dx_hat = dout * gamma", "dx_hat = dout"),),
        hint="dx lacks the factor gamma; multiply dout by gamma before it goes through the normalisation",
        costs=("4.20",),
    ),
    Mutant(
        id="spatial_groupnorm_backward.no_std",
        target=TARGET,
        swaps=((DX, DX.replace(" / std", "")),),
        hint="dx is not divided by the standard deviation; divide it by sqrt(var + eps)",
        costs=("4.20",),
    ),
    Mutant(
        id="spatial_groupnorm_backward.sign",
        target=TARGET,
        swaps=((DX, DX.replace("- x_hat_grouped", "+ x_hat_grouped")),),
        hint="the part of dx through the variance has the wrong sign; subtract it",
        costs=("4.20",),
    ),
    Mutant(
        id="spatial_groupnorm_backward.over_batch",
        target=TARGET,
        swaps=gradient_over("(0, 2, 3, 4)"),
        hint="the backward pass takes its means over the batch; take them for each image's groups",
        costs=("4.20",),
    ),
    Mutant(
        id="spatial_groupnorm_backward.per_channel",
        target=TARGET,
        swaps=gradient_over("(3, 4)"),
        hint="the backward pass takes its means channel by channel; take them over whole groups",
        costs=("4.20",),
    ),
    Mutant(
        id="spatial_groupnorm_backward.groups_ignored",
        target=TARGET,
        swaps=gradient_over("(1, 2, 3, 4)"),
        hint="the backward pass takes its means over all channels; take them for each of the G groups",
        costs=("4.20",),
    ),
    Mutant(
        id="spatial_groupnorm_backward.copied_from_batchnorm",
        target=TARGET,
        swaps=gradient_over("(0, 3, 4)"),
        hint="the means in dx are those of batch normalisation; take them over one image's group",
        costs=("4.20",),
    ),
    Mutant(
        id="spatial_groupnorm_backward.counts_pixels",
        target=TARGET,
        swaps=((DX, "mean_dx_hat, mean_product = C // G * mean_dx_hat, C // G * mean_product\n    " + DX),),
        hint="the means in dx divide by H * W; divide by C // G * H * W, the number of values in a group",
        costs=("4.20",),
    ),
    Mutant(
        id="spatial_groupnorm_backward.not_written",
        target=TARGET,
        code="def spatial_groupnorm_backward(dout, cache):\n    return None, None, None",
        hint=(
            "spatial_groupnorm_backward returns None; write it, or assign its results to dx, dgamma, dbeta"
        ),
        costs=("4.20", "4.21", "4.28"),
    ),
    Mutant(
        id="spatial_groupnorm_backward.changes_dout",
        target=TARGET,
        swaps=(("dx_hat = dout * gamma", "dout *= gamma\n    dx_hat = dout"),),
        hint=(
            "spatial_groupnorm_backward changes its input dout, as dout *= gamma works in place; "
            "make a new array"
        ),
        costs=("4.28",),
    ),
    Mutant(
        id="spatial_groupnorm_backward.mean_per_channel",
        target=TARGET,
        swaps=(
            (
                "mean_dx_hat = dx_hat_grouped.mean(axis=(2, 3, 4)",
                "mean_dx_hat = dx_hat_grouped.mean(axis=(3, 4)",
            ),
        ),
        hint="the mean of dx_hat is taken for each channel; take it over the whole group",
        costs=("4.20",),
    ),
    Mutant(
        id="spatial_groupnorm_backward.product_divided_by_pixels",
        target=TARGET,
        swaps=(
            (
                "(dx_hat_grouped * x_hat_grouped).mean(axis=(2, 3, 4), keepdims=True)",
                "(dx_hat_grouped * x_hat_grouped).sum(axis=(2, 3, 4), keepdims=True) / (H * W)",
            ),
        ),
        hint="the sum of dx_hat * x_hat is divided by H * W; divide by the size of the group, channels included",
        costs=("4.20",),
    ),
]
