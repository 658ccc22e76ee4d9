"""Make every attack in every posture, as root, and write docs/attacks.md: python -m tests.attacks.table"""

from __future__ import annotations

from rich.progress import track

from tests.attacks import cells
from tests.attacks.attack import Posture
from tests.attacks.outcome import Rows, write_table
from tests.attacks.rounds import ROUNDS
from tests.attacks.scene import scene


def main() -> None:
    """Grade and write."""
    keys = [key for one in ROUNDS for key in one.keys] + cells.KEYS
    rows: Rows = {key: {} for key in keys}
    for posture in Posture:
        with scene(posture) as place:
            outcomes = cells.grade(place)[1]
            for one in track(ROUNDS, posture.value):
                outcomes |= one.outcomes(one.grade(place))
        for key in keys:
            rows[key][posture.value] = outcomes[key]
    kinds = list(dict.fromkeys(kind for kind, _ in rows))
    write_table(dict(sorted(rows.items(), key=lambda row: kinds.index(row[0][0]))))


if __name__ == "__main__":
    main()
