"""Mistakes in what TwoLayerNet computes, and right variants of it."""

from autograder.model.mutants import Mutant

LOSS = "classifiers/fc_net.py:TwoLayerNet.loss"

SCORES = [
    Mutant(
        id="TwoLayerNet.relu_on_scores",
        target=LOSS,
        swaps=(("        if y is None", "        scores = np.maximum(0, scores)\n        if y is None"),),
        hint="TwoLayerNet applies ReLU to its scores; the last affine layer should have no ReLU",
        costs=("1.15",),
    ),
    Mutant(
        id="TwoLayerNet.no_relu",
        target=LOSS,
        swaps=(
            ("affine_relu_forward(X, W1, b1)", "affine_forward(X, W1, b1)"),
            ("affine_relu_backward(dhidden, hidden_cache)", "affine_backward(dhidden, hidden_cache)"),
        ),
        hint=(
            "TwoLayerNet has no ReLU between its two layers; use affine_relu_forward and affine_relu_backward"
        ),
        costs=("1.15",),
    ),
    Mutant(
        id="TwoLayerNet.no_last_bias",
        target=LOSS,
        swaps=(("affine_forward(hidden, W2, b2)", "affine_forward(hidden, W2, 0 * b2)"),),
        hint="TwoLayerNet leaves b2 out of the scores; they should be hidden @ W2 + b2",
        costs=("1.15",),
    ),
    Mutant(
        id="TwoLayerNet.probabilities",
        target=LOSS,
        swaps=(
            (
                "            return scores\n",
                "            scores = np.exp(scores)\n            return scores / scores.sum(axis=1, keepdims=True)\n",
            ),
        ),
        hint="TwoLayerNet returns probabilities when y is None; return the scores, before any softmax",
        costs=("1.15",),
    ),
    Mutant(
        id="TwoLayerNet.classes_for_scores",
        target=LOSS,
        swaps=(("            return scores\n", "            return scores.argmax(axis=1)\n"),),
        hint="TwoLayerNet returns the best class when y is None; return the scores of all classes",
        costs=("1.15",),
    ),
    Mutant(
        id="TwoLayerNet.no_return_of_scores",
        target=LOSS,
        swaps=(("        if y is None:\n            return scores\n\n", ""),),
        hint="TwoLayerNet computes a loss even if y is None; return the scores first",
        costs=("1.15",),
    ),
]

GRADIENTS = [
    Mutant(
        id="TwoLayerNet.relu_not_in_backward",
        target=LOSS,
        swaps=(("affine_relu_backward(dhidden, hidden_cache)", "affine_backward(dhidden, hidden_cache[0])"),),
        hint="TwoLayerNet passes gradients through the ReLU unchanged; use affine_relu_backward",
        costs=("1.16",),
    ),
    Mutant(
        id="TwoLayerNet.biases_swapped",
        target=LOSS,
        swaps=(('"b1": db1', '"b1": db2'), ('"b2": db2', '"b2": db1')),
        hint="TwoLayerNet swaps the gradients of b1 and b2; each should be stored under its own key",
        costs=("1.16",),
    ),
    Mutant(
        id="TwoLayerNet.no_bias_gradients",
        target=LOSS,
        swaps=(('"b1": db1, ', ""), (', "b2": db2', "")),
        hint=(
            "TwoLayerNet leaves the gradients of the biases out of grads; "
            "grads should have the same keys as params"
        ),
        costs=("1.16", "1.17"),
    ),
    Mutant(
        id="TwoLayerNet.gradients_divided_again",
        target=LOSS,
        swaps=(("softmax_loss(scores, y)", "softmax_loss(scores, y)\n        dscores = dscores / len(y)"),),
        hint=(
            "TwoLayerNet divides the gradient of the scores by N; "
            "it should not, as softmax_loss has already done so"
        ),
        costs=("1.16",),
    ),
    Mutant(
        id="TwoLayerNet.named_d",
        target=LOSS,
        swaps=(
            (
                '{"W1": dW1, "b1": db1, "W2": dW2, "b2": db2}',
                '{"dW1": dW1, "db1": db1, "dW2": dW2, "db2": db2}',
            ),
        ),
        hint=(
            "grads of TwoLayerNet uses keys like dW1; it should use the same keys as params (W1, b1, W2, b2)"
        ),
        costs=("1.16", "1.17"),
    ),
    Mutant(
        id="TwoLayerNet.loss_as_array",
        target=LOSS,
        swaps=(("return loss, grads", "return np.array([loss]), grads"),),
        hint="TwoLayerNet returns the loss in an array with one element; return the number",
        costs=("1.16",),
    ),
    Mutant(
        id="TwoLayerNet.only_loss",
        target=LOSS,
        swaps=(("return loss, grads", "return loss"),),
        hint="TwoLayerNet returns the loss alone when y is given; return the pair loss, grads",
        costs=("1.16", "1.17"),
    ),
    Mutant(
        id="TwoLayerNet.unfinished",
        target=LOSS,
        swaps=(
            (
                "        hidden, hidden_cache",
                "        return None if y is None else (0.0, {})\n        hidden, hidden_cache",
            ),
        ),
        hint=(
            "TwoLayerNet.loss returns no scores, or a loss of 0 without gradients; "
            "write its forward and backward pass"
        ),
        costs=("1.15", "1.16", "1.17"),
    ),
    Mutant(
        id="TwoLayerNet.own_layers",
        target=LOSS,
        swaps=(
            ("affine_relu_forward(X, W1, b1)", "np.maximum(np.dot(X.reshape(len(X), -1), W1) + b1, 0), X"),
            (
                "_, dW1, db1 = affine_relu_backward(dhidden, hidden_cache)",
                "dhidden[hidden == 0] = 0\n"
                "        dW1 = np.dot(dhidden.T, X.reshape(len(X), -1)).T\n"
                "        db1 = dhidden.sum(0)",
            ),
        ),
        hint="TwoLayerNet with a first layer of its own and a gradient that is not contiguous",
    ),
    Mutant(
        id="TwoLayerNet.einsum",
        target=LOSS,
        swaps=(
            (
                "affine_forward(hidden, W2, b2)",
                '(np.einsum("hc,nh->cn", W2, hidden) + b2[:, None]).T, hidden',
            ),
            (
                "dhidden, dW2, db2 = affine_backward(dscores, scores_cache)",
                'dW2 = np.einsum("nc,nh->hc", dscores[::-1], hidden[::-1])\n'
                '        dhidden, db2 = np.einsum("hc,nc->nh", W2, dscores), np.add.reduce(dscores)',
            ),
        ),
        hint="TwoLayerNet by einsum, in another order of summation",
    ),
    Mutant(
        id="TwoLayerNet.first_cache_kept",
        target="classifiers/fc_net.py:TwoLayerNet.loss",
        swaps=(
            (
                "hidden, hidden_cache = affine_relu_forward(X, W1, b1)",
                "hidden, hidden_cache = affine_relu_forward(X, W1, b1)\n"
                '        hidden_cache = self.__dict__.setdefault("cache", hidden_cache)',
            ),
        ),
        hint=(
            "TwoLayerNet keeps the cache of its first call for all later ones; "
            "each call should use its own cache"
        ),
        costs=("1.16",),
    ),
]

MISTAKES = [*SCORES, *GRADIENTS]
