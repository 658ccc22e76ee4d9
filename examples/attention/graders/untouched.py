"""Rules for functions that must leave the arrays they are given as they were."""

from __future__ import annotations

from autograder.model import rules
from autograder.model.complaint import Complaint

AFTERWARDS = " afterwards"


def leaves(function, result, *names):
    """A rule: `function` returned `result`, and the inputs `names` are what they were."""

    def rule(inputs, answers):
        _returned(function, result, answers)
        for name in names:
            rules.untouched(function, name, answers.get(name), inputs[name])

    return rule


def leaves_cached(function, result, upstream, *names):
    """A rule: `function` leaves the gradient `upstream` alone, and the arrays `names` that its cache may hold.

    These have to be what they were after the forward function, which another check judges.
    """

    def rule(inputs, answers):
        _returned(function, result, answers)
        rules.untouched(function, upstream, answers.get(upstream), inputs[upstream])
        for name in names:
            rules.untouched(function, name, answers.get(name + AFTERWARDS), answers[name])

    return rule


def afterwards(**arrays):
    """Answers for `leaves_cached`: what has become of these arrays."""
    return {name + AFTERWARDS: array for name, array in arrays.items()}


def _returned(function, result, answers):
    if answers.get(result) is None:
        raise Complaint("{function} returns None for {result}", function=function, result=result)
