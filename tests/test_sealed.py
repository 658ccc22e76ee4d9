"""The sealed catalogue: a wrong answer opens what is known of its mistakes, and nothing else can be read."""

from __future__ import annotations

import json
from dataclasses import replace

import numpy as np
import pytest

from assignment import PACKAGE
from autograder.grading.court import Court
from autograder.grading.gather import Source
from autograder.grading.verdicts import verdicts_of
from autograder.model.check import Check
from autograder.model.fingerprints import Catalogue, Fingerprint, Note
from autograder.model.library import Library
from autograder.model.run import LocalRunner
from autograder.model.sealed import SealedCatalogue
from autograder.store.fixture_set import FixtureSet
from tests.judging import MISTAKES, SOURCES, frozen_sets
from tests.selfcheck.public import CHECKS, callers, fixtures, solved

RNG = np.random.default_rng(3)
WRONG, OTHER = RNG.standard_normal((3, 4)), RNG.standard_normal((3, 4))
SIGN = Note("f.sign", "the sign is wrong; f should return x", ("1.1",), 0.25, "layers.py:f")
TWICE = Note("f.twice", "x is doubled; f should return x", ("1.1", "1.2"))
CATALOGUE = Catalogue(
    {"f.sign": SIGN, "f.twice": TWICE},
    {
        "plain": {"f.sign": {"out": Fingerprint.of(WRONG)}, "f.twice": {"out": Fingerprint.of(OTHER)}},
        "small": {"f.sign": {"out": Fingerprint.of(WRONG[:1]), "dx": Fingerprint.of(None)}},
    },
)
SEALED = SealedCatalogue.of(CATALOGUE)


def opened(answer: object, case: str = "plain", name: str = "out") -> Catalogue:
    return SEALED.opened([(case, name, Fingerprint.of(answer))])


def test_an_answer_of_a_mistake_opens_all_that_is_known_of_it():
    found = opened(WRONG)
    assert found.notes == {"f.sign": SIGN}
    assert found.cases == {case: {"f.sign": known["f.sign"]} for case, known in CATALOGUE.cases.items()}
    assert opened(None, "small", "dx").notes == found.notes


@pytest.mark.parametrize("seed", range(40))
def test_rounding_makes_no_difference(seed):
    """Wherever numbers and scales are, also at the edges of steps."""
    rng = np.random.default_rng(seed)
    answer = rng.choice([1.0, 2.0**-20, 1e9]) * rng.integers(-3, 4, (3, 4)) / 2.0
    catalogue = Catalogue({"f.sign": SIGN}, {"plain": {"f.sign": {"out": Fingerprint.of(answer)}}})
    sealed = SealedCatalogue.of(catalogue)
    for noise in (1e-13, -1e-13, 1e-9):
        near = answer * (1 + noise * rng.standard_normal(answer.shape))
        assert Fingerprint.of(near).matches(Fingerprint.of(answer))
        assert sealed.opened([("plain", "out", Fingerprint.of(near))]).notes == {"f.sign": SIGN}


@pytest.mark.parametrize(
    ("answer", "case", "name"),
    [
        (-WRONG, "plain", "out"),
        (WRONG + 1e-4, "plain", "out"),
        (WRONG, "small", "out"),
        (WRONG, "plain", "dx"),
        (np.full((3, 4), np.inf), "plain", "out"),
        (np.full((3, 4), 1e300), "plain", "out"),
        (None, "plain", "out"),
    ],
)
def test_any_other_answer_opens_nothing(answer, case, name):
    assert opened(answer, case, name) == Catalogue()


def test_a_rule_that_recognises_a_mistake_can_read_its_note():
    assert SEALED.note("f.twice") == TWICE == CATALOGUE.note("f.twice")
    assert SEALED.note("f.unknown") == Note("f.unknown", "", ())


def test_nothing_is_in_clear_text_and_json_loses_nothing():
    text = json.dumps(SEALED.to_json())
    told = [SIGN.hint, SIGN.id, "layers.py", "plain", "out", *map(str, Fingerprint.of(WRONG).projections)]
    assert not [part for part in told if part in text]
    assert SealedCatalogue.from_json(json.loads(text)) == SEALED
    assert SealedCatalogue.of(CATALOGUE) == SEALED
    other = Catalogue({**CATALOGUE.notes, "f.sign": replace(SIGN, hint="another sentence")}, CATALOGUE.cases)
    assert not set(SealedCatalogue.of(other).locks) & set(SEALED.locks)


def test_mistakes_of_the_catalogue_are_opened_by_their_answers():
    catalogue, sealed = frozen_sets()[0].catalogue, fixtures().known
    answers: dict[str, list[tuple[str, str, Fingerprint]]] = {}
    for case, known in catalogue.cases.items():
        for mistake, changes in known.items():
            answers.setdefault(mistake, []).extend((case, name, change) for name, change in changes.items())
    assert len(answers) > 1000
    for mistake, seen in list(answers.items())[::5]:
        found = sealed.opened(seen[:1])
        assert found.notes[mistake] == catalogue.notes[mistake]
        assert {c: known[mistake] for c, known in found.cases.items() if mistake in known} == {
            c: known[mistake] for c, known in catalogue.cases.items() if mistake in known
        }


@pytest.mark.nightly
@pytest.mark.parametrize("mistake", [m.id for m in MISTAKES.values() if m.path in SOURCES][::150])
def test_verdicts_are_the_same_with_the_catalogue_open_and_sealed(mistake):
    mutant = MISTAKES[mistake]
    numbers = set(callers(solved(), mutant.path, [mutant.called[1]]))
    checks = [check for check in CHECKS if check.number in numbers]
    sources = mutant.applied(SOURCES)
    assert verdicts(sources, checks, fixtures()) == verdicts(sources, checks, frozen_sets()[0])


def verdicts(
    sources: dict[str, str], checks: list[Check], public: FixtureSet
) -> list[tuple[float, list[str]]]:
    """Points and named mistakes of each check."""
    with (
        Library(PACKAGE, sources, "mistaken") as library,
        Library(PACKAGE, SOURCES, "reference") as reference,
    ):
        found = verdicts_of(
            checks, Source(Court([public], PACKAGE, with_reference=False), LocalRunner(library, reference))
        )
    return [(verdict.earned, [f.mistake for f in verdict.findings]) for verdict in found.values()]
