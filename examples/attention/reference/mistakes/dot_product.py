"""Mistakes in causal_mask, attention_forward and attention_backward, and right variants of them."""

from autograder.model.mutants import Mutant

MASK = "np.tril(np.ones((length, length), dtype=bool))"
SCALE = "scale = 1 / np.sqrt(q.shape[-1])"
SCORES = "scores = scale * (q @ k.swapaxes(-1, -2))"
MASKED = "scores = np.where(mask, scores, -np.inf)"
OUT = "out = weights @ v"
ALL_FORWARD = ("2.2", "2.3")
ALL_BACKWARD = ("2.4", "2.5")


def mask(name, hint, replacement, costs=("2.1",)):
    return Mutant(
        id=f"causal_mask.{name}",
        target="dot_product.py:causal_mask",
        hint=hint,
        costs=costs,
        swaps=((MASK, replacement),),
    )


def forward(name, hint, *swaps, costs=ALL_FORWARD):
    return Mutant(
        id=f"attention_forward.{name}",
        target="dot_product.py:attention_forward",
        hint=hint,
        costs=costs,
        swaps=swaps,
    )


def backward(name, hint, *swaps, costs=ALL_BACKWARD):
    return Mutant(
        id=f"attention_backward.{name}",
        target="dot_product.py:attention_backward",
        hint=hint,
        costs=costs,
        swaps=swaps,
    )


MASKS = [
    mask(
        "upper",
        (
            "causal_mask lets a position look at those after it; "
            "use np.tril, which is True on and below the diagonal"
        ),
        "np.triu(np.ones((length, length), dtype=bool))",
    ),
    mask(
        "strict",
        "causal_mask hides a position from itself; the diagonal should be True, else the first position sees nothing",
        "np.tril(np.ones((length, length), dtype=bool), -1)",
    ),
    mask(
        "one_ahead",
        "causal_mask lets a position look at the next one; it should be True up to the diagonal only",
        "np.tril(np.ones((length, length), dtype=bool), 1)",
    ),
    mask(
        "inverted",
        "causal_mask is True for what is hidden; it should be True for what a position may look at",
        "np.triu(np.ones((length, length), dtype=bool), 1)",
    ),
    mask(
        "hides_nothing",
        "causal_mask hides nothing; it should be False above the diagonal",
        "np.ones((length, length), dtype=bool)",
    ),
    mask(
        "added",
        "causal_mask returns numbers to add to scores; it should return booleans, True if a position may look",
        "np.triu(np.full((length, length), -np.inf), 1)",
    ),
    mask(
        "compared",
        "causal_mask by comparing positions",
        "np.arange(length)[:, None] >= np.arange(length)",
        costs=(),
    ),
]

