"""What is given away, made once by each process that tests."""

from __future__ import annotations

from functools import cache

from assignment import ASSIGNMENT
from autograder.base.reproducible_zip import zip_bytes
from autograder.handout.bundle import student_files
from autograder.handout.gradescope import gradescope_files
from autograder.handout.template import template_files


@cache
def for_students() -> dict[str, bytes]:
    """The student bundle's files."""
    return student_files(ASSIGNMENT)


@cache
def template() -> dict[str, bytes]:
    """The template's files."""
    return template_files(ASSIGNMENT)


@cache
def for_gradescope() -> bytes:
    """Gradescope's zip."""
    return zip_bytes(gradescope_files(ASSIGNMENT))
