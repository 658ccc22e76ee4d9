"""Mistakes in softmax_forward and softmax_backward, and right variants of them."""

from autograder.model.mutants import Mutant

EXPS = "exps = np.exp(shifted)"
SHIFTED = "shifted = scores - scores.max(axis=-1, keepdims=True)"
WEIGHTS = "weights = exps / exps.sum(axis=-1, keepdims=True)"
MEAN = "mean = (dweights * weights).sum(axis=-1, keepdims=True)"
RESULT = "return weights * (dweights - mean)"


def forward(name, hint, *swaps, costs=("1.1",)):
    return Mutant(
        id=f"softmax_forward.{name}",
        target="softmax.py:softmax_forward",
        hint=hint,
        costs=costs,
        swaps=swaps,
    )


def backward(name, hint, *swaps, costs=("1.3",)):
    return Mutant(
        id=f"softmax_backward.{name}",
        target="softmax.py:softmax_backward",
        hint=hint,
        costs=costs,
        swaps=swaps,
    )


FORWARD = [
    forward(
        "first_axis",
        "softmax_forward normalises over axis 0; it should normalise over the last axis, axis=-1",
        (WEIGHTS, "weights = exps / exps.sum(axis=0, keepdims=True)"),
        costs=("1.1", "1.2"),
    ),
    forward(
        "second_axis",
        "softmax_forward normalises over axis 1; it should normalise over the last axis, axis=-1",
        (WEIGHTS, "weights = exps / exps.sum(axis=1, keepdims=True)"),
    ),
    forward(
        "whole_array",
        "softmax_forward divides by the sum over the whole array; it should divide by the sum over each row",
        (WEIGHTS, "weights = exps / exps.sum()"),
        costs=("1.1", "1.2"),
    ),
    forward(
        "no_maximum",
        "softmax_forward overflows if scores are large; it should subtract the maximum of each row first",
        (SHIFTED, "shifted = scores"),
        costs=("1.2",),
    ),
    forward(
        "one_maximum",
        "softmax_forward subtracts the maximum of the whole array; it should subtract the maximum of each row",
        (SHIFTED, "shifted = scores - scores.max()"),
        costs=("1.2",),
    ),
    forward(
        "maximum_of_columns",
        "softmax_forward subtracts the maximum over axis 0; it should subtract the maximum of each row, over axis -1",
        (SHIFTED, "shifted = scores - scores.max(axis=0, keepdims=True)"),
        costs=("1.1", "1.2"),
    ),
    forward(
        "clipped",
        "softmax_forward clips scores to a range; it should subtract the maximum of each row instead",
        (SHIFTED, "shifted = np.clip(scores, -500, 500)"),
        costs=("1.2",),
    ),
    forward(
        "logarithms",
        "softmax_forward returns logarithms of the weights; it should return the weights",
        (WEIGHTS, "weights = shifted - np.log(exps.sum(axis=-1, keepdims=True))"),
        costs=("1.1", "1.2"),
    ),
    forward(
        "not_normalised",
        "softmax_forward returns exponentials that do not sum to 1; divide them by the sum of their row",
        (WEIGHTS, "weights = exps"),
        costs=("1.1", "1.2"),
    ),
    forward(
        "mean",
        "softmax_forward divides by the mean of a row; it should divide by the sum",
        (WEIGHTS, "weights = exps / exps.mean(axis=-1, keepdims=True)"),
        costs=("1.1", "1.2"),
    ),
    forward(
        "base_two",
        "softmax_forward takes powers of 2; use np.exp",
        (EXPS, "exps = np.exp2(shifted)"),
        costs=("1.1", "1.2"),
    ),
    forward(
        "negative",
        "softmax_forward gives the smallest score the largest weight; use exp(scores), without a minus sign",
        (SHIFTED, "shifted = scores.min(axis=-1, keepdims=True) - scores"),
        costs=("1.1", "1.2"),
    ),
    forward(
        "no_cache",
        "softmax_forward returns the weights alone; it should return (weights, cache)",
        ("return weights, cache", "return weights"),
        costs=("1.1", "1.2", "1.4"),
    ),
    forward(
        "in_place",
        "softmax_forward changes its input scores; it should make a new array instead of using -=",
        (SHIFTED, "scores -= scores.max(axis=-1, keepdims=True)\n    shifted = scores"),
        costs=("1.4",),
    ),
    forward(
        "logarithm_of_sum",
        "softmax_forward by the logarithm of the sum",
        (WEIGHTS, "weights = np.exp(shifted - np.log(exps.sum(axis=-1, keepdims=True)))"),
        costs=(),
    ),
    forward(
        "row_by_row",
        "softmax_forward that computes row by row",
        (SHIFTED, "rows = [row - row.max() for row in scores.reshape(-1, scores.shape[-1])]"),
        (EXPS, "exps = np.array([np.exp(row) / np.exp(row).sum() for row in rows])"),
        (WEIGHTS, "weights = exps.reshape(scores.shape)"),
        costs=(),
    ),
]

