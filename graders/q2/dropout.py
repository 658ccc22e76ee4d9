"""Normalisation together with dropout: no mask is foreseen; whatever a submission draws obeys exact relations.

Nets with the same parameters answer: `both` with normalisation and dropout, `dropout` and `norm` with one of them,
`neither`. Their hidden units are positive; what is called `mixed` comes from units of both signs, with hardly any
dropout. What is wrong with one alone, too, is a matter of its own checks and no complaint here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

import numpy as np

from autograder.isolation.frames import Value
from autograder.model import rules
from autograder.model.complaint import Complaint
from graders.nets import ALMOST_ALL, as_number, with_dropout

Inputs = Mapping[str, np.ndarray]
Answers = Mapping[str, Value]

WHICHES = ("norm", "dropout", "both", "neither")
SEED = 5
STEP = 1e-5
DIFFERENCE = 1e-5  # of |gradient| |direction|; without kinks, central differences are 1e4 times as exact
RELATION = 1e-9  # of the larger magnitude; rounding is 1e6 times as small


def dropout_answers(
    fc_net: Any,
    normalization: str,
    X: np.ndarray,
    y: np.ndarray,
    p: float,
    direction: np.ndarray,
    **params: Any,
) -> Iterator[dict[str, Any]]:
    """Yield the outputs of the three nets: hidden layers, then gradients and slopes of the loss, then scores."""
    plain = {name: value for name, value in params.items() if name not in ("gamma1", "beta1")}
    nets = {
        "norm": _Net(fc_net, params, normalization=normalization),
        "dropout": _Net(fc_net, plain, p),
        "both": _Net(fc_net, params, p, normalization=normalization),
        "neither": _Net(fc_net, plain),
    }
    yield {f"hidden layer, {which}": net.hidden(X, y) for which, net in nets.items()}
    for which in ("norm", "dropout", "both"):
        yield {f"dW1, {which}": nets[which].loss(X, y)[1].get("W1")}
        yield {f"slope, {which}": nets[which].slope(X, y, direction)}
    yield {f"scores, {which}": net.loss(X) for which, net in nets.items()}
    around_0 = {"b1": 0 * params["b1"], "beta1": 0 * params["beta1"]}
    mixed, mixed_plain = ({**of, **{n: b for n, b in around_0.items() if n in of}} for of in (params, plain))
    for which, net in {
        "norm": _Net(fc_net, mixed, normalization=normalization),
        "dropout": _Net(fc_net, mixed_plain, ALMOST_ALL),
        "both": _Net(fc_net, mixed, ALMOST_ALL, normalization=normalization),
        "neither": _Net(fc_net, mixed_plain),
    }.items():
        loss, grads = net.loss(X, y)
        yield {f"mixed loss, {which}": as_number(loss), f"mixed dW1, {which}": grads.get("W1")}


class _Net:
    """A student's net whose masks are the same at every call, whether or not it heeds its seed."""

    def __init__(
        self, fc_net: Any, params: Mapping[str, np.ndarray], keep: float = 1, normalization: str | None = None
    ) -> None:
        self.model = with_dropout(fc_net, params, keep, normalization=normalization, seed=SEED)

    def loss(self, *batch: np.ndarray) -> Any:
        np.random.seed(SEED)
        return self.model.loss(*batch)

    def hidden(self, X: np.ndarray, y: np.ndarray) -> np.ndarray:
        """Return the hidden layer's output for one sample: dW2 = hidden dscores, and db2 = dscores."""
        _, grads = self.loss(X[:1], y[:1])
        return grads["W2"] @ grads["b2"] / (grads["b2"] @ grads["b2"])

    def slope(self, X: np.ndarray, y: np.ndarray, direction: np.ndarray) -> float:
        """The loss's slope where W1 moves along `direction`, by central differences."""
        at = self.model.params["W1"]
        losses = []
        for step in (STEP, -STEP):
            self.model.params["W1"] = at + step * direction
            losses.append(as_number(self.loss(X, y)[0]))
        self.model.params["W1"] = at
        return float(losses[0] - losses[1]) / (2 * STEP)


