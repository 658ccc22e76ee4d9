"""Mistakes in the nets' L2 penalties, and right variants of them."""

from autograder.model.mutants import Mutant

TWO_LAYER = "classifiers/fc_net.py:TwoLayerNet.loss"
FULLY_CONNECTED = "classifiers/fc_net.py:FullyConnectedNet.loss"

TWO_LAYER_PENALTY = [
    Mutant(
        id="TwoLayerNet.penalty_without_half",
        target=TWO_LAYER,
        swaps=(
            ("0.5 * self.reg * np.sum(W1 * W1)", "self.reg * np.sum(W1 * W1)"),
            ("0.5 * self.reg * np.sum(W2 * W2)", "self.reg * np.sum(W2 * W2)"),
        ),
        hint="TwoLayerNet adds reg sum(W^2) to the loss; it should add 0.5 reg sum(W^2)",
        costs=("1.17",),
    ),
    Mutant(
        id="TwoLayerNet.penalty_doubled",
        target=TWO_LAYER,
        swaps=(
            ("0.5 * self.reg * np.sum(W1 * W1)", "self.reg * np.sum(W1 * W1)"),
            ("0.5 * self.reg * np.sum(W2 * W2)", "self.reg * np.sum(W2 * W2)"),
            ("dW1 += self.reg * W1", "dW1 += 2 * self.reg * W1"),
            ("dW2 += self.reg * W2", "dW2 += 2 * self.reg * W2"),
        ),
        hint=(
            "TwoLayerNet leaves out the penalty's factor 0.5; "
            "the loss should add 0.5 reg sum(W^2), the gradients reg W"
        ),
        costs=("1.17",),
    ),
    Mutant(
        id="TwoLayerNet.half_in_gradient",
        target=TWO_LAYER,
        swaps=(("dW1 += self.reg", "dW1 += 0.5 * self.reg"), ("dW2 += self.reg", "dW2 += 0.5 * self.reg")),
        hint=(
            "TwoLayerNet adds 0.5 reg W to the gradients; it should add reg W, the gradient of 0.5 reg W^2"
        ),
        costs=("1.17",),
    ),
    Mutant(
        id="TwoLayerNet.no_penalty_in_gradient",
        target=TWO_LAYER,
        swaps=(("        dW1 += self.reg * W1\n        dW2 += self.reg * W2\n", ""),),
        hint=(
            "TwoLayerNet adds the penalty to the loss only; "
            "it should also add reg W to the gradients of the weights"
        ),
        costs=("1.17",),
    ),
    Mutant(
        id="TwoLayerNet.no_penalty",
        target=TWO_LAYER,
        swaps=(
            ("        dW1 += self.reg * W1\n        dW2 += self.reg * W2\n", ""),
            ("0.5 * self.reg * np.sum(W1 * W1)", "0.0"),
            ("0.5 * self.reg * np.sum(W2 * W2)", "0.0"),
        ),
        hint="TwoLayerNet has no L2 penalty; add 0.5 reg sum(W^2) to the loss and reg W to the gradients",
        costs=("1.17",),
    ),
    Mutant(
        id="TwoLayerNet.penalty_on_first_only",
        target=TWO_LAYER,
        swaps=(
            ("        loss += 0.5 * self.reg * np.sum(W2 * W2)\n", ""),
            ("        dW2 += self.reg * W2\n", ""),
        ),
        hint="TwoLayerNet penalises W1 only; it should penalise W2 too",
        costs=("1.17",),
    ),
    Mutant(
        id="TwoLayerNet.biases_penalised",
        target=TWO_LAYER,
        swaps=(
            ("np.sum(W1 * W1)", "(np.sum(W1 * W1) + np.sum(b1 * b1))"),
            ("np.sum(W2 * W2)", "(np.sum(W2 * W2) + np.sum(b2 * b2))"),
            ('"b1": db1', '"b1": db1 + self.reg * b1'),
            ('"b2": db2', '"b2": db2 + self.reg * b2'),
        ),
        hint="TwoLayerNet penalises the biases as well; it should penalise weights only",
        costs=("1.17",),
    ),
    Mutant(
        id="TwoLayerNet.penalty_averaged",
        target=TWO_LAYER,
        swaps=(("np.sum(W1 * W1)", "np.mean(W1 * W1)"), ("np.sum(W2 * W2)", "np.mean(W2 * W2)")),
        hint="TwoLayerNet averages the squared weights; the penalty should be 0.5 reg times their sum",
        costs=("1.17",),
    ),
    Mutant(
        id="TwoLayerNet.penalty_absolute",
        target=TWO_LAYER,
        swaps=(("np.sum(W1 * W1)", "np.sum(np.abs(W1))"), ("np.sum(W2 * W2)", "np.sum(np.abs(W2))")),
        hint="TwoLayerNet sums the absolute values of the weights; the L2 penalty should sum their squares",
        costs=("1.17",),
    ),
    Mutant(
        id="TwoLayerNet.penalty_by_norm",
        target=TWO_LAYER,
        swaps=(
            ("np.sum(W1 * W1)", "np.linalg.norm(W1) ** 2"),
            ("np.sum(W2 * W2)", "np.trace(W2.T @ W2)"),
            ("dW1 += self.reg * W1", "dW1 = self.reg * W1 + dW1"),
        ),
        hint="TwoLayerNet with the penalty by norm and trace",
    ),
]

