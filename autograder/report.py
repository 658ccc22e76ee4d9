"""The report for people at a terminal: points by question, then each lost point with its reason."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, TextIO

from autograder.results import CheckResult, Results, Status
from autograder.sanitise import sanitise

if TYPE_CHECKING:
    from rich.console import RenderableType

_PLAIN_WIDTH = 100
_MESSAGE = 4_000


def print_report(results: Results, *, code_only: bool, file: TextIO | None = None) -> None:
    """Print the whole report; text is never taken for markup, and is plain where `file` is no terminal."""
    from rich.console import Console  # 30 ms that a run without a report need not pay

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
    for part in _parts(results, code_only):
        console.print(part)


def describe_isolation(stamp: Mapping[str, Any] | None) -> str:
    """What held the submission, in words; `stamp` is the one in the results' extra data."""
    if stamp is None:
        return "Isolation: no code of the submission was run."
    layers = [
        "a user id of its own" if stamp.get("uid_dropped") else "",
        f"Landlock (version {stamp['landlock_abi']})" if stamp.get("landlock_abi") else "",
        "seccomp" if stamp.get("seccomp") else "",
        "resource limits" if stamp.get("limits") else "",
    ]
    held = ", ".join(layer for layer in layers if layer) or "nothing but a process of its own"
    if stamp.get("holds"):
        return f"Isolation: verified. The submission was held by {held}."
    exposed = " It could read the grader's own files." if stamp.get("exposed") else ""
    return f"Isolation: UNVERIFIED, good for self-checks only. The submission was held by {held}.{exposed}"


def _parts(results: Results, code_only: bool) -> Iterator[RenderableType]:
    from rich.padding import Padding
    from rich.text import Text

    yield _table(results, code_only)
    yield Text(describe_isolation(results.extra.get("isolation")))
    for note in results.notes:
        yield Text(f"Note: {sanitise(note, _MESSAGE)}")
    for check in results.checks:
        if check.score < check.max_score or check.status is not Status.PASSED:
            yield Text(f"\n{_heading(check)}", style="bold")
            yield Padding(Text(sanitise(check.message, _MESSAGE) or "No reason was recorded."), (0, 0, 0, 4))


def _table(results: Results, code_only: bool) -> RenderableType:
    from rich import box
    from rich.table import Table
    from rich.text import Text

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


def _heading(check: CheckResult) -> str:
    name = sanitise(check.name, 200).rstrip(".")
    about = "" if check.status in {Status.PASSED, Status.FAILED} else f" ({check.status.value})"
    return f"{check.number} {name}: {_of(check.score, check.max_score)} points{about}"


def _passed(checks: Sequence[CheckResult]) -> str:
    return f"{sum(check.status is Status.PASSED for check in checks)} of {len(checks)}"


def _of(score: float, maximum: float) -> str:
    return f"{round(score, 2):g} of {round(maximum, 2):g}"
