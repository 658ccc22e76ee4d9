"""More mistakes of real students in the L2 penalties of TwoLayerNet and FullyConnectedNet."""

from autograder.model.mutants import Mutant

NET = "classifiers/fc_net.py"
FIRST = "        loss += 0.5 * self.reg * np.sum(W1 * W1)\n"
SECOND = "        loss += 0.5 * self.reg * np.sum(W2 * W2)\n"
LOSS = "loss += 0.5 * self.reg * np.sum(W * W)"
GRADIENT = 'grads[f"W{layer}"] += self.reg * W'


def two_layer(name, hint, *swaps, costs=("1.17",)):
    return Mutant(f"TwoLayerNet.{name}", f"{NET}:TwoLayerNet.loss", hint, costs, swaps)


def full(name, hint, *swaps, costs=("1.21",)):
    return Mutant(f"FullyConnectedNet.{name}", f"{NET}:FullyConnectedNet.loss", hint, costs, swaps)


MISTAKES = [
    two_layer(
        "no_penalty_in_first_gradient",
        "TwoLayerNet leaves the penalty out of the gradient of W1; it should add reg * W1",
        ("        dW1 += self.reg * W1\n", ""),
    ),
    two_layer(
        "no_penalty_in_second_gradient",
        "TwoLayerNet leaves the penalty out of the gradient of W2; it should add reg * W2",
        ("        dW2 += self.reg * W2\n", ""),
    ),
    two_layer(
        "no_penalty_in_loss",
        "TwoLayerNet adds the penalty to the gradients only; it should add 0.5 reg sum(W^2) to the loss",
        (FIRST, ""),
        (SECOND, ""),
    ),
    two_layer(
        "penalty_of_first_only_in_loss",
        "TwoLayerNet adds the penalty of W1 only to the loss; it should add that of W2 too",
        (SECOND, "        +0.5 * self.reg * np.sum(W2 * W2)\n"),
    ),
    two_layer(
        "penalty_of_second_only_in_loss",
        "TwoLayerNet adds the penalty of W2 only to the loss; it should add that of W1 too",
        (FIRST, ""),
    ),
    two_layer(
        "penalty_on_second_only",
        "TwoLayerNet penalises W2 only, in the loss and in the gradients; it should penalise W1 too",
        (FIRST, ""),
        ("        dW1 += self.reg * W1\n", ""),
    ),
    two_layer(
        "first_penalty_twice",
        "TwoLayerNet counts W1 twice in the penalty and W2 never; it should add the squares of both",
        ("np.sum(W2 * W2)", "np.sum(W1 * W1)"),
    ),
    two_layer(
        "penalty_of_sum_squared",
        "TwoLayerNet squares the sums of the weights in the penalty; it should sum their squares",
        ("np.sum(W1 * W1)", "np.sum(W1) ** 2"),
        ("np.sum(W2 * W2)", "np.sum(W2) ** 2"),
    ),
    two_layer(
        "penalty_of_mean_square",
        "TwoLayerNet takes the mean of the squared weights for the penalty; it should take their sum",
        ("np.sum(W1 * W1)", "np.mean(W1 * W1)"),
        ("np.sum(W2 * W2)", "np.mean(W2 * W2)"),
    ),
    two_layer(
        "penalty_by_layers",
        "TwoLayerNet divides the penalty by the number of layers; it should add 0.5 reg sum(W^2) of each layer",
        ("0.5 * self.reg * np.sum(W1 * W1)", "0.25 * self.reg * np.sum(W1 * W1)"),
        ("0.5 * self.reg * np.sum(W2 * W2)", "0.25 * self.reg * np.sum(W2 * W2)"),
    ),
    two_layer(
        "penalty_gradient_of_sum",
        "TwoLayerNet adds reg times the sum of W to its gradients; it should add reg * W, entry by entry",
        ("dW1 += self.reg * W1", "dW1 += self.reg * np.sum(W1)"),
        ("dW2 += self.reg * W2", "dW2 += self.reg * np.sum(W2)"),
    ),
    two_layer(
        "penalty_gradient_of_squares",
        "TwoLayerNet adds reg * W^2 to its gradients; it should add reg * W",
        ("dW1 += self.reg * W1", "dW1 += self.reg * W1**2"),
        ("dW2 += self.reg * W2", "dW2 += self.reg * W2**2"),
    ),
    two_layer(
        "penalty_gradient_twice",
        "TwoLayerNet adds 2 reg W to its gradients; it should add reg * W, as the loss has the factor 0.5",
        ("dW1 += self.reg * W1", "dW1 += 2 * self.reg * W1"),
        ("dW2 += self.reg * W2", "dW2 += 2 * self.reg * W2"),
    ),
    two_layer(
        "penalty_gradient_subtracted",
        "TwoLayerNet subtracts the penalty's gradient; it should add reg * W",
        ("dW1 += self.reg * W1", "dW1 -= self.reg * W1"),
        ("dW2 += self.reg * W2", "dW2 -= self.reg * W2"),
    ),
    two_layer(
        "penalty_gradients_averaged",
        "TwoLayerNet divides the penalty's gradient by the number of samples; it should add reg * W",
        ("dW1 += self.reg * W1", "dW1 += self.reg * W1 / len(X)"),
        ("dW2 += self.reg * W2", "dW2 += self.reg * W2 / len(X)"),
    ),
    two_layer(
        "first_bias_penalised",
        "TwoLayerNet penalises b1 as well; the penalty should be on weights only",
        ("np.sum(W1 * W1)", "(np.sum(W1 * W1) + np.sum(b1 * b1))"),
    ),
    two_layer(
        "penalty_by_square_of_reg",
        "TwoLayerNet multiplies the penalty by reg twice; it should multiply it once",
        ("0.5 * self.reg * np.sum(W1 * W1)", "0.5 * self.reg**2 * np.sum(W1 * W1)"),
        ("0.5 * self.reg * np.sum(W2 * W2)", "0.5 * self.reg**2 * np.sum(W2 * W2)"),
    ),
    full(
        "no_penalty",
        "FullyConnectedNet has no L2 penalty; it should add 0.5 reg sum(W^2) to the loss and reg W to gradients",
        (LOSS, "pass"),
        (GRADIENT, "pass"),
    ),
    full(
        "no_penalty_in_loss",
        "FullyConnectedNet adds the penalty to the gradients only; it should add 0.5 reg sum(W^2) to the loss",
        (LOSS, "pass"),
    ),
    full(
        "no_penalty_in_first_gradient",
        "FullyConnectedNet leaves the penalty out of the gradient of W1; it should add reg * W for every layer",
        (GRADIENT, 'grads[f"W{layer}"] += self.reg * W * (layer > 1)'),
    ),
    full(
        "penalty_of_first_only_in_loss",
        "FullyConnectedNet adds the penalty of W1 only to the loss; it should add that of every layer",
        (LOSS, "loss += 0.5 * self.reg * np.sum(W * W) * (layer == 1)"),
    ),
    full(
        "penalty_on_first_only",
        "FullyConnectedNet penalises W1 only; it should penalise the weights of every layer",
        (LOSS, "loss += 0.5 * self.reg * np.sum(W * W) * (layer == 1)"),
        (GRADIENT, 'grads[f"W{layer}"] += self.reg * W * (layer == 1)'),
    ),
    full(
        "first_penalty_for_all",
        "FullyConnectedNet counts W1 once for each layer in the penalty; it should add the squares of each layer's W",
        (LOSS, 'loss += 0.5 * self.reg * np.sum(self.params["W1"] ** 2)'),
    ),
    full(
        "penalty_of_sum_squared",
        "FullyConnectedNet squares the sums of the weights in the penalty; it should sum their squares",
        (LOSS, "loss += 0.5 * self.reg * np.sum(W) ** 2"),
    ),
    full(
        "penalty_of_mean_square",
        "FullyConnectedNet takes the mean of the squared weights for the penalty; it should take their sum",
        (LOSS, "loss += 0.5 * self.reg * np.mean(W * W)"),
    ),
    full(
        "penalty_by_layers",
        "FullyConnectedNet divides the penalty by the number of layers; it should add 0.5 reg sum(W^2) of each",
        (LOSS, "loss += 0.5 * self.reg * np.sum(W * W) / self.num_layers"),
    ),
    full(
        "penalty_by_samples",
        "FullyConnectedNet divides the penalty by the number of samples; it should add 0.5 reg sum(W^2)",
        (LOSS, "loss += 0.5 * self.reg * np.sum(W * W) / len(X)"),
        (GRADIENT, 'grads[f"W{layer}"] += self.reg * W / len(X)'),
    ),
    full(
        "penalty_of_absolute_values",
        "FullyConnectedNet penalises absolute values; it should add 0.5 reg sum(W^2)",
        (LOSS, "loss += 0.5 * self.reg * np.sum(np.abs(W))"),
    ),
    full(
        "penalty_of_norm",
        "FullyConnectedNet penalises the norm of W without squaring it; it should add 0.5 reg sum(W^2)",
        (LOSS, "loss += 0.5 * self.reg * np.linalg.norm(W)"),
    ),
    full(
        "penalty_gradient_halved",
        "FullyConnectedNet adds 0.5 reg W to its gradients; it should add reg * W",
        (GRADIENT, 'grads[f"W{layer}"] += 0.5 * self.reg * W'),
    ),
    full(
        "penalty_gradient_twice",
        "FullyConnectedNet adds 2 reg W to its gradients; it should add reg * W, as the loss has the factor 0.5",
        (GRADIENT, 'grads[f"W{layer}"] += 2 * self.reg * W'),
    ),
    full(
        "penalty_gradient_of_sum",
        "FullyConnectedNet adds reg times the sum of W to its gradients; it should add reg * W, entry by entry",
        (GRADIENT, 'grads[f"W{layer}"] += self.reg * np.sum(W)'),
    ),
    full(
        "penalty_gradient_of_squares",
        "FullyConnectedNet adds reg * W^2 to its gradients; it should add reg * W",
        (GRADIENT, 'grads[f"W{layer}"] += self.reg * W**2'),
    ),
    full(
        "penalty_gradient_subtracted",
        "FullyConnectedNet subtracts the penalty's gradient; it should add reg * W",
        (GRADIENT, 'grads[f"W{layer}"] -= self.reg * W'),
    ),
]
