"""The corpus, graded as students' submissions are: what each loses, and that its author can read why."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import pytest

from autograder.isolation.zygote import Zygote
from tests.grading import Graded, grade_here, run_autograder
from tests.legacy.corpus import Entry
from tests.legacy.mixed import MIXED
from tests.legacy.right import RIGHT
from tests.legacy.wrong import WRONG

CLOSE = 2e-3  # points of 2021 count a little more, and are not round
POINTS = {"Q1": 16, "Q2": 28, "Q3": 9, "Q4": 27}
ENTRIES = {entry.name: entry for entry in (*RIGHT, *WRONG, *MIXED)}
# Of each kind some: hands, layouts, environments, gaps, and mistakes that are told by their names.
FOR_EVERY_CHANGE = {
    "staged",
    "helpers_2021",
    "windows",
    "loose_files",
    "left_overs_of_a_laboratory",
    "python_2_optim",
    "norm_not_wired_in",
    "parameters_under_other_names",
    "uses_torch",
    "m_everything",
    "m_starter_and_exit",
}
# A folder, a zip made on Windows, the offering of 2021, an encoding, and a module that cannot be imported.
THROUGH_THE_COMMAND = ("compact", "windows", "helpers_2021", "latin_1", "python_2_optim")


def lost_in(graded: Graded) -> dict[str, float]:
    missing = {t["number"]: t["max_score"] - t["score"] for t in graded.document["tests"]}
    return {number: points for number, points in missing.items() if points > CLOSE}


def questions(entry: Entry, night: int) -> list[str]:
    """All, but of a mistake its own and one of the others, in turn: they should not notice it."""
    own = {f"Q{number[0]}" for number in (*entry.lost, *entry.says)}
    others = [question for question in POINTS if question not in own]
    if entry.score is not None or not own or not others:
        return list(POINTS)
    return sorted({*own, others[night % len(others)]})


def check(entry: Entry, graded: Graded, asked: Iterable[str] = POINTS) -> None:
    assert graded.maximum == pytest.approx(sum(POINTS[question] for question in asked))
    assert not [t for t in graded.document["tests"] if t["extra_data"]["status"] == "grader fault"]
    if entry.score is None:
        assert lost_in(graded) == pytest.approx(dict(entry.lost), abs=CLOSE)
    else:
        assert graded.score == pytest.approx(entry.score, abs=CLOSE)
    for note in entry.notes:
        assert note in graded.document["output"]
    for number, text in entry.says.items():
        assert text in graded.output(number)


@pytest.mark.parametrize(
    "entry",
    [
        pytest.param(entry, id=name, marks=() if name in FOR_EVERY_CHANGE else pytest.mark.nightly)
        for name, entry in ENTRIES.items()
    ],
)
def test_entry(entry: Entry, tmp_path: Path, zygote: Zygote, request: pytest.FixtureRequest) -> None:
    asked = questions(entry, request.config.option.sample_seed)
    check(entry, grade_here(zygote, entry.build(tmp_path), *asked), asked)


@pytest.mark.nightly
@pytest.mark.parametrize("name", THROUGH_THE_COMMAND)
def test_entry_through_the_command(name: str, tmp_path: Path) -> None:
    entry = ENTRIES[name]
    check(entry, run_autograder(entry.build(tmp_path), tmp_path / "results.json"))


def test_there_are_many_and_each_has_its_own_name() -> None:
    assert len(ENTRIES) == len(RIGHT) + len(WRONG) + len(MIXED)
    assert len(MIXED) == 40
    assert ENTRIES.keys() >= FOR_EVERY_CHANGE
