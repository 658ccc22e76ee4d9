"""The catalogue: edits that fit exactly one place, and the project's own entries."""

from __future__ import annotations

import pytest

from assignment import ASSIGNMENT
from autograder.authoring.write import reference_sources
from autograder.model.check import load_checks
from autograder.model.mutants import CatalogueError, Mutant, load_catalogue

SOURCES = {
    "layers.py": '''def double(x):
    """Twice x: 2 * x."""
    y = 2 * x
    return y


class Net:
    def loss(self, x):
        return 2 * x

    def other(self, x):
        return 2 * x
'''
}


def mistake(target, *swaps, code=""):
    return Mutant(id="a.b", target=target, hint="", swaps=swaps, code=code)


def test_an_edit_stays_in_its_function_below_the_docstring():
    changed = mistake("layers.py:double", ("2 * x", "3 * x")).applied(SOURCES)["layers.py"]
    assert changed == SOURCES["layers.py"].replace("y = 2 * x", "y = 3 * x")


def test_a_method_is_found_by_its_qualified_name():
    changed = mistake("layers.py:Net.loss", ("2 * x", "3 * x")).applied(SOURCES)["layers.py"]
    assert changed.count("3 * x") == 1
    assert changed.index("3 * x") < changed.index("def other")


def test_new_code_takes_the_place_and_the_indentation_of_the_old():
    changed = mistake("layers.py:Net.loss", code="\ndef loss(self, x):\n    return 0\n").applied(SOURCES)
    names: dict = {}
    exec(changed["layers.py"], names)
    assert (names["Net"]().loss(4), names["Net"]().other(4)) == (0, 8)


def test_in_a_module_each_edit_names_its_function():
    swaps = (("double", "2 * x", "3 * x"), ("Net.loss", "2 * x", "4 * x"))
    changed = mistake("layers.py", *swaps).applied(SOURCES)["layers.py"]
    assert [line.split()[-3] for line in changed.splitlines() if "* x" in line and '"' not in line] == [
        "3",
        "4",
        "2",
    ]


def test_new_definitions_leave_other_functions_of_the_module():
    names: dict = {}
    exec(mistake("layers.py", code="def double(x):\n    return 0").applied(SOURCES)["layers.py"], names)
    assert (names["double"](4), names["Net"]().loss(4)) == (0, 8)


def test_a_module_may_be_edited_as_a_whole():
    changed = mistake("layers.py", ("class Net", "class Network")).applied(SOURCES)
    assert "class Network" in changed["layers.py"]


@pytest.mark.parametrize(
    "misfit",
    [
        mistake("layers.py:double", ("5 * x", "3 * x")),
        mistake("layers.py", ("2 * x", "3 * x")),
        mistake("layers.py", ("y = 2", "y = 3")),
        mistake("layers.py:triple", ("2 * x", "3 * x")),
        mistake("optim.py:double", ("2 * x", "3 * x")),
    ],
    ids=["not there", "several times", "inside a function", "no such function", "no such module"],
)
def test_an_edit_that_does_not_fit_is_refused(misfit):
    with pytest.raises(CatalogueError, match=r"a\.b"):
        misfit.applied(SOURCES)


def test_two_entries_of_one_name_are_refused(tmp_path):
    for name in ("one.py", "two.py"):
        text = (
            "from autograder.model.mutants import Mutant\nMISTAKES = [Mutant('a.b', 'layers.py', 'says')]\n"
        )
        (tmp_path / name).write_text(text)
    with pytest.raises(CatalogueError, match=r"a\.b"):
        load_catalogue(tmp_path)


CATALOGUE = load_catalogue(ASSIGNMENT.mistakes)
REFERENCE = reference_sources(ASSIGNMENT)
NUMBERS = {check.number for checks in load_checks(ASSIGNMENT).values() for check in checks}


def test_every_entry_fits_the_reference():
    assert [entry.id for entry in CATALOGUE if entry.applied(REFERENCE) == REFERENCE] == []


def test_every_entry_speaks_to_students_in_one_line_of_ascii():
    assert [entry.id for entry in CATALOGUE if not (entry.hint and entry.hint.isascii())] == []
    assert [entry.id for entry in CATALOGUE if "\n" in entry.hint] == []


def test_every_entry_costs_checks_that_there_are():
    assert [entry.id for entry in CATALOGUE if not set(entry.costs) <= NUMBERS] == []
    assert [entry.id for entry in CATALOGUE if not 0 <= entry.credit < 1] == []


def test_the_catalogue_is_large_and_one_in_eleven_of_it_is_right():
    assert len(CATALOGUE) >= 300
    assert sum(entry.accepted for entry in CATALOGUE) >= len(CATALOGUE) / 11
