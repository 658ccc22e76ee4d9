"""Rules complain of whatever a submission answers; they never raise anything else."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator, Sequence
from functools import cache
from typing import Any

import numpy as np
import pytest

from assignment import ASSIGNMENT, PACKAGE
from autograder.model.case import CASES
from autograder.model.check import load_code_checks
from autograder.model.complaint import Complaint
from autograder.model.demand import Meets, Rule, Same
from autograder.model.library import Library
from autograder.model.run import run_locally
from tests.judging import SOURCES, frozen_sets

SETS = frozen_sets()
MOST = 40  # answers of a case that are changed one by one

ODD: dict[str, Callable[[Any], Any]] = {
    "None": lambda answer: None,
    "a text": lambda answer: "text",
    "a row": lambda answer: np.ones((1, 3)),
    "one number in two axes": lambda answer: np.ones((1, 1)),
    "nothing": lambda answer: np.zeros(0),
    "not a number": lambda answer: np.nan,
    "zeros": lambda answer: 0 * answer if isinstance(answer, np.ndarray | float) else answer,
}


@cache
def rules_of_cases() -> dict[str, list[Rule]]:
    found: dict[str, list[Rule]] = {}
    for demand in (demand for check in load_code_checks(ASSIGNMENT) for demand in check.demands):
        if isinstance(demand, Meets):
            found.setdefault(demand.case, []).append(demand.rule)
        if isinstance(demand, Same | Meets):
            for beyond in demand.beyond:
                found.setdefault(beyond.case, []).append(beyond.rule)
    return found


def answered_together(names: Sequence[str]) -> Iterator[list[str]]:
    """Each answer, all of them, and those that a net gives of one thing."""
    yield from ([name] for name in names[:MOST])
    yield list(names)
    yield from ([name for name in names if word in name] for word in ("slope", "loss", "scores", "dW2", "db"))


@pytest.mark.nightly
@pytest.mark.parametrize("case", rules_of_cases())
def test_a_rule_only_complains(case):
    inputs = SETS[0].inputs(CASES[case])
    with Library(PACKAGE, SOURCES, "reference") as library:
        answers = run_locally(CASES[case], library, inputs).answers
    for rule in rules_of_cases()[case]:
        rule(inputs, answers)
        for names in answered_together(list(answers)):
            for odd in ODD.values():
                with contextlib.suppress(Complaint):
                    rule(inputs, answers | {name: odd(answers[name]) for name in names})
                with contextlib.suppress(Complaint):
                    rule(inputs, {name: answer for name, answer in answers.items() if name not in names})
