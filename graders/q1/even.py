"""Even nets without normalisation: whether loss and gradients are those of the submission's own scores."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from autograder.isolation.frames import Value
from autograder.model import rules
from autograder.model.case import case, drawn_by
from autograder.model.complaint import Complaint
from autograder.model.demand import Beyond
from graders.even import HIDDEN, LAST, equal, fits, flipped, gradients_and_slopes, heeds, number
from graders.nets import REFERENCE_LAYERS, fully_connected

Inputs = Mapping[str, np.ndarray]
Answers = Mapping[str, Value]

SCORES = ("1.19",)  # the check of scores
NETS = ("net", "net with some units turned")
PARAMETERS = [f"{kind}{layer}" for layer in (*HIDDEN, LAST) for kind in "Wb"]


@case(inputs=drawn_by("graders.net_inputs:even_net"), reference_layers=REFERENCE_LAYERS, frozen=False)
def fully_connected_even(fc_net, X, y, signs, **params):
    turned = flipped(params, signs, HIDDEN[-1])  # units behind would be at their kink
    for which, of in zip(NETS, (params, turned), strict=True):
        model = fully_connected(fc_net, of)
        yield {f"{which} scores": model.loss(X)}
        yield from gradients_and_slopes(model, X, y, which)


def of_own_scores(inputs: Inputs, answers: Answers) -> None:
    """Complain unless each loss fits the own scores and each gradient the own loss."""
    y = inputs["y"]
    for which in NETS:
        scores = rules.array(answers, f"{which} scores", inputs["X"].shape)
        log_sums = np.logaddexp.reduce(scores, axis=1)
        if not equal(
            float(np.mean(log_sums - scores[np.arange(len(y)), y])), number(answers, f"{which} loss")
        ):
            raise Complaint("the loss is not that of the scores")
        heeded = [name for name in PARAMETERS if heeds(answers, which, name)]
        if sum(name[0] == "W" for name in heeded) < len(HIDDEN):
            raise Complaint("the scores do not depend on the weights")
        if not all(fits(answers, which, name, inputs[name].shape) for name in heeded):
            raise Complaint("the gradients do not fit the loss")


OWN_LOSS = Beyond(SCORES, "fully_connected_even", of_own_scores)
