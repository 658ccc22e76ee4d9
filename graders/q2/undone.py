"""Normalised nets beside the same submission's plain ones: their gammas and betas undo what normalisation does.

So both compute the same, whatever that is, and a mistake that the plain net has too cancels.
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
from graders.even import equal, number
from graders.nets import REFERENCE_LAYERS, as_number, fully_connected, install

Inputs = Mapping[str, np.ndarray]
Answers = Mapping[str, Value]

PLAIN = ("1.19", "1.20")  # the checks of plain nets
BATCHES = 3
MOMENTUM, EPS = 0.9, 1e-5  # the layers' defaults
STEP = 1e-5
SLOPE = 1e-5  # of |gradient| |direction|: what central differences resolve
NETS = ("plain", "normalised")
# Of the second hidden layer, by the share of `active` that is added: some units are active, or all.
PLACES = {"": 0.0, ", all units active": 1.0}


def nets(fc_net: Any, normalization: str, params: Mapping[str, np.ndarray]) -> dict[str, Any]:
    """The plain net and the normalised one."""
    plain = {name: value for name, value in params.items() if name[0] in "Wb" and name[:2] != "be"}
    return {
        "plain": fully_connected(fc_net, plain),
        "normalised": fully_connected(fc_net, params, normalization=normalization),
    }


def answers_of(
    fc_net: Any, normalization: str, X: np.ndarray, y: np.ndarray, active: float, **params: np.ndarray
) -> Iterator[dict[str, Any]]:
    """Loss and gradients of both nets, and the slopes of their losses where there is no kink."""
    for place, share in PLACES.items():
        moved = {n: v + share * active if n in ("b2", "beta2") else v for n, v in params.items()}
        for which, net in nets(fc_net, normalization, moved).items():
            loss, grads = net.loss(X, y)
            yield {f"{which} loss{place}": as_number(loss)}
            yield {f"{which} d{name}{place}": grads.get(name) for name in net.params}
    for which, net in nets(fc_net, normalization, moved).items():
        at = {name: np.array(value) for name, value in net.params.items()}
        ends = [
            as_number(install(net, {n: v + step * directions(at)[n] for n, v in at.items()}).loss(X, y)[0])
            for step in (STEP, -STEP)
        ]
        yield {f"{which} slope": (ends[0] - ends[1]) / (2 * STEP)}


def directions(params: Mapping[str, np.ndarray]) -> dict[str, np.ndarray]:
    """A direction for every parameter, the same for the same names and shapes."""
    return {
        name: np.random.default_rng([*name.encode()]).standard_normal(np.shape(params[name]))
        for name in sorted(params)
    }


def computes_as_plain(inputs: Inputs, answers: Answers) -> None:
    """Complain unless the normalised net does what the plain one does, and its gradients show its gammas."""
    for place in PLACES:
        for name in ("loss", "dW3", "db3"):
            _same(f"{name}{place}", answers)
        db2 = array(answers, f"plain db2{place}", inputs["b2"].shape)
        _equal(_of("normalised dbeta2" + place, answers), db2)
        along = (inputs["W2"] * array(answers, f"plain dW2{place}", inputs["W2"].shape)).sum(0)
        along += (inputs["b2"] - inputs["beta2"]) * db2  # both are shifted alike
        _equal(_of("normalised dgamma2" + place, answers), along / inputs["gamma2"])
        if not along.any():
            raise Complaint("nothing depends on gamma")
    if _fits("plain", inputs, answers) and not _fits("normalised", inputs, answers):
        raise Complaint("the gradients do not fit the loss")


def _of(name: str, answers: Answers) -> np.ndarray:
    value = answers.get(name)
    return array(answers, name, np.shape(value) if isinstance(value, np.ndarray) else ())


def _same(name: str, answers: Answers) -> None:
    _equal(*(_of(f"{which} {name}", answers) for which in NETS))


def _equal(a: np.ndarray, b: np.ndarray) -> None:
    if not equal(a, b):
        raise Complaint("normalisation changes more than it should")


def _fits(which: str, inputs: Inputs, answers: Answers) -> bool:
    place = ", all units active"
    names = [n for n in inputs if n[0] in "Wbg" and (which == "normalised" or n[:2] not in ("be", "ga"))]
    gradients = {name: _of(f"{which} d{name}{place}", answers) for name in names}
    along = directions({name: inputs[name] for name in names})
    if any(gradients[name].shape != along[name].shape for name in names):
        return False
    slope = sum(float(np.vdot(gradients[name], along[name])) for name in names)
    sizes = (float(np.sqrt(sum(np.vdot(v, v) for v in of.values()))) for of in (gradients, along))
    return abs(slope - number(answers, f"{which} slope")) <= SLOPE * np.prod(list(sizes))


@case(
    inputs=drawn_by("graders.q2.inputs:undone", samples=6, axis=0),
    reference_layers=REFERENCE_LAYERS,
    frozen=False,
)
def batchnorm_undone(fc_net, **inputs):
    yield from answers_of(fc_net, "batchnorm", **inputs)


@case(
    inputs=drawn_by("graders.q2.inputs:undone", samples=1, axis=1),
    reference_layers=REFERENCE_LAYERS,
    frozen=False,
)
def layernorm_undone(fc_net, **inputs):
    yield from answers_of(fc_net, "layernorm", **inputs)
    X, params = inputs["X"], {n: v for n, v in inputs.items() if n not in ("X", "y", "active")}
    yield {f"{which} scores": net.loss(X) for which, net in nets(fc_net, "layernorm", params).items()}


@case(
    inputs=drawn_by("graders.q2.inputs:undone", samples=6, axis=0),
    reference_layers=REFERENCE_LAYERS,
    frozen=False,
)
def batchnorm_state_undone(fc_net, X, y, active, **params):
    yield from state_answers(fc_net, X, y, params)


def state_answers(fc_net: Any, X: np.ndarray, y: np.ndarray, params: Inputs) -> Iterator[dict[str, Any]]:
    """Scores and loss of both nets after some batches, gammas and betas undoing the running averages."""
    both = nets(fc_net, "batchnorm", params)
    for _ in range(BATCHES):
        both["normalised"].loss(X, y)
    yield {"normalised scores by other gammas": both["normalised"].loss(X)}
    kept = 1 - MOMENTUM**BATCHES  # of a batch's statistics, the share that running averages from 0 have taken
    for layer in (1, 2):
        gamma, beta = f"gamma{layer}", f"beta{layer}"
        running = {gamma: np.sqrt(kept * (params[gamma] ** 2 - EPS) + EPS), beta: kept * params[beta]}
        install(both["normalised"], running)
    yield {f"{which} scores": net.loss(X) for which, net in both.items()}
    yield {f"{which} scores of one sample": net.loss(X[:1]) for which, net in both.items()}
    install(both["normalised"], params)
    yield {f"{which} loss": as_number(net.loss(X, y)[0]) for which, net in both.items()}


def scores_as_plain(inputs: Inputs, answers: Answers) -> None:
    """Complain unless the normalised net's scores, by its running averages, are the plain one's."""
    for name in ("scores", "scores of one sample", "loss"):
        _same(name, answers)
    if np.array_equal(_of("plain scores", answers), _of("normalised scores by other gammas", answers)):
        raise Complaint("nothing depends on gamma")


def layernorm_as_plain(inputs: Inputs, answers: Answers) -> None:
    """Complain unless the normalised net does what the plain one does, with labels and without."""
    _same("scores", answers)
    computes_as_plain(inputs, answers)


BATCHNORM = Beyond(PLAIN, "batchnorm_undone", computes_as_plain)
LAYERNORM = Beyond(PLAIN, "layernorm_undone", layernorm_as_plain)
STATE = Beyond(PLAIN, "batchnorm_state_undone", scores_as_plain)
