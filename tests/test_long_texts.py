"""A line of megabytes, as every picture in a notebook is one, is read in one go: what searches it anew from each of its
places would take hours."""

from __future__ import annotations

import json

import pytest
from nbformat import v4

from assignment import ASSIGNMENT
from autograder.execution.compiled_submission import compile_submission
from autograder.isolation.zygote import Zygote
from autograder.notebooks.questions import inline_questions
from autograder.notebooks.stored import contradictions
from autograder.notebooks.untouched import is_untouched
from autograder.submission import Submission
from tests.judging import SOURCES

LONG = 4_000_000
pytestmark = pytest.mark.timeout(120)


def test_a_notebook_with_a_long_line_tells_which_modules_it_uses(zygote: Zygote) -> None:
    picture = {"output_type": "display_data", "data": {"image/png": "i" * LONG}, "metadata": {}}
    cells = [v4.new_code_cell("from cs231n.mine import f", outputs=[picture])]
    sources = {**SOURCES, "mine.py": "import torch\n", "other.py": "import torch\n"}
    notebooks = {"Dropout": json.dumps(v4.new_notebook(cells=cells), indent=1).encode()}
    flags = compile_submission(ASSIGNMENT, Submission(sources, notebooks), zygote).review_flags
    assert [flag for flag in flags if flag.startswith(("mine", "other"))] == [
        "mine.py:1 in <module>: torch (the work of a library?)"
    ]


@pytest.mark.parametrize("filling", ["\n", " ", "#", "-", "a", "_", "*\n", "Answer ", "answer:\n", "todo"])
def test_inline_questions_of_any_length(filling: str) -> None:
    text = filling * (LONG // len(filling))
    asked, answered = f"### Inline question 1\n{text}\n", f"**Your answer:** yes {text} no"
    (inline,) = inline_questions([v4.new_markdown_cell(text), *map(v4.new_markdown_cell, (asked, answered))])
    assert inline.question == "Inline question 1"
    assert inline_questions([v4.new_markdown_cell(text)]) == []


@pytest.mark.parametrize("filling", ["TODO", "TODO\n", "START OF YOUR CODE", "a", "a\n"])
def test_places_for_code_of_any_length(filling: str) -> None:
    text = filling * (LONG // len(filling))
    assert not is_untouched(v4.new_notebook(cells=[v4.new_code_cell(f"f()\n# TODO\n{text}")]), "f()\ng()")


@pytest.mark.parametrize("filling", ["1", "1 ", ".", "e+1", " ", "error "])
def test_printed_lines_of_any_length(filling: str) -> None:
    text = filling * (LONG // len(filling))
    cells = [v4.new_code_cell("f()", outputs=[v4.new_output("stream", text=f"acc 0.9 {text}")])]
    assert contradictions(cells, cells) == []