FORWARD = [
    forward(
        "no_scale",
        "attention_forward does not scale the scores; divide them by sqrt(D)",
        (SCALE, "scale = 1.0"),
    ),
    forward(
        "no_root",
        "attention_forward divides the scores by D; divide them by sqrt(D)",
        (SCALE, "scale = 1 / q.shape[-1]"),
    ),
    forward(
        "multiplied",
        "attention_forward multiplies the scores by sqrt(D); divide them by it",
        (SCALE, "scale = np.sqrt(q.shape[-1])"),
    ),
    forward(
        "size_of_values",
        "attention_forward scales by the size E of the values; use the size D of the keys",
        (SCALE, "scale = 1 / np.sqrt(v.shape[-1])"),
    ),
    forward(
        "number_of_keys",
        "attention_forward scales by the number of keys; use their size D",
        (SCALE, "scale = 1 / np.sqrt(k.shape[-2])"),
    ),
    forward(
        "weights_scaled",
        "attention_forward scales the weights after softmax; divide the scores by sqrt(D) before it",
        (SCORES, "scores = q @ k.swapaxes(-1, -2)"),
        (OUT, "out = scale * weights @ v"),
    ),
    forward(
        "softmax_over_queries",
        "attention_forward normalises over the queries; for each query the weights of all keys should sum to 1",
        (
            OUT,
            "weights = np.exp(scores - scores.max(axis=-2, keepdims=True))\n"
            "    weights = weights / weights.sum(axis=-2, keepdims=True)\n    " + OUT,
        ),
    ),
    forward(
        "no_softmax",
        "attention_forward mixes values by raw scores; use softmax_forward to turn scores into weights",
        (OUT, "out = np.where(np.isfinite(scores), scores, 0) @ v"),
    ),
    forward(
        "keys_mixed",
        "attention_forward mixes keys; it should mix the values, weights @ v",
        (OUT, "out = weights @ k"),
    ),
    forward(
        "returns_weights",
        "attention_forward returns the weights; it should return weights @ v",
        ("return out, cache", "return weights, cache"),
    ),
    forward(
        "unfinished",
        "attention_forward returns None for out; it should return weights @ v",
        ("return out, cache", "return None, cache"),
        costs=(*ALL_FORWARD, "2.6"),
    ),
    forward(
        "mask_ignored",
        "attention_forward ignores the mask; it should set the scores of hidden keys to -inf before softmax",
        (MASKED, "pass"),
        costs=("2.3",),
    ),
    forward(
        "mask_inverted",
        "attention_forward hides the keys that the mask allows; it should hide those where the mask is False",
        (MASKED, "scores = np.where(mask, -1e9, scores)"),
        costs=("2.3",),
    ),
    forward(
        "mask_transposed",
        "attention_forward transposes the mask; use it as it is, with queries in rows and keys in columns",
        (MASKED, "scores = np.where(mask.T, scores, -1e9)"),
        costs=("2.3",),
    ),
    forward(
        "scores_zeroed",
        "attention_forward sets the scores of hidden keys to 0, whose exponential is 1; it should set them to -inf",
        (MASKED, "scores = np.where(mask, scores, 0)"),
        costs=("2.3",),
    ),
    forward(
        "weights_zeroed",
        "attention_forward zeroes weights after softmax, so they do not sum to 1; it should set scores to -inf before",
        (MASKED, "pass"),
        (OUT, "weights = weights if mask is None else weights * mask\n    " + OUT),
        costs=("2.3",),
    ),
    forward(
        "hidden_by_ten",
        "attention_forward lowers the scores of hidden keys by 10 only, so that they keep some weight; use -inf",
        (MASKED, "scores = np.where(mask, scores, scores - 10)"),
        costs=("2.3",),
    ),
    forward(
        "hidden_at_thousand",
        "attention_forward sets the scores of hidden keys to -1000, but others may be lower; use -inf",
        (MASKED, "scores = np.where(mask, scores, -1000)"),
        costs=("2.3",),
    ),
    forward(
        "always_causal",
        "attention_forward hides later keys if there is no mask; without a mask a query should look at all keys",
        (
            "if mask is not None:\n",
            "if mask is None:\n"
            "        mask = np.tril(np.ones(scores.shape[-2:], dtype=bool))\n"
            "    if mask is not None:\n",
        ),
        costs=("2.2",),
    ),
    forward(
        "in_place",
        "attention_forward scales its input q; it should make a new array instead of using *=",
        (SCORES, "q *= scale\n    scores = q @ k.swapaxes(-1, -2)\n    q = q / scale"),
        costs=("2.6",),
    ),
    forward(
        "einsum",
        "attention_forward by einsum, scaling the queries",
        (SCORES, 'scores = np.einsum("...td,...sd->...ts", q * scale, k)'),
        (OUT, 'out = np.einsum("...ts,...se->...te", weights, v)'),
        costs=(),
    ),
    forward(
        "large_number",
        "attention_forward that hides keys by -1e9",
        (MASKED, "scores = scores + np.where(mask, 0, -1e9)"),
        costs=(),
    ),
]