BACKWARD = [
    backward(
        "diagonal",
        "softmax_backward lets a score reach its own weight only; it should subtract sum(dweights * weights), too",
        (RESULT, "return dweights * weights * (1 - weights)"),
    ),
    backward(
        "no_mean",
        "softmax_backward forgets that weights share a sum; it should use dweights - sum(dweights * weights)",
        (RESULT, "return weights * dweights"),
    ),
    backward(
        "plain_sum",
        "softmax_backward sums dweights over a row; it should sum dweights * weights",
        (MEAN, "mean = dweights.sum(axis=-1, keepdims=True)"),
    ),
    backward(
        "plain_mean",
        "softmax_backward subtracts the plain mean of dweights; it should subtract the mean weighted by the weights",
        (MEAN, "mean = dweights.mean(axis=-1, keepdims=True)"),
    ),
    backward(
        "first_axis",
        "softmax_backward sums over axis 0; it should sum over the last axis, axis=-1",
        (MEAN, "mean = (dweights * weights).sum(axis=0, keepdims=True)"),
    ),
    backward(
        "whole_array",
        "softmax_backward sums over the whole array; it should sum over each row",
        (MEAN, "mean = (dweights * weights).sum()"),
    ),
    backward(
        "sign",
        "softmax_backward has the opposite sign; it should be weights * (dweights - sum)",
        (RESULT, "return weights * (mean - dweights)"),
    ),
    backward(
        "not_weighted",
        "softmax_backward subtracts the sum from the product; it should subtract it from dweights, then multiply",
        (RESULT, "return weights * dweights - mean"),
    ),
    backward(
        "exponentials",
        "softmax_backward uses exponentials that are not normalised; it should use the weights of the forward pass",
        ("weights = cache", "weights = cache / cache.max(axis=-1, keepdims=True)"),
    ),
    backward(
        "unfinished",
        "softmax_backward returns None; it should return dscores",
        (RESULT, "dscores = weights * (dweights - mean)"),
        costs=("1.3", "1.4"),
    ),
    backward(
        "in_place",
        "softmax_backward changes its input dweights; it should make a new array instead of using -=",
        (RESULT, "dweights -= mean\n    return weights * dweights"),
        costs=("1.4",),
    ),
    Mutant(
        id="softmax_backward.last_call",
        target="softmax.py",
        hint="softmax_backward uses the last call of softmax_forward, whichever it was; use the cache instead",
        costs=("1.3",),
        swaps=(
            ("softmax_forward", "    cache = weights\n", "    global last\n    last = cache = weights\n"),
            ("softmax_backward", "    weights = cache\n", "    weights = last\n"),
        ),
    ),
    backward(
        "jacobian",
        "softmax_backward by the whole matrix of derivatives",
        (MEAN, "column, row = weights[..., None], weights[..., None, :]"),
        (
            RESULT,
            "jacobian = np.eye(weights.shape[-1]) * column - column * row\n"
            "    return (jacobian @ dweights[..., None])[..., 0]",
        ),
        costs=(),
    ),
    backward(
        "expanded",
        "softmax_backward with the product written out",
        (MEAN, 'mean = np.einsum("...s,...s->...", dweights, weights)[..., None]'),
        (RESULT, "return weights * dweights - weights * mean"),
        costs=(),
    ),
]

MISTAKES = [*FORWARD, *BACKWARD]
