"""Formulas of text cells as MathML, which browsers draw without a script.

Formulas are not trusted: their size is bounded, and their markup escaped. The page's cleaner then decides which
elements and attributes stay.
"""

from __future__ import annotations

import re
from html import escape, unescape
from xml.etree.ElementTree import tostring

from latex2mathml.converter import convert_to_element
from nbconvert.filters.markdown_mistune import IPythonRenderer

_TAGS = """
    math menclose mfrac mi mn mo mover mpadded mphantom mroot mrow mspace msqrt mstyle msub msubsup msup mtable mtd
    mtext mtr munder munderover
"""
# Sizes and places are not among them, but for the spaces that formulas are written with.
_ATTRIBUTES = """
    accent columnalign columnspacing display displaystyle fence form linethickness mathvariant maxsize minsize
    movablelimits notation rowspacing scriptlevel separator stretchy width
"""
TAGS, ATTRIBUTES = frozenset(_TAGS.split()), frozenset(_ATTRIBUTES.split())
_VALUE = re.compile(r"[a-z-]{1,40}|-?[0-9]?(\.[0-9]{1,4})?(em)?")

MOST_CHARACTERS = 4_000  # of a formula
MOST_OF_A_PAGE = 30_000  # of all its formulas: about three seconds
_MACROS = re.compile(r"\\(?:(?:re)?new|provide|def|let|DeclareMath)")  # they can make much out of little


def is_plain(value: str) -> bool:
    """Return whether an attribute's value is made of words and of small sizes only."""
    return all(_VALUE.fullmatch(word) for word in value.split(" "))


class FormulaRenderer(IPythonRenderer):
    """Writes the formulas of one page as MathML; those that cannot be read stay as they are written."""

    def __init__(self) -> None:
        super().__init__(escape=False, exclude_anchor_links=True)
        self._left = MOST_OF_A_PAGE

    def inline_math(self, body: str) -> str:
        """Write a formula in a line."""
        return self._mathml(body, "inline") or super().inline_math(body)

    def block_math(self, body: str) -> str:
        """Write a formula in a line of its own."""
        return self._mathml(body, "block") or super().block_math(body)

    def latex_environment(self, name: str, body: str) -> str:
        """Write an environment such as align."""
        source = f"\\begin{{{name}}}{body}\\end{{{name}}}"
        return self._mathml(source, "block") or escape(source, quote=False)

    def _mathml(self, formula: str, display: str) -> str:
        """A formula as MathML; "" if it cannot be read, or is too long."""
        if len(formula) > min(MOST_CHARACTERS, self._left) or _MACROS.search(formula):
            return ""
        self._left -= len(formula)
        try:
            math = convert_to_element(formula, display=display)
            for element in math.iter():
                element.text = unescape(element.text or "")  # symbols come as references to characters
            return tostring(math, encoding="unicode")
        except Exception:  # of a library, at whatever a formula may hold
            return ""
