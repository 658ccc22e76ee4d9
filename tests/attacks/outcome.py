"""What became of an attack, in a few words for the table in docs/attacks.md."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import groupby

from tests.attacks.attack import Posture
from tests.grading import PROJECT, Graded

TABLE = PROJECT / "docs" / "attacks.md"
GRADED = "graded as ever"
REFUSED = "nothing is graded"
GOT = "got it, harmless: lost"

_WORDS = {
    "Won": GOT,
    "without it": "reply without answers: lost",
    "ended its process": "process ended: lost",
    "stopped after": "stopped in time: lost",
    "not a result": "reply refused: lost",
    "NaN": "NaN: wrong",
    "infinity": "infinity: wrong",
    "of type": "no array: wrong",
    "has dtype": "no real numbers: wrong",
    "has shape": "wrong shape",
    "single number": "wrong shape",
    "but should be": "wrong number",
}
_EXCEPTION = re.compile(r"\b([A-Z]\w*(?:Error|Exit|Interrupt|Iteration))\b")

Outcomes = dict[tuple[str, str], str]  # by kind and name
Rows = dict[tuple[str, str], dict[str, str]]


def outcome_of(graded: Graded, function: str) -> str:
    """What the check of a function came to; of a submission as a whole where `function` is empty."""
    if not graded.score:
        return REFUSED
    tests = [test for test in graded.document["tests"] if test["name"].startswith(f"{function}:")]
    if not function or all(test["score"] == test["max_score"] for test in tests):
        return GRADED
    return describe(tests[0]["output"])


def describe(output: str) -> str:
    """A few words for the sentences that a check's output is."""
    for words, said in _WORDS.items():
        if words in output:
            return said
    found = _EXCEPTION.search(output)
    return f"{found[1]}: lost" if found else "lost"


def recorded() -> Rows:
    """The outcomes in the table, by kind and name, then posture."""
    rows: Rows = {}
    kind = ""
    for line in TABLE.read_text().splitlines() if TABLE.exists() else ():
        if line.startswith("## "):
            kind = line[3:]
        elif kind and line.startswith("| ") and not line.startswith(("| attack", "| ---")):
            name, *outcomes = (cell.strip() for cell in line.strip("|").split("|"))
            rows[kind, name] = dict(zip((posture.value for posture in Posture), outcomes, strict=True))
    return rows


def write_table(rows: Rows) -> None:
    """Write the table, kinds in the order in which they come."""
    TABLE.write_text("\n".join(_lines(rows)) + "\n")


def _lines(rows: Rows) -> Iterator[str]:
    yield from _INTRODUCTION.strip().splitlines()
    for kind, names in groupby(rows, key=lambda key: key[0]):
        yield from ("", f"## {kind}", "")
        yield "| attack | " + " | ".join(posture.value for posture in Posture) + " |"
        yield "| --- | " + " | ".join("---" for _ in Posture) + " |"
        for key in names:
            yield (
                f"| {key[1]} | " + " | ".join(rows[key].get(posture.value, "") for posture in Posture) + " |"
            )


_INTRODUCTION = f"""
# Attacks

*For course staff; to look things up.*

What hostile submissions come to in four postures. In each, one judge grades them one after another, as in a class run,
and honest work after them all; `run_autograder` grades some of them too. Attacks that only wait are given less time.
The tests write this page, `python -m tests.attacks.table`, and fail if it is not what they see.

In none of them does a submission get a point more than a stub of the function that is attacked, or do other checks
come out otherwise; there is always a valid result, and neither process nor file is left. The last words of an outcome
are for the attacked function alone: *lost* and *wrong* earn nothing, *{GRADED}* means that the attack is honest work
beside a side effect that came to nothing, and *{REFUSED}* that no part of the submission was run. *{GOT}*:
what is open to every user of the machine, and tells nothing of the grading.

Under *notebooks* an outcome is what the cell raised, in a notebook whose other cells earn their points; *left out* is
what no grader runs, *harmless* what the kept page shows as text, and *got it: removed* what a kernel left where every
user may write, and the judge took away.

- **root**: as at Gradescope. Workers have a user id of their own, Landlock and seccomp.
- **root, no Landlock**: an older kernel. The user id and seccomp hold.
- **ordinary user**: a teaching assistant's laptop. Landlock and seccomp hold.
- **ordinary user, no seccomp**: there is no boundary, so nothing is graded, and the results say so. One submission
  shows it for all: were any of it run, it would be heard.
"""
