"""Solutions are taken out where the markers stand, and nowhere else."""

from __future__ import annotations

import json
import textwrap

import pytest

from autograder.handout.blanks import (
    ANSWER_PLACE,
    MarkerError,
    notebook_without_solutions,
    without_solutions,
)


def stripped(text: str) -> str:
    return without_solutions(textwrap.dedent(text), "m.py")


def test_a_function_keeps_signature_and_docstring_and_says_what_is_missing():
    text = stripped('''
        def double(x):
            """Twice x."""
            y = x
            # BEGIN SOLUTION
            return 2 * y
            # END SOLUTION
        ''')
    assert text == textwrap.dedent('''
        def double(x):
            """Twice x."""
            y = x
            # Your code here.
            raise NotImplementedError("double is not implemented yet")
        ''')


def test_methods_and_parts_are_named_in_full():
    text = stripped("""
        class Net:
            def loss(self, y=None):
                # BEGIN SOLUTION (forward)
                scores = 1
                # END SOLUTION
                if y is None:
                    return scores
                # BEGIN SOLUTION (backward)
                return 2
                # END SOLUTION
        """)
    assert 'NotImplementedError("Net.loss (forward) is not implemented yet")' in text
    assert 'NotImplementedError("Net.loss (backward) is not implemented yet")' in text
    assert "return scores" in text
    assert "return 2" not in text


def test_helpers_of_the_solution_vanish_without_a_trace():
    text = stripped("""
        def f(x):
            # BEGIN SOLUTION
            return _helper(x)
            # END SOLUTION


        # BEGIN SOLUTION
        def _helper(x):
            return 3
        # END SOLUTION


        def given():
            return 4
        """)
    assert "helper" not in text.split("is not implemented")[1]
    assert "\n\n\n\n" not in text
    assert "return 4" in text


@pytest.mark.parametrize(
    "text",
    [
        "# BEGIN SOLUTION\nx = 1\n",
        "x = 1\n# END SOLUTION\n",
        "# BEGIN SOLUTION\n# BEGIN SOLUTION\n# END SOLUTION\n",
        "x = 1  # BEGIN SOLUTION\n# END SOLUTION\n",
        "# BEGIN SOLUTION forward\nx = 1\n# END SOLUTION\n",
    ],
)
def test_markers_that_do_not_pair_up_are_refused(text):
    with pytest.raises(MarkerError, match=r"m\.py, line \d"):
        without_solutions(text, "m.py")


def test_what_is_left_has_to_be_python():
    with pytest.raises(MarkerError, match="not Python"):
        stripped("""
            if True:
                # BEGIN SOLUTION
                x = 1
                # END SOLUTION
            """)


def cell(kind: str, source: str, **more: object) -> dict[str, object]:
    lines = textwrap.dedent(source).strip("\n").splitlines(keepends=True)
    return {"cell_type": kind, "id": "a", "metadata": {}, "source": lines, **more}


def notebook(*cells: dict[str, object]) -> str:
    return json.dumps({"cells": cells, "metadata": {"kernelspec": {}}, "nbformat": 4, "nbformat_minor": 5})


def sources(text: str) -> list[str]:
    return ["".join(cell["source"]) for cell in json.loads(text)["cells"]]


def test_code_cells_keep_what_is_given_and_lose_solution_and_outputs():
    ran = {"outputs": [{"output_type": "stream", "name": "stdout", "text": "0.5"}], "execution_count": 7}
    solved = cell(
        "code",
        """
        %matplotlib inline
        rates = [1, 2]
        for rate in rates:
            best = None
            # BEGIN SOLUTION
            best = rate
            # END SOLUTION
        print(best)
        """,
        **ran,
    )
    text = notebook_without_solutions(notebook(solved), "n.ipynb")
    assert "best = rate" not in text
    assert "    best = None\n    # Your code here.\nprint(best)" in sources(text)[0]
    (left,) = json.loads(text)["cells"]
    assert left["outputs"] == []
    assert left["execution_count"] is None
    assert left["id"] == "a"


def test_answers_leave_a_place_for_the_students_own():
    asked = cell("markdown", "**Why?**\n\n<!-- BEGIN SOLUTION -->\nBecause.\n<!-- END SOLUTION -->")
    assert sources(notebook_without_solutions(notebook(asked), "n.ipynb")) == [f"**Why?**\n\n{ANSWER_PLACE}"]


def test_a_cell_that_cannot_run_without_its_solution_is_named():
    solved = cell("code", "def f():\n    # BEGIN SOLUTION\n    return 1\n    # END SOLUTION", outputs=[])
    with pytest.raises(MarkerError, match=r"n\.ipynb, cell 2"):
        notebook_without_solutions(notebook(cell("markdown", "x"), solved), "n.ipynb")
