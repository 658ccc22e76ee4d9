"""Which notebook a question is told of that can be earned in several."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import pytest

import graders
from autograder.check import Check, checks_of
from autograder.results import CheckResult
from autograder.scoring import Bench, blank

CHECKS = checks_of(graders.QUESTIONS["Q5"])


class Telling(Bench):
    """Grades nothing, and says which notebook it would have asked."""

    def grade(self, check: Check) -> CheckResult:
        return replace(blank(check), output=check.notebooks[0])


@pytest.mark.parametrize(
    ("there", "told"),
    [(("tensorflow",), "tensorflow"), (("pytorch", "tensorflow"), "pytorch"), ((), "pytorch")],
)
def test_a_notebook_that_was_not_handed_in_is_not_asked_where_another_was(
    there: Sequence[str], told: str
) -> None:
    studio: Any = SimpleNamespace(has=lambda name: name in there)
    nothing: Any = None
    bench = Telling([], nothing, nothing, nothing, nothing, frozenset(), studio=studio)
    assert {result.output for result in bench.grade_best(CHECKS)} == {told}
