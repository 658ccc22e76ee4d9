"""Decorators of checks, under the names and with the attributes of gradescope-utils.

Ours, so that students' self-check needs no package for them.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

Check = TypeVar("Check", bound=Callable[..., Any])


def number(value: str) -> Callable[[Check], Check]:
    """The check's number, such as "1.3"."""
    return _marked("__number__", value)


def weight(value: float) -> Callable[[Check], Check]:
    """The points that the check carries."""
    return _marked("__weight__", value)


def visibility(value: str) -> Callable[[Check], Check]:
    """When students see the result: "visible", "hidden", "after_due_date" or "after_published"."""
    return _marked("__visibility__", value)


def tags(*values: str) -> Callable[[Check], Check]:
    """Words to sort results by: "given" (the functions are given), "style", "speed"."""
    return _marked("__tags__", values)


def notebooks(*short_names: str) -> Callable[[Check], Check]:
    """The notebook whose namespace is asked, by its short name ("fc_notebook").

    Of several, any will do: the check gets the name as a second argument, and the best notebook counts.
    """
    return _marked("__notebooks__", short_names)


def _marked(attribute: str, value: object) -> Callable[[Check], Check]:
    def mark(check: Check) -> Check:
        setattr(check, attribute, value)
        return check

    return mark