BACKWARD = [
    backward(
        "no_scale",
        "attention_backward forgets the scale of the scores; divide dscores by sqrt(D)",
        ("dscores = scale * softmax", "dscores = softmax"),
    ),
    backward(
        "scaled_twice",
        "attention_backward scales twice; divide dscores by sqrt(D) once",
        ("dq = dscores @ k", "dq = scale * dscores @ k"),
        ("dk = dscores", "dk = scale * dscores"),
    ),
    backward(
        "keys_not_scaled",
        "attention_backward scales dq but not dk; divide dscores by sqrt(D) before both",
        ("dk = dscores", "dk = 1 / scale * dscores"),
    ),
    backward(
        "no_softmax",
        "attention_backward skips the softmax; use softmax_backward to get dscores from dweights",
        ("softmax_backward(dweights, softmax_cache)", "dweights"),
    ),
    backward(
        "queries_twice",
        "attention_backward computes dk as dscores @ q; it should use the transpose of dscores",
        ("dk = dscores.swapaxes(-1, -2) @ q", "dk = dscores @ q"),
        costs=(*ALL_BACKWARD, "2.6"),
    ),
    backward(
        "values_not_transposed",
        "attention_backward computes dv as weights @ dout; it should use the transpose of the weights",
        ("dv = weights.swapaxes(-1, -2) @ dout", "dv = weights @ dout"),
        costs=(*ALL_BACKWARD, "2.6"),
    ),
    backward(
        "averaged",
        "attention_backward averages dv over the queries; it should sum over them",
        ("@ dout\n", "@ dout / dout.shape[-2]\n"),
    ),
    backward(
        "values_as_gradient",
        "attention_backward uses the values where dout belongs; dv should be weights^T @ dout",
        ("dv = weights.swapaxes(-1, -2) @ dout", "dv = weights.swapaxes(-1, -2) @ (weights @ v)"),
    ),
    backward(
        "order",
        "attention_backward returns dq, dv, dk; it should return dq, dk, dv",
        ("return dq, dk, dv", "return dq, dv, dk"),
    ),
    backward(
        "unfinished",
        "attention_backward returns None; it should return dq, dk, dv",
        ("return dq, dk, dv", "return None, None, None"),
        costs=(*ALL_BACKWARD, "2.6"),
    ),
    backward(
        "in_place",
        "attention_backward scales its input dout; it should make a new array instead of using *=",
        ("dweights = dout", "dout *= scale\n    dweights = dout"),
        ("dscores = scale * softmax", "dscores = softmax"),
        costs=("2.6",),
    ),
    Mutant(
        id="attention_backward.last_call",
        target="dot_product.py",
        hint="attention_backward uses the last call of attention_forward, whichever it was; use the cache instead",
        costs=ALL_BACKWARD,
        swaps=(
            (
                "attention_forward",
                "    cache = (q, k, v, scale, weights, softmax_cache)\n",
                "    global last\n    last = cache = (q, k, v, scale, weights, softmax_cache)\n",
            ),
            ("attention_backward", "softmax_cache = cache\n", "softmax_cache = last\n"),
        ),
    ),
    backward(
        "einsum",
        "attention_backward by einsum, scaling dq and dk",
        ("dscores = scale * softmax", "dscores = softmax"),
        ("dq = dscores @ k", 'dq = np.einsum("...ts,...sd->...td", dscores, k * scale)'),
        ("dk = dscores.swapaxes(-1, -2) @ q", 'dk = np.einsum("...ts,...td->...sd", dscores, q * scale)'),
        costs=(),
    ),
    backward(
        "own_softmax",
        "attention_backward with the gradient of the softmax written out",
        (
            "softmax_backward(dweights, softmax_cache)",
            "(weights * (dweights - np.sum(weights * dweights, -1, keepdims=True)))",
        ),
        costs=(),
    ),
]

MISTAKES = [*MASKS, *FORWARD, *BACKWARD]
