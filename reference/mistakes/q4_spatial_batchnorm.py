"""Mistakes in spatial_batchnorm_forward and spatial_batchnorm_backward."""

from autograder.model.mutants import Mutant

FORWARD = "layers.py:spatial_batchnorm_forward"
BACKWARD = "layers.py:spatial_batchnorm_backward"
ROWS = "x_rows = x.transpose(0, 2, 3, 1).reshape(-1, C)"
OUT = "out = out_rows.reshape(N, H, W, C).transpose(0, 3, 1, 2)"
CALL = "batchnorm_forward(x_rows, gamma, beta, bn_param)"
DROWS = "dout_rows = dout.transpose(0, 2, 3, 1).reshape(-1, C)"
DX = "dx = dx_rows.reshape(N, H, W, C).transpose(0, 3, 1, 2)"
GRADIENTS = "dx_rows, dgamma, dbeta = batchnorm_backward_alt(dout_rows, cache)"
RETURN = "return dx, dgamma, dbeta"

# Spatial batch normalisation without batchnorm_forward, statistics over AXES; its cache is that of the reference.
OWN_FORWARD = """
def spatial_batchnorm_forward(x, gamma, beta, bn_param):
    eps, momentum = bn_param.get("eps", 1e-5), bn_param.get("momentum", 0.9)
    g, b = gamma.reshape(1, -1, 1, 1), beta.reshape(1, -1, 1, 1)
    if bn_param["mode"] == "train":
        mean, var = x.mean(axis=AXES, keepdims=True), x.var(axis=AXES, keepdims=True)
        for name, value in (("running_mean", mean), ("running_var", var)):
            old = np.asarray(bn_param.get(name, 0.0))
            old = old.reshape(1, -1, 1, 1) if old.ndim == 1 else old
            bn_param[name] = momentum * old + (1 - momentum) * value
    else:
        mean, var = (np.reshape(bn_param[name], (1, -1, 1, 1)) for name in ("running_mean", "running_var"))
    std = np.sqrt(var + eps) * np.ones(x.shape)
    parts = [part.transpose(0, 2, 3, 1).reshape(-1, x.shape[1]) for part in ((x - mean) / std, x - mean, std)]
    return g * (x - mean) / std + b, (*parts, gamma)
"""
TEST_STD = '(np.sqrt(var + eps) if bn_param["mode"] == "train" else np.sqrt(var + EPS))'
OWN_BACKWARD = """


def spatial_batchnorm_backward(dout, cache):
    N, C, H, W = dout.shape
    x_hat, _, std = (part.reshape(N, H, W, C).transpose(0, 3, 1, 2) for part in cache[:3])
    dgamma, dbeta = (dout * x_hat).sum(axis=(0, 2, 3)), dout.sum(axis=(0, 2, 3))
    d = dout * cache[3].reshape(1, -1, 1, 1)
    dx = (d - d.mean(axis=AXES, keepdims=True) - x_hat * (d * x_hat).mean(axis=AXES, keepdims=True)) / std
    return dx, dgamma, dbeta
"""

RESHAPED = "            old = old.reshape(1, -1, 1, 1) if old.ndim == 1 else old\n"
FLEXIBLE = """(np.reshape(bn_param[name], (1, -1, 1, 1)) for name in ("running_mean", "running_var"))"""
KEPT = """bn_param["running_mean"], bn_param["running_var"]"""


def forward_over(axes: str) -> str:
    """The forward pass with statistics over `axes` of (N, C, H, W)."""
    return OWN_FORWARD.replace("AXES", axes)


def both_over(axes: str) -> str:
    """Both passes with statistics over `axes`."""
    return forward_over(axes) + OWN_BACKWARD.replace("AXES", axes)