def combines(normalization: str) -> Callable[[Inputs, Answers], None]:
    """The rule that dropout does after this normalisation what it does without."""

    def rule(inputs: Inputs, answers: Answers) -> None:
        samples, units, classes = len(inputs["X"]), len(inputs["b1"]), len(inputs["b2"])
        hidden, dW1, scores = (
            {which: rules.array(answers, f"{name}, {which}", shape) for which in whiches}
            for name, shape, whiches in (
                ("hidden layer", (units,), WHICHES),
                ("dW1", inputs["W1"].shape, ("norm", "dropout", "both")),
                ("scores", (samples, classes), WHICHES),
            )
        )
        p = float(inputs["p"])
        if not _drops(hidden["dropout"], hidden["neither"], p):
            return
        if not hidden["norm"].any():
            raise Complaint(
                "with {norm}, all units are 0 without dropout too: nothing is dropped", norm=normalization
            )
        if not _drops(hidden["both"], hidden["norm"], p):
            raise _misplaced(hidden, normalization)
        fits = {which: _fits(dW1[which], answers, which, inputs["direction"]) for which in dW1}
        if not fits["both"] and fits["norm"] and fits["dropout"]:
            raise _complaint(
                "dropout_not_passed_back",
                "with {norm} and dropout, the gradient of W1 does not fit the loss, though it does with either alone",
                normalization,
            )
        for name, shape, mistake, what in (
            ("mixed loss", (), "relu_skipped", "the loss"),
            ("mixed dW1", inputs["W1"].shape, "relu_not_passed_back", "the gradient of W1"),
        ):
            mixed = {which: rules.array(answers, f"{name}, {which}", shape) for which in WHICHES}
            if not _close(mixed["both"], mixed["norm"]) and _close(mixed["dropout"], mixed["neither"]):
                raise _complaint(
                    f"{mistake}_with_norm_and_dropout",
                    "with {norm} and dropout, " + what + " is wrong where hidden units are below 0",
                    normalization,
                )
        if not _close(scores["both"], scores["norm"]) and _close(scores["dropout"], scores["neither"]):
            raise _complaint(
                "dropout_in_testing_with_norm",
                "with {norm}, dropout changes the scores that are asked for without labels",
                normalization,
            )

    return rule


def _misplaced(hidden: Mapping[str, np.ndarray], normalization: str) -> Complaint:
    """Return the complaint about a hidden layer that is not the normalised one with some units dropped."""
    if _close(hidden["both"], hidden["dropout"]):
        mistake, what = "norm_skipped_with_dropout", "with dropout, {norm} changes nothing"
    elif _close(hidden["both"], hidden["norm"]):
        mistake, what = "dropout_skipped_with_norm", "with {norm}, dropout changes nothing"
    else:
        mistake = "dropout_before_norm"
        what = "with {norm} and dropout, the hidden layer is not the normalised one with some units dropped"
    return _complaint(mistake, what, normalization)


def _complaint(mistake: str, sentence: str, normalization: str) -> Complaint:
    return Complaint(sentence, mistake=f"FullyConnectedNet.{mistake}", norm=normalization)


def _drops(hidden: np.ndarray, whole: np.ndarray, p: float) -> bool:
    """Return whether `hidden` is `whole` with some entries dropped and the others divided by p."""
    dropped = hidden == 0
    some = bool(dropped.any()) and not dropped.all()
    return some and _close(hidden, np.where(dropped, 0.0, whole / p))


def _fits(gradient: np.ndarray, answers: Answers, which: str, direction: np.ndarray) -> bool:
    slope = float(rules.array(answers, f"slope, {which}", ()))
    limit = DIFFERENCE * float(np.linalg.norm(gradient) * np.linalg.norm(direction))
    return abs(slope - float(np.vdot(gradient, direction))) <= limit


def _close(a: np.ndarray, b: np.ndarray) -> bool:
    return bool(np.max(np.abs(a - b)) <= RELATION * np.max(np.abs(b)))
