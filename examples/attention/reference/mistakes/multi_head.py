"""Mistakes in split_heads, merge_heads, multi_head_forward and multi_head_backward, and right variants of them."""

from autograder.model.mutants import Mutant

SPLIT = "x.reshape(samples, length, heads, features // heads).swapaxes(1, 2)"
MERGE = "x.swapaxes(1, 2).reshape(samples, length, heads * size)"
PROJECTED = 'split_heads(x @ params[name], heads) for name in ("wq", "wk", "wv")'
OUT = 'out = merged @ params["wo"] + params["bo"]'
WO = "np.tensordot(merged, dout, axes=((0, 1), (0, 1)))"
DW = "np.tensordot(x, dprojected, axes=((0, 1), (0, 1)))"
DX = "dx = dx + dprojected @ params[name].T"
WAYS = '(("wq", dq), ("wk", dk), ("wv", dv))'


def heads(function, name, hint, *swaps, costs=("3.1",)):
    return Mutant(
        id=f"{function}.{name}", target=f"multi_head.py:{function}", hint=hint, costs=costs, swaps=swaps
    )


def forward(name, hint, *swaps, costs=("3.2",)):
    return heads("multi_head_forward", name, hint, *swaps, costs=costs)


def backward(name, hint, *swaps, costs=("3.3",)):
    return heads("multi_head_backward", name, hint, *swaps, costs=costs)


HEADS = [
    heads(
        "split_heads",
        "reshaped_only",
        "split_heads reshapes straight to (N, H, T, D / H), which mixes positions; use (N, T, H, D / H) and swap axes",
        (SPLIT, "x.reshape(samples, heads, length, features // heads)"),
    ),
    heads(
        "split_heads",
        "interleaved",
        "split_heads deals the features out one by one; the first D / H should all belong to the first head",
        (SPLIT, "x.reshape(samples, length, features // heads, heads).transpose(0, 3, 1, 2)"),
    ),
    heads(
        "split_heads",
        "not_swapped",
        "split_heads returns (N, T, H, D / H); swap axes 1 and 2 to return (N, H, T, D / H)",
        (SPLIT, "x.reshape(samples, length, heads, features // heads)"),
    ),
    heads(
        "split_heads",
        "size_for_heads",
        "split_heads makes heads of H features; there should be H heads of D / H features each",
        (SPLIT, "x.reshape(samples, length, features // heads, heads).swapaxes(1, 2)"),
    ),
    heads(
        "split_heads",
        "sliced",
        "split_heads by slices",
        (SPLIT, "np.stack(np.split(x, heads, axis=2), axis=1)"),
        costs=(),
    ),
    heads(
        "merge_heads",
        "reshaped_only",
        "merge_heads reshapes without swapping axes, which mixes positions; it should swap axes 1 and 2 first",
        (MERGE, "x.reshape(samples, length, heads * size)"),
    ),
    heads(
        "merge_heads",
        "interleaved",
        "merge_heads takes the features of all heads in turn; all features of the first head should come first",
        (MERGE, "x.transpose(0, 2, 3, 1).reshape(samples, length, heads * size)"),
    ),
    heads(
        "merge_heads",
        "summed",
        "merge_heads adds the heads up; it should put their features side by side",
        (MERGE, "x.sum(axis=1)"),
    ),
    heads(
        "merge_heads",
        "concatenated",
        "merge_heads by concatenation",
        (MERGE, "np.concatenate(list(x.swapaxes(0, 1)), axis=2)"),
        costs=(),
    ),
]

