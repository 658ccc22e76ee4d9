"""Mistakes in the L2 penalty of ThreeLayerConvNet."""

from autograder.model.mutants import Mutant

LOSS_OF = "        loss += 0.5 * self.reg * np.sum({0} * {0})\n"
GRADIENT_OF = "        d{0} += self.reg * {0}\n"
WEIGHTS = ("W1", "W2", "W3")
TARGET = "classifiers/cnn.py:ThreeLayerConvNet.loss"


def penalty(name: str) -> tuple[tuple[str, str], ...]:
    """Edits that take one weight out of the penalty."""
    return (LOSS_OF.format(name), ""), (GRADIENT_OF.format(name), "")


MISTAKES = [
    *(
        Mutant(
            id=f"ThreeLayerConvNet.{name}_not_regularised",
            target=TARGET,
            swaps=penalty(name),
            hint=f"{name} is left out of the L2 penalty; it should cover all three weights",
            costs=("4.25",),
        )
        for name in WEIGHTS
    ),
    Mutant(
        id="ThreeLayerConvNet.penalty_not_in_gradients",
        target=TARGET,
        swaps=tuple((GRADIENT_OF.format(name), "") for name in WEIGHTS),
        hint=(
            "the L2 penalty is in the loss, but not in the gradients; add reg * W to each weight's gradient"
        ),
        costs=("4.25",),
    ),
    Mutant(
        id="ThreeLayerConvNet.penalty_not_in_loss",
        target=TARGET,
        swaps=tuple((LOSS_OF.format(name), "") for name in WEIGHTS),
        hint=(
            "the L2 penalty is in the gradients, but not in the loss; "
            "add 0.5 * reg * sum(W * W) for each weight"
        ),
        costs=("4.25",),
    ),
    Mutant(
        id="ThreeLayerConvNet.no_penalty",
        target=TARGET,
        swaps=tuple(edit for name in WEIGHTS for edit in penalty(name)),
        hint="there is no L2 penalty; add 0.5 * reg * sum(W * W) to the loss and reg * W to the gradients",
        costs=("4.25",),
    ),
    Mutant(
        id="ThreeLayerConvNet.penalty_without_half",
        target=TARGET,
        swaps=tuple((LOSS_OF.format(name), LOSS_OF.format(name).replace("0.5 * ", "")) for name in WEIGHTS),
        hint="the L2 penalty in the loss lacks the factor 0.5; it should be 0.5 * reg * sum(W * W)",
        costs=("4.25",),
    ),
    Mutant(
        id="ThreeLayerConvNet.penalty_doubled",
        target=TARGET,
        swaps=tuple((LOSS_OF.format(n), LOSS_OF.format(n).replace("0.5 * ", "")) for n in WEIGHTS)
        + tuple((GRADIENT_OF.format(n), GRADIENT_OF.format(n).replace("+= ", "+= 2 * ")) for n in WEIGHTS),
        hint=(
            "the L2 penalty is twice as large in loss and gradients; "
            "it should be 0.5 * reg * sum(W * W) and reg * W"
        ),
        costs=("4.25",),
    ),
    Mutant(
        id="ThreeLayerConvNet.penalty_gradient_halved",
        target=TARGET,
        swaps=tuple(
            (GRADIENT_OF.format(n), GRADIENT_OF.format(n).replace("+= ", "+= 0.5 * ")) for n in WEIGHTS
        ),
        hint=(
            "the penalty's gradient has a factor 0.5 left; "
            "it should be reg * W, the derivative of 0.5 * reg * W^2"
        ),
        costs=("4.25",),
    ),
    Mutant(
        id="ThreeLayerConvNet.penalty_not_squared",
        target=TARGET,
        swaps=tuple(
            (LOSS_OF.format(n), LOSS_OF.format(n).replace(f"{n} * {n}", f"np.abs({n})")) for n in WEIGHTS
        ),
        hint="the penalty adds up absolute values; it should add up squared weights",
        costs=("4.25",),
    ),
    Mutant(
        id="ThreeLayerConvNet.penalty_of_norm",
        target=TARGET,
        swaps=tuple(
            (LOSS_OF.format(n), LOSS_OF.format(n).replace(f"np.sum({n} * {n})", f"np.linalg.norm({n})"))
            for n in WEIGHTS
        ),
        hint="the penalty uses the norm of the weights; it should use the sum of squares, without a root",
        costs=("4.25",),
    ),
    Mutant(
        id="ThreeLayerConvNet.penalty_per_sample",
        target=TARGET,
        swaps=tuple(
            (LOSS_OF.format(n), LOSS_OF.format(n).replace("0.5 *", "0.5 / len(X) *")) for n in WEIGHTS
        ),
        hint="the penalty is divided by the number of samples; only the data loss should be a mean",
        costs=("4.25",),
    ),
    Mutant(
        id="ThreeLayerConvNet.biases_regularised",
        target=TARGET,
        swaps=(
            (
                "return loss, grads",
                'for name in ("b1", "b2", "b3"):\n'
                "            loss += 0.5 * self.reg * np.sum(self.params[name] ** 2)\n"
                "            grads[name] = grads[name] + self.reg * self.params[name]\n"
                "        return loss, grads",
            ),
        ),
        hint="the L2 penalty includes the biases; it should cover only the weights",
        costs=("4.25",),
    ),
]
