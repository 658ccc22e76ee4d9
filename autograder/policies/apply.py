"""Policies applied to results: the score that counts, and sentences that say why."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from autograder.base.counts import number_of
from autograder.model.results import VISIBILITIES, CheckResult, Results, Status
from autograder.policies.config import Hints, Policies
from autograder.policies.metadata import Earlier, Metadata, number
from autograder.policies.policy_rules import best, days_late, is_out_of, next_turn, penalty


def adjusted(results: Results, policies: Policies, metadata: Metadata) -> Results:
    """The results with the score that counts. A policy costs nothing if the metadata lack what it needs."""
    if policies.late and metadata.lateness is None:
        results = replace(results, extra={**results.extra, "late": "not judged: no due date or no time"})
    if policies.hints:
        results = _hinting(results, policies.hints, metadata)
    # If a check is hidden, so is the total: no sentence may reveal it.
    is_open = all(check.visibility == "visible" for check in results.checks)
    score, notes = counted(results.score, results.max_score, policies, metadata, is_open=is_open)
    if not notes:
        return results
    return replace(results, final=score, notes=(*notes, *results.notes))


def _hinting(results: Results, hints: Hints, metadata: Metadata) -> Results:
    """The results with as much help as the time of the submission allows."""
    depth = hints.at(metadata.lateness)
    return replace(results, checks=tuple(replace(check, depth=depth) for check in results.checks))


def counted(
    earned: float, maximum: float, policies: Policies, metadata: Metadata, *, is_open: bool
) -> tuple[float, tuple[str, ...]]:
    """Return the score that counts, and why it differs from the earned one.

    is_open: whether the reasons may mention points.
    """
    score, late = _penalised(earned, policies, metadata, is_open)
    if not policies.best_of:
        return score, late
    before = best(metadata.earlier, maximum)
    notes = (*late, *_not_compared(score, maximum, metadata))
    if before is None or before.score is None or before.score <= score:
        return score, notes
    points = f": it has {number_of(before.score, 'point')}, this one {score:g}" if is_open else ""
    return before.score, (*notes, f"Your best submission counts, an earlier one{points}.")


def _not_compared(score: float, maximum: float, metadata: Metadata) -> Iterator[str]:
    """Yield a sentence if an earlier submission with more points has another maximum, or an unknown one."""
    others = [e for e in metadata.earlier if not is_out_of(e, maximum) and (e.score or 0.0) > score]
    if others:
        which = "An earlier submission was" if len(others) == 1 else f"{len(others)} earlier submissions were"
        same = number_of(maximum, "point")
        yield f"{which} not compared with this one, as only submissions graded out of {same} are."


def _penalised(
    earned: float, policies: Policies, metadata: Metadata, is_open: bool
) -> tuple[float, tuple[str, ...]]:
    """Return the score after a late penalty, and the reason if there is one."""
    due, lateness = metadata.due, metadata.lateness
    days = days_late(lateness, policies.late) if policies.late and lateness is not None else 0
    if not (policies.late and due and days):
        return earned, ()
    free = min(days, metadata.late_days)
    share = penalty(days - free, policies.late)
    left = round((1 - share) * earned, 6)
    budget = f" ({free} from the budget of late days)" if free else ""
    off = f"{number_of(days, 'day')} begun{budget}, {100 * share:g} % off"
    points = f": {number_of(earned, 'point')} become {left:g}" if is_open else ""
    return left, (f"Handed in after the due date, {_told(due)}: {off}{points}.",)


def repeated(policies: Policies, metadata: Metadata) -> Results | None:
    """Return the previous results if this submission exceeds the rate limit; None if it is to be graded.

    It is graded too if there are no previous results that could be shown instead.
    """
    limit, created = policies.rate_limit, metadata.created_at
    if limit is None or created is None:
        return None
    again = next_turn(created, (e.created_at for e in metadata.earlier if e.created_at), limit)
    if again is None or not metadata.earlier:
        return None
    why = (
        f"Not graded: the limit is {number_of(limit.submissions, 'submission')} "
        f"within {number_of(limit.hours, 'hour')}. "
        f"These are the results of the previous submission; submit again after {_told(again)}."
    )
    latest = max(
        metadata.earlier, key=lambda earlier: (earlier.created_at is not None, earlier.created_at or created)
    )
    return _again(latest, why)


def _again(earlier: Earlier, why: str) -> Results | None:
    document = earlier.results or {}
    try:
        checks = tuple(_checks(document))
    except (KeyError, TypeError, ValueError):
        return None
    if not checks:
        return None
    shown = Results(checks, notes=(why,), extra={"repeated": True})
    final = number(document.get("score"))
    return shown if final is None else replace(shown, final=min(final, shown.max_score))


def _checks(document: Mapping[str, Any]) -> Iterator[CheckResult]:
    for test in document["tests"]:
        points, maximum = number(test["score"]), number(test["max_score"])
        if points is None or maximum is None or test.get("visibility", "visible") not in VISIBILITIES:
            raise ValueError("no result of ours")
        yield CheckResult(
            number=str(test["number"]),
            name=str(test["name"]),
            question=f"Q{str(test['number']).partition('.')[0]}",
            max_score=maximum,
            score=points,
            status=Status.PASSED if test.get("status") == "passed" else Status.FAILED,
            output=str(test.get("output") or ""),
            tags=tuple(map(str, test.get("tags") or ())),
            visibility=test.get("visibility", "visible"),
        )


def _told(time: datetime) -> str:
    return time.strftime("%Y-%m-%d %H:%M %z")
