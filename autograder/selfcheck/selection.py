"""Which checks a student asks for: by question ("2", "Q2") or by number ("2.1")."""

from __future__ import annotations

from collections.abc import Sequence

from autograder.model.check import Check


class UnknownCheck(ValueError):
    """Nothing is called what was asked for; the text says what there is."""


def select(words: Sequence[str], checks: Sequence[Check]) -> list[Check]:
    """The checks meant by any of the words, in their own order; all checks where there are no words."""
    wanted = [word.strip().upper().removeprefix("Q") for word in words]
    for word, asked in zip(words, wanted, strict=True):
        if not any(_meant(check, asked) for check in checks):
            raise UnknownCheck(_unknown(word, asked, checks))
    return [check for check in checks if not wanted or any(_meant(check, asked) for asked in wanted)]


def _meant(check: Check, asked: str) -> bool:
    return asked in {check.number, check.question.removeprefix("Q")}


def _unknown(word: str, asked: str, checks: Sequence[Check]) -> str:
    questions = sorted({check.question for check in checks})
    of_question = [check.number for check in checks if check.question == f"Q{asked.partition('.')[0]}"]
    if of_question:
        return f"there is no check {word}; Q{asked[0]} has {of_question[0]} to {of_question[-1]}"
    return f"there is no check {word}; name a question ({', '.join(questions)}) or a check (as in {checks[0].number})"
