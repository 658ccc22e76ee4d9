"""Sentences about runs that stopped early.

For hidden fixtures there are only a few: they have no text, name, place or exit status, which could reveal inputs.
"""

from __future__ import annotations

from autograder.model.failure import UNWRITTEN, Cause, Failure


def describe_failure(failure: Failure, reveal: bool) -> str:
    """Return one sentence, without anything that the submission could choose unless `reveal`."""
    if failure.unwritten:
        return f"{failure.unwritten if reveal else 'a function'}{UNWRITTEN}"
    match failure.cause:
        case Cause.NOTEBOOK:
            return failure.message
        case Cause.DIED:
            return "the code ended its process" + (f" ({failure.message})" if reveal else "")
        case Cause.MALFORMED:
            return "the process sent something that is not a result"
        case Cause.TIMED_OUT:
            return f"stopped after {failure.message}" + (_place(failure) if reveal else "")
    start = "the module cannot be imported: " if failure.cause is Cause.IMPORT else ""
    if not reveal:
        return f"{start}an exception was raised"
    if failure.returned_none:
        place = _place(failure) if failure.place else ""
        return f"{failure.returned_none} returned None; is a return statement missing?{place}"
    text = f": {failure.message}" if failure.message else ""
    return f"{start}{failure.error}{text}{_place(failure)}"


def _call(failure: Failure) -> str:
    if (call := failure.call) is None:
        return ""
    where = ", which" if call.place == failure.place else f"; {call.place.file}:{call.place.line}"
    shapes = f" with {call.shapes}" if call.shapes else ""
    return f"{where} calls {call.function}{shapes}"


def _place(failure: Failure) -> str:
    if place := failure.place:
        return f" ({place.file}:{place.line} in {place.function}{_call(failure)})"
    if failure.cause is Cause.RAISED:
        return " (raised where the grader calls your code; keep the given names, arguments and results)"
    return ""
