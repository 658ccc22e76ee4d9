"""Nothing that a hostile submission does helps it, harms another check, outlives it, or loses the results."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator

import pytest

from tests.attacks import cells
from tests.attacks.attack import RULES, Posture, Worth
from tests.attacks.digits import hidden_digits, told
from tests.attacks.outcome import GOT, GRADED, REFUSED, recorded
from tests.attacks.postures import possible
from tests.attacks.rounds import ATTACKS, HONEST, ROUNDS, SPEAKING, STUB, Round
from tests.attacks.scene import Scene, scene
from tests.grading import Graded

MAXIMUM = 16
LAYERS = {
    Posture.ROOT: (True, True, True),
    Posture.ROOT_WITHOUT_LANDLOCK: (True, False, True),
    Posture.ORDINARY: (False, True, True),
    Posture.ORDINARY_WITHOUT_SECCOMP: (False, True, False),
}
GRADING = [posture for posture in Posture if posture.grades]
QUICK = 2  # rounds that are not left to those who have time


@pytest.fixture(scope="session", params=Posture, ids=lambda posture: posture.value)
def place(request: pytest.FixtureRequest) -> Iterator[Scene]:
    if not possible(request.param):
        pytest.skip("this posture needs root")
    with scene(request.param) as made:
        yield made
        assert HONEST.grade(made).score == (MAXIMUM if made.posture.grades else 0)  # after all the attacks


where_work_is_graded = pytest.mark.parametrize(
    "place", GRADING, ids=lambda posture: posture.value, indirect=True, scope="session"
)


@pytest.fixture(scope="session")
def stub(place: Scene) -> Graded:
    """What a submission gets whose update rules are not written."""
    return STUB.grade(place)


@pytest.fixture(scope="session")
def honest(place: Scene) -> Graded:
    """What an honest submission gets, in a process of its own."""
    return HONEST.grade(place, alone=True)


def test_where_there_is_a_boundary_honest_work_keeps_every_point(place: Scene, honest: Graded) -> None:
    assert (honest.score, honest.maximum) == (MAXIMUM if place.posture.grades else 0, MAXIMUM)


def test_a_stub_loses_points(place: Scene, stub: Graded, honest: Graded) -> None:
    assert stub.score < honest.score or not place.posture.grades


def test_the_isolation_report_tells_the_truth(place: Scene, honest: Graded) -> None:
    report = honest.document["extra_data"]["isolation"]
    layers = report["uid_dropped"], report["landlock_abi"] > 0, report["seccomp"]
    assert layers == LAYERS[place.posture]
    assert report["holds"] is place.posture.grades
    assert ("Isolation: verified" in honest.printed) is place.posture.grades


@pytest.mark.parametrize(
    "one",
    [
        pytest.param(one, id=one.name, marks=pytest.mark.nightly if n >= QUICK else ())
        for n, one in enumerate(ROUNDS)
    ],
)
@where_work_is_graded
def test_an_attack_gains_nothing_and_costs_nobody_else(
    one: Round, place: Scene, stub: Graded, honest: Graded
) -> None:
    check(one, place, one.grade(place), stub, honest)


@pytest.mark.nightly(days=7)  # what waits does so for as long as it may in production
@pytest.mark.parametrize(
    "one", [next(one for one in ROUNDS if one.waits), ROUNDS[0]], ids=["waits", "does not wait"]
)
@where_work_is_graded
def test_a_judge_of_its_own_and_production_limits_change_nothing(
    one: Round, place: Scene, stub: Graded, honest: Graded
) -> None:
    graded = one.grade(place, alone=True)
    assert graded.exit_status == 0
    check(one, place, graded, stub, honest)


def check(one: Round, place: Scene, graded: Graded, stub: Graded, honest: Graded) -> None:
    assert graded.maximum == MAXIMUM
    assert graded.scores == expected(one, stub, honest)
    for test in graded.document["tests"]:
        assert test["score"] == test["max_score"] or is_a_sentence(test["output"])
    assert is_plain(graded.printed)
    check_wins(one, place, graded)
    for key, outcome in one.outcomes(graded).items():
        assert recorded()[key][place.posture.value] == outcome, "run: python -m tests.attacks.table"


@pytest.mark.parametrize("place", [Posture.ORDINARY_WITHOUT_SECCOMP], indirect=True, scope="session")
def test_where_there_is_no_boundary_nothing_is_run(place: Scene) -> None:
    """It could be heard: of this posture's layers none stops a datagram."""
    graded = SPEAKING.grade(place)
    assert {test["extra_data"]["status"] for test in graded.document["tests"]} == {"not run"}


