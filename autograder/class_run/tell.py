"""The output of a run: tables, pages, and a few lines at the terminal."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from rich.console import Console
from rich.table import Table
from rich.text import Text

from autograder.base.counts import number_of
from autograder.base.paths import STAFF_COMMAND
from autograder.base.sanitise import sanitise
from autograder.class_run.changes import Change, changed
from autograder.class_run.final import open_run
from autograder.class_run.late_days import write_late_days
from autograder.class_run.pages.site import INDEX, Comparison, write_pages
from autograder.class_run.record import FAILED, Row
from autograder.class_run.tables import GRADES, write_changes, write_tables
from autograder.model.assignment import Assignment
from autograder.policies.config import Policies
from autograder.store.fixture_set import DEVELOPMENT, FixtureSet

_SHOWN = 20  # changes at the terminal; the rest is in the table and on the page
_CELL = 2_000
_KNOWN = f"graded with the development fixtures, which everybody can read: see {STAFF_COMMAND} doctor"
_MISSING = {False: "the export has no time of theirs", True: "the policies have no due date, see [due]"}


def tell(
    assignment: Assignment, out: Path, earlier: Path | None, policies: Policies, console: Console
) -> None:
    """Write the tables and pages of the run in `out`, and print a summary. policies: they decide which points count,
    also in the run `earlier` that this one is compared with.
    """
    run = open_run(out)
    rows, facts = run.decided(policies), run.facts
    write_tables(rows, out)
    if policies.late_days:
        write_late_days(rows, out)
    comparison = tell_changes(out, earlier, policies, console) if earlier else None
    if comparison:
        write_changes(comparison.changes, out)
    notes = FixtureSet(assignment.fixtures / "public").catalogue.notes
    hints = {name: note.hint for name, note in notes.items()}
    write_pages(rows, out, facts, hints, comparison, policies.hints)
    _print_summary(rows, out, policies, console)
    if facts.get("hidden", "").startswith(DEVELOPMENT):
        console.print(_KNOWN, markup=False, soft_wrap=True)


def tell_changes(out: Path, earlier: Path, policies: Policies, console: Console) -> Comparison:
    """Print the scores that changed from one run to another, by how much and why."""
    run, before = open_run(out), open_run(earlier)
    facts = [(name, before.facts.get(name, "none"), now) for name, now in run.facts.items()]
    comparison = Comparison(
        changed(before.decided(policies), run.decided(policies)),
        [(name, then, now) for name, then, now in facts if then != now],
    )
    _print_changes(comparison, console)
    return comparison


def _print_changes(comparison: Comparison, console: Console) -> None:
    for name, then, now in comparison.facts:
        console.print(f"{name}: {then} then, {now} now", markup=False, highlight=False)
    table = Table(
        "Student", "Before", "After", "Why", title=f"{number_of(len(comparison.changes), 'score')} changed"
    )
    for change in comparison.changes[:_SHOWN]:
        cells = (change.who, _points(change.before), _points(change.after), _why(change))
        table.add_row(*(Text(sanitise(cell, _CELL)) for cell in cells))
    if comparison.changes:
        console.print(table)
    else:
        console.print("No score changed.")


def _why(change: Change) -> str:
    checks = [f"{c.number}: {_points(c.before)} to {_points(c.after)}: {c.why}" for c in change.checks]
    return "\n".join(part for part in (change.why, *checks) if part)


def _points(score: float | None) -> str:
    return "none" if score is None else f"{score:g}"


def _print_summary(rows: Sequence[Row], out: Path, policies: Policies, console: Console) -> None:
    scores = [row.score for row in rows if row.score is not None]
    failed = [row.name for row in rows if row.state == FAILED]
    missing = sum(not row.state for row in rows)
    lines = [
        f"{number_of(len(rows), 'submission')}, {len(scores)} with a score"
        + (f", mean {sum(scores) / len(scores):.2f}" if scores else "")
    ]
    if decided := sum(bool(row.notes) for row in rows):
        lines.append(f"policies decide {decided} of the scores: see {out / GRADES}")
    people = [name for row in rows for person in row.people for name in (person.email, person.sid)]
    lines += [
        f"policies.toml: the extension of {name!a} matches nobody in this class"
        for name in (policies.due.unmatched(people) if policies.due else ())
    ]
    if policies.late and (untold := sum(row.lateness is None for row in rows)):
        lines.append(f"it is unknown whether {untold} were late: {_MISSING[policies.due is None]}")
    if failed:
        lines.append(
            f"the grader failed at {len(failed)}, {failed[0]!a} for example: try again with --only-failed"
        )
    if missing:
        lines.append(f"{missing} have no result yet: give the command without --only-failed")
    lines.append(f"the class report is {out / INDEX}")
    for line in lines:
        console.print(line, markup=False, highlight=False, soft_wrap=True)
