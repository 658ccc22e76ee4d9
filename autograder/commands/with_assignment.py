"""The assignment that commands work on."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

import click

from autograder.base import paths
from autograder.model.assignment import Assignment, AssignmentError, load_assignment


def with_assignment(command: Callable[..., Any]) -> Callable[..., Any]:
    """Call a command with the assignment as its first argument."""

    @wraps(command)
    def called(*arguments: Any, **options: Any) -> Any:
        return command(assignment_of(click.get_current_context()), *arguments, **options)

    return called


def assignment_of(context: click.Context) -> Assignment:
    """Return the assignment that a parent group has loaded, else the default one."""
    try:
        return context.find_object(Assignment) or load_assignment(paths.default_folder())
    except AssignmentError as error:
        raise click.ClickException(str(error)) from error
