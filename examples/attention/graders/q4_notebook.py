"""Question 4: a head made by hand, in the notebook. 1 point."""

from __future__ import annotations

import numpy as np
from gradescope_utils.autograder_utils.decorators import number

from autograder.model import rules
from autograder.model.case import case, drawn_by
from autograder.model.complaint import Complaint
from autograder.model.decorators import notebooks

LEAST = 0.99  # of a position's attention that has to go to the position before it


@case(inputs=drawn_by("graders.inputs.notebook:odd_length"), frozen=False)
def previous_position(notebook, length):
    if not hasattr(notebook, "previous_position"):
        raise NameError("the notebook does not define previous_position")
    weights = notebook.previous_position(length)
    if weights is None:
        raise ValueError("previous_position returned None; it should return (wq, wk)")
    wq, wk = weights
    yield {"wq": wq, "wk": wk}


def looks_back(inputs, answers):
    """A rule: with these weights every position looks at the one before it."""
    length = int(inputs["length"])
    wq, wk = (rules.array(answers, name, (length, length)) for name in ("wq", "wk"))
    # Positions are one-hot, so that row i of wq is the query of position i.
    scores = wq @ wk.T / np.sqrt(length)
    scores[np.triu_indices(length, 1)] = -np.inf
    with np.errstate(over="ignore", invalid="ignore"):
        weights = np.exp(scores - scores.max(axis=1, keepdims=True))
        weights /= weights.sum(axis=1, keepdims=True)
    back = np.diagonal(weights, -1)
    if not np.all(back >= LEAST):
        sentence = "every position after the first should give {least} of its attention to the one before it"
        public = "a position gives {found:.3g} of its attention to the one before it"
        raise Complaint(sentence, f"{public}: {sentence}", least=LEAST, found=float(np.min(back)))


@number("4.1")
@notebooks("notebook")
def test_previous_position(judge):
    """previous_position: weights of a head that looks from every position at the one before it."""
    judge.meets("previous_position", 1, looks_back)
