"""No function of the student bundle earns points where students are to write one, and what would is found."""

from __future__ import annotations

import pytest

from assignment import ASSIGNMENT
from autograder.handout.leftovers import readable
from autograder.handout.pasting import earning
from autograder.model.mutants import load_catalogue
from tests import bundle
from tests.judging import MISTAKES


@pytest.mark.nightly(days=7)
def test_no_function_of_the_bundle_earns_points_in_the_place_of_another():
    assert earning(ASSIGNMENT, bundle.for_students()) == []


@pytest.mark.nightly
def test_a_module_that_computes_a_layer_is_found():
    """The helper of the inputs of question 4, which convolves with stride 1."""
    found = earning(ASSIGNMENT, {"selfcheck/graders/q4/inputs.py": b""})
    assert found == [
        f"graders.q4.inputs._convolved earns points as conv_forward_{w}" for w in ("fast", "naive")
    ]


def test_marked_solutions_and_hints_in_clear_text_are_found():
    catalogue = load_catalogue(ASSIGNMENT.mistakes)
    assert list(readable(bundle.for_students(), catalogue)) == []
    hint = next(mutant.hint for mutant in MISTAKES.values() if mutant.costs)
    files = {"a.py": b"# BEGIN SOLUTION", "b.json": f"[{hint}]".encode(), "c.py": b"pass"}
    assert list(readable(files, catalogue)) == [
        "a.py holds a marked solution",
        f"b.json holds a hint in clear text: {hint}",
    ]
