"""Sentences about runs that stopped early: without anything that a submission wrote itself for hidden fixtures."""

from __future__ import annotations

from autograder.model.failure import UNWRITTEN, Cause, Failure


def describe_failure(failure: Failure, reveal: bool) -> str:
    """One sentence; what the submission itself wrote, names included, is left out unless `reveal`."""
    if failure.unwritten:
        return f"{failure.unwritten if reveal else 'a function'}{UNWRITTEN}"
    match failure.cause:
        case Cause.NOTEBOOK:
            return failure.message
        case Cause.DIED:
            return f"the code ended its process ({failure.message})"
        case Cause.MALFORMED:
            return "the process answered with something that is not an answer"
        case Cause.TIMED_OUT:
            return f"it was stopped after {failure.message}"
    name = failure.error if failure.builtin or reveal else "an exception"
    text = f": {failure.message}" if reveal and failure.message else ""
    start = "the module cannot be imported: " if failure.cause is Cause.IMPORT else ""
    return f"{start}{name}{text}{_place(failure, reveal)}"


def _place(failure: Failure, reveal: bool) -> str:
    if place := failure.place:
        function = f" in {place.function}" if reveal else ""
        return f" ({place.file}:{place.line}{function})"
    if failure.cause is Cause.RAISED:
        return " (where the grader uses the code: keep the given names, arguments and results)"
    return ""