MISTAKES = [
    Mutant(
        id="spatial_batchnorm_forward.channels_mixed",
        target=FORWARD,
        swaps=((ROWS, "x_rows = x.reshape(-1, C)"), (OUT, "out = out_rows.reshape(N, C, H, W)")),
        hint=(
            "reshape(-1, C) alone mixes channels and pixels; "
            "move the channels to the last axis with transpose first"
        ),
        costs=("4.16",),
    ),
    Mutant(
        id="spatial_batchnorm_forward.output_mixed",
        target=FORWARD,
        swaps=((OUT, "out = out_rows.reshape(N, C, H, W)"),),
        hint=(
            "the output is reshaped to (N, C, H, W) though its channels are last; "
            "reshape to (N, H, W, C), then transpose back"
        ),
        costs=("4.16",),
    ),
    Mutant(
        id="spatial_batchnorm_forward.input_mixed",
        target=FORWARD,
        swaps=((ROWS, "x_rows = x.reshape(-1, C)"),),
        hint=(
            "the images are reshaped to rows of C numbers while their channels are axis 1; "
            "transpose them first"
        ),
        costs=("4.16",),
    ),
    Mutant(
        id="spatial_batchnorm_forward.channels_last",
        target=FORWARD,
        swaps=((OUT, "out = out_rows.reshape(N, H, W, C)"),),
        hint="the output's channels are its last axis; transpose it back to (N, C, H, W)",
        costs=("4.16",),
    ),
    Mutant(
        id="spatial_batchnorm_forward.rows_and_columns_swapped",
        target=FORWARD,
        swaps=((ROWS, "x_rows = x.transpose(0, 3, 2, 1).reshape(-1, C)"),),
        hint=(
            "the axes are not put back in the order in which they were moved; "
            "undo the transpose that x went through"
        ),
        costs=("4.16",),
    ),
    Mutant(
        id="spatial_batchnorm_forward.one_statistic_for_all",
        target=FORWARD,
        code=forward_over("None"),
        hint=(
            "one mean and one variance serve all channels; "
            "take them over axes 0, 2 and 3, one for each channel"
        ),
        costs=("4.16",),
    ),
    Mutant(
        id="spatial_batchnorm_forward.per_pixel",
        target=FORWARD,
        code=forward_over("0"),
        hint=(
            "every pixel has statistics of its own; "
            "take them over axes 0, 2 and 3, as a channel's pixels share them"
        ),
        costs=("4.16",),
    ),
    Mutant(
        id="spatial_batchnorm_forward.per_image",
        target=FORWARD,
        code=forward_over("(2, 3)"),
        hint=(
            "every image has statistics of its own; take them over axes 0, 2 and 3, as the batch shares them"
        ),
        costs=("4.16",),
    ),
    Mutant(
        id="spatial_batchnorm_forward.over_channels",
        target=FORWARD,
        code=forward_over("1"),
        hint=(
            "the statistics are taken over the channels; take them over axes 0, 2 and 3, one for each channel"
        ),
        costs=("4.16",),
    ),
    Mutant(
        id="spatial_batchnorm.per_pixel",
        target=BACKWARD,
        code=both_over("0"),
        hint="in both passes, every pixel has statistics of its own; take them over axes 0, 2 and 3",
        costs=("4.16", "4.18"),
    ),
    Mutant(
        id="spatial_batchnorm.per_image",
        target=BACKWARD,
        code=both_over("(2, 3)"),
        hint="in both passes, every image has statistics of its own; take them over axes 0, 2 and 3",
        costs=("4.16", "4.18"),
    ),
    Mutant(
        id="spatial_batchnorm_forward.parameters_swapped",
        target=FORWARD,
        swaps=((CALL, "batchnorm_forward(x_rows, beta, gamma, bn_param)"),),
        hint="gamma and beta are swapped; multiply by gamma, then add beta",
        costs=("4.16",),
    ),
    Mutant(
        id="spatial_batchnorm_forward.no_scale",
        target=FORWARD,
        swaps=((CALL, "batchnorm_forward(x_rows, np.ones(C), np.zeros(C), bn_param)"),),
        hint="the normalised images are neither scaled nor shifted; multiply them by gamma and add beta",
        costs=("4.16",),
    ),
    Mutant(
        id="spatial_batchnorm_forward.bn_param_copied",
        target=FORWARD,
        swaps=((CALL, "batchnorm_forward(x_rows, gamma, beta, dict(bn_param))"),),
        hint=(
            "the running statistics go into a copy of bn_param and are lost; pass on the dictionary itself"
        ),
        costs=("4.17",),
    ),
    Mutant(
        id="spatial_batchnorm_forward.always_training",
        target=FORWARD,
        swaps=(
            (
                "out_rows, cache =",
                'mode, bn_param["mode"] = bn_param["mode"], "train"\n    out_rows, cache =',
            ),
            ("return out, cache", 'bn_param["mode"] = mode\n    return out, cache'),
        ),
        hint="in test mode the batch's statistics are used; use the running ones",
        costs=("4.17",),
    ),
    Mutant(
        id="spatial_batchnorm_forward.updated_per_image",
        target=FORWARD,
        swaps=(
            (
                "return out, cache",
                'if bn_param["mode"] == "train":\n'
                "        for image in x:\n"
                "            batchnorm_forward(image.reshape(C, -1).T, gamma, beta, bn_param)\n"
                "    return out, cache",
            ),
        ),
        hint="the running statistics move once for each image; move them once for each call",
        costs=("4.17",),
    ),
    Mutant(
        id="spatial_batchnorm_forward.default_settings",
        target=FORWARD,
        swaps=(
            (CALL, "batchnorm_forward(x_rows, gamma, beta, inner)"),
            (
                "out_rows, cache =",
                'inner = {k: v for k, v in bn_param.items() if k not in ("eps", "momentum")}\n    out_rows, cache =',
            ),
            ("return out, cache", "bn_param.update(inner)\n    return out, cache"),
        ),
        hint=(
            "eps and momentum of bn_param are not passed on; pass them, as they may differ from the defaults"
        ),
        costs=("4.21",),
    ),
    Mutant(
        id="spatial_batchnorm_forward.no_eps_in_testing",
        target=FORWARD,
        code=OWN_FORWARD.replace("AXES", "(0, 2, 3)").replace(
            "np.sqrt(var + eps)", TEST_STD.replace("EPS", "0")
        ),
        hint="in test mode, eps is not added to the running variance; add it there, too",
        costs=("4.21",),
    ),
    Mutant(
        id="spatial_batchnorm_forward.fixed_eps_in_testing",
        target=FORWARD,
        code=OWN_FORWARD.replace("AXES", "(0, 2, 3)").replace(
            "np.sqrt(var + eps)", TEST_STD.replace("EPS", "1e-5")
        ),
        hint="in test mode, eps is always 1e-5; take it from bn_param, which may have another value",
        costs=("4.21",),
    ),
    Mutant(
        id="spatial_batchnorm_forward.default_eps",
        target=FORWARD,
        code=OWN_FORWARD.replace("AXES", "(0, 2, 3)").replace("1e-5", "1e-8"),
        hint="eps is 1e-8 if bn_param has none; the default should be 1e-5",
        costs=("4.21",),
    ),
    Mutant(
        id="spatial_batchnorm_forward.testing_updates",
        target=FORWARD,
        code=OWN_FORWARD.replace("AXES", "(0, 2, 3)").replace(
            'in ("running_mean", "running_var"))\n',
            'in ("running_mean", "running_var"))\n'
            '        bn_param["running_mean"] = momentum * mean + (1 - momentum) * x.mean((0, 2, 3), keepdims=True)\n',
        ),
        hint="test mode changes the running averages; only training should change them",
        costs=("4.21",),
    ),
    Mutant(
        id="spatial_batchnorm_backward.fixed_eps",
        target=FORWARD,
        code=OWN_FORWARD.replace("AXES", "(0, 2, 3)").replace(
            "    return g *", "    parts[2] = np.sqrt(parts[2] ** 2 - eps + 1e-5)\n    return g *"
        ),
        hint="the backward pass uses an eps of 1e-5; it should use the eps of the forward pass",
        costs=("4.21",),
    ),
    Mutant(
        id="spatial_batchnorm_forward.contiguous",
        target=FORWARD,
        swaps=((OUT, "out = np.ascontiguousarray(np.moveaxis(out_rows.reshape(N, H, W, C), -1, 1))"),),
        hint="The output is contiguous.",
    ),
    Mutant(
        id="spatial_batchnorm.own",
        target=BACKWARD,
        code=both_over("(0, 2, 3)"),
        hint="Without batchnorm_forward, with running statistics of shape (1, C, 1, 1).",
    ),
    Mutant(
        id="spatial_batchnorm.own_with_kept_axes",
        target=BACKWARD,
        code=both_over("(0, 2, 3)").replace(RESHAPED, "").replace(FLEXIBLE, KEPT),
        hint="The same, but it ignores running statistics of any other shape.",
    ),
    Mutant(
        id="spatial_batchnorm.other_order_of_rows",
        target=BACKWARD,
        code="""
        def spatial_batchnorm_forward(x, gamma, beta, bn_param):
            N, C, H, W = x.shape
            rows, cache = batchnorm_forward(x.swapaxes(1, 3).reshape(-1, C), gamma, beta, bn_param)
            return rows.reshape(N, W, H, C).swapaxes(1, 3), cache


        def spatial_batchnorm_backward(dout, cache):
            N, C, H, W = dout.shape
            dx, dgamma, dbeta = batchnorm_backward(dout.swapaxes(1, 3).reshape(-1, C), cache)
            return dx.reshape(N, W, H, C).swapaxes(1, 3), dgamma, dbeta
        """,
        hint="Rows in another order, in both directions, and the other backward function.",
    ),
    Mutant(
        id="spatial_batchnorm_backward.channels_mixed",
        target=BACKWARD,
        swaps=((DROWS, "dout_rows = dout.reshape(-1, C)"), (DX, "dx = dx_rows.reshape(N, C, H, W)")),
        hint=(
            "reshape(-1, C) alone mixes channels and pixels of dout; "
            "move the channels last with transpose first"
        ),
        costs=("4.18",),
    ),
    Mutant(
        id="spatial_batchnorm_backward.dx_mixed",
        target=BACKWARD,
        swaps=((DX, "dx = dx_rows.reshape(N, C, H, W)"),),
        hint=(
            "dx is reshaped to (N, C, H, W) though its channels are last; "
            "reshape to (N, H, W, C), then transpose"
        ),
        costs=("4.18",),
    ),
    Mutant(
        id="spatial_batchnorm_backward.dout_mixed",
        target=BACKWARD,
        swaps=((DROWS, "dout_rows = dout.reshape(-1, C)"),),
        hint="dout is reshaped to rows of C numbers while its channels are axis 1; transpose it first",
        costs=("4.18",),
    ),
    Mutant(
        id="spatial_batchnorm_backward.channels_last",
        target=BACKWARD,
        swaps=((DX, "dx = dx_rows.reshape(N, H, W, C)"),),
        hint="the channels of dx are its last axis; transpose it back to (N, C, H, W)",
        costs=("4.18",),
    ),
    Mutant(
        id="spatial_batchnorm_backward.dgamma_pixel_mean",
        target=BACKWARD,
        swaps=((RETURN, "return dx, dgamma / (H * W), dbeta"),),
        hint="dgamma is averaged over the pixels; sum over samples and pixels",
        costs=("4.18",),
    ),
    Mutant(
        id="spatial_batchnorm_backward.means_for_sums",
        target=BACKWARD,
        swaps=((RETURN, "return dx, dgamma / (N * H * W), dbeta / (N * H * W)"),),
        hint="dgamma and dbeta are means; sum over samples and pixels",
        costs=("4.18",),
    ),
    Mutant(
        id="spatial_batchnorm_backward.dbeta_not_over_pixels",
        target=BACKWARD,
        swaps=((RETURN, "return dx, dgamma, dout.sum(axis=0)"),),
        hint="dbeta is summed over the batch only; sum over the pixels too, so that its shape is (C,)",
        costs=("4.18",),
    ),
    Mutant(
        id="spatial_batchnorm_backward.keeps_axes",
        target=BACKWARD,
        swaps=((RETURN, "return dx, dgamma.reshape(1, C, 1, 1), dbeta.reshape(1, C, 1, 1)"),),
        hint="dgamma and dbeta have four axes; here they should have the shape of gamma and beta, (C,)",
        costs=("4.18",),
    ),
    Mutant(
        id="spatial_batchnorm_backward.gradients_swapped",
        target=BACKWARD,
        swaps=((RETURN, "return dx, dbeta, dgamma"),),
        hint="dgamma and dbeta are swapped; return dx, dgamma, dbeta",
        costs=("4.18",),
    ),
    Mutant(
        id="spatial_batchnorm_backward.counts_images",
        target=BACKWARD,
        swaps=(
            (
                GRADIENTS,
                GRADIENTS + "\n    x_hat, _, std, gamma = cache\n"
                "    dx_rows = gamma / std * (dout_rows - dbeta / N - x_hat * dgamma / N)",
            ),
        ),
        hint=(
            "the means in dx divide by the number of images; "
            "divide by N * H * W, the number of values in a channel"
        ),
        costs=("4.18",),
    ),
    Mutant(
        id="spatial_batchnorm_backward.statistics_constant",
        target=BACKWARD,
        swaps=((GRADIENTS, GRADIENTS + "\n    dx_rows = dout_rows * cache[3] / cache[2]"),),
        hint=(
            "dx treats mean and variance as constants; add the gradients through them, as they depend on x"
        ),
        costs=("4.18",),
    ),
    Mutant(
        id="spatial_batchnorm_backward.no_gamma",
        target=BACKWARD,
        swaps=((DX, DX + " / cache[3].reshape(1, C, 1, 1)"),),
        hint="dx lacks the factor gamma; multiply dout by gamma before it goes through the normalisation",
        costs=("4.18",),
    ),
    Mutant(
        id="spatial_batchnorm_backward.plain",
        target=BACKWARD,
        swaps=(
            ("batchnorm_backward_alt(dout_rows, cache)", "batchnorm_backward(dout_rows, cache)"),
            (DX, "dx = np.rollaxis(dx_rows.reshape(N, H, W, C), 3, 1).copy()"),
        ),
        hint="By batchnorm_backward, with a contiguous dx.",
    ),
]
