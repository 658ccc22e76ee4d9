"""The group of staff commands, which never shows a traceback."""

from __future__ import annotations

import os
import sys
from typing import Any

import click

TRACEBACK = "TA_TRACEBACK"


class StaffGroup(click.Group):
    """A group whose commands end with one sentence, whatever error they raise."""

    def invoke(self, context: click.Context) -> Any:
        """Run the command; turn every error into a sentence, and a closed output into a silent end."""
        try:
            return super().invoke(context)
        except (click.ClickException, click.exceptions.Exit, click.Abort):
            raise
        except BrokenPipeError:
            _close_output()
            raise click.exceptions.Exit(1) from None
        except Exception as error:
            if os.environ.get(TRACEBACK):
                raise
            raise click.ClickException(_sentence(error)) from error


def _sentence(error: Exception) -> str:
    """Return the error as a sentence; our own errors are sentences already."""
    text = " ".join(str(error.args[0] if isinstance(error, KeyError) and error.args else error).split())
    if type(error).__module__.startswith("autograder."):
        return text
    if isinstance(error, OSError) and error.filename is not None:
        return f"{error.filename}: {error.strerror}"
    return f"{type(error).__name__}: {text} (set {TRACEBACK}=1 to see where)"


def _close_output() -> None:
    """Discard further output to a closed pipe, even at the end of the process."""
    null = os.open(os.devnull, os.O_WRONLY)
    os.dup2(null, sys.stdout.fileno())
    os.close(null)
