"""Decorators of checks besides those of gradescope-utils."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

Check = TypeVar("Check", bound=Callable[..., Any])


def notebooks(*short_names: str) -> Callable[[Check], Check]:
    """Name the notebook whose namespace is asked, by its short name ("notebook").

    If several are named, each can earn the check: it gets the name as a second argument, and the best notebook counts.
    """

    return _marked("__notebooks__", short_names)


def leaderboard(column: str) -> Callable[[Check], Check]:
    """Name the column of the leaderboard that shows the accuracy which the check measures.

    The decorator of this name in gradescope-utils has the check set a value itself.
    """
    return _marked("__leaderboard_column__", column)


def _marked(attribute: str, value: object) -> Callable[[Check], Check]:
    def mark(check: Check) -> Check:
        vars(check)[attribute] = value
        return check

    return mark
