"""Hints: one sentence, the mistake first and then the remedy, `<what the code does>; <what it should do instead>`."""

from __future__ import annotations

import re

import pytest

from assignment import ASSIGNMENT
from autograder.model.mutants import load_catalogue
from autograder.store.fixture_set import FixtureSet, set_folders

LONGEST = 160  # two lines of a report
CATALOGUES = {"cs231n": ASSIGNMENT.root, "attention": ASSIGNMENT.root / "examples" / "attention"}
HINTS = {
    f"{name}: {mutant.id}": mutant
    for name, root in CATALOGUES.items()
    for mutant in load_catalogue(root / "reference" / "mistakes")
    if not mutant.accepted
}

# What a remedy may tell a student to do. A new verb is welcome here; a statement of fact is not.
REMEDY = re.compile(
    r"""(?x) (?:
        add | apply | average | begin | call | carry | cast | check | clear | compare | compute | correct |
        count | cut | decide | divide | do | draw | drop | end | fill | flatten | give | go | group | import |
        increment | indent | initialise | keep | leave | let | look | loop | make | mix | move | multiply |
        normalise | pad | pass | penalise | place | pool | put | read | reshape | return | scale | seed | set |
        simplify | slice | start | stop | store | subtract | sum | swap | take | transpose | undo | unpack |
        update | use | weight | work | write
    ) \b | .* \b (?:should | must) \b"""
)


def remedy_of(hint: str) -> str:
    return hint.rpartition("; ")[2]


def broken(rule) -> list[str]:
    return [f"{name}: {mutant.hint}" for name, mutant in HINTS.items() if not rule(mutant)]


def test_the_catalogues_have_hints():
    assert len(HINTS) > 1000


def test_a_hint_has_two_halves_with_a_semicolon_between_them():
    assert broken(lambda mutant: mutant.hint.count("; ") == 1 and ": " not in mutant.hint) == []


def test_the_second_half_is_a_remedy():
    assert broken(lambda mutant: REMEDY.match(remedy_of(mutant.hint))) == []


def test_a_hint_is_short_and_ends_without_a_full_stop():
    assert broken(lambda mutant: len(mutant.hint) <= LONGEST and mutant.hint[-1] not in ".;:,") == []


def test_a_hint_begins_in_lower_case_or_with_a_name():
    name = re.compile(r"[a-z']|[A-Z]\w*[A-Z\d]|[A-Z] ")
    assert broken(lambda mutant: name.match(mutant.hint)) == []


def test_a_hint_names_its_function_once():
    def once(mutant):
        name = mutant.function.partition(".")[0] or mutant.id.partition(".")[0]
        return len(re.findall(rf"\b{re.escape(name)}\b", mutant.hint)) <= 1

    assert broken(once) == []


@pytest.mark.parametrize("root", CATALOGUES.values(), ids=CATALOGUES)
def test_the_fixtures_have_the_hints_of_the_catalogue(root):
    hints = {mutant.id: mutant.hint for mutant in load_catalogue(root / "reference" / "mistakes")}
    for folder in set_folders(root / "fixtures"):
        notes = FixtureSet(folder).catalogue.notes
        assert {name: note.hint for name, note in notes.items()} == {name: hints[name] for name in notes}
