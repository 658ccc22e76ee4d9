"""The hand-in: a2.zip, read back as the grader reads it, with all that is missing said before the upload."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

from autograder.base import paths
from autograder.base.reproducible_zip import zip_bytes
from autograder.model.library import PACKAGE
from autograder.selfcheck.main import CHECKS, find_package, results_of, show_all
from autograder.selfcheck.notebook_facts import remarks
from autograder.selfcheck.public import Result, State
from autograder.selfcheck.terminal import Terminal
from autograder.submission import IntakeError, Submission, take_in

ZIP = "a2.zip"
HANDED_OUT = paths.ROOT / "handed_out.json"
_SUFFIXES = {".py", ".pyx"}
_NOT_PASSED = (
    (State.UNWRITTEN, *(f"{wait} for code that is not written yet" for wait in ("waits", "wait"))),
    (State.FAILED, "fails", "fail"),
)


def main() -> int:
    """Build the zip and say what is missing; returns 0 where nothing is."""
    terminal = Terminal(sys.stdout, brief=True)
    try:
        package = find_package()
        target = package.parent / ZIP
        target.write_bytes(zip_bytes(files_of(package.parent)))
        submission = take_in(target)
    except (IntakeError, FileNotFoundError, PermissionError) as error:
        print(error, file=sys.stderr)
        return 2
    terminal.say(f"Public checks of what is in {target}")
    results = show_all(results_of(submission.sources, CHECKS), terminal)
    terminal.summarise(results)
    missing = list(missing_in(submission, results))
    terminal.say()
    for sentence in missing:
        terminal.say(f"- {sentence}")
    ready = "it is complete" if not missing else "it can be uploaded, but see above"
    terminal.say(f"{ZIP} is built ({target.stat().st_size // 1024 + 1} KB): {ready}.")
    return 1 if missing else 0


def files_of(folder: Path) -> dict[str, bytes]:
    """What belongs into a hand-in, by its path in the zip: the package's sources and the notebooks."""
    modules = [path for path in (folder / PACKAGE).rglob("*") if path.suffix in _SUFFIXES and path.is_file()]
    notebooks = [path for path in folder.glob("*.ipynb") if path.is_file()]
    found = {path.relative_to(folder).as_posix(): path for path in [*modules, *notebooks]}
    return {name: path.read_bytes() for name, path in found.items() if not _hidden(name)}


def missing_in(submission: Submission, results: Sequence[Result]) -> Iterator[str]:
    """Sentences on what is missing or not right in a hand-in."""
    yield from submission.notes
    yield from remarks(submission.notebooks, json.loads(HANDED_OUT.read_text(encoding="utf-8")))
    for state, one, several in _NOT_PASSED:
        numbers = [result.check.number for result in results if result.state is state]
        if numbers:
            what = f"check {one}" if len(numbers) == 1 else f"checks {several}"
            yield f"{len(numbers)} public {what}: {', '.join(numbers)}"


def _hidden(name: str) -> bool:
    return any(part.startswith(".") or part == "__pycache__" for part in name.split("/"))