FULLY_CONNECTED_PENALTY = [
    Mutant(
        id="FullyConnectedNet.no_penalty_in_gradient",
        target=FULLY_CONNECTED,
        swaps=(('            grads[f"W{layer}"] += self.reg * W\n', ""),),
        hint=(
            "FullyConnectedNet adds the penalty to the loss only; "
            "it should also add reg W to the gradients of the weights"
        ),
        costs=("1.21",),
    ),
    Mutant(
        id="FullyConnectedNet.no_penalty_in_last_gradient",
        target=FULLY_CONNECTED,
        swaps=(
            (
                'grads[f"W{layer}"] += self.reg * W',
                'grads[f"W{layer}"] += (self.reg if layer < last else 0) * W',
            ),
        ),
        hint=(
            "FullyConnectedNet leaves the penalty out of the last layer's gradient; "
            "it should add reg W for every layer"
        ),
        costs=("1.21",),
    ),
    Mutant(
        id="FullyConnectedNet.penalty_without_half",
        target=FULLY_CONNECTED,
        swaps=(("0.5 * self.reg", "self.reg"),),
        hint="FullyConnectedNet adds reg sum(W^2) to the loss; it should add 0.5 reg sum(W^2)",
        costs=("1.21",),
    ),
    Mutant(
        id="FullyConnectedNet.penalty_doubled",
        target=FULLY_CONNECTED,
        swaps=(("0.5 * self.reg", "self.reg"), ("+= self.reg * W", "+= 2 * self.reg * W")),
        hint=(
            "FullyConnectedNet leaves out the penalty's factor 0.5; "
            "the loss should add 0.5 reg sum(W^2), the gradients reg W"
        ),
        costs=("1.21",),
    ),
    Mutant(
        id="FullyConnectedNet.biases_penalised",
        target=FULLY_CONNECTED,
        swaps=(
            (
                '            grads[f"W{layer}"] += self.reg * W\n',
                """            grads[f"W{layer}"] += self.reg * W
            b = self.params[f"b{layer}"]
            loss += 0.5 * self.reg * np.sum(b * b)
            grads[f"b{layer}"] += self.reg * b
""",
            ),
        ),
        hint="FullyConnectedNet penalises the biases as well; it should penalise weights only",
        costs=("1.21",),
    ),
    Mutant(
        id="FullyConnectedNet.penalty_on_hidden_only",
        target=FULLY_CONNECTED,
        swaps=(("        for layer in range(1, last + 1):\n", "        for layer in range(1, last):\n"),),
        hint=(
            "FullyConnectedNet penalises hidden layers only; it should penalise the last layer's weights too"
        ),
        costs=("1.21",),
    ),
    Mutant(
        id="FullyConnectedNet.penalty_of_last_only",
        target=FULLY_CONNECTED,
        swaps=(
            ("            loss += 0.5 * self.reg * np.sum(W * W)\n", ""),
            (
                "        return loss, grads",
                "        loss += 0.5 * self.reg * np.sum(W * W)\n        return loss, grads",
            ),
        ),
        hint="FullyConnectedNet adds the penalty of its last layer only to the loss; sum over all layers",
        costs=("1.21",),
    ),
    Mutant(
        id="FullyConnectedNet.penalty_in_loop",
        target=FULLY_CONNECTED,
        swaps=(
            ("np.sum(W * W)", "sum(float(w) ** 2 for w in W.ravel()[::-1])"),
            ("range(1, last + 1)", "range(last, 0, -1)"),
        ),
        hint="FullyConnectedNet with the penalty in explicit loops, from the last layer to the first",
    ),
]

MISTAKES = [*TWO_LAYER_PENALTY, *FULLY_CONNECTED_PENALTY]
