"""Rules for a network with dropout: it must act as the same submission's network without, thinned by hand.

Dropping units with probability 1 - p is to set their outgoing weights to 0, and to multiply the others' by 1/p
(Srivastava et al. 2014, sections 1 and 10). So, with the masks known, the submission's own plain network says
what loss and gradients should be, and whatever else is wrong with it cancels.

The masks are read off the gradients of one sample whose activations are all positive: row j of dW2 is 0 exactly
where unit j of the first hidden layer was dropped.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from autograder.isolation.frames import Value
from autograder.model.complaint import Complaint
from autograder.model.rules import array
from graders.q3 import mask_statistics
from graders.q3.dropout_rules import CLOSE, LIKELY, close

STEP = 1e-5  # of central differences


def used_rows(dw: np.ndarray) -> np.ndarray:
    """Return which inputs of a layer reached it, by the gradient of its weights for one sample."""
    used: np.ndarray = np.any(dw != 0, axis=1)
    return used


def row_factors(dw: np.ndarray, p: float) -> np.ndarray:
    """Return the factors by which dropout multiplied the inputs of a layer, as a column; 1 if none was dropped."""
    used = used_rows(dw)
    return np.where(used.all(), 1.0, used / p)[:, None]


def dropped_where_due(answers: Mapping[str, Value], weights: Sequence[np.ndarray]) -> None:
    """Complain unless units of every hidden layer are dropped by masks of their own, and nothing else is."""
    inputs, *hidden = _used(answers, weights)
    if not inputs.all():
        raise _complaint("inputs_dropped", "the inputs X are dropped too, but only hidden layers should be")
    if all(used.all() for used in hidden):
        raise _complaint("no_dropout", "no unit of any hidden layer is dropped in training")
    for layer, used in enumerate(hidden, start=1):
        if used.all():
            sentence = "no unit of hidden layer {layer} of {count} is dropped in training"
            raise _complaint("layer_without_dropout", sentence, layer=layer, count=len(hidden))
    if _scores_dropped(answers, weights):
        raise _complaint("scores_dropped", "the scores are dropped too, but only hidden layers should be")
    shared = any(np.array_equal(a, b) for i, a in enumerate(hidden) for b in hidden[:i])
    if shared and answers.get("loss again") != answers.get("loss"):  # else seeded: `repeats_only_with_seed`
        raise _complaint(
            "one_mask_for_all_layers", "two hidden layers lose the same units though no seed is set"
        )


def as_thinned(answers: Mapping[str, Value], weights: Sequence[np.ndarray], p: float) -> None:
    """Complain unless loss and gradients are those of the plain network thinned by the masks that were drawn."""
    used = _used(answers, weights)
    if all(rows.all() for rows in used):
        raise _complaint("no_dropout", "no unit of any hidden layer is dropped in training")
    if _scores_dropped(answers, weights):
        return  # then there is another mask still; `dropped_where_due` complains
    if not close(array(answers, "loss", ()), array(answers, "thinned loss", ())):
        raise _wrong_loss(np.concatenate([rows for rows in used if not rows.all()]), p)
    if not _plain_gradients_right(answers):
        return  # then another question charges the gradients
    gradients = [array(answers, f"dW{n}", w.shape) for n, w in enumerate(weights, start=1)]
    for layer, dw in enumerate(gradients[:-1], start=1):
        _masked(f"dW{layer}", dw, layer, used[layer])
    for layer, dw in enumerate(gradients, start=1):
        expected = array(answers, f"thinned dW{layer}", dw.shape) * row_factors(dw, p)
        if layer < len(weights) and close(dw * p ** (len(weights) - layer), expected):
            sentence = "dW{layer} is divided by p more often than it should be"
            raise _complaint("masked_twice_backward", sentence, layer=layer)
        if not close(dw, expected):
            raise _not_gradient(f"dW{layer}")
        _same_bias(answers, f"db{layer}")
    shapes = {f"dW{layer}": w.shape for layer, w in enumerate(weights, start=1)}
    for name, shape in {"loss": (), **shapes}.items():
        whole, hardly_any = (
            array(answers, f"{name} of units of both signs {which}", shape)
            for which in ("without dropout", "with hardly any dropout")
        )
        if close(whole, hardly_any):
            continue
        if name == "loss":
            sentence = "with dropout, hidden units below 0 are not treated in the same way as without dropout"
            raise _complaint("relu_skipped_with_dropout", sentence)
        sentence = "with dropout, {name} differs from that without dropout if hidden units are below 0"
        raise _complaint("relu_not_passed_back_with_dropout", sentence, name=name)


def _masked(name: str, dw: np.ndarray, layer: int, kept: np.ndarray) -> None:
    """Complain unless no gradient comes through the units that a hidden layer dropped."""
    reached = np.any(dw != 0, axis=0)
    if not np.any(reached & ~kept):
        return
    words = "{name} is not 0 for units of hidden layer {layer} that were dropped"
    if reached.all():
        raise _complaint("no_mask_backward", words, name=name, layer=layer)
    raise _complaint("cache_of_last_layer", f"{words}, but is 0 for others", name=name, layer=layer)


def _used(answers: Mapping[str, Value], weights: Sequence[np.ndarray]) -> list[np.ndarray]:
    """Return which inputs reached each layer; complain about a gradient that tells nothing, as it is 0 everywhere."""
    found = [used_rows(array(answers, f"dW{n}", w.shape)) for n, w in enumerate(weights, start=1)]
    for layer, used in enumerate(found, start=1):
        if not used.any():
            raise Complaint(
                "dW{layer} is 0 everywhere, so it does not show which units are dropped", layer=layer
            )
    return found


def _scores_dropped(answers: Mapping[str, Value], weights: Sequence[np.ndarray]) -> bool:
    """Return whether gradients of the scores are 0 that are not in the plain network."""
    name = f"db{len(weights)}"
    got, plain = answers.get(name), answers.get(f"thinned {name}")
    if not (isinstance(got, np.ndarray) and isinstance(plain, np.ndarray) and got.shape == plain.shape):
        return False
    return bool(np.any((got == 0) & (plain != 0)))


def _plain_gradients_right(answers: Mapping[str, Value]) -> bool:
    """Return whether the plain network's gradients give the slope of its loss when all parameters grow alike."""
    gradients = [
        g for name, g in answers.items() if name.startswith("thinned d") and isinstance(g, np.ndarray)
    ]
    up, down = (array(answers, f"thinned loss {sign}", ()) for sign in ("+1", "-1"))
    scale = sum(float(np.abs(g).sum()) for g in gradients)
    slope = float(up - down) / (2 * STEP)
    return abs(slope - sum(float(g.sum()) for g in gradients)) <= CLOSE * scale


