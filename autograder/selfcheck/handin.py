"""The submission: a zip, read back as the grader reads it, with all that is missing said before the upload."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from autograder.base.counts import number_of
from autograder.base.reproducible_zip import zip_bytes
from autograder.model.assignment import Assignment
from autograder.selfcheck.notebook_facts import remarks, too_large
from autograder.selfcheck.public import Result
from autograder.selfcheck.self_check import self_check
from autograder.selfcheck.shares import State
from autograder.selfcheck.terminal import Terminal
from autograder.submission import IntakeError, Submission, take_in

HANDED_OUT = (
    "handed_out.json"  # beside the assignment's own files: its notebooks' texts when they were handed out
)
_NAMED = 8  # numbers of checks in a line
_SUFFIXES = {".py", ".pyx"}
_NOT_PASSED = (
    (State.UNWRITTEN, *(f"{wait} for code that is not written yet" for wait in ("waits", "wait"))),
    (State.WAITS, "waits for another one", "wait for others"),
    (State.FAILED, "fails", "fail"),
)


def main() -> int:
    """Build the zip and say what is missing; return 0 if nothing is."""
    terminal = Terminal(sys.stdout, brief=True)
    try:
        this = self_check()
        assignment, folder = this.assignment, this.package.parent
        target = folder / assignment.submission_file
        files = files_of(folder, assignment.package.name)
        notebooks = {name: data for name, data in files.items() if name.endswith(".ipynb")}
        if large := list(too_large(notebooks)):
            print(*large, sep="\n", file=sys.stderr)
            return 2
        target.write_bytes(zip_bytes(files))
        submission = take_in(assignment.package, target)
    except (IntakeError, FileNotFoundError, PermissionError) as error:
        print(error, file=sys.stderr)
        return 2
    with this.opened(submission.sources, terminal.busy) as public:
        results = list(public.run(this.checks))
    missing = list(missing_in(assignment, submission, results))
    ready = "it can be uploaded, but see what is missing" if missing else "it is complete"
    terminal.say(f"{target.name} is built ({target.stat().st_size // 1024 + 1} KB): {ready}.")
    terminal.say(f"It is {target}, with {_counted(files, assignment.package.name)}.")
    for sentence in missing:
        terminal.say(f"- {sentence}")
    terminal.summarise(results)
    if failed := [result for result in results if result.state is State.FAILED]:
        terminal.say()
        terminal.show_all(failed)
    return 1 if missing else 0


def files_of(folder: Path, package: str) -> dict[str, bytes]:
    """Return the content of a submission by its path in the zip: the package's sources and the notebooks."""
    modules = [path for path in (folder / package).rglob("*") if path.suffix in _SUFFIXES and path.is_file()]
    notebooks = [path for path in folder.glob("*.ipynb") if path.is_file()]
    found = {path.relative_to(folder).as_posix(): path for path in [*modules, *notebooks]}
    return {name: path.read_bytes() for name, path in found.items() if not _hidden(name)}


def missing_in(assignment: Assignment, submission: Submission, results: Sequence[Result]) -> Iterator[str]:
    """Sentences on what is missing or not right in a submission."""
    yield from submission.notes
    handed_out = json.loads((assignment.root / HANDED_OUT).read_text(encoding="utf-8"))
    choices = [{assignment.package.path(name) for name in group} for group in assignment.alternatives]
    yield from remarks(submission.notebooks, handed_out, choices)
    for state, one, several in _NOT_PASSED:
        numbers = [result.check.number for result in results if result.state is state]
        if numbers:
            what = f"check {one}" if len(numbers) == 1 else f"checks {several}"
            yield f"{len(numbers)} public {what}: {_listed(numbers)}"


def _listed(names: Sequence[str]) -> str:
    """Return the first few names, and the number of the others."""
    more = len(names) - _NAMED
    return ", ".join(names) if more <= 1 else f"{', '.join(names[:_NAMED])} and {more} more"


def _counted(files: Mapping[str, bytes], package: str) -> str:
    """Return the content of a zip in numbers; notebooks, which are easily lost, by name."""
    notebooks = sorted(name for name in files if name.endswith(".ipynb"))
    return f"{number_of(len(files) - len(notebooks), 'file')} of {package} and {', '.join(notebooks) or 'no notebook'}"


def _hidden(name: str) -> bool:
    return any(part.startswith(".") or part == "__pycache__" for part in name.split("/"))
