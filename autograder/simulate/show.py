"""A run as its readers see it: the student, and staff alone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from rich import box
from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from autograder.base.counts import number_of
from autograder.base.sanitise import sanitise
from autograder.feedback.terminal_report import describe_isolation
from autograder.simulate.platform import Graded

_SHOWN = 2_000  # characters of a text that are printed
_DEFAULT = "visible"


def show_run(console: Console, graded: Graded) -> None:
    """Print what the student sees before the due date, then what only staff see."""
    console.rule(str(graded.submission), align="left")
    document = graded.received.document
    if document is None:
        _section(console, "The student sees", f"{graded.received.problems[0]} Score: 0.")
    else:
        _show_student(console, document, graded)
        _show_staff(console, document)
    _section(console, "Only staff see, printed by run_autograder", graded.printed.strip("\n") or "nothing")
    console.print(_run_facts(graded))


def summary(runs: Sequence[Graded]) -> Table:
    """One line a run."""
    table = Table("Submission", box=box.SIMPLE_HEAD)
    for column in ("Score", "Seconds", "Memory", "Problems"):
        table.add_column(column, justify="right")
    for run in runs:
        received = run.received
        table.add_row(
            Text(str(run.submission)),
            f"{received.score:g} of {received.maximum:g}",
            f"{run.ended.seconds:.1f}",
            _memory(run.ended.peak),
            str(len(received.problems)),
        )
    return table


def _show_student(console: Console, document: Mapping[str, Any], graded: Graded) -> None:
    tests = document["tests"]
    visible = [test for test in tests if _visibility(test, document) == _DEFAULT]
    told = graded.received
    total = (
        f"{told.score:g} of {told.maximum:g}"
        if len(visible) == len(tests)
        else "not shown: some checks are hidden"
    )
    _section(console, f"The student sees, before the due date. Score: {total}", document.get("output") or "")
    _show_tests(console, visible)
    if leaders := document.get("leaderboard"):
        _section(console, "Leaderboard", "\n".join(f"{row['name']}: {row['value']}" for row in leaders))


def _show_staff(console: Console, document: Mapping[str, Any]) -> None:
    hidden = [test for test in document["tests"] if _visibility(test, document) != _DEFAULT]
    _section(console, f"Only staff see: {number_of(len(hidden), 'check')} not visible yet", "")
    _show_tests(console, hidden)
    extra = document["extra_data"]
    facts = [f"{name}: {value}" for name, value in extra.items() if name != "isolation"]
    _section(
        console, "Only staff see: extra data", "\n".join([describe_isolation(extra.get("isolation")), *facts])
    )


def _show_tests(console: Console, tests: Sequence[Mapping[str, Any]]) -> None:
    """Print how many checks have all their points, and the messages of the others."""
    lost = [test for test in tests if test["score"] < test["max_score"]]
    if tests:
        console.print(f"  {len(tests) - len(lost)} of {len(tests)} of these checks have all their points.")
    for test in lost:
        hidden = "" if test["visibility"] == _DEFAULT else f" ({test['visibility']})"
        line = f"{test['number']:>6} {test['score']:g} of {test['max_score']:g}: {test['name']}{hidden}"
        console.print(Text(sanitise(line, 200), style="yellow"), soft_wrap=True)
        console.print(Padding(Text(sanitise(test["output"], _SHOWN)), (0, 0, 0, 7), expand=False))


def _section(console: Console, title: str, text: str) -> None:
    console.print(Text(f"\n{title}", style="bold"))
    if text:
        console.print(Padding(Text(sanitise(text, _SHOWN)), (0, 0, 0, 2), expand=False))


def _run_facts(graded: Graded) -> Text:
    how = "ran into the time limit" if graded.ended.timed_out else f"took {graded.ended.seconds:.1f} s"
    problems = graded.received.problems or ("The platform takes results.json as it is.",)
    memory = f"It used {_memory(graded.ended.peak)} of memory." if graded.ended.peak else ""
    style = "red" if graded.received.problems else ""
    return Text(
        "\n".join([f"\nThe run {how}. {memory}", *(sanitise(p, _SHOWN) for p in problems)]), style=style
    )


def _visibility(test: Mapping[str, Any], document: Mapping[str, Any]) -> str:
    return str(test.get("visibility") or document.get("visibility") or _DEFAULT)


def _memory(peak: int | None) -> str:
    return "" if peak is None else f"{peak / (1 << 20):.0f} MiB"
