"""More mistakes of real students in ThreeLayerConvNet and in group normalisation."""

from autograder.model.mutants import Mutant

FIRST, SECOND, THIRD = (f"        loss += 0.5 * self.reg * np.sum(W{n} * W{n})\n" for n in (1, 2, 3))
FORWARD = "out = gamma * x_hat + beta"
DBETA = "dbeta = dout.sum(axis=(0, 2, 3), keepdims=True)"
RETURNED = "        if y is None:\n            return scores\n"


def net(name, hint, costs, *swaps):
    target = "classifiers/cnn.py:ThreeLayerConvNet.loss"
    return Mutant(f"ThreeLayerConvNet.{name}", target, f"ThreeLayerConvNet {hint}", costs, swaps)


def groups(function, name, hint, costs, *swaps):
    function = f"spatial_groupnorm_{function}"
    return Mutant(f"{function}.{name}", f"layers.py:{function}", f"{function} {hint}", costs, swaps)


NET = [
    net(
        "zero_labels_as_none",
        "takes labels that are all 0 for none; it should return the scores only if y is None",
        ("4.24",),
        (RETURNED, RETURNED.replace("y is None", "not np.any(y)")),
    ),
    net(
        "relu_on_scores_masked_by_hand",
        "cuts its scores off at 0, forward and backward; it should leave the scores as they are",
        ("4.23",),
        (RETURNED, f"        scores, mask = np.maximum(0, scores), scores > 0\n{RETURNED}"),
        ("affine_backward(dscores, scores_cache)", "affine_backward(dscores * mask, scores_cache)"),
    ),
    net(
        "loss_as_array",
        "returns the loss in an array with one element; it should return the number",
        ("4.24",),
        ("return loss, grads", "return np.array([loss]), grads"),
    ),
    net(
        "loss_negative",
        "flips the sign of the loss; it should return the result of softmax_loss",
        ("4.24",),
        ("return loss, grads", "return -loss, grads"),
    ),
    net(
        "dscores_negative",
        "flips the sign of its gradients; it should start from the dscores that softmax_loss returns",
        ("4.24",),
        ("softmax_loss(scores, y)", "softmax_loss(scores, y)\n        dscores = -dscores"),
    ),
    net(
        "penalty_of_first_only_in_loss",
        "adds the penalty of W1 only to the loss; it should add those of W2 and W3 too",
        ("4.25",),
        (SECOND, ""),
        (THIRD, ""),
    ),
    net(
        "no_penalty_in_first_gradient",
        "leaves the penalty out of the gradient of W1; it should add reg * W1",
        ("4.25",),
        ("        dW1 += self.reg * W1\n", ""),
    ),
    net(
        "no_penalty_in_last_gradient",
        "leaves the penalty out of the gradient of W3; it should add reg * W3",
        ("4.25",),
        ("        dW3 += self.reg * W3\n", ""),
    ),
    net(
        "first_penalty_twice",
        "counts W1 twice in the penalty and W2 never; it should add the squares of all three",
        ("4.25",),
        ("np.sum(W2 * W2)", "np.sum(W1 * W1)"),
    ),
    net(
        "penalty_of_sum_squared",
        "squares the sums of the weights in the penalty; it should sum their squares",
        ("4.25",),
        ("np.sum(W1 * W1)", "np.sum(W1) ** 2"),
        ("np.sum(W2 * W2)", "np.sum(W2) ** 2"),
        ("np.sum(W3 * W3)", "np.sum(W3) ** 2"),
    ),
    net(
        "penalty_by_layers",
        "divides the penalty by the number of layers; it should add 0.5 reg sum(W^2) of each layer",
        ("4.25",),
        ("np.sum(W1 * W1)", "np.sum(W1 * W1) / 3"),
        ("np.sum(W2 * W2)", "np.sum(W2 * W2) / 3"),
        ("np.sum(W3 * W3)", "np.sum(W3 * W3) / 3"),
    ),
    net(
        "penalty_gradient_of_sum",
        "adds reg times the sum of W to its gradients; it should add reg * W, entry by entry",
        ("4.25",),
        ("dW1 += self.reg * W1", "dW1 += self.reg * np.sum(W1)"),
        ("dW2 += self.reg * W2", "dW2 += self.reg * np.sum(W2)"),
        ("dW3 += self.reg * W3", "dW3 += self.reg * np.sum(W3)"),
    ),
    net(
        "penalty_gradient_twice",
        "adds 2 reg W to its gradients; it should add reg * W, as the loss has the factor 0.5",
        ("4.25",),
        ("dW1 += self.reg * W1", "dW1 += 2 * self.reg * W1"),
        ("dW2 += self.reg * W2", "dW2 += 2 * self.reg * W2"),
        ("dW3 += self.reg * W3", "dW3 += 2 * self.reg * W3"),
    ),
]

GROUPS = [
    groups(
        "forward",
        "seven_axes",
        "gives gamma and beta more axes, so that out has 7; it should use them as they are, (1, C, 1, 1)",
        ("4.19",),
        (FORWARD, "out = gamma[None, :, None, None] * x_hat + beta[None, :, None, None]"),
    ),
    groups(
        "forward",
        "axes_in_other_order",
        "reshapes to (N, C // G, G, H, W), which mixes the groups; it should reshape to (N, G, C // G, H, W)",
        ("4.19", "4.28"),
        ("x_grouped = x.reshape(N, G, C // G, H, W)", "x_grouped = x.reshape(N, C // G, G, H, W)"),
    ),
    groups(
        "forward",
        "over_channels_only",
        "takes its statistics over the channels of a group, pixel by pixel; they should be over rows and columns too",
        ("4.19",),
        ("x_grouped.mean(axis=(2, 3, 4), keepdims=True)", "x_grouped.mean(axis=2, keepdims=True)"),
        ("x_grouped.var(axis=(2, 3, 4), keepdims=True)", "x_grouped.var(axis=2, keepdims=True)"),
    ),
    groups(
        "forward",
        "not_divided",
        "does not divide by the standard deviation; it should divide by sqrt(var + eps)",
        ("4.19",),
        ("(x_grouped - mean) / std", "x_grouped - mean"),
    ),
    groups(
        "forward",
        "minus_beta",
        "subtracts beta; it should add it",
        ("4.19",),
        (FORWARD, "out = gamma * x_hat - beta"),
    ),
    groups(
        "backward",
        "parameters_of_three_axes",
        "returns dgamma and dbeta of shape (C, 1, 1); it should return them as (1, C, 1, 1)",
        ("4.20",),
        ("return dx, dgamma, dbeta", "return dx, dgamma[0], dbeta[0]"),
    ),
    groups(
        "backward",
        "dbeta_averaged",
        "averages dout for dbeta; it should sum over samples, rows and columns",
        ("4.20",),
        (DBETA, DBETA.replace("sum", "mean")),
    ),
    groups(
        "backward",
        "gamma_twice",
        "multiplies by gamma twice; the gradient of x_hat should be dout * gamma",
        ("4.20",),
        ("dx_hat = dout * gamma", "dx_hat = dout * gamma**2"),
    ),
]

MISTAKES = [*NET, *GROUPS]
