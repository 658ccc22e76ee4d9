"""Mistakes in spatial_groupnorm_forward."""

from autograder.model.mutants import Mutant

TARGET = "layers.py:spatial_groupnorm_forward"
GROUPED = "x_grouped = x.reshape(N, G, C // G, H, W)"
MEAN = "mean = x_grouped.mean(axis=(2, 3, 4), keepdims=True)"
VAR = "var = x_grouped.var(axis=(2, 3, 4), keepdims=True)"
STD = "std = np.sqrt(var + eps)"
X_HAT = "x_hat = x_hat_grouped.reshape(N, C, H, W)"
OUT = "out = gamma * x_hat + beta"


def over(axes: str) -> tuple[tuple[str, str], ...]:
    """Edits that take the forward pass's statistics over other axes of (N, G, C // G, H, W)."""
    return tuple((line, line.replace("(2, 3, 4)", axes)) for line in (MEAN, VAR))


MISTAKES = [
    Mutant(
        id="spatial_groupnorm_forward.over_batch",
        target=TARGET,
        swaps=over("(0, 2, 3, 4)"),
        hint="the forward pass takes a group's statistics over the batch; take them for each image",
        costs=("4.19",),
    ),
    Mutant(
        id="spatial_groupnorm_forward.groups_ignored",
        target=TARGET,
        swaps=over("(1, 2, 3, 4)"),
        hint=(
            "the forward pass treats all channels as one group; "
            "each of the G groups should have its own statistics"
        ),
        costs=("4.19",),
    ),
    Mutant(
        id="spatial_groupnorm_forward.per_channel",
        target=TARGET,
        swaps=over("(3, 4)"),
        hint=(
            "the forward pass normalises each channel by itself; "
            "all channels of a group should share their statistics"
        ),
        costs=("4.19",),
    ),
    Mutant(
        id="spatial_groupnorm_forward.per_pixel",
        target=TARGET,
        swaps=over("2"),
        hint=(
            "the forward pass normalises each pixel by itself; "
            "all pixels of a group should share their statistics"
        ),
        costs=("4.19",),
    ),
    Mutant(
        id="spatial_groupnorm_forward.interleaved",
        target=TARGET,
        swaps=(
            (GROUPED, "x_grouped = x.reshape(N, C // G, G, H, W).swapaxes(1, 2)"),
            (X_HAT, "x_hat = x_hat_grouped.swapaxes(1, 2).reshape(N, C, H, W)"),
        ),
        hint="the forward pass puts every G-th channel into a group; group C // G neighbouring channels",
        costs=("4.19",),
    ),
    Mutant(
        id="spatial_groupnorm_forward.channels_last",
        target=TARGET,
        swaps=(
            (GROUPED, "x_grouped = x.transpose(0, 2, 3, 1).reshape(N, G, C // G, H, W)"),
            (X_HAT, "x_hat = x_hat_grouped.reshape(N, H, W, C).transpose(0, 3, 1, 2)"),
        ),
        hint=(
            "the channels are moved last before grouping, so the forward pass groups pixels; "
            "leave the axes in order"
        ),
        costs=("4.19",),
    ),
    Mutant(
        id="spatial_groupnorm_forward.size_for_number",
        target=TARGET,
        swaps=((GROUPED, "G = C // G\n    " + GROUPED),),
        hint="G is used as the number of channels in a group; it should be the number of groups",
        costs=("4.19",),
    ),
    Mutant(
        id="spatial_groupnorm_forward.unbiased",
        target=TARGET,
        swaps=((VAR, VAR[:-1] + ", ddof=1)"),),
        hint="the variance is divided by M - 1; divide by the number M of values in a group",
        costs=("4.19",),
    ),
    Mutant(
        id="spatial_groupnorm_forward.divided_by_variance",
        target=TARGET,
        swaps=((STD, "std = var + eps"),),
        hint="the values are divided by the variance; divide by its square root",
        costs=("4.19",),
    ),
    Mutant(
        id="spatial_groupnorm_forward.not_centred",
        target=TARGET,
        swaps=(("(x_grouped - mean) / std", "x_grouped / std"),),
        hint="the mean is not subtracted; subtract it, so that normalised values have mean 0",
        costs=("4.19",),
    ),
    Mutant(
        id="spatial_groupnorm_forward.parameters_per_group",
        target=TARGET,
        swaps=(
            (OUT, "out = np.repeat(gamma[:, :G], C // G, 1) * x_hat + np.repeat(beta[:, :G], C // G, 1)"),
        ),
        hint="gamma and beta are used per group; every channel should use its own",
        costs=("4.19",),
    ),
    Mutant(
        id="spatial_groupnorm_forward.scaled_first",
        target=TARGET,
        swaps=((GROUPED, GROUPED.replace("x.reshape", "(gamma * x + beta).reshape")), (OUT, "out = x_hat")),
        hint=(
            "gamma and beta are used before the normalisation, which undoes them; "
            "use them on the normalised values"
        ),
        costs=("4.19",),
    ),
    Mutant(
        id="spatial_groupnorm_forward.no_beta",
        target=TARGET,
        swaps=((OUT, "out = gamma * x_hat"),),
        hint="beta is never added; add it after multiplying by gamma",
        costs=("4.19",),
    ),
    Mutant(
        id="spatial_groupnorm_forward.no_gamma",
        target=TARGET,
        swaps=((OUT, "out = x_hat + beta"),),
        hint="gamma is never used; multiply the normalised values by it",
        costs=("4.19",),
    ),
    Mutant(
        id="spatial_groupnorm_forward.parameters_swapped",
        target=TARGET,
        swaps=((OUT, "out = beta * x_hat + gamma"),),
        hint="gamma and beta are swapped; multiply by gamma, then add beta",
        costs=("4.19",),
    ),
    Mutant(
        id="spatial_groupnorm_forward.five_axes",
        target=TARGET,
        swaps=(("return out, cache", "return out.reshape(N, G, C // G, H, W), cache"),),
        hint="the output still has an axis for the groups; reshape it to (N, C, H, W)",
        costs=("4.19",),
    ),
    Mutant(
        id="spatial_groupnorm_forward.eps_missing",
        target=TARGET,
        swaps=((STD, "std = np.sqrt(var)"),),
        hint="eps is not added to the variance; divide by sqrt(var + eps)",
        costs=("4.21",),
    ),
    Mutant(
        id="spatial_groupnorm_forward.eps_fixed",
        target=TARGET,
        swaps=(('eps = gn_param.get("eps", 1e-5)', "eps = 1e-5"),),
        hint="eps is always 1e-5; take it from gn_param, which may have another value",
        costs=("4.21",),
    ),
    Mutant(
        id="spatial_groupnorm_forward.default_eps",
        target=TARGET,
        swaps=(('eps = gn_param.get("eps", 1e-5)', 'eps = gn_param.get("eps", 1e-8)'),),
        hint="eps is 1e-8 if gn_param has none; the default should be 1e-5",
        costs=("4.21",),
    ),
    Mutant(
        id="spatial_groupnorm_forward.eps_outside",
        target=TARGET,
        swaps=((STD, "std = np.sqrt(var) + eps"),),
        hint="eps is added to the standard deviation; add it to the variance, inside the square root",
        costs=("4.21",),
    ),
    Mutant(
        id="spatial_groupnorm_forward.changes_x",
        target=TARGET,
        swaps=(
            (
                "x_hat_grouped = (x_grouped - mean) / std",
                "x_grouped -= mean\n    x_hat_grouped = x_grouped / std",
            ),
        ),
        hint=(
            "spatial_groupnorm_forward changes its input x, as x -= mean works in place; write x = x - mean"
        ),
        costs=("4.28",),
    ),
]
