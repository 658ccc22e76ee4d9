"""Mistakes made alike in both passes of group normalisation: one wrong idea of a group."""

from autograder.model.mutants import Mutant

# It stands below the forward pass, so its text can replace both.
TARGET = "layers.py:spatial_groupnorm_backward"

# Both passes by one idea of what a group is: `split` makes (N, G, ...) of (N, C, H, W), `merge` undoes it.
BOTH = """
def split(x, G):
    N, C, H, W = x.shape
    return SPLIT


def merge(x, shape):
    N, C, H, W = shape
    return MERGE


def spatial_groupnorm_forward(x, gamma, beta, G, gn_param):
    g = split(x, G)
    std = np.sqrt(g.var(axis=AXES, keepdims=True) + gn_param.get("eps", 1e-5))
    x_hat = (g - g.mean(axis=AXES, keepdims=True)) / std
    return gamma * merge(x_hat, x.shape) + beta, (G, x_hat, std, gamma)


def spatial_groupnorm_backward(dout, cache):
    G, x_hat, std, gamma = cache
    dgamma = (dout * merge(x_hat, dout.shape)).sum(axis=(0, 2, 3), keepdims=True)
    d = split(dout * gamma, G)
    d = (d - d.mean(axis=AXES, keepdims=True) - x_hat * (d * x_hat).mean(axis=AXES, keepdims=True)) / std
    return merge(d, dout.shape), dgamma, dout.sum(axis=(0, 2, 3), keepdims=True)
"""


def both(
    axes: str = "(2, 3, 4)",
    split: str = "x.reshape(N, G, C // G, H, W)",
    merge: str = "x.reshape(N, C, H, W)",
) -> str:
    """Both passes with the same idea of a group."""
    return BOTH.replace("SPLIT", split).replace("MERGE", merge).replace("AXES", axes)


MISTAKES = [
    Mutant(
        id="spatial_groupnorm.over_batch",
        target=TARGET,
        code=both("(0, 2, 3, 4)"),
        hint="in both passes, a group's statistics are taken over the batch; take them for each image",
        costs=("4.19", "4.20"),
    ),
    Mutant(
        id="spatial_groupnorm.per_pixel",
        target=TARGET,
        code=both("2"),
        hint=(
            "each pixel of a group has its own statistics; "
            "take them over the group's channels, rows and columns, in both passes"
        ),
        costs=("4.19", "4.20"),
    ),
    Mutant(
        id="spatial_groupnorm.per_channel",
        target=TARGET,
        code=both("(3, 4)"),
        hint=(
            "in both passes, each channel has its own statistics; all channels of a group should share theirs"
        ),
        costs=("4.19", "4.20"),
    ),
    Mutant(
        id="spatial_groupnorm.groups_ignored",
        target=TARGET,
        code=both("(1, 2, 3, 4)"),
        hint=(
            "in both passes, all channels are one group; each of the G groups should have its own statistics"
        ),
        costs=("4.19", "4.20"),
    ),
    Mutant(
        id="spatial_groupnorm.interleaved",
        target=TARGET,
        code=both(
            split="x.reshape(N, C // G, G, H, W).swapaxes(1, 2)", merge="x.swapaxes(1, 2).reshape(N, C, H, W)"
        ),
        hint=(
            "every G-th channel goes into a group; group C // G neighbouring channels, (N, G, C // G, H, W)"
        ),
        costs=("4.19", "4.20"),
    ),
    Mutant(
        id="spatial_groupnorm.channels_last",
        target=TARGET,
        code=both(
            split="x.transpose(0, 2, 3, 1).reshape(N, G, C // G, H, W)",
            merge="x.reshape(N, H, W, C).transpose(0, 3, 1, 2)",
        ),
        hint=(
            "the channels are moved last before grouping, so groups are bands of pixels; "
            "group (N, C, H, W) as it is"
        ),
        costs=("4.19", "4.20"),
    ),
    Mutant(
        id="spatial_groupnorm.groups_of_batch",
        target=TARGET,
        code=both("(1,)", split="x.reshape(G, -1)", merge="x.reshape(N, C, H, W)"),
        hint=(
            "reshape(G, ...) cuts the batch into G parts; "
            "reshape to (N, G, C // G, H, W), as every image has G groups"
        ),
        costs=("4.19", "4.20"),
    ),
    Mutant(
        id="spatial_groupnorm.by_layernorm",
        target=TARGET,
        code="""
        def spatial_groupnorm_forward(x, gamma, beta, G, gn_param):
            N, C, H, W = x.shape
            rows = x.reshape(N * G, -1)
            D = rows.shape[1]
            normal, cache = layernorm_forward(rows, np.ones(D), np.zeros(D), gn_param)
            normal = normal.reshape(N, C, H, W)
            return normal * gamma.reshape(1, C, 1, 1) + beta, (normal, cache, gamma)


        def spatial_groupnorm_backward(dout, cache):
            normal, inner, gamma = cache
            rows = (dout * gamma).reshape(inner[0].shape)
            dx, _, _ = layernorm_backward(rows, inner)
            dgamma = np.sum(dout * normal, axis=(0, 2, 3)).reshape(1, -1, 1, 1)
            return dx.reshape(dout.shape), dgamma, np.einsum("nchw->c", dout)[None, :, None, None]
        """,
        hint="By layernorm_forward on N * G rows.",
    ),
    Mutant(
        id="spatial_groupnorm.loop_over_groups",
        target=TARGET,
        code="""
        def spatial_groupnorm_forward(x, gamma, beta, G, gn_param):
            size = x.shape[1] // G
            x_hat, stds = np.empty(x.shape), []
            for g in range(G):
                part = x[:, g * size:(g + 1) * size]
                var = (part ** 2).mean(axis=(1, 2, 3), keepdims=True) - part.mean(axis=(1, 2, 3), keepdims=True) ** 2
                stds.append((var + gn_param.get("eps", 1e-5)) ** 0.5)
                x_hat[:, g * size:(g + 1) * size] = (part - part.mean(axis=(1, 2, 3), keepdims=True)) / stds[-1]
            return x_hat * gamma + beta, (x_hat, stds, gamma)


        def spatial_groupnorm_backward(dout, cache):
            x_hat, stds, gamma = cache
            size = x_hat.shape[1] // len(stds)
            dx = np.zeros_like(dout)
            for g, std in enumerate(stds):
                these = slice(g * size, (g + 1) * size)
                d, h = (dout * gamma)[:, these], x_hat[:, these]
                M = d[0].size
                total, product = d.sum(axis=(1, 2, 3), keepdims=True), (d * h).sum(axis=(1, 2, 3), keepdims=True)
                dx[:, these] = (M * d - total - h * product) / (M * std)
            over = dict(axis=(0, 2, 3), keepdims=True)
            return dx, np.sum(dout * x_hat, **over), np.sum(dout, **over)
        """,
        hint="A loop over groups, and the variance as E[x^2] - E[x]^2.",
    ),
    Mutant(
        id="spatial_groupnorm.same_groups",
        target=TARGET,
        code=both("(1,)", split="x.reshape(N * G, -1)"),
        hint="Rows of (N * G, C // G * H * W) instead of five axes.",
    ),
]
