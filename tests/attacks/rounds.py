"""Rounds: gradings of one submission each, with several attacks where these take the place of functions.

What is not right in a worker that checks share is graded in a fresh one, so attacks on different functions know
nothing of one another where it counts.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from tests.attacks import answering, exhausting, leaking, reaching, talking
from tests.attacks.attack import RULES, SOURCES, Attack, Hostile, hostile_module
from tests.attacks.hostile_submissions import HOSTILE_SUBMISSIONS
from tests.attacks.outcome import Outcomes, outcome_of
from tests.attacks.scene import Scene
from tests.grading import Graded, write_package

Key = tuple[str, str]
ATTACKS = [*reaching.ATTACKS, *answering.ATTACKS, *exhausting.ATTACKS, *leaking.ATTACKS, *talking.ATTACKS]


@dataclass(frozen=True)
class Round:
    """One grading: attacks by the function whose place they take, or submissions that are attacks as a whole."""

    attacks: dict[str, Attack]
    submissions: tuple[Hostile, ...] = ()

    @property
    def keys(self) -> list[Key]:
        """Kind and name of what is tried."""
        return [(one.kind, one.name) for one in (*self.submissions, *self.attacks.values())]

    @property
    def name(self) -> str:
        """For people who read test reports."""
        return "; ".join(name for _, name in self.keys)

    @property
    def waits(self) -> bool:
        """Whether nothing of it does anything but wait."""
        tried = (*self.attacks.values(), *self.submissions)
        return bool(tried) and all(one.waits for one in tried)

    def grade(self, scene: Scene, *, alone: bool = False) -> Graded:
        """Make the submission, and grade its code of question 1; alone: by `run_autograder`."""
        with tempfile.TemporaryDirectory(dir=scene.folder) as name:
            folder = Path(name)
            folder.chmod(0o755)
            results = folder / "out" / "results.json"
            results.parent.mkdir()
            results.parent.chmod(0o777)
            optim = hostile_module(self.attacks, scene.places(results))
            path = write_package(folder / "submission", SOURCES | {"optim.py": optim})
            for submission in self.submissions:
                path = submission.make(folder)
            if alone:
                return scene.run_autograder(path, results, "--questions", "Q1", "--code-only")
            return scene.grade(path, results, ["Q1"], hasty=self.waits)

    def outcomes(self, graded: Graded) -> Outcomes:
        """What became of what was tried."""
        whole = {(one.kind, one.name): "".join(one.lost[:1]) for one in self.submissions}
        parts = {(attack.kind, attack.name): rule for rule, attack in self.attacks.items()}
        return {key: outcome_of(graded, function) for key, function in (whole | parts).items()}


def _rounds() -> Iterator[Round]:
    """Attacks of one kind are spread, so that those which take long do not come together."""
    count = -(-len(ATTACKS) // len(RULES))
    spread = [dict(zip(RULES, ATTACKS[start::count], strict=False)) for start in range(count)]
    for chosen in spread:
        yield Round({rule: attack for rule, attack in chosen.items() if not attack.waits})
    for chosen in spread:
        yield from (Round({rule: attack}) for rule, attack in chosen.items() if attack.waits)
    yield Round({}, tuple(submission for submission in HOSTILE_SUBMISSIONS if submission.adds))
    yield from (Round({}, (submission,)) for submission in HOSTILE_SUBMISSIONS if not submission.adds)


STUB = Round({rule: Attack("", "an honest stub", "raise NotImplementedError") for rule in RULES})
HONEST = Round({})
SPEAKING = Round(
    {
        rule: Attack(
            "", "says by UDP that it runs", "socket.socket(type=2).sendto(b'x', ('127.0.0.1', PORT))"
        )
        for rule in RULES
    }
)
ROUNDS = list(_rounds())