def _wrong_loss(used: np.ndarray, p: float) -> Complaint:
    def likely(share: float) -> bool:
        return mask_statistics.binomial_tail(int(used.sum()), used.size, share) > LIKELY

    if likely(p):
        return Complaint("with the dropped units left out and the others divided by p, the loss is different")
    if likely(p**2):
        return _complaint("dropped_twice", "units are kept with probability p squared, as if dropped twice")
    return _complaint("other_p", "units are not kept with the probability that the argument dropout gives")


def _same_bias(answers: Mapping[str, Value], name: str) -> None:
    """Complain if thinning changes a bias gradient, unless the plain network has none either."""
    thinned = answers.get(f"thinned {name}")
    if isinstance(thinned, np.ndarray) and not close(array(answers, name, thinned.shape), thinned):
        raise _not_gradient(name)


def _not_gradient(name: str) -> Complaint:
    return Complaint("{name} is not the gradient of the network with these units dropped", name=name)


def _complaint(mistake: str, sentence: str, **fields: str | float) -> Complaint:
    return Complaint(sentence, "", f"FullyConnectedNet.{mistake}", **fields)


def repeats_only_with_seed(seeded: Sequence[float], unseeded: Sequence[float], whole: float) -> None:
    """Complain unless the losses of two calls are equal with a seed, and only then.

    whole: the loss without dropout. If both losses equal it, `dropped_where_due` complains.
    """
    if seeded[0] != seeded[1]:
        raise _complaint("seed_ignored", "two calls with a seed give different losses")
    if unseeded[0] == unseeded[1] != whole:
        raise _complaint("repeats_without_seed", "two calls without a seed draw the same masks")