@pytest.mark.nightly(days=7)
def test_hostile_cells_gain_nothing_and_cost_nothing(place: Scene) -> None:
    graded, outcomes = cells.grade(place)
    assert graded.exit_status == 0
    assert (graded.score, graded.maximum) == (10 if place.posture.grades else 0, 10)
    assert is_plain(graded.printed)
    wins = {name for (_, name), outcome in outcomes.items() if outcome == cells.WON}
    assert wins <= ({cells.SHARED} if place.posture is Posture.ROOT_WITHOUT_LANDLOCK else set())
    for key, outcome in outcomes.items():
        assert recorded()[key][place.posture.value] == outcome, "run: python -m tests.attacks.table"


def expected(one: Round, stub: Graded, honest: Graded) -> dict[str, float]:
    """Points by check number."""
    lost = [rule for rule, attack in one.attacks.items() if attack.worth is Worth.NOTHING]
    if any(submission.worth is Worth.NOTHING for submission in one.submissions):
        return dict.fromkeys(honest.scores, 0.0)
    if any(submission.lost for submission in one.submissions):
        lost = list(RULES)
    names = {test["number"]: test["name"].partition(":")[0] for test in honest.document["tests"]}
    points = {n: (stub if names[n] in lost else honest).scores[n] for n in names}
    ruined = [start for submission in one.submissions for start in submission.lost if start not in RULES]
    return {n: 0.0 if names[n].startswith((*ruined, "\0")) else points[n] for n in names}


def check_wins(one: Round, place: Scene, graded: Graded) -> None:
    """Nothing was got that must not be got, and nothing secret shows anywhere."""
    for rule, attack in one.attacks.items():
        won = any(
            "Won" in test["output"]
            for test in graded.document["tests"]
            if test["name"].startswith(f"{rule}:")
        )
        assert not won or place.posture in attack.harmless, attack.name
    text = graded.printed + json.dumps(graded.document)
    assert "someone@example.org" not in text
    about = graded.document["extra_data"]
    for name in (*about.get("fixtures", {}).values(), *about.get("versions", {}).values()):
        text = text.replace(name, "")  # names of versions are digits too
    assert not told(text, hidden_digits(place.project / "fixtures", ("Q1",)))


def is_a_sentence(text: str) -> bool:
    """Whether a teaching assistant can read it: words, in plain text."""
    return bool(re.search(r"\w+ \w+|\w+Error", text)) and is_plain(text)


def is_plain(text: str) -> bool:
    """Whether no character of it does anything but show."""
    return all(part.isprintable() for part in text.replace("\t", " ").split("\n"))


def test_there_are_enough_attacks_of_every_kind_and_each_is_in_the_table() -> None:
    keys = [key for one in ROUNDS for key in one.keys] + cells.KEYS
    assert len(keys) == len(set(keys)) >= 150
    assert set(recorded()) == set(keys), "run: python -m tests.attacks.table"


def test_the_table_is_clean() -> None:
    clean = {attack.name: {posture.value for posture in attack.harmless} for attack in ATTACKS}
    for (_, name), outcomes in recorded().items():
        won = {posture for posture, outcome in outcomes.items() if outcome == GOT}
        assert won <= clean.get(name, set())
        assert outcomes[Posture.ORDINARY_WITHOUT_SECCOMP.value] == REFUSED
        assert {outcomes[posture.value] == GRADED for posture in (Posture.ROOT, Posture.ORDINARY)} != {
            True,
            False,
        }
