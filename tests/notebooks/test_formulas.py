"""Formulas in the pages of executed notebooks."""

from __future__ import annotations

import re

import pytest
from nbformat import v4

from autograder.notebooks.formulas import MOST_CHARACTERS, MOST_OF_A_PAGE
from autograder.notebooks.page import page


def shown(*texts: str) -> list[str]:
    """The text cells of a page."""
    html = page("", v4.new_notebook(cells=[v4.new_markdown_cell(text) for text in texts]))
    return re.findall(r"<section>(.*?)</section>", html, re.DOTALL)


def test_formulas_are_mathml() -> None:
    line, block, environment = shown(
        r"the mean $\mu_i$ of $N$",
        r"$$\frac{\partial L}{\partial x} = \sum_{i=1}^{N} \sqrt{\hat{x}_i}$$",
        r"\begin{align} a &= b \\ c &= d \end{align}",
    )
    assert (
        'the mean <math display="inline"><mrow><msub><mi>μ</mi><mi>i</mi></msub></mrow></math> of <math'
        in line
    )
    assert '<math display="block">' in block
    assert {"<mfrac>", "<msqrt>", "<munderover>"} <= set(re.findall(r"<\w+>", block))
    assert (environment.count("<mtr>"), "\\" in environment) == (2, False)


@pytest.mark.parametrize(
    "formula",
    [
        r"\frac",
        r"\left( a",
        "{" * 1500 + "}" * 1500,
        r"\sqrt" * 900 + "x",
        "x^" * 900 + "x",
        "a" * (MOST_CHARACTERS + 1),
        r"\newcommand{\a}{xx}\newcommand{\b}{\a\a\a\a}\b",
        r"\def\a{xx}\a",
    ],
)
def test_a_formula_that_cannot_be_read_stays_as_it_is_written(formula: str) -> None:
    (text,) = shown(f"before ${formula}$ after")
    assert f"before ${formula}$ after" in text


def test_a_page_has_formulas_up_to_a_limit() -> None:
    count = MOST_OF_A_PAGE // MOST_CHARACTERS
    cells = shown(*(f"${'&' * MOST_CHARACTERS}$" for _ in range(count + 2)))
    assert ["<math" in cell for cell in cells] == [True] * count + [False] * 2


def test_a_price_and_code_are_no_formulas() -> None:
    (text,) = shown(r"\$5, `$x$` and \$6")
    assert "$5, <code>$x$</code> and $6" in text