FORWARD = [
    forward(
        "no_output_projection",
        "multi_head_forward does not project the merged heads; it should multiply them by wo",
        (OUT, 'out = merged + params["bo"]'),
    ),
    forward(
        "no_bias",
        "multi_head_forward never adds bo; add it after the product with wo",
        (OUT, 'out = merged @ params["wo"]'),
    ),
    forward(
        "bias_projected",
        "multi_head_forward adds bo before the product with wo; add it after the product",
        (OUT, 'out = (merged + params["bo"]) @ params["wo"]'),
    ),
    forward(
        "one_projection",
        "multi_head_forward projects queries, keys and values by wq; use wq, wk and wv",
        (PROJECTED, "split_heads(x @ params['wq'], heads) for name in 'qkv'"),
    ),
    forward(
        "keys_by_queries",
        "multi_head_forward projects keys by wq; use wk",
        ('("wq", "wk", "wv")', '("wq", "wq", "wv")'),
    ),
    forward(
        "exchanged",
        "multi_head_forward exchanges the weights of keys and values; use wk for keys and wv for values",
        ('("wq", "wk", "wv")', '("wq", "wv", "wk")'),
    ),
    forward(
        "values_not_projected",
        "multi_head_forward mixes x itself; it should project the values by wv",
        ("    attended,", "    v = split_heads(x, heads)\n    attended,"),
    ),
    forward(
        "weights_transposed",
        "multi_head_forward multiplies by transposed weights; use x @ w",
        ("x @ params[name]", "x @ params[name].T"),
    ),
    forward(
        "mask_dropped",
        "multi_head_forward does not pass the mask on; it should pass it to attention_forward",
        ("attention_forward(q, k, v, mask)", "attention_forward(q, k, v)"),
    ),
    forward(
        "single_head",
        "multi_head_forward attends with all features at once; use split_heads before attention_forward",
        ("split_heads(x @ params[name], heads)", "split_heads(x @ params[name], 1)"),
        ("cache = (x, params, heads,", "cache = (x, params, 1,"),
    ),
    forward(
        "residual",
        "multi_head_forward adds x to its output; it should return the projection of the heads alone",
        (OUT, 'out = x + merged @ params["wo"] + params["bo"]'),
    ),
    forward(
        "unfinished",
        "multi_head_forward returns None for out; it should return the projection of the merged heads",
        ("return out, cache", "return None, cache"),
        costs=("3.2", "3.4"),
    ),
    forward(
        "in_place",
        (
            "multi_head_forward writes its output into its input x; "
            "it should make a new array, without x[...] ="
        ),
        (OUT, OUT + "\n    x[...] = out"),
        costs=("3.4",),
    ),
    forward(
        "all_at_once",
        "multi_head_forward that projects by all weights at once",
        (
            "    q, k, v",
            '    all_weights = np.hstack([params["wq"], params["wk"], params["wv"]])\n    q, k, v',
        ),
        (PROJECTED, "split_heads(part, heads) for part in np.split(x @ all_weights, 3, axis=2)"),
        costs=(),
    ),
    forward(
        "output_head_by_head",
        "multi_head_forward that adds up what each head gives to the output",
        (
            OUT,
            'rows = params["wo"].reshape(heads, -1, merged.shape[2])\n'
            '    out = np.einsum("nhts,hsd->ntd", attended, rows) + params["bo"]',
        ),
        costs=(),
    ),
]

BACKWARD = [
    backward(
        "queries_only",
        "multi_head_backward follows x through the queries only; add what comes through keys and values to dx",
        (DX, 'dx = dx + (dprojected @ params[name].T if name == "wq" else 0)'),
    ),
    backward(
        "overwritten",
        "multi_head_backward keeps the last of three parts of dx; add them up",
        (DX, "dx = dprojected @ params[name].T"),
    ),
    backward(
        "values_forgotten",
        "multi_head_backward forgets what reaches x through the values; add it to dx",
        (DX, 'dx = dx + (dprojected @ params[name].T if name != "wv" else 0)'),
    ),
    backward(
        "not_transposed",
        "multi_head_backward multiplies by the weights for dx; use their transposes",
        (DX, "dx = dx + dprojected @ params[name]"),
    ),
    backward(
        "output_not_transposed",
        "multi_head_backward multiplies dout by wo; use its transpose",
        ('dout @ params["wo"].T', 'dout @ params["wo"]'),
    ),
    backward(
        "output_of_x",
        "multi_head_backward computes the gradient of wo from x; use the merged heads, which wo was multiplied with",
        (WO, WO.replace("merged", "x")),
    ),
    backward(
        "exchanged",
        "multi_head_backward exchanges the gradients of wq and wk; use dq for wq and dk for wk",
        (WAYS, '(("wk", dq), ("wq", dk), ("wv", dv))'),
    ),
    backward(
        "transposed_gradients",
        "multi_head_backward returns transposed gradients of wq, wk and wv; they should be x^T times a gradient",
        (DW, DW + ".T"),
    ),
    backward(
        "bias_averaged",
        "multi_head_backward averages the gradient of bo; it should sum over samples and positions",
        ("dout.sum(axis=(0, 1))", "dout.mean(axis=(0, 1))"),
    ),
    backward(
        "bias_per_position",
        "multi_head_backward sums the gradient of bo over samples only; it should sum over positions as well",
        ("dout.sum(axis=(0, 1))", "dout.sum(axis=0)"),
    ),
    backward(
        "bias_forgotten",
        "multi_head_backward has no gradient of bo; grads should have every key of params",
        (', "bo": dout.sum(axis=(0, 1))', ""),
    ),
    backward(
        "averaged",
        "multi_head_backward divides the weights' gradients by N; it should sum over samples",
        (DW, DW + " / len(x)"),
    ),
    backward(
        "keys_of_grads",
        "multi_head_backward calls its gradients dwq and so on; grads should have the keys of params",
        ("return dx, grads", 'return dx, {f"d{name}": grad for name, grad in grads.items()}'),
    ),
    backward(
        "no_dx",
        "multi_head_backward returns grads alone; it should return (dx, grads)",
        ("return dx, grads", "return grads"),
        costs=("3.3", "3.4"),
    ),
    backward(
        "in_place",
        "multi_head_backward changes its input dout; it should make a new array instead of using @= or *=",
        ("return dx, grads", "dout *= 0.5\n    return dx, grads"),
        costs=("3.4",),
    ),
    backward(
        "flat",
        "multi_head_backward on rows of all samples",
        (DW, "x.reshape(-1, x.shape[-1]).T @ dprojected.reshape(-1, x.shape[-1])"),
        (WO, 'np.einsum("nti,nto->io", merged, dout)'),
        costs=(),
    ),
]

MISTAKES = [*HEADS, *FORWARD, *BACKWARD]
