"""The corpus, graded as students' hand-ins are: what each loses, and that its author can read why."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.grading import Graded, run_autograder
from tests.legacy.corpus import Entry
from tests.legacy.right import RIGHT
from tests.legacy.wrong import WRONG

CLOSE = 2e-3  # points of 2021 count a little more, and are not round


def lost_in(graded: Graded) -> dict[str, float]:
    missing = {t["number"]: t["max_score"] - t["score"] for t in graded.document["tests"]}
    return {number: points for number, points in missing.items() if points > CLOSE}


@pytest.mark.nightly
@pytest.mark.parametrize("entry", [*RIGHT, *WRONG], ids=lambda entry: entry.name)
def test_entry(entry: Entry, tmp_path: Path) -> None:
    graded = run_autograder(entry.build(tmp_path), tmp_path / "results.json")
    assert graded.maximum == pytest.approx(80)
    assert not [t for t in graded.document["tests"] if t["extra_data"]["status"] == "grader fault"]
    if entry.score is None:
        assert lost_in(graded) == pytest.approx(dict(entry.lost), abs=CLOSE)
    else:
        assert graded.score == pytest.approx(entry.score, abs=CLOSE)
    for note in entry.notes:
        assert note in graded.document["output"]
    for number, text in entry.says.items():
        assert text in graded.output(number)


def test_there_are_many_and_each_has_its_own_name() -> None:
    names = [entry.name for entry in (*RIGHT, *WRONG)]
    assert len(set(names)) == len(names) >= 40
