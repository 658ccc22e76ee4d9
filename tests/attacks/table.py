"""Make every attack in every posture, as root, and write docs/attacks.md: python -m tests.attacks.table"""

from __future__ import annotations

from rich.progress import track

from tests.attacks import cells
from tests.attacks.attack import RULES, Posture
from tests.attacks.outcome import Outcomes, Rows, outcome_of, write_table
from tests.attacks.rounds import ROUNDS, SPEAKING
from tests.attacks.scene import scene

KEYS = [key for one in ROUNDS for key in one.keys] + cells.KEYS


def main() -> None:
    """Grade and write."""
    seen = {posture.value: outcomes_in(posture) for posture in Posture}
    rows: Rows = {key: {posture: outcomes[key] for posture, outcomes in seen.items()} for key in KEYS}
    kinds = list(dict.fromkeys(kind for kind, _ in rows))
    write_table(dict(sorted(rows.items(), key=lambda row: kinds.index(row[0][0]))))


def outcomes_in(posture: Posture) -> Outcomes:
    """Return what comes of every attack; where nothing is run, one submission shows it for all."""
    with scene(posture) as place:
        if not posture.grades:
            return dict.fromkeys(KEYS, outcome_of(SPEAKING.grade(place), RULES[0]))
        outcomes = cells.grade(place)[1]
        for one in track(ROUNDS, posture.value):
            outcomes |= one.outcomes(one.grade(place))
    return outcomes


if __name__ == "__main__":
    main()
