"""Inline questions of an assignment, and a class's answers to them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

import nbformat

from autograder.base.sanitise import sanitise
from autograder.class_run.content import Content
from autograder.model.assignment import Assignment
from autograder.notebooks.questions import Inline, inline_questions
from autograder.notebooks.read import NotebookError, read

_COMMENT = re.compile(r"<!--.*?-->\n?", re.DOTALL)  # markers of solutions
_WRAPPED = re.compile(r"(?<!\n)\n(?![\n\s*+|>-]|\d+[.)])")  # an end of line within a paragraph
_NUMBER = re.compile(r"question\W*(\d+)", re.IGNORECASE)


@dataclass(frozen=True)
class InlineQuestion:
    """A question. key: "Dropout 2"; model: the solution's answer."""

    key: str
    asked: str
    model: str


def questions_of(assignment: Assignment) -> list[InlineQuestion]:
    """The questions of the solved assignment, notebook by notebook."""
    found: list[InlineQuestion] = []
    for name in (notebook.file for notebook in assignment.package.notebooks.values()):
        path = assignment.solution / f"{name}.ipynb"
        if path.is_file():
            found += _questions(name, path.read_bytes())
    return found


def answers_of(content: Content) -> dict[str, str]:
    """All answers that are not empty, by the key of their question."""
    found: dict[str, str] = {}
    for name, cells in content.notebooks.items():
        texts = [nbformat.from_dict({"cell_type": kind, "source": text}) for kind, text in cells]
        for key, inline in _keyed(name, inline_questions(texts)):
            if inline.answer:
                found[key] = sanitise(inline.answer, len(inline.answer))
    return found


def _questions(name: str, data: bytes) -> Iterator[InlineQuestion]:
    try:
        cells = read(data).cells
    except NotebookError:
        return
    for key, inline in _keyed(name, inline_questions(cells)):
        model = _COMMENT.sub("", inline.answer).strip()
        yield InlineQuestion(key, *(_WRAPPED.sub(" ", text) for text in (inline.asked, model)))


def _keyed(name: str, inlines: list[Inline]) -> list[tuple[str, Inline]]:
    return [
        (f"{name} {number[1] if (number := _NUMBER.search(inline.question)) else position}", inline)
        for position, inline in enumerate(inlines, 1)
    ]
