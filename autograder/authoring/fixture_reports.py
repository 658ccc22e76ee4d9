"""The fixture commands: their work and their output."""

from __future__ import annotations

import inspect
import re
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain

import numpy as np
from rich.console import Console
from rich.table import Table

from autograder.authoring.certify import CertificationError
from autograder.authoring.consistency import inconsistencies
from autograder.authoring.secret import read_secret, secret_id
from autograder.authoring.verify import Drift, DriftState, regenerate
from autograder.authoring.write import file_of, generate, provenance, reference_sources
from autograder.base.counts import number_of
from autograder.model.assignment import Assignment
from autograder.model.case import CASES, fixed_cases
from autograder.model.check import load_checks, require_points
from autograder.model.library import Library
from autograder.store.fixture_set import FixtureError, FixtureSet, set_folders

_WIDEST = 160  # columns of a table, enough that nothing is cut


def generate_all(assignment: Assignment) -> None:
    """Make and write every fixture, showing which case is being made."""
    console = Console()
    require_points(assignment)
    with console.status("reading the catalogue of mistakes") as status:
        generate(assignment, read_secret(assignment.secret_file), fixed_cases(), status.update)
    console.print(f"wrote the fixtures of {number_of(len(fixed_cases()), 'case')} to {assignment.fixtures}")


def verify_all(assignment: Assignment) -> int:
    """Print how the frozen arrays compare with fresh ones; 0 if none drifted and nothing was edited."""
    console = Console()
    try:
        edited = [sentence for fixtures in fixture_sets(assignment) for sentence in inconsistencies(fixtures)]
        drifts = list(all_drifts(assignment, console))
    except FixtureError as error:
        console.print(str(error), style="red", markup=False)
        return 1
    counts = Counter(drift.state for drift in drifts)
    for state in DriftState:
        console.print(f"{counts[state]:5} {state.value}")
    drifted = [drift for drift in drifts if drift.state is DriftState.DRIFTED]
    if drifted:
        console.print(_table(drifted, "Drifted: fixtures and reference no longer agree"))
    for sentence in edited:
        console.print(sentence, style="red", markup=False)
    return 1 if drifted or edited else 0


def show_differences(assignment: Assignment) -> None:
    """Print every array that the present reference would change."""
    console = Console()
    changed = [drift for drift in all_drifts(assignment, console) if drift.state is not DriftState.SAME]
    if not changed:
        console.print("the reference as it is gives the frozen arrays, bit for bit")
        return
    console.print(_table(sorted(changed, key=lambda drift: -drift.error), "What generating would change"))


def show_case(assignment: Assignment, name: str) -> None:
    """Print a case, or all cases of the check with this number, on both sets; raise KeyError if there is none."""
    sets = fixture_sets(assignment)
    cases = [name] if name in CASES else _cases_of(assignment, name)
    if not cases:
        raise KeyError(f"no case and no check {name!r}; the cases are: {', '.join(sorted(CASES))}")
    console = Console(width=max(Console().width, _WIDEST))
    for case in cases:
        _show(console, sets, case)


def _cases_of(assignment: Assignment, number: str) -> list[str]:
    """The cases that the source of a check names."""
    checks = [c for question in load_checks(assignment).values() for c in question if c.number == number]
    named = [re.findall(r"['\"](\w+)['\"]", inspect.getsource(check.function)) for check in checks]
    return [name for name in dict.fromkeys(chain.from_iterable(named)) if name in CASES]


def _show(console: Console, sets: Sequence[FixtureSet], name: str) -> None:
    for fixtures in sets:
        entry = fixtures.manifest["cases"][name]
        table = Table(title=f"{name}, {fixtures.name} (seed {entry['seed']})", title_justify="left")
        for column in ("array", "shape", "dtype", "honest", "tolerance", "wrong", "nearest mistake"):
            table.add_column(column, overflow="fold")
        for array, described in entry["inputs"].items():
            table.add_row(f"in/{array}", str(tuple(described["shape"])), described["dtype"])
        for array, described in entry["answers"].items():
            wrong = "" if described["wrong"] is None else f"{described['wrong']:.1e}"
            table.add_row(
                f"out/{array}",
                str(tuple(described["shape"])),
                described["dtype"],
                f"{described['honest']:.1e}",
                f"{described['tolerance']:.1e}",
                wrong,
                described["wrong_by"],
            )
        console.print(table)
        _print_arrays(console, fixtures, name)


def _print_arrays(console: Console, fixtures: FixtureSet, name: str) -> None:
    case = CASES[name]
    arrays = {f"in/{k}": v for k, v in fixtures.inputs(case).items()}
    arrays |= {f"out/{k}": v.value for k, v in fixtures.expected(case).items()}
    for label, array in arrays.items():
        shown = np.array2string(array, threshold=sys.maxsize) if array.ndim else array
        console.print(f"{label} =\n{shown}", markup=False, highlight=False, soft_wrap=True)


def fixture_sets(assignment: Assignment) -> list[FixtureSet]:
    """The public and the hidden fixtures, with their cases defined."""
    load_checks(assignment)
    return [FixtureSet(folder) for folder in set_folders(assignment.fixtures)]


def all_drifts(assignment: Assignment, console: Console) -> Iterator[Drift]:
    """Compare fresh arrays with frozen ones; warn if the fixtures were made by other code or with another secret."""
    questions = load_checks(assignment)
    with Library(assignment.package, reference_sources(assignment), "reference") as reference:
        for fixtures in fixture_sets(assignment):
            secret = None if fixtures.reveal else read_secret(assignment.secret_file)
            _check_secret(assignment, fixtures, secret)
            for question in questions:
                _warn(console, fixtures, question, provenance(assignment, question))
            try:
                yield from regenerate(fixtures, reference, secret)
            except CertificationError as error:
                raise FixtureError(f"the reference gives nothing to compare with: {error}") from error


def _check_secret(assignment: Assignment, fixtures: FixtureSet, secret: str | None) -> None:
    if secret is not None and fixtures.manifest["secret"] != secret_id(secret):
        raise FixtureError(
            f"{fixtures.folder} was made with another secret: set AUTOGRADER_SECRET or {assignment.secret_file}"
        )


def _warn(console: Console, fixtures: FixtureSet, question: str, now: Mapping[str, str]) -> None:
    entry = fixtures.manifest["files"].get(file_of(question), {})
    if stale := [what for what, value in now.items() if entry.get(what) != value]:
        console.print(f"{fixtures.name} {question}: {' and '.join(stale)} changed since", style="yellow")


def _table(drifts: Iterable[Drift], title: str) -> Table:
    table = Table(title=title, title_justify="left")
    for column in ("set", "case", "array", "state", "error / scale", "tolerance"):
        table.add_column(column)
    for drift in drifts:
        state = drift.state.value
        table.add_row(
            drift.fixtures, drift.case, drift.array, state, f"{drift.error:.1e}", f"{drift.tolerance:.1e}"
        )
    return table
