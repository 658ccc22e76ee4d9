"""What the reply of a process that ran a probe says: the answers, and why there are no more of them."""

from __future__ import annotations

import builtins

from autograder.base.sanitise import sanitise
from autograder.isolation.frames import Value
from autograder.isolation.reply import Outcome, Reply
from autograder.model.run import Cause, Failure

MOST_TEXT = 1000  # of what a submission says about its own failure

_CAUSES = {
    Outcome.RAISED: Cause.RAISED,
    Outcome.TIMED_OUT: Cause.TIMED_OUT,
    Outcome.DIED: Cause.DIED,
    Outcome.MALFORMED: Cause.MALFORMED,
}


def answers_of(reply: Reply) -> dict[str, Value]:
    """The answers that came, by name."""
    return {n.partition(":")[2]: v for n, v in reply.values.items() if n.startswith("answer:")}


def failure_of(reply: Reply) -> Failure | None:
    """Why there is no whole reply; None where there is one."""
    if reply.outcome is Outcome.OK:
        return None
    if reply.outcome is not Outcome.RAISED:
        message = f"{reply.seconds:.0f} seconds" if reply.outcome is Outcome.TIMED_OUT else reply.detail
        return Failure(_CAUSES[reply.outcome], message=message)
    told = (str(reply.values.get(name, ""))[:MOST_TEXT] for name in ("error", "message", "where"))
    # Each by itself: a control sequence that one opens would swallow words of ours.
    error, message, where = (sanitise(text, MOST_TEXT) for text in told)
    return Failure(
        Cause.RAISED, error, message, where, reply.values.get("builtin") is True and _is_builtin(error)
    )


def _is_builtin(name: str) -> bool:
    known = getattr(builtins, name, None)
    return isinstance(known, type) and issubclass(known, BaseException)
