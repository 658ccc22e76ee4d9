"""A student's selection of checks: by function, file, question ("Q2"), number ("2.1") or range ("1.1-1.4")."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from difflib import get_close_matches

from autograder.model.check import Check, number_key
from autograder.selfcheck.worklist import Worklist


class UnknownCheck(ValueError):
    """Nothing has the requested name; the text lists what there is."""


def select(words: Sequence[str], checks: Sequence[Check], work: Worklist) -> list[Check]:
    """The checks meant by any of the words, in their own order; all checks if there are no words."""
    named = _names(checks, work)
    wanted = {number for word in words for number in _meant(word, checks, named)}
    return [check for check in checks if not words or check.number in wanted]


def _meant(word: str, checks: Sequence[Check], named: Mapping[str, list[str]]) -> list[str]:
    asked = word.strip().lower()
    for name, meant in named.items():
        # A shell completes "package/layers.py", on Windows with a backslash.
        if asked == name.lower() or (name.endswith(".py") and asked.replace("\\", "/").endswith(f"/{name}")):
            return meant
    first, dash, last = asked.partition("-")
    numbers = {check.number for check in checks}
    if dash and {first, last} <= numbers:
        lowest, highest = sorted(map(number_key, (first, last)))
        return [number for number in numbers if lowest <= number_key(number) <= highest]
    raise UnknownCheck(_unknown(word, asked, checks, named))


def _names(checks: Sequence[Check], work: Worklist) -> dict[str, list[str]]:
    """Return the names by which checks can be selected, and the numbers that each stands for."""
    found: dict[str, list[str]] = {}
    for check in checks:
        for name in (check.number, check.question, check.question.removeprefix("Q")):
            found.setdefault(name, []).append(check.number)
    for function, asked in work.functions.items():
        path, _, name = function.partition(":")
        for called in {path, path.rpartition("/")[2], name, name.partition(".")[0]}:
            found.setdefault(called, []).extend(check.number for check in asked)
    return found


def _unknown(word: str, asked: str, checks: Sequence[Check], named: Mapping[str, list[str]]) -> str:
    of_question = [c.number for c in checks if c.question == f"Q{asked.removeprefix('q').partition('.')[0]}"]
    if of_question:
        return f"there is no check {word}; Q{asked[0]} has {of_question[0]} to {of_question[-1]}"
    small = {} if asked[:1].isdigit() else {name.lower(): name for name in named}
    if alike := [small[name] for name in get_close_matches(asked, small, n=3)]:
        return f"there is no {word}; did you mean {' or '.join(alike)}?"
    questions = sorted({check.question for check in checks})
    return (
        f"there is no check {word}; name a function, a file, a question ({', '.join(questions)}) "
        f"or a check (as in {checks[0].number}); --list shows all"
    )
