"""The report for people at a terminal: points by question, then each lost point with its reason."""

from __future__ import annotations

import sys
import textwrap
from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby
from typing import Any, TextIO

from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from autograder.base.sanitise import sanitise
from autograder.feedback.check_text import message_of
from autograder.model.results import CheckResult, Results, Status

_PLAIN_WIDTH = 100
_MESSAGE = 4_000
_NOT_JUDGED = {Status.NOT_RUN, Status.NOT_GRADED_YET}


def print_report(results: Results, *, code_only: bool, file: TextIO | None = None) -> None:
    """Print the whole report; text is never taken for markup, and is plain if `file` is not a terminal."""
    file = file or sys.stdout
    terminal = file.isatty()
    console = Console(
        file=file,
        width=None if terminal else _PLAIN_WIDTH,
        color_system="auto" if terminal else None,
        markup=False,
        emoji=False,
        highlight=False,
    )
    console.print(_table(results, code_only))
    for line, style in _lines(results, console.width):
        console.print(line, style=style, soft_wrap=True)


def describe_isolation(report: Mapping[str, Any] | None) -> str:
    """Describe what held the submission; `report` is the isolation report in the results' extra data."""
    if report is None:
        return "Isolation: no code of the submission was run."
    layers = [
        "a user id of its own" if report.get("uid_dropped") else "",
        f"Landlock (version {report['landlock_abi']})" if report.get("landlock_abi") else "",
        "seccomp" if report.get("seccomp") else "",
        "resource limits" if report.get("limits") else "",
    ]
    held = ", ".join(layer for layer in layers if layer) or "nothing but a process of its own"
    if report.get("holds"):
        return f"Isolation: verified. The submission was held by {held}."
    exposed = " It could read the grader's own files." if report.get("exposed") else ""
    return f"Isolation: UNVERIFIED, good for self-checks only. The submission was held by {held}.{exposed}"


def describe_fixtures(labels: Mapping[str, str] | None) -> list[str]:
    """Name the fixtures without their ids, for staff; `labels` are those in the results' extra data."""
    named = (f"{name} {label.rpartition(' ')[0]}".rstrip() for name, label in (labels or {}).items())
    return [f"Fixtures: {', '.join(named)}."] if labels else []


def _lines(results: Results, width: int) -> Iterator[tuple[str, str]]:
    """Wrapped lines below the table, each with its style."""
    extra = results.extra
    fixtures = describe_fixtures(extra.get("fixtures"))
    for sentence in [describe_isolation(extra.get("isolation")), *fixtures, *map(_note, results.notes)]:
        yield from ((line, "") for line in _wrapped(sentence, width))
    for checks in _groups(results.checks):
        yield "", ""
        yield from ((line, "bold") for line in _wrapped(_heading(checks), width))
        message = sanitise(message_of(checks[0]), _MESSAGE) or "No reason was recorded."
        yield from ((line, "") for line in _wrapped(message, width, indent=4))


def _groups(checks: Sequence[CheckResult]) -> Iterator[list[CheckResult]]:
    """Checks that lost points: each by itself, but those that were not run for one reason together."""
    lost = [check for check in checks if check.status is not Status.PASSED]
    for (status, _), group in groupby(lost, key=lambda check: (check.status, message_of(check))):
        together = list(group)
        yield from [together] if status in _NOT_JUDGED else [[check] for check in together]


def _note(note: str) -> str:
    return f"Note: {sanitise(note, _MESSAGE)}"


def _wrapped(text: str, width: int, indent: int = 0) -> Iterator[str]:
    for line in text.expandtabs(4).splitlines():
        start = " " * indent
        yield from textwrap.wrap(
            line, width, initial_indent=start, subsequent_indent=start + "  " * bool(indent)
        )


def _table(results: Results, code_only: bool) -> Table:
    table = Table(box=box.SIMPLE_HEAD, show_footer=True)
    table.add_column("Question", footer="Total, without notebooks" if code_only else "Total")
    table.add_column("Checks passed", justify="right", footer=_passed(results.checks))
    table.add_column("Points", justify="right", footer=_of(results.score, results.max_score))
    for question in dict.fromkeys(check.question for check in results.checks):
        checks = [check for check in results.checks if check.question == question]
        score, maximum = sum(c.score for c in checks), sum(c.max_score for c in checks)
        style = "green" if score >= maximum else "yellow"
        table.add_row(Text(question), _passed(checks), Text(_of(score, maximum), style=style))
    return table


def _heading(checks: Sequence[CheckResult]) -> str:
    points = f"{_of(sum(c.score for c in checks), sum(c.max_score for c in checks))} points"
    first, last = checks[0], checks[-1]
    if len(checks) > 1:
        return f"{first.number} to {last.number}, {len(checks)} checks {first.status.value}: {points}"
    about = "" if first.status is Status.FAILED else f" ({first.status.value})"
    return f"{first.number} {sanitise(first.name, 200).rstrip('.')}: {points}{about}"


def _passed(checks: Sequence[CheckResult]) -> str:
    return f"{sum(check.status is Status.PASSED for check in checks)} of {len(checks)}"


def _of(score: float, maximum: float) -> str:
    return f"{round(score, 2):g} of {round(maximum, 2):g}"
