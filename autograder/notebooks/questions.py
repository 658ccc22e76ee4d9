"""Inline questions, found by their text cells, in the style of our template or of earlier years."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from nbformat import NotebookNode

# No pattern looks past the end of its line more than once, as students' texts may be long.
_QUESTION = re.compile(r"^[^\w\n]*inline\s+question\b[^\n]*", re.IGNORECASE | re.MULTILINE)
# "**Your answer:**", "## Answer:", "$\color{blue}{\textit Your Answer:}$", "*Answer*: "
_ANSWER = re.compile(
    r"^(?:[#*_> \t]*|\$?\\color\{\w+\}\{?\s*\\text\w*\s*\{?\s*)(?:your\s+)?answer\s*\d*\s*:?[\s*_}$:]*",
    re.IGNORECASE | re.MULTILINE,
)
_UNFILLED = re.compile(
    r"(?:fill this in|(?:please )?(?:(?:write|type|put) )?your answer(?: here)?|todo)?", re.IGNORECASE
)
_LATER = 3  # text cells after a question in which its answer may stand
_MOST = 20_000


@dataclass(frozen=True)
class Inline:
    """A question's heading, its text, and the answer's text, which is empty if nothing was written."""

    question: str
    answer: str
    asked: str = ""


def inline_questions(cells: Sequence[NotebookNode]) -> list[Inline]:
    """The inline questions of a notebook in their order."""
    texts = [cell.source for cell in cells if cell.cell_type == "markdown"]
    starts = [i for i, text in enumerate(texts) if _QUESTION.search(text)]
    limits = zip(starts, [*starts[1:], len(texts)], strict=False)
    return [_inline(texts[start : min(end, start + 1 + _LATER)]) for start, end in limits]


def _inline(texts: Sequence[str]) -> Inline:
    heading = _QUESTION.search(texts[0])
    assert heading is not None
    question = re.sub(r"[\s#*_:]+", " ", heading[0]).strip()[:200]
    asked = []
    for text in (texts[0][heading.end() :], *texts[1:]):
        if marker := _ANSWER.search(text):
            asked.append(text[: marker.start()].strip())
            answer = text[marker.end() :].strip()
            given = "" if _UNFILLED.fullmatch(" ".join(re.findall(r"\w+", answer))) else answer[:_MOST]
            return Inline(question, given, "\n\n".join(filter(None, asked))[:_MOST])
        asked.append(text.strip())
    return Inline(question, "", asked[0][:_MOST])
