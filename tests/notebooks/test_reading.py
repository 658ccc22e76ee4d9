"""What notebooks say by themselves: inline answers, and stored outputs that a run contradicts."""

from __future__ import annotations

import pytest
from nbformat import NotebookNode, v4

from autograder.notebooks.questions import Inline, inline_questions
from autograder.notebooks.read import NotebookError, read
from autograder.notebooks.stored import contradictions


def texts(*sources: str) -> list[NotebookNode]:
    return [v4.new_markdown_cell(source) for source in sources]


@pytest.mark.parametrize(
    "cells",
    [
        ("### Inline question 1\n\nWhy?", "**Your answer:**\n\nBecause."),
        ("## Inline Question 1: \nWhy?\n\n## Answer:\nBecause.",),
        ("## Inline Question 1: \nWhy?", "$\\color{blue}{\\textit Your Answer:}$ Because."),
        ("# Inline Question 1\nWhy?", "**a hint**", "*Answer*: Because."),
        ("## Inline Question 1\nWhy?", "$\\color{blue}{\\textit{Your Answer:}}$\n\nBecause."),
    ],
)
def test_an_answer_is_found_by_what_stands_before_it(cells: tuple[str, ...]) -> None:
    (inline,) = inline_questions(texts("# Title", *cells, "## 2. Next\n\nAnswer nothing here."))
    asked = "Why?\n\n**a hint**" if "**a hint**" in cells else "Why?"
    question = "Inline question 1" if "question" in inline.question else "Inline Question 1"
    assert inline == Inline(question, "Because.", asked)


@pytest.mark.parametrize(
    "answer",
    [
        "**Your answer:**\n\n*Write your answer here.*",
        "## Answer:\n[FILL THIS IN]",
        "Answer:",
        "nothing like it",
    ],
)
def test_an_answer_that_was_not_written_is_empty(answer: str) -> None:
    found = inline_questions(
        texts("### Inline question 1\nWhy?", answer, "### Inline question 2", "**Answer:** Yes")
    )
    assert [inline.answer for inline in found] == ["", "Yes"]


def printed(text: str) -> list[NotebookNode]:
    return [v4.new_code_cell("f()", outputs=[v4.new_output("stream", text=text)])]


@pytest.mark.parametrize(
    ("then", "now"),
    [
        ("val accuracy: 0.71", "val accuracy: 0.12"),
        ("710 of 1000 right (71.0%)", "120 of 1000 right (12.0%)"),
        ("error of dw: 1.2e-10", "error of dw: 3.4e-01"),
    ],
)
def test_a_claim_that_a_run_does_not_bear_out_is_told(then: str, now: str) -> None:
    (told,) = contradictions(printed(then), printed(now))
    assert then in told
    assert now in told


@pytest.mark.parametrize(
    ("then", "now"),
    [
        ("val accuracy: 0.71", "val accuracy: 0.66"),
        ("val accuracy: 0.41", "val accuracy: 0.86"),
        ("error of dw: 1.2e-10", "error of dw: 3.4e-9"),
        ("step 100, loss 2.3", "step 100, loss 1.1"),
        ("val accuracy: 0.71", "something else"),
    ],
)
def test_other_differences_are_not(then: str, now: str) -> None:
    assert contradictions(printed(then), printed(now)) == []


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"", "not valid JSON"),
        (b'{"cells": [', "not valid JSON"),
        (b"\xff\xfe\x00", "not valid JSON"),
        (b"[" * 100_000, "nested too deeply"),
        (b"[1, 2]", "not a notebook"),
        (b'{"nbformat": 4, "nbformat_minor": 4, "metadata": {}}', "not a notebook"),
        (b'{"nbformat": 4, "nbformat_minor": 4, "metadata": {}, "cells": [7]}', "not a notebook"),
    ],
)
def test_what_is_no_notebook_is_refused_with_a_sentence(data: bytes, why: str) -> None:
    with pytest.raises(NotebookError, match=why):
        read(data)


def test_an_older_format_is_read() -> None:
    data = (
        b'{"nbformat": 3, "nbformat_minor": 0, "metadata": {}, "worksheets": [{"cells": [{"cell_type": "code", \
"language": "python", "input": "x = 1", "outputs": []}]}]}'
    )
    assert [cell.source for cell in read(data).cells] == ["x = 1"]
