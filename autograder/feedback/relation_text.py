"""Words for the relation between a wrong answer and the right one, without numbers of either."""

from __future__ import annotations

from autograder.model.relation import Likeness, Relation

_WORDS = {
    Likeness.ZERO: "it is 0 everywhere",
    Likeness.NEARLY: "it is right to six digits only, as after computing in float32 or with another small constant",
    Likeness.NEGATED: "it is the right answer with the opposite sign",
    Likeness.TIMES: "it is the right answer times {0.factor}",
    Likeness.DIVIDED: "it is the right answer divided by {0.factor}",
    Likeness.REVERSED: "it is the right answer reversed along axis {0.axis}",
    Likeness.SWAPPED: "it is the right answer with its last two axes swapped",
    Likeness.SQUARED: "it is the right answer squared",
    Likeness.ROOTED: "it is the square root of the right answer",
    Likeness.SCALED: "it is the right answer times a constant",
    Likeness.SHIFTED: "it is the right answer plus a constant",
    Likeness.AT_INDEX: "only index {0.index} along axis {0.axis} is wrong",
    Likeness.AT_BORDER: "only the border of the last two axes is wrong",
}


def describe_relation(relation: Relation) -> str:
    """One clause, without a number of either answer."""
    return _WORDS[relation.likeness].format(relation)
