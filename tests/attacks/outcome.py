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

This page lists the outcome of each attack in four postures. In each posture, one judge grades all hostile submissions
one after another, as in a class run, and then honest work; `run_autograder` grades some of them too. Attacks that only
wait for a time limit get a shorter one. `python -m tests.attacks.table` writes this page, and the tests fail if an
outcome differs from it.

In no posture does a submission get more points than a stub of the attacked function, and no other check changes its
result. There is always a valid result, and no process or file is left behind. The last words of an outcome are about
the attacked function alone:

- *lost* and *wrong* earn nothing;
- *{GRADED}* means honest work with a side effect that failed;
- *{REFUSED}* means that no part of the submission was run;
- *{GOT}* means that the attack reached something that is open to every user of the machine and
  reveals nothing about the grading.

Under *notebooks* an outcome is the exception of the cell, in a notebook whose other cells earn their points. *Left out*
means that the grader does not run the cell, *harmless* that the kept page shows it as text, and *got it: removed* that
a kernel left a file where every user may write, and the judge removed it.

- **root**: as at Gradescope. Workers have a user id of their own, Landlock and seccomp.
- **root, no Landlock**: an older kernel. The user id and seccomp hold.
- **ordinary user**: a teaching assistant's laptop. Landlock and seccomp hold.
- **ordinary user, no seccomp**: there is no boundary, so nothing is graded, and the results say so. One submission
  stands for all: if any of its code ran, the test would notice.
"""
