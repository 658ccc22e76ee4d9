"""Even nets with normalisation beside the same submission's plain ones, whatever the plain ones do with their layers.

As every layer sees the same mean and variance, gammas and betas undo normalisation in any of them. That tells nothing
of what comes before and after it, so some units are turned to be negative, too.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np

from autograder.isolation.frames import Value
from autograder.model.case import case, drawn_by
from autograder.model.complaint import Complaint
from autograder.model.demand import Beyond
from autograder.model.rules import array
from graders.even import HIDDEN, LAST, equal, fits, flipped, gradients_and_slopes, heeds, number
from graders.nets import REFERENCE_LAYERS, as_number, fully_connected
from graders.q2.undone import PLAIN, scores_as_plain, state_answers

Inputs = Mapping[str, np.ndarray]
Answers = Mapping[str, Value]

TURNED = "net with some units turned"
KINDS = ("batchnorm", "layernorm")
WEIGHTS = ("W1", "W2", "W3")
GAINS = [f"{kind}{layer}" for layer in HIDDEN for kind in ("gamma", "beta")]


def plain_part(params: Mapping[str, np.ndarray]) -> dict[str, np.ndarray]:
    """The parameters of the net without normalisation."""
    return {name: value for name, value in params.items() if name not in GAINS}


def answers_of(
    fc_net: Any, kind: str, X: np.ndarray, y: np.ndarray, signs: np.ndarray, **params: np.ndarray
) -> Iterator[dict[str, Any]]:
    """Losses, gradients and slopes of both nets, losses where units of a layer are turned, and scores."""
    plain = plain_part(params)
    yield from gradients_and_slopes(fully_connected(fc_net, plain), X, y, "plain")
    yield from gradients_and_slopes(fully_connected(fc_net, params, normalization=kind), X, y, "normalised")
    kinds: dict[str, dict[str, str]] = {"plain": {}, "normalised": {"normalization": kind}}
    for layer in HIDDEN:
        both = (
            fully_connected(fc_net, flipped(plain, signs, layer)),
            fully_connected(fc_net, flipped(params, signs, layer), normalization=kind),
        )
        for which, model in zip(("plain", "normalised"), both, strict=True):
            yield {f"{which} loss, layer {layer} turned": as_number(model.loss(X, y)[0])}
            if layer == HIDDEN[-1]:  # units behind would be at their kink
                yield from gradients_and_slopes(
                    fully_connected(fc_net, model.params, **kinds[which]), X, y, f"{which} {TURNED}"
                )
            yield {f"{which} scores, layer {layer} turned": model.loss(X)}


def computes_as_plain(inputs: Inputs, answers: Answers) -> None:
    """Complain unless the normalised net does what the plain one does, and its gradients are as right."""
    if not equal(number(answers, "plain loss"), number(answers, "normalised loss")):
        raise Complaint("normalisation changes more than it should")
    if not any(_turned_alike(answers, "loss", layer) for layer in HIDDEN):
        raise Complaint("normalisation is not where it should be")

    def right(which: str, name: str) -> bool:
        return fits(answers, which, name, inputs[name].shape)

    for plain, normalised in (("plain", "normalised"), (f"plain {TURNED}", f"normalised {TURNED}")):
        heeded = {n for n in inputs if n[0] in "Wb" and n not in GAINS and heeds(answers, plain, n)}
        known = {name for name in heeded if right(plain, name)}
        asked = {name for name in known if name[0] == "W" or name == f"b{LAST}"}
        asked |= {g for g in GAINS if not known.isdisjoint({f"W{g[-1]}", f"b{g[-1]}"})}
        if not all(right(normalised, name) for name in asked):
            raise Complaint("the gradients do not fit the loss")
    if not any(
        (heeds(answers, "normalised", f"gamma{layer}") and right("normalised", f"gamma{layer}"))
        or _gains_as_plain(inputs, answers, layer)
        for layer in HIDDEN
    ):
        raise Complaint("no gradient of a gamma fits the loss")


def _gains_as_plain(inputs: Inputs, answers: Answers, layer: int) -> bool:
    """Return whether a layer's gradients of gamma and beta are what the plain net's gradients make them."""
    W, b, gamma, beta = (inputs[f"{name}{layer}"] for name in ("W", "b", "gamma", "beta"))
    try:
        dW, db = (array(answers, f"plain d{n}{layer}", inputs[f"{n}{layer}"].shape) for n in "Wb")
        dgamma, dbeta = (array(answers, f"normalised d{n}{layer}", gamma.shape) for n in ("gamma", "beta"))
    except Complaint:
        return False
    along = (W * dW).sum(0) + (b - beta) * db
    return bool(along.any()) and equal(dgamma, along / gamma) and equal(dbeta, db)


def scores_too(inputs: Inputs, answers: Answers) -> None:
    """Complain unless that holds for scores without labels, too."""
    computes_as_plain(inputs, answers)
    if not any(_turned_alike(answers, "scores", layer) for layer in HIDDEN):
        raise Complaint("normalisation changes the scores")


def _turned_alike(answers: Answers, name: str, layer: int) -> bool:
    plain, normalised = (
        answers.get(f"{which} {name}, layer {layer} turned") for which in ("plain", "normalised")
    )
    if isinstance(plain, np.ndarray) and isinstance(normalised, np.ndarray):
        return equal(plain, normalised)
    a, b = (number(answers, f"{which} {name}, layer {layer} turned") for which in ("plain", "normalised"))
    return equal(a, b) and not equal(a, number(answers, f"plain {name}"))


def penalty_as_plain(inputs: Inputs, answers: Answers) -> None:
    """Complain unless regularisation adds something, and with normalisation what it adds without."""
    if not abs(number(answers, "plain loss")) > 0:
        raise Complaint("regularisation adds nothing")
    for kind in KINDS:
        names = [n for n in ("loss", *WEIGHTS) if isinstance(answers.get(f"plain {n}"), float | np.ndarray)]
        for name in names:
            added, plain = (answers.get(f"{which} {name}") for which in (kind, "plain"))
            if not isinstance(added, float | np.ndarray) or not equal(added, plain):  # type: ignore[arg-type]
                raise Complaint("with {kind}, regularisation adds something else", kind=kind)
        for name in GAINS:
            added = answers.get(f"{kind} {name}")
            if not isinstance(added, np.ndarray):
                raise Complaint("with {kind}, gammas and betas have no gradients", kind=kind)
            if added.any():
                raise Complaint("with {kind}, gammas and betas are regularised", kind=kind)


@case(inputs=drawn_by("graders.q2.inputs:even_net"), reference_layers=REFERENCE_LAYERS, frozen=False)
def batchnorm_even(fc_net, **inputs):
    yield from answers_of(fc_net, "batchnorm", **inputs)


@case(inputs=drawn_by("graders.q2.inputs:even_net"), reference_layers=REFERENCE_LAYERS, frozen=False)
def layernorm_even(fc_net, **inputs):
    yield from answers_of(fc_net, "layernorm", **inputs)


@case(inputs=drawn_by("graders.q2.inputs:even_net"), reference_layers=REFERENCE_LAYERS, frozen=False)
def batchnorm_state_even(fc_net, X, y, signs, **params):
    yield from state_answers(fc_net, X, y, params)


@case(
    inputs=drawn_by("graders.q2.inputs:even_net", reg=0.7),
    reference_layers=REFERENCE_LAYERS,
    frozen=False,
)
def normalized_penalty_even(fc_net, X, y, signs, reg, **params):
    for kind in (None, *KINDS):
        of = params if kind else plain_part(params)
        nets = (fully_connected(fc_net, of, normalization=kind, reg=r) for r in (reg, 0.0))
        (loss, grads), (free_loss, free_grads) = (model.loss(X, y) for model in nets)
        which = kind or "plain"
        yield {f"{which} loss": as_number(loss) - as_number(free_loss)}
        names = [name for name in of if grads.get(name) is not None and free_grads.get(name) is not None]
        yield {f"{which} {name}": grads[name] - free_grads[name] for name in names}


BATCHNORM = Beyond(PLAIN, "batchnorm_even", computes_as_plain)
LAYERNORM = Beyond(PLAIN, "layernorm_even", scores_too)
STATE = Beyond(PLAIN, "batchnorm_state_even", scores_as_plain)
PENALTY = Beyond((*PLAIN, "1.21"), "normalized_penalty_even", penalty_as_plain)
